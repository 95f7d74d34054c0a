//! Log lines as they are stored, streamed and shown.

pub mod ansi;
mod search;

use serde::{Deserialize, Serialize};

pub use self::search::{LogHit, LogHits, LogMatch, LogMatches, LogQuery, Look, MAX_HITS};
use crate::Timestamp;

/// Which of a process's two outputs a line came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// One line of a run's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// Its number in the run's log, from 0. What an SSE id carries.
    pub number: u64,
    /// When it was complete.
    pub at: Timestamp,
    /// The container that wrote it.
    pub container: String,
    /// On which output.
    pub stream: Stream,
    /// The text without its line end. May hold ANSI escapes and carriage returns: hostile input.
    pub text: String,
}

/// A line that is still being written (a progress bar): shown, not numbered, not stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenLine {
    /// The container that writes it.
    pub container: String,
    /// On which output.
    pub stream: Stream,
    /// The text so far; empty once the line is complete or gone.
    pub text: String,
}

/// A stretch of a run's log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogPage {
    /// The lines, in order, numbers without a gap.
    pub lines: Vec<LogLine>,
    /// How many lines the run has written so far.
    pub total: u64,
    /// No line will follow: the run is done and everything is collected.
    pub complete: bool,
}
