//! Runs: rows, lists, and the one door through which a status changes.
//!
//! Desired (`stop_wanted_at`) and observed (`status`) are separate columns. Every status change is one conditional UPDATE, its condition
//! row and its outbox event, in the caller's transaction: see [`transition`].

mod candidates;
mod clones;
mod conditions;
mod lists;
mod matching;
mod moves;
mod ordering;
mod reconcilers;
mod rows;
mod values;

use diesel::prelude::*;
use domain::{
    OrganizationId, ProjectId, RunId, Status, Timestamp, UserId,
    events::Change,
    runs::{CloningKind, IoValue, ManagedBy, RunSummary},
    statuses::Condition,
};

use serde::Serialize;
use serde_json::{Map, Value};

use self::values::{Place, Side};
pub use self::{
    clones::clones,
    conditions::{Transition, conditions, renew, resume, set_waiting, transition},
    lists::{RunQuery, counts, page},
    moves::{invalidate, set_archived, transfer},
    reconcilers::{
        EndedRun, LiveRun, Progress, count_live, existing, live, queued, resuming, set_cleaned, set_logs_complete,
        set_progress, to_clean, to_follow,
    },
    rows::{RunRow, Values, detail, summaries, summary, values},
};
use crate::{
    Conn, StoreError,
    columns::{fold, parse, signed, to_json},
    outbox,
    schema::{deleted_runs, run_specs, runs},
};

/// A run to be stored.
#[derive(Debug, Clone)]
pub struct NewRun {
    /// Its id: a UUID version 7, by which lists are ordered.
    pub id: RunId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// Where it is.
    pub project_id: ProjectId,
    /// Who submits it.
    pub user_id: UserId,
    /// Its name; may be empty.
    pub name: String,
    /// What its polyaxonfile says of it.
    pub description: String,
    /// `job` for now.
    pub kind: String,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// What it comes from and how, if it is a clone.
    pub original: Option<(RunId, CloningKind)>,
    /// The polyaxonfile as written.
    pub content: String,
    /// The compiled operation, as JSON.
    pub compiled: String,
    /// What the cluster will be given, as JSON.
    pub plan: String,
    /// Its inputs.
    pub inputs: Vec<IoValue>,
    /// Its outputs.
    pub outputs: Vec<IoValue>,
    /// What its client notes of it.
    pub meta_info: Map<String, Value>,
    /// Who starts it and watches it.
    pub managed_by: ManagedBy,
    /// The cluster it will run on; empty when it runs elsewhere.
    pub cluster: String,
    /// For how many seconds it stays on the cluster after its end; `None` is the scheduler's default.
    pub ttl: Option<u64>,
    /// Why it is there, as its first condition's reason.
    pub reason: String,
    /// The same for people.
    pub message: String,
    /// When it is submitted.
    pub created_at: Timestamp,
}

/// Stores a run as `created`, with that condition and its event. Further statuses come by [`transition`].
pub fn insert(conn: &mut Conn, run: NewRun) -> Result<RunSummary, StoreError> {
    let id = run.id.to_string();
    let status = Status::Created;
    let (original, cloning_kind) = run.original.unzip();
    diesel::insert_into(runs::table)
        .values((
            runs::id.eq(&id),
            runs::organization_id.eq(run.organization_id.to_string()),
            runs::project_id.eq(run.project_id.to_string()),
            runs::user_id.eq(run.user_id.to_string()),
            runs::search_text.eq(fold(&run.name)),
            runs::name.eq(&run.name),
            runs::kind.eq(&run.kind),
            runs::status.eq(status.as_str()),
            runs::tone.eq(status.tone().as_str()),
            runs::reason.eq(&run.reason),
            runs::message.eq(&run.message),
            runs::tags.eq(to_json("runs.tags", &run.tags)?),
            runs::original_id.eq(original.map(|id| id.to_string())),
            runs::cloning_kind.eq(cloning_kind.map(CloningKind::as_str)),
            runs::cluster.eq(&run.cluster),
            runs::attempt.eq(0),
            runs::managed_by.eq(run.managed_by.as_str()),
            runs::created_at.eq(run.created_at.as_micros()),
            runs::updated_at.eq(run.created_at.as_micros()),
            runs::logs_complete.eq(false),
            runs::ttl.eq(run.ttl.map(signed)),
        ))
        .execute(conn)?;
    diesel::insert_into(run_specs::table)
        .values((
            run_specs::run_id.eq(&id),
            run_specs::description.eq(&run.description),
            run_specs::content.eq(&run.content),
            run_specs::compiled.eq(&run.compiled),
            run_specs::plan.eq(&run.plan),
            run_specs::inputs.eq(to_json("run_specs.inputs", &run.inputs)?),
            run_specs::outputs.eq(to_json("run_specs.outputs", &run.outputs)?),
            run_specs::meta_info.eq(to_json("run_specs.meta_info", &run.meta_info)?),
        ))
        .execute(conn)?;
    let place = Place { organization_id: run.organization_id.to_string(), project_id: run.project_id.to_string() };
    values::set_tags(conn, &id, &place, &run.tags)?;
    values::set_values(conn, &id, &place, Side::Input, &run.inputs)?;
    values::set_values(conn, &id, &place, Side::Output, &run.outputs)?;
    let condition = Condition { status, reason: run.reason, message: run.message, at: run.created_at };
    conditions::record(conn, &id, &condition)?;
    tell(conn, run.id, run.organization_id, run.created_at)
}

