//! Stretches of a log as they come from the server.

use domain::{
    RunId,
    logs::{LogLine, LogMatches, LogPage, LogQuery, Look},
};
use serde::{Deserialize, Serialize};

use crate::functions::{
    FnError,
    logs::{log_find, log_page},
};

/// Every line that is wanted of a stretch.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// In order.
    pub lines: Vec<LogLine>,
    /// The first line's number, wanted or not.
    pub from: u64,
    /// The number after the last line's.
    pub until: u64,
    /// How many lines the log has.
    pub total: u64,
    /// No line will follow.
    pub complete: bool,
}

impl From<LogPage> for Stretch {
    fn from(page: LogPage) -> Self {
        let from = page.lines.first().map_or(page.total, |line| line.number);
        let until = page.lines.last().map_or(page.total, |line| line.number + 1);
        Self { lines: page.lines, from, until, total: page.total, complete: page.complete }
    }
}

impl From<LogMatches> for Stretch {
    fn from(found: LogMatches) -> Self {
        let lines = found.matches.into_iter().map(|found| found.line).collect();
        Self { lines, from: found.from, until: found.until, total: found.total, complete: found.complete }
    }
}

/// Lines as they come live, without a gap.
impl From<Vec<LogLine>> for Stretch {
    fn from(lines: Vec<LogLine>) -> Self {
        let from = lines.first().map_or(0, |line| line.number);
        let until = lines.last().map_or(0, |line| line.number + 1);
        Self { lines, from, until, total: until, complete: false }
    }
}

/// Which stretch is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// What begins with this line.
    From(u64),
    /// What ends before this line.
    Before(u64),
    /// The log's last lines.
    Last,
}

/// Loads up to `limit` lines, of one container or of all.
pub async fn load(run: RunId, only: Option<String>, wish: Wish, limit: u32) -> Result<Stretch, FnError> {
    if let Some(container) = only {
        let query = LogQuery { container: Some(container), ..LogQuery::default() };
        let look = match wish {
            Wish::From(from) => Look { from, until: None, backwards: false, limit },
            Wish::Before(until) => Look { from: 0, until: Some(until), backwards: true, limit },
            Wish::Last => Look { from: 0, until: None, backwards: true, limit },
        };
        return Ok(log_find(run, query, look).await?.into());
    }
    let (from, limit) = match wish {
        Wish::From(from) => (Some(from), limit),
        Wish::Before(until) => {
            let from = until.saturating_sub(limit.into());
            (Some(from), u32::try_from(until - from).unwrap_or(limit).max(1))
        }
        Wish::Last => (None, limit),
    };
    Ok(log_page(run, from, limit).await?.into())
}
