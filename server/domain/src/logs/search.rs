//! Looking for lines in a log.

use serde::{Deserialize, Serialize};

use super::LogLine;

/// How many hits are counted at most.
pub const MAX_HITS: usize = 10_000;

/// Which lines are wanted. A line's text is looked at as it is shown: without its colours, and a progress bar in its last state.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogQuery {
    /// What they hold; when empty, any line will do.
    #[serde(default)]
    pub text: String,
    /// `text` is a regular expression.
    #[serde(default)]
    pub regex: bool,
    /// Capital and small letters are different.
    #[serde(default)]
    pub case: bool,
    /// Only lines of this container.
    #[serde(default)]
    pub container: Option<String>,
}

impl LogQuery {
    /// Every line is wanted.
    pub const fn is_empty(&self) -> bool {
        self.text.is_empty() && self.container.is_none()
    }
}

/// Where to look: from line `from` on, before line `until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// The first line's number.
    pub from: u64,
    /// The number after the last line's; `None` is the log's end.
    pub until: Option<u64>,
    /// From the end of that stretch towards its beginning.
    pub backwards: bool,
    /// How many lines are wanted.
    pub limit: u32,
}

/// A line that is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogMatch {
    /// The line.
    pub line: LogLine,
    /// Where the text is in what is shown: first character, character after the last.
    pub marks: Vec<(u32, u32)>,
}

/// What one look found. It may end early; the rest is looked at by another one, which goes on where this one ended.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogMatches {
    /// The wanted lines of the stretch that was looked at, in the log's order.
    pub matches: Vec<LogMatch>,
    /// The stretch: its first line's number.
    pub from: u64,
    /// The number after its last line's.
    pub until: u64,
    /// How many lines the run has written so far.
    pub total: u64,
    /// No line will follow.
    pub complete: bool,
}

/// A [`LogMatch`] without its line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogHit {
    /// The line's number.
    pub number: u64,
    /// Where the text is in what is shown: first character, character after the last.
    pub marks: Vec<(u32, u32)>,
}

/// [`LogMatches`] without their lines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogHits {
    /// The wanted lines of the stretch that was looked at, in the log's order.
    pub hits: Vec<LogHit>,
    /// The stretch: its first line's number.
    pub from: u64,
    /// The number after its last line's.
    pub until: u64,
    /// How many lines the run has written so far.
    pub total: u64,
}

impl From<LogMatches> for LogHits {
    fn from(found: LogMatches) -> Self {
        let hits = found.matches.into_iter().map(|LogMatch { line, marks }| LogHit { number: line.number, marks }).collect();
        Self { hits, from: found.from, until: found.until, total: found.total }
    }
}
