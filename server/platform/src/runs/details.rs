//! A run as its own page shows it.

use domain::{
    ApiError, RunId, Scope, Status, UserId,
    logs::LogLine,
    permissions::Actor,
    runs::{Failure, RunDetail, RunSummary},
    statuses::Condition,
};
use spec::Plan;
use store::{
    Conn, StoreError, bookmarks,
    runs::{self, RunRow},
};

use super::{NOUN, failure, rights, seen};
use crate::{
    Platform,
    permissions::{membership, see},
};

/// How many of a failed container's last lines are shown.
const LAST_LINES: usize = 20;
/// Among how many of the run's last lines they are looked for.
const LOOK_BACK: u32 = 200;

/// The run as lists show it.
pub async fn summary(platform: &Platform, actor: &Actor, run: RunId) -> Result<RunSummary, ApiError> {
    Ok(seen(platform, actor, run).await?.0)
}

/// Several runs as lists show them, in that order; 404 unless all of them are there.
pub async fn summaries(platform: &Platform, actor: &Actor, runs: Vec<RunId>) -> Result<Vec<RunSummary>, ApiError> {
    let wanted = runs.len();
    let found = platform.db().read(move |conn| runs::summaries(conn, &runs)).await?;
    for run in &found {
        see(actor, membership(actor, &run.organization, NOUN)?.organization_id, Scope::RunRead, NOUN)?;
    }
    if found.len() == wanted { Ok(found) } else { Err(ApiError::not_found(NOUN)) }
}

/// What the database has of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct RunRecord {
    /// The run. What it was compiled to is pretty-printed.
    pub row: RunRow,
    /// Its timeline, oldest first.
    pub conditions: Vec<Condition>,
    /// Whether whoever asked keeps it among their bookmarks.
    pub bookmarked: bool,
}

/// What the database has of the run.
pub async fn record(platform: &Platform, actor: &Actor, run: RunId) -> Result<RunRecord, ApiError> {
    let user = actor.user_id;
    let record = platform.db().look_up(move |conn| RunRecord::read(conn, user, run)).await?;
    record.ok_or_else(|| ApiError::not_found(NOUN))?.shown(actor)
}

impl RunRecord {
    /// Nobody has been asked yet whether they may see it.
    pub(super) fn read(conn: &mut Conn, user: UserId, run: RunId) -> Result<Option<Self>, StoreError> {
        let Some(row) = runs::detail(conn, run)? else { return Ok(None) };
        Ok(Some(Self { row, conditions: runs::conditions(conn, run)?, bookmarked: bookmarks::has(conn, user, run)? }))
    }

    /// For whoever may see it.
    pub(super) fn shown(mut self, actor: &Actor) -> Result<Self, ApiError> {
        see(actor, membership(actor, &self.row.summary.organization, NOUN)?.organization_id, Scope::RunRead, NOUN)?;
        self.row.compiled = pretty(self.row.compiled);
        Ok(self)
    }
}

/// The run, and what they may do with it.
pub async fn get(platform: &Platform, actor: &Actor, run: RunId) -> Result<RunDetail, ApiError> {
    let RunRecord { row, conditions, bookmarked } = record(platform, actor, run).await?;
    let failure = why(platform, &row).await?;
    let may = rights(actor, &row.summary, row.organization_id);
    Ok(RunDetail {
        conditions,
        bookmarked,
        containers: containers(&row.plan),
        compiled: row.compiled,
        log_lines: platform.logs().total(run).await?,
        summary: row.summary,
        description: row.description,
        inputs: row.inputs,
        outputs: row.outputs,
        meta_info: row.meta_info,
        content: row.content,
        cluster: row.cluster,
        attempt: row.attempt,
        failure,
        may,
    })
}

async fn why(platform: &Platform, run: &RunRow) -> Result<Option<Failure>, ApiError> {
    if run.summary.status != Status::Failed {
        return Ok(None);
    }
    let lines = platform.logs().last(run.summary.id, LOOK_BACK).await?;
    let lines = last_of(lines.lines, run.container.as_deref());
    Ok(Some(failure::of(&run.summary, run.container.clone(), lines)))
}

/// The container's last lines; without a container, or without any line of it, the run's.
fn last_of(lines: Vec<LogLine>, container: Option<&str>) -> Vec<LogLine> {
    let (own, others): (Vec<_>, Vec<_>) =
        lines.into_iter().partition(|line| container.is_none_or(|name| line.container == name));
    let mut lines = if own.is_empty() { others } else { own };
    lines.split_off(lines.len().saturating_sub(LAST_LINES))
}

fn containers(plan: &str) -> Vec<String> {
    // Of a run that is started elsewhere nothing is known.
    if plan.is_empty() {
        return Vec::new();
    }
    match serde_json::from_str::<Plan>(plan) {
        Ok(plan) => plan.init.into_iter().chain([plan.container]).map(|container| container.name).collect(),
        Err(error) => {
            tracing::error!(%error, "a stored plan can't be read");
            Vec::new()
        }
    }
}

/// The same JSON with line breaks.
fn pretty(json: String) -> String {
    let value = serde_json::from_str::<serde_json::Value>(&json);
    value.and_then(|value| serde_json::to_string_pretty(&value)).unwrap_or(json)
}

#[cfg(test)]
mod tests {
    use domain::{Timestamp, logs::Stream};

    use super::*;

    fn line(number: u64, container: &str) -> LogLine {
        let text = number.to_string();
        LogLine { number, at: Timestamp::from_micros(0), container: container.into(), stream: Stream::Stdout, text }
    }

    #[test]
    fn the_failing_containers_last_lines() {
        let lines: Vec<LogLine> = (0..60).map(|number| line(number, if number % 2 == 0 { "main" } else { "init" })).collect();
        let numbers = |container| last_of(lines.clone(), container).iter().map(|line| line.number).collect::<Vec<_>>();
        assert_eq!(numbers(Some("main")), (20..60).step_by(2).collect::<Vec<_>>());
        assert_eq!(numbers(None), (40..60).collect::<Vec<_>>());
        assert_eq!(numbers(Some("silent")), (40..60).collect::<Vec<_>>());
        assert_eq!(last_of(Vec::new(), Some("main")), Vec::new());
    }
}
