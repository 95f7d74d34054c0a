//! What a run wrote.

use domain::{Timestamp, logs::Stream};
use serde::{Deserialize, Serialize};

/// One line, or the beginning of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogRecord {
    /// The container that wrote it.
    pub container: String,
    /// On which output.
    pub stream: Stream,
    /// When it was complete; for an open one, when it last changed.
    pub at: Timestamp,
    /// The text without its line end. Invalid UTF-8 is replaced.
    pub text: String,
    /// It has no line end yet (a progress bar): shown, sent again when it changes, followed by the complete line.
    #[serde(default)]
    pub open: bool,
}

/// A stretch of what a run wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogBatch {
    /// Complete lines in order, then the open ones.
    pub records: Vec<LogRecord>,
    /// Where to go on reading: after the last complete line.
    pub position: u64,
    /// There certainly is more: to be asked for at once.
    pub more: bool,
    /// The run is over and everything has been read.
    pub end: bool,
}
