//! What the scheduler reads and notes. Every query is bounded by what is unfinished, not by what there ever was.

use diesel::{
    dsl::{auto_type, not},
    prelude::*,
};
use domain::{RunId, Status, Timestamp};

use crate::{
    Conn, StoreError,
    columns::{parse, unsigned},
    schema::{organizations, projects, run_specs, runs},
};

/// How many ids one query names.
const AT_ONCE: usize = 500;

/// A run that is, or may be, on a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveRun {
    /// Its id.
    pub id: RunId,
    /// Where it is in its life.
    pub status: Status,
    /// How often it was started.
    pub attempt: u32,
    /// Somebody wants it to end.
    pub stop_wanted: bool,
    /// The organization's name.
    pub organization: String,
    /// The project's name.
    pub project: String,
    /// What the cluster is given, as JSON.
    pub plan: String,
}

/// A run that has ended and is still on the cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedRun {
    /// Its id.
    pub id: RunId,
    /// When it ended.
    pub finished_at: Timestamp,
    /// For how many seconds it stays; `None` is the scheduler's default.
    pub ttl: Option<u64>,
}

/// What a cluster says of a run besides its status.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// How often it was started.
    pub attempt: u32,
    /// The container at work.
    pub container: Option<String>,
    /// The main container's exit code, once it has one.
    pub exit_code: Option<i32>,
    /// When it first had a process or a pod.
    pub started_at: Option<Timestamp>,
}

fn names(statuses: impl Fn(Status) -> bool) -> Vec<&'static str> {
    Status::ALL.iter().copied().filter(|status| statuses(*status)).map(Status::as_str).collect()
}

/// The queued runs of a cluster, oldest first.
pub fn queued(conn: &mut Conn, cluster: &str, limit: u32) -> Result<Vec<RunId>, StoreError> {
    of_status(conn, cluster, Status::Queued, limit)
}

/// The runs that are to begin once more, oldest first.
pub fn resuming(conn: &mut Conn, cluster: &str, limit: u32) -> Result<Vec<RunId>, StoreError> {
    of_status(conn, cluster, Status::Resuming, limit)
}

fn of_status(conn: &mut Conn, cluster: &str, status: Status, limit: u32) -> Result<Vec<RunId>, StoreError> {
    let ids: Vec<String> = runs::table
        .filter(runs::cluster.eq(cluster))
        .filter(runs::status.eq(status.as_str()))
        .filter(runs::finished_at.is_null())
        .order(runs::id)
        .limit(limit.into())
        .select(runs::id)
        .load(conn)?;
    ids.iter().map(|id| parse("runs.id", id)).collect()
}

/// How many runs hold a place on a cluster.
pub fn count_live(conn: &mut Conn, cluster: &str) -> Result<u32, StoreError> {
    let count: i64 = runs::table
        .filter(runs::cluster.eq(cluster))
        .filter(runs::status.eq_any(names(Status::is_live)))
        .filter(runs::finished_at.is_null())
        .count()
        .get_result(conn)?;
    unsigned("a count", count)
}

/// Runs with all that a cluster needs of them, oldest first.
#[auto_type]
fn with_plans() -> _ {
    runs::table
        .inner_join(run_specs::table)
        .inner_join(organizations::table)
        .inner_join(projects::table)
        .order(runs::id)
        .select((
            runs::id,
            runs::status,
            runs::attempt,
            runs::stop_wanted_at,
            organizations::name,
            projects::name,
            run_specs::plan,
        ))
}

type LiveColumns = (String, String, i32, Option<i64>, String, String, String);

fn read_live(rows: Vec<LiveColumns>) -> Result<Vec<LiveRun>, StoreError> {
    rows.into_iter()
        .map(|(id, status, attempt, stop_wanted_at, organization, project, plan)| {
            Ok(LiveRun {
                id: parse("runs.id", &id)?,
                status: parse("runs.status", &status)?,
                attempt: unsigned("runs.attempt", attempt.into())?,
                stop_wanted: stop_wanted_at.is_some(),
                organization,
                project,
                plan,
            })
        })
        .collect()
}

