//! How a run is.

use domain::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a run is in its life on a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The cluster does not know it.
    NotFound,
    /// Handed over; nothing of it is at work.
    Pending,
    /// It is being prepared; its init containers run.
    Starting,
    /// Its main container is at work.
    Running,
    /// A try failed and the next is on its way.
    Retrying,
    /// It was asked to end.
    Stopping,
    /// Its main container ended with exit code 0.
    Succeeded,
    /// It ended otherwise.
    Failed,
    /// It ended because that was asked for.
    Stopped,
}

impl Phase {
    /// Nothing of it is at work and nothing will be.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::NotFound | Self::Succeeded | Self::Failed | Self::Stopped)
    }
}

/// What a cluster says of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// Where it is in its life.
    pub phase: Phase,
    /// Which try this is, from 1; 0 before the first.
    pub attempt: u32,
    /// The container at work, or the one whose end was the run's end.
    pub container: Option<String>,
    /// The exit code of `container`.
    pub exit_code: Option<i32>,
    /// The signal that ended `container`.
    pub signal: Option<i32>,
    /// Why it is in this phase, as one word: `Error`, `DeadlineExceeded`, …
    pub reason: String,
    /// The same for people: one sentence, without a full stop.
    pub message: String,
    /// When its main container was first at work.
    pub started_at: Option<Timestamp>,
    /// When it was over.
    pub finished_at: Option<Timestamp>,
}

impl Observation {
    /// What is said of a run that the cluster does not know.
    pub const fn not_found() -> Self {
        Self {
            phase: Phase::NotFound,
            attempt: 0,
            container: None,
            exit_code: None,
            signal: None,
            reason: String::new(),
            message: String::new(),
            started_at: None,
            finished_at: None,
        }
    }
}
