//! What pages ask about logs. Live lines come by the stream instead: see `logs::source`.

use domain::{
    RunId,
    logs::{LogHits, LogMatches, LogPage, LogQuery, Look},
};
use leptos::server;

use super::{FnError, Json};

/// Lines of a run's log from line `from` on; without `from`, its last lines.
#[server(name = ReadLog, prefix = "/api/fn", endpoint = "log_page", input = Json, output = Json)]
pub async fn log_page(
    /// Whose log.
    run: RunId,
    /// The first line's number.
    from: Option<u64>,
    /// How many lines.
    limit: u32,
) -> Result<LogPage, FnError> {
    Ok(platform::logs::page(&crate::context::platform()?, &crate::context::actor()?, run, from, limit).await?)
}

/// Lines that are looked for, as far as one look comes.
#[server(name = FindLogLines, prefix = "/api/fn", endpoint = "log_find", input = Json, output = Json)]
pub async fn log_find(
    /// Whose log.
    run: RunId,
    /// Which lines.
    query: LogQuery,
    /// Where.
    look: Look,
) -> Result<LogMatches, FnError> {
    Ok(platform::logs::find(&crate::context::platform()?, &crate::context::actor()?, run, query, look).await?)
}

/// The same without the lines: their numbers, and where in them the text is.
#[server(name = FindLogHits, prefix = "/api/fn", endpoint = "log_hits", input = Json, output = Json)]
pub async fn log_hits(
    /// Whose log.
    run: RunId,
    /// Which lines.
    query: LogQuery,
    /// Where.
    look: Look,
) -> Result<LogHits, FnError> {
    let found = platform::logs::find(&crate::context::platform()?, &crate::context::actor()?, run, query, look).await?;
    Ok(found.into())
}
