//! The timeline: how a run's status changes, and what is told of it.

use diesel::prelude::*;
use domain::{RunId, Status, Timestamp, runs::RunSummary, statuses::Condition};

use super::tell;
use crate::{
    Conn, StoreError,
    columns::parse,
    schema::{run_conditions, runs},
};

/// How long an ended run stays on the cluster when its file says nothing, in seconds: only the order of cleaning depends on it.
const TTL: i64 = 3600;

/// What came of a wish to change a run's status.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "looked at at once, never kept")]
pub enum Transition {
    /// It is done: the run as it now is.
    Done(RunSummary),
    /// The run's status, this one, does not allow it; nothing is changed.
    NotAllowed(Status),
    /// There is no such run.
    NotFound,
}

/// What a change of status is decided from.
#[derive(Queryable, Selectable)]
#[diesel(table_name = runs)]
struct Present {
    status: String,
    organization_id: String,
    started_at: Option<i64>,
    stop_wanted_at: Option<i64>,
    logs_complete: bool,
    ttl: Option<i64>,
    cleaned_at: Option<i64>,
}

/// What a change of status writes.
#[derive(AsChangeset)]
#[diesel(table_name = runs, treat_none_as_null = true)]
struct Next<'a> {
    status: &'a str,
    tone: &'a str,
    reason: &'a str,
    message: &'a str,
    started_at: Option<i64>,
    finished_at: Option<i64>,
    stop_wanted_at: Option<i64>,
    logs_complete: bool,
    clean_after: Option<i64>,
    cleaned_at: Option<i64>,
    updated_at: i64,
}

/// Gives a run its next status, when the present one is among `from` (empty: whichever it is) and allows it
/// ([`Status::can_become`]; the same again is no change). Adds the condition and tells open pages.
///
/// `started_at` is the first time the run is seen at work; `finished_at` is the time of its final status, and empty otherwise. A run that
/// ends before any cluster has seen it has no log to wait for. Where the clock was set back, the timeline stands still instead of going
/// back.
pub fn transition(conn: &mut Conn, run: RunId, from: &[Status], mut next: Condition) -> Result<Transition, StoreError> {
    let id = run.to_string();
    if let Some((_, at)) = last(conn, &id)? {
        next.at = next.at.max(Timestamp::from_micros(at));
    }
    let Some(present) = present(conn, &id)? else { return Ok(Transition::NotFound) };
    let current: Status = parse("runs.status", &present.status)?;
    let allowed = (from.is_empty() || from.contains(&current)) && current != next.status && current.can_become(next.status);
    let unchanged = runs::table.find(&id).filter(runs::status.eq(&present.status));
    if !allowed || diesel::update(unchanged).set(after(current, &present, &next)).execute(conn)? == 0 {
        return Ok(Transition::NotAllowed(current));
    }
    record(conn, &id, &next)?;
    tell(conn, run, parse("runs.organization_id", &present.organization_id)?, next.at).map(Transition::Done)
}

/// Begins a run that is over once more, if its log is complete: what its cluster said of how it went is forgotten.
pub fn resume(conn: &mut Conn, run: RunId, next: Condition) -> Result<Transition, StoreError> {
    let id = run.to_string();
    if let Some(present) = present(conn, &id)?
        && !present.logs_complete
    {
        return parse("runs.status", &present.status).map(Transition::NotAllowed);
    }
    let over: Vec<Status> = Status::ALL.iter().copied().filter(|status| status.is_done()).collect();
    let columns = (runs::exit_code.eq(None::<i32>), runs::container.eq(None::<String>));
    diesel::update(runs::table.find(&id).filter(runs::finished_at.is_not_null())).set(columns).execute(conn)?;
    transition(conn, run, &over, next)
}

fn present(conn: &mut Conn, id: &str) -> Result<Option<Present>, StoreError> {
    Ok(runs::table.find(id).select(Present::as_select()).first(conn).optional()?)
}

