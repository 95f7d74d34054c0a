//! What a run tells of itself while it goes on: metrics and other events, and the artifacts it names.
//!
//! A program writes events into files ([`plx`]). Those of a metric become a [`Series`], which is read [`sample`]d.

mod kinds;
pub mod plx;
mod sample;
mod series;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use self::{kinds::EventKind, sample::sample, series::Series};
use crate::{RunId, Timestamp};

/// The longest name of an event or of an artifact, in bytes.
pub const LONGEST_NAME: usize = 255;

/// One moment of a metric.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The step it was logged at, if one was said.
    pub step: Option<i64>,
    /// When.
    pub at: Timestamp,
    /// How much. May be infinite or not a number.
    pub value: f64,
}

/// What lists and tables show of a metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MetricSummary {
    /// Its name.
    pub name: String,
    /// The value at the highest step, and there at the latest time; `None` when that is infinite or not a number.
    pub last: Option<f64>,
    /// The highest step; `None` when there was none.
    pub last_step: Option<i64>,
    /// The smallest value, of those that are numbers.
    pub min: Option<f64>,
    /// The largest value, of those that are numbers.
    pub max: Option<f64>,
    /// How many points it has.
    pub count: u64,
}

/// A metric as a page draws it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MetricCurve {
    /// All of it in short.
    pub summary: MetricSummary,
    /// Some of its points, by step and time; with the lowest and the highest of every stretch.
    pub points: Vec<CurvePoint>,
}

/// A point of a curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint(
    /// The step.
    pub Option<i64>,
    /// When.
    pub Timestamp,
    /// The value; `None` when it is infinite or not a number.
    pub Option<f64>,
);

/// All metrics of a run, as a page draws them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RunMetrics {
    /// By name.
    pub curves: Vec<MetricCurve>,
    /// How many metrics there are, more than are shown if those are many.
    pub total: u64,
    /// When the run began; what relative time counts from.
    pub started_at: Option<Timestamp>,
    /// Points may follow.
    pub live: bool,
}

/// Events of one name, of any kind.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedEvents {
    /// Their name.
    pub name: String,
    /// Their kind.
    pub kind: EventKind,
    /// In the order they were logged.
    pub events: Vec<Event>,
}

/// One event, of any kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The step it was logged at, if one was said.
    pub step: Option<i64>,
    /// When.
    pub at: Timestamp,
    /// What was logged: a number or null for a metric, text for `text` and `html`, an object for all others.
    pub value: Value,
}

/// What a run read or made, by name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunArtifact {
    /// Whose it is.
    pub run: RunId,
    /// Its name.
    pub name: String,
    /// What it is: `model`, `dataframe`, `coderef`, …
    pub kind: String,
    /// Where it is, from the run's own folder or somewhere else.
    pub path: String,
    /// What its content is known by, if that was said.
    pub state: Option<String>,
    /// The run read it, rather than made it.
    pub is_input: bool,
    /// The connection it is reached by, if one was said.
    pub connection: Option<String>,
    /// What is known of its content.
    pub summary: Map<String, Value>,
    /// What was said besides.
    pub meta_info: Map<String, Value>,
}