/// Tells open pages how the run now is.
fn tell(conn: &mut Conn, run: RunId, organization: OrganizationId, now: Timestamp) -> Result<RunSummary, StoreError> {
    let summary = summary(conn, run)?.ok_or_else(|| StoreError::damaged("runs", format!("{run} is gone")))?;
    outbox::append(conn, &Change::Run { run: Box::new(summary.clone()) }, organization, now)?;
    Ok(summary)
}

/// What of a run changes; `None` stays.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RunEdit {
    /// What it is called.
    pub name: Option<String>,
    /// What is said of it.
    pub description: Option<String>,
    /// All of its tags.
    pub tags: Option<Vec<String>>,
    /// All of its inputs.
    pub inputs: Option<Vec<IoValue>>,
    /// All of its outputs.
    pub outputs: Option<Vec<IoValue>>,
    /// All that clients note of it.
    pub meta_info: Option<Map<String, Value>>,
}

#[derive(AsChangeset)]
#[diesel(table_name = runs)]
struct RunColumns {
    name: Option<String>,
    search_text: Option<String>,
    tags: Option<String>,
    updated_at: i64,
}

#[derive(AsChangeset)]
#[diesel(table_name = run_specs)]
struct SpecColumns {
    // So that there is something to set.
    run_id: String,
    description: Option<String>,
    inputs: Option<String>,
    outputs: Option<String>,
    meta_info: Option<String>,
}

/// Changes a run, and tells; the run as it then is, or `None` when there is none.
pub fn update(conn: &mut Conn, run: RunId, edit: &RunEdit, now: Timestamp) -> Result<Option<RunSummary>, StoreError> {
    fn json<T: Serialize>(column: &str, value: Option<&T>) -> Result<Option<String>, StoreError> {
        value.map(|value| to_json(column, value)).transpose()
    }
    let id = run.to_string();
    let columns = RunColumns {
        search_text: edit.name.as_deref().map(fold),
        name: edit.name.clone(),
        tags: json("runs.tags", edit.tags.as_ref())?,
        updated_at: now.as_micros(),
    };
    let changed = diesel::update(runs::table.find(&id)).set(columns).returning((runs::organization_id, runs::project_id));
    let place: Option<Place> = changed.get_result(conn).optional()?;
    let Some(place) = place else { return Ok(None) };
    let columns = SpecColumns {
        run_id: id.clone(),
        description: edit.description.clone(),
        inputs: json("run_specs.inputs", edit.inputs.as_ref())?,
        outputs: json("run_specs.outputs", edit.outputs.as_ref())?,
        meta_info: json("run_specs.meta_info", edit.meta_info.as_ref())?,
    };
    diesel::update(run_specs::table.find(&id)).set(columns).execute(conn)?;
    if let Some(tags) = &edit.tags {
        values::set_tags(conn, &id, &place, tags)?;
    }
    if let Some(inputs) = &edit.inputs {
        values::set_values(conn, &id, &place, Side::Input, inputs)?;
    }
    if let Some(outputs) = &edit.outputs {
        values::set_values(conn, &id, &place, Side::Output, outputs)?;
    }
    tell(conn, run, parse("runs.organization_id", &place.organization_id)?, now).map(Some)
}

/// Notes that somebody wants the run to end, unless it has; says whether that is new. The status follows by [`transition`].
pub fn want_stop(conn: &mut Conn, run: RunId, now: Timestamp) -> Result<bool, StoreError> {
    let wanted = runs::table.find(run.to_string()).filter(runs::finished_at.is_null()).filter(runs::stop_wanted_at.is_null());
    Ok(diesel::update(wanted).set(runs::stop_wanted_at.eq(now.as_micros())).execute(conn)? > 0)
}

/// Deletes a run with its conditions and the index of its log, and tells; says whether it was there. The database notes by itself that
/// its files are left to delete ([`deleted`]).
pub fn delete(conn: &mut Conn, run: RunId, now: Timestamp) -> Result<bool, StoreError> {
    let id = run.to_string();
    let place: Option<(String, String)> =
        runs::table.find(&id).select((runs::organization_id, runs::project_id)).first(conn).optional()?;
    let Some((organization, project)) = place else { return Ok(false) };
    diesel::delete(runs::table.find(&id)).execute(conn)?;
    let change = Change::RunDeleted { run, project: parse("runs.project_id", &project)? };
    outbox::append(conn, &change, parse("runs.organization_id", &organization)?, now)?;
    Ok(true)
}

/// Runs that are gone while their files, the lines of their logs and their artifacts, may not be.
pub fn deleted(conn: &mut Conn, limit: u32) -> Result<Vec<RunId>, StoreError> {
    let ids: Vec<String> = deleted_runs::table.select(deleted_runs::run_id).limit(limit.into()).load(conn)?;
    ids.iter().map(|id| parse("deleted_runs.run_id", id)).collect()
}

/// Notes that nothing is left of a deleted run.
pub fn forget_deleted(conn: &mut Conn, run: RunId) -> Result<(), StoreError> {
    diesel::delete(deleted_runs::table.find(run.to_string())).execute(conn)?;
    Ok(())
}
