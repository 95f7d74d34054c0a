//! What pages ask about logs. Live lines come by the stream instead: see `logs::source`.

use domain::{RunId, logs::LogPage};
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
