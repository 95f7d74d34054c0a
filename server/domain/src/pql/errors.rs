//! What is wrong with a query, and where.

use std::{fmt, ops::Range};

use serde::{Deserialize, Serialize};

/// Why a text is not a query. Shown to whoever wrote it: the place is marked, the fix is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryError {
    /// The byte where it begins, on a character's boundary.
    pub start: usize,
    /// The byte after its end, on a character's boundary; at least `start`.
    pub end: usize,
    /// The character where it begins, counted from 1.
    pub character: usize,
    /// What is wrong. Lower case, no full stop.
    pub message: String,
    /// What to do about it: "did you mean `status`?", or what is allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
}

impl QueryError {
    pub(super) fn new(text: &str, span: Range<usize>, message: impl Into<String>) -> Self {
        let character = text.get(..span.start).map_or(0, |before| before.chars().count()) + 1;
        Self { start: span.start, end: span.end, character, message: message.into(), fix: None }
    }

    pub(super) fn with_fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }
}

/// `character 12: `flaky` is not a status (did you mean `failed`?)`
impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "character {}: {}", self.character, self.message)?;
        match &self.fix {
            Some(fix) => write!(f, " ({fix})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for QueryError {}

/// What a person wrote, short enough for a message.
pub(super) fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
