//! Runs: tried out, submitted, looked at, approved, changed, stopped, done again, moved, deleted, one or several (`bulk`); what they keep
//! ([`artifacts`]), and what they tell ([`metrics`], [`events`], [`lineage`]).

pub mod artifacts;
mod bulk;
mod changes;
mod clones;
mod details;
pub mod events;
mod failure;
pub mod lineage;
mod lists;
pub mod metrics;
mod moves;
mod preview;
mod statuses;
mod submit;

use domain::{
    ApiError, ErrorCode, OrganizationId, RunId, Scope, Status,
    permissions::Actor,
    runs::{ManagedBy, RunRights, RunSummary},
    statuses::Condition,
};
use store::{
    Conn,
    runs::{self, Transition},
};

pub use self::{
    bulk::{Action, several},
    changes::update,
    clones::{copy, restart},
    details::{RunRecord, get, record, summaries, summary},
    lists::{counts, list, list_with_values},
    moves::{archive, bookmark, invalidate, restore, transfer},
    preview::preview,
    statuses::{resume, set_status, skip},
    submit::{submit, submit_recorded},
};
use crate::{
    Platform, blocking,
    permissions::{Deed, membership, need, see},
};

const NOUN: &str = "run";
const CHANGE: Deed = Deed {
    takes: Scope::RunWrite,
    seen_with: Scope::RunRead,
    noun: NOUN,
    doing: "change, approve, stop, restart or move this run",
};
const DELETE: Deed = Deed { takes: Scope::RunAdmin, seen_with: Scope::RunRead, noun: NOUN, doing: "delete this run" };

/// The run as lists show it, and whose it is, for whoever may see it.
pub(crate) async fn seen(platform: &Platform, actor: &Actor, run: RunId) -> Result<(RunSummary, OrganizationId), ApiError> {
    let actor = actor.clone();
    platform.db().look_up(move |conn| seen_in(conn, &actor, run)).await
}

/// The same in a transaction.
fn seen_in(conn: &mut Conn, actor: &Actor, run: RunId) -> Result<(RunSummary, OrganizationId), ApiError> {
    let summary = runs::summary(conn, run)?.ok_or_else(|| ApiError::not_found(NOUN))?;
    let organization = membership(actor, &summary.organization, NOUN)?.organization_id;
    see(actor, organization, Scope::RunRead, NOUN)?;
    Ok((summary, organization))
}

/// What they may do with a run that they see.
fn rights(actor: &Actor, run: &RunSummary, organization: OrganizationId) -> RunRights {
    let write = actor.may(organization, Scope::RunWrite);
    RunRights { write, delete: actor.may(organization, Scope::RunAdmin) || (write && run.user == actor.username) }
}

/// Stops a run: at once while nothing of it is on a cluster, else by asking the cluster to end it. Asking again changes nothing.
pub async fn stop(platform: &Platform, actor: &Actor, run: RunId) -> Result<RunSummary, ApiError> {
    let (_, organization) = seen(platform, actor, run).await?;
    need(actor, organization, &CHANGE)?;
    let condition = |status, message: &str| Condition {
        status,
        reason: "Stopped".to_owned(),
        message: format!("{message} by {}", actor.username),
        at: platform.now(),
    };
    let (stopped, stopping) = (condition(Status::Stopped, "stopped"), condition(Status::Stopping, "asked to stop"));
    let summary = platform.db().try_write(move |conn| stop_in(conn, run, stopped, stopping)).await?;
    platform.doorbell().ring();
    tracing::info!(user = %actor.username, %run, status = %summary.status, "stop asked for");
    Ok(summary)
}

fn stop_in(conn: &mut Conn, run: RunId, stopped: Condition, stopping: Condition) -> Result<RunSummary, ApiError> {
    let present = runs::summary(conn, run)?.ok_or_else(|| ApiError::not_found(NOUN))?;
    let next = match present.status {
        Status::Stopping => return Ok(present),
        done if done.is_done() => return Err(is_over(&present)),
        pending if pending.is_pending() => stopped,
        // There is nothing here that could end it; its own program is to look.
        _ if present.managed_by != ManagedBy::Agent => stopped,
        _ => stopping,
    };
    runs::want_stop(conn, run, next.at)?;
    match runs::transition(conn, run, &[present.status], next)? {
        Transition::Done(summary) => Ok(summary),
        Transition::NotAllowed(_) => Err(is_over(&present)),
        Transition::NotFound => Err(ApiError::not_found(NOUN)),
    }
}