/// How a run is after it has got its next status.
fn after<'a>(current: Status, present: &Present, next: &'a Condition) -> Next<'a> {
    let at = next.at.as_micros();
    let done = next.status.is_done();
    let stays = present.ttl.unwrap_or(TTL).saturating_mul(1_000_000);
    // A run that was over begins once more.
    let resumes = current.is_done();
    Next {
        status: next.status.as_str(),
        tone: next.status.tone().as_str(),
        reason: &next.reason,
        message: &next.message,
        started_at: present.started_at.or((next.status == Status::Running).then_some(at)),
        finished_at: done.then_some(at),
        stop_wanted_at: present.stop_wanted_at.filter(|_| !resumes),
        logs_complete: (present.logs_complete && !resumes) || (done && current.is_pending()),
        clean_after: done.then_some(at.saturating_add(stays)),
        cleaned_at: present.cleaned_at.filter(|_| !resumes),
        updated_at: at,
    }
}

/// Adds a condition to the end of the timeline.
pub(super) fn record(conn: &mut Conn, id: &str, condition: &Condition) -> Result<(), StoreError> {
    let number = last(conn, id)?.map_or(0, |(number, _)| number.saturating_add(1));
    diesel::insert_into(run_conditions::table)
        .values((
            run_conditions::run_id.eq(id),
            run_conditions::number.eq(number),
            run_conditions::status.eq(condition.status.as_str()),
            run_conditions::reason.eq(&condition.reason),
            run_conditions::message.eq(&condition.message),
            run_conditions::at.eq(condition.at.as_micros()),
        ))
        .execute(conn)?;
    Ok(())
}

/// The last condition's number and time.
fn last(conn: &mut Conn, id: &str) -> Result<Option<(i32, i64)>, StoreError> {
    Ok(run_conditions::table
        .filter(run_conditions::run_id.eq(id))
        .select((run_conditions::number, run_conditions::at))
        .order(run_conditions::number.desc())
        .first(conn)
        .optional()?)
}

/// A run's timeline, oldest first.
pub fn conditions(conn: &mut Conn, run: RunId) -> Result<Vec<Condition>, StoreError> {
    let rows: Vec<(String, String, String, i64)> = run_conditions::table
        .filter(run_conditions::run_id.eq(run.to_string()))
        .order(run_conditions::number)
        .select((run_conditions::status, run_conditions::reason, run_conditions::message, run_conditions::at))
        .load(conn)?;
    rows.into_iter()
        .map(|(status, reason, message, at)| {
            Ok(Condition { status: parse("run_conditions.status", &status)?, reason, message, at: Timestamp::from_micros(at) })
        })
        .collect()
}

/// Says what a queued run waits for, in its last condition, and tells when that is new. Any other run is left alone.
pub fn set_waiting(conn: &mut Conn, run: RunId, reason: &str, message: &str, now: Timestamp) -> Result<(), StoreError> {
    renew(conn, run, Status::Queued, (reason, message), now)
}

/// Says anew, in its last condition, why a run has the status that it has, and tells when that is new. A run of another status is left
/// alone.
pub fn renew(
    conn: &mut Conn,
    run: RunId,
    status: Status,
    (reason, message): (&str, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    let id = run.to_string();
    let news = runs::table
        .find(&id)
        .filter(runs::status.eq(status.as_str()))
        .filter(runs::reason.ne(reason).or(runs::message.ne(message)));
    let columns = (runs::reason.eq(reason), runs::message.eq(message), runs::updated_at.eq(now.as_micros()));
    if diesel::update(news).set(columns).execute(conn)? == 0 {
        return Ok(());
    }
    if let Some((number, _)) = last(conn, &id)? {
        diesel::update(run_conditions::table.find((&id, number)))
            .set((run_conditions::reason.eq(reason), run_conditions::message.eq(message)))
            .execute(conn)?;
    }
    if let Some(present) = present(conn, &id)? {
        tell(conn, run, parse("runs.organization_id", &present.organization_id)?, now)?;
    }
    Ok(())
}