/// The runs that hold a place on a cluster, oldest first.
pub fn live(conn: &mut Conn, cluster: &str) -> Result<Vec<LiveRun>, StoreError> {
    let rows = with_plans()
        .filter(runs::cluster.eq(cluster))
        .filter(runs::status.eq_any(names(Status::is_live)))
        .filter(runs::finished_at.is_null())
        .load(conn)?;
    read_live(rows)
}

/// The runs a cluster has been given whose status or log is not yet known to the end, oldest first: also those that have ended while
/// their last lines could not be stored.
pub fn to_follow(conn: &mut Conn, cluster: &str) -> Result<Vec<LiveRun>, StoreError> {
    let given = names(|status| !status.is_pending() && status != Status::Scheduled);
    let rows = with_plans()
        .filter(runs::cluster.eq(cluster))
        .filter(runs::status.eq_any(given))
        .filter(not(runs::logs_complete))
        .load(conn)?;
    read_live(rows)
}

/// Notes that no log line will follow.
pub fn set_logs_complete(conn: &mut Conn, run: RunId) -> Result<(), StoreError> {
    diesel::update(runs::table.find(run.to_string())).set(runs::logs_complete.eq(true)).execute(conn)?;
    Ok(())
}

/// Notes what a cluster says of a run. The first start stays. Open pages hear of it with the transition it belongs to.
pub fn set_progress(conn: &mut Conn, run: RunId, progress: &Progress) -> Result<(), StoreError> {
    let id = run.to_string();
    diesel::update(runs::table.find(&id))
        .set((
            runs::attempt.eq(i32::try_from(progress.attempt).unwrap_or(i32::MAX)),
            runs::container.eq(&progress.container),
            runs::exit_code.eq(progress.exit_code),
        ))
        .execute(conn)?;
    if let Some(started_at) = progress.started_at {
        diesel::update(runs::table.find(&id).filter(runs::started_at.is_null()))
            .set(runs::started_at.eq(started_at.as_micros()))
            .execute(conn)?;
    }
    Ok(())
}

/// Ended runs that are still on a cluster, those first that may leave it first.
pub fn to_clean(conn: &mut Conn, cluster: &str, limit: u32) -> Result<Vec<EndedRun>, StoreError> {
    let rows: Vec<(String, Option<i64>, Option<i64>)> = runs::table
        .filter(runs::cluster.eq(cluster))
        .filter(runs::cleaned_at.is_null())
        .filter(runs::clean_after.is_not_null())
        .order(runs::clean_after)
        .limit(limit.into())
        .select((runs::id, runs::finished_at, runs::ttl))
        .load(conn)?;
    rows.into_iter()
        .map(|(id, finished_at, ttl)| {
            Ok(EndedRun {
                id: parse("runs.id", &id)?,
                finished_at: Timestamp::from_micros(finished_at.unwrap_or_default()),
                ttl: ttl.map(|ttl| unsigned("runs.ttl", ttl)).transpose()?,
            })
        })
        .collect()
}

/// Notes that a run is no longer on its cluster.
pub fn set_cleaned(conn: &mut Conn, run: RunId, now: Timestamp) -> Result<(), StoreError> {
    diesel::update(runs::table.find(run.to_string())).set(runs::cleaned_at.eq(now.as_micros())).execute(conn)?;
    Ok(())
}

/// Those of `runs` that are in the database.
pub fn existing(conn: &mut Conn, runs: &[RunId]) -> Result<Vec<RunId>, StoreError> {
    let mut present = Vec::new();
    for some in runs.chunks(AT_ONCE) {
        let ids: Vec<String> = some.iter().map(RunId::to_string).collect();
        let found: Vec<String> = runs::table.filter(runs::id.eq_any(ids)).select(runs::id).load(conn)?;
        for id in found {
            present.push(parse("runs.id", &id)?);
        }
    }
    Ok(present)
}