/// Lets a run that waits for its files, or for this, into the queue. One that waits for neither stays as it is.
pub async fn approve(platform: &Platform, actor: &Actor, run: RunId) -> Result<RunSummary, ApiError> {
    let (summary, organization) = seen(platform, actor, run).await?;
    need(actor, organization, &CHANGE)?;
    if summary.pending().is_none() {
        return Ok(summary);
    }
    let queued = submit::queued(&platform.inner.options.cluster, platform.now());
    let summary = platform
        .db()
        .try_write(move |conn| match runs::transition(conn, run, &[Status::Compiled], queued)? {
            Transition::Done(summary) => Ok(summary),
            Transition::NotAllowed(_) => runs::summary(conn, run)?.ok_or_else(|| ApiError::not_found(NOUN)),
            Transition::NotFound => Err(ApiError::not_found(NOUN)),
        })
        .await?;
    platform.doorbell().ring();
    tracing::info!(user = %actor.username, %run, "run approved");
    Ok(summary)
}

fn is_over(run: &RunSummary) -> ApiError {
    ApiError::new(ErrorCode::Conflict, format!("this run is over: {}", run.status.label().to_lowercase()))
        .with_hint("restart it to run it again")
}

/// Deletes a run that is over, with its log and artifacts: anybody's with the right to, else one's own.
pub async fn delete(platform: &Platform, actor: &Actor, run: RunId) -> Result<(), ApiError> {
    let (summary, organization) = seen(platform, actor, run).await?;
    if !rights(actor, &summary, organization).delete {
        need(actor, organization, &DELETE)?;
    }
    let now = platform.now();
    platform
        .db()
        .try_write(move |conn| {
            let present = runs::summary(conn, run)?.ok_or_else(|| ApiError::not_found(NOUN))?;
            if !present.status.is_done() {
                let message = format!("this run is not over: {}", present.status.label().to_lowercase());
                return Err(ApiError::new(ErrorCode::Conflict, message).with_hint("stop it first"));
            }
            runs::delete(conn, run, now)?;
            Ok(())
        })
        .await?;
    tracing::info!(user = %actor.username, %run, "run deleted");
    // What fails here, or is not come to, is done by the scheduler later.
    let forgotten = async {
        delete_files(platform, run).await?;
        Ok::<_, ApiError>(platform.db().write(move |conn| runs::forget_deleted(conn, run)).await?)
    };
    match forgotten.await {
        Ok(()) => {}
        Err(error) => tracing::warn!(%run, %error, "files of a deleted run stay behind for now"),
    }
    Ok(())
}

/// Deletes the files of at most `limit` runs that are gone from the database: with their project, or while their files could not be.
pub async fn delete_leftovers(platform: &Platform, limit: u32) -> Result<(), ApiError> {
    for run in platform.db().read(move |conn| runs::deleted(conn, limit)).await? {
        delete_files(platform, run).await?;
        platform.db().write(move |conn| runs::forget_deleted(conn, run)).await?;
    }
    Ok(())
}

/// Deletes what a run that is gone from the database leaves on the disk: the lines of its log, the points of its metrics and its artifacts.
async fn delete_files(platform: &Platform, run: RunId) -> Result<(), ApiError> {
    platform.logs().delete(run).await?;
    platform.series().delete(run).await?;
    let folder = platform.artifacts_of(run);
    blocking(move || artifacts::remove(&folder)).await?.map_err(|error| {
        tracing::error!(%run, %error, "artifacts can't be deleted");
        ApiError::new(ErrorCode::Internal, "the artifacts can't be deleted")
    })
}

impl Platform {
    /// Where a run keeps what it makes.
    fn artifacts_of(&self, run: RunId) -> std::path::PathBuf {
        self.inner.options.artifacts_root.join(run.to_string())
    }
}
