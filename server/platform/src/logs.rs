//! Reading a run's log: a page, the lines that are looked for, the rest of it as it is written, all of it.
//!
//! A reader who is slow costs nothing: the log is read again by line number when there is room for more, and of the lines that are still
//! being written only their latest state is told.

mod search;

use bytes::Bytes;
use domain::{
    ApiError, RunId,
    logs::{LogLine, LogPage, OpenLine},
    permissions::Actor,
};
use futures::{Stream, stream};
use store::{LogStore, logs::Subscription};

pub use self::search::find;
use crate::{Platform, runs};

/// How many lines a page holds at most.
const LONGEST_PAGE: u32 = 5_000;
/// How many lines are sent at once.
const BATCH: u32 = 500;

/// What a reader of a log is told.
#[derive(Debug, Clone, PartialEq)]
pub enum LogUpdate {
    /// The next lines.
    Lines(Vec<LogLine>),
    /// Every line that is still being written, as it is now; these take the place of those told before.
    Open(Vec<OpenLine>),
    /// No line will follow. The last update.
    Complete,
}

/// At most `limit` lines (1 to 5000) from line `from` on, or the last ones.
pub async fn page(platform: &Platform, actor: &Actor, run: RunId, from: Option<u64>, limit: u32) -> Result<LogPage, ApiError> {
    runs::seen(platform, actor, run).await?;
    if !(1..=LONGEST_PAGE).contains(&limit) {
        return Err(ApiError::field("limit", format!("takes a whole number from 1 to {LONGEST_PAGE}")));
    }
    Ok(match from {
        Some(from) => platform.logs().page(run, from, limit).await?,
        None => platform.logs().last(run, limit).await?,
    })
}

/// The log from line `from` on: what there is, then what follows, until it is complete or can't be read.
pub async fn follow(
    platform: &Platform,
    actor: &Actor,
    run: RunId,
    from: u64,
) -> Result<impl Stream<Item = Result<LogUpdate, ApiError>> + Send + use<>, ApiError> {
    runs::seen(platform, actor, run).await?;
    let logs = platform.logs().clone();
    let reader = Reader { subscription: logs.subscribe(run), logs, run, next: from, open: Vec::new() };
    Ok(stream::unfold(Some(reader), |reader| async move {
        let mut reader = reader?;
        let update = reader.update().await;
        let goes_on = matches!(update, Ok(LogUpdate::Lines(_) | LogUpdate::Open(_)));
        Some((update, goes_on.then_some(reader)))
    }))
}

struct Reader {
    logs: LogStore,
    run: RunId,
    subscription: Subscription,
    /// The next line's number.
    next: u64,
    /// The open lines, as last told.
    open: Vec<OpenLine>,
}

impl Reader {
    async fn update(&mut self) -> Result<LogUpdate, ApiError> {
        loop {
            // Asked before the page is read: what was over then has no line that the page does not know.
            let over = self.subscription.is_complete();
            let page = self.logs.page(self.run, self.next, BATCH).await?;
            if let Some(last) = page.lines.last() {
                self.next = last.number + 1;
                return Ok(LogUpdate::Lines(page.lines));
            }
            if over || page.complete {
                return Ok(LogUpdate::Complete);
            }
            let open = self.subscription.open_lines();
            if open != self.open {
                self.open.clone_from(&open);
                return Ok(LogUpdate::Open(open));
            }
            self.subscription.changed().await;
        }
    }
}

/// The log as it is now, as text: a line each, without numbers and times.
pub async fn download(
    platform: &Platform,
    actor: &Actor,
    run: RunId,
) -> Result<impl Stream<Item = Result<Bytes, ApiError>> + Send + use<>, ApiError> {
    runs::seen(platform, actor, run).await?;
    let logs = platform.logs().clone();
    // A run may write faster than somebody reads.
    let end = logs.total(run).await?;
    Ok(stream::try_unfold((logs, 0), move |(logs, next)| async move {
        let left = u32::try_from(end.saturating_sub(next)).unwrap_or(u32::MAX);
        if left == 0 {
            return Ok(None);
        }
        let lines = logs.page(run, next, left.min(LONGEST_PAGE)).await?.lines;
        let Some(last) = lines.last() else { return Ok(None) };
        let next = last.number + 1;
        let mut text = String::with_capacity(lines.iter().map(|line| line.text.len() + 1).sum());
        for line in &lines {
            text.push_str(&line.text);
            text.push('\n');
        }
        Ok(Some((Bytes::from(text), (logs, next))))
    }))
}
