//! What somebody says of a run's status, instead of a cluster.

use domain::{
    ApiError, ErrorCode, RunId, Status,
    permissions::Actor,
    runs::{ManagedBy, RunSummary},
    statuses::Condition,
};
use store::{
    Conn,
    runs::{self, Transition},
};

use super::{CHANGE, NOUN, is_over, seen, seen_in};
use crate::{Platform, fields::Fields, permissions::need};

/// How much of a message is kept, in characters.
const LONGEST_MESSAGE: usize = 4_000;

/// Gives a run a status. How a run on a cluster ends is the cluster's to say; of any other, its own program's. The status it already has
/// only changes why it has it. Answers the run as it then is, and its timeline.
pub async fn set_status(
    platform: &Platform,
    actor: &Actor,
    run: RunId,
    (status, reason, message): (Status, String, String),
) -> Result<(RunSummary, Vec<Condition>), ApiError> {
    let mut fields = Fields::default();
    let reason = fields.line("reason", &reason);
    let refused = fields.finish();
    let message = message.trim().replace('\0', "\u{fffd}").chars().take(LONGEST_MESSAGE).collect();
    let next = Condition { status, reason, message, at: platform.now() };
    let whoever = actor.clone();
    let set = platform.db().try_write(move |conn| {
        let (present, organization) = seen_in(conn, &whoever, run)?;
        need(&whoever, organization, &CHANGE)?;
        refused?;
        let summary = set_status_in(conn, present, next)?;
        Ok::<_, ApiError>((summary, runs::conditions(conn, run)?))
    });
    let (summary, conditions) = set.await?;
    tracing::info!(user = %actor.username, %run, status = %summary.status, "status said");
    Ok((summary, conditions))
}

fn set_status_in(conn: &mut Conn, present: RunSummary, next: Condition) -> Result<RunSummary, ApiError> {
    let none = || ApiError::not_found(NOUN);
    let run = present.id;
    if present.status == next.status {
        let reason = if next.reason.is_empty() { present.reason } else { next.reason };
        runs::renew(conn, run, next.status, (&reason, &next.message), next.at)?;
        return runs::summary(conn, run)?.ok_or_else(none);
    }
    if present.managed_by == ManagedBy::Agent
        && (next.status.is_done() || next.status.is_pending() || present.status.is_pending())
    {
        let message = format!("it is on a cluster, which says when it is {}", next.status.label().to_lowercase());
        return Err(ApiError::new(ErrorCode::Conflict, message).with_hint("stop, skip, approve or resume it instead"));
    }
    match runs::transition(conn, run, &[], next)? {
        Transition::Done(summary) => Ok(summary),
        Transition::NotAllowed(_) => Err(is_over(&present)),
        Transition::NotFound => Err(none()),
    }
}

/// Ends a run that has not started, as one that need not be.
pub async fn skip(platform: &Platform, actor: &Actor, run: RunId) -> Result<RunSummary, ApiError> {
    let (present, organization) = seen(platform, actor, run).await?;
    need(actor, organization, &CHANGE)?;
    let message = format!("skipped by {}", actor.username);
    let next = Condition { status: Status::Skipped, reason: "Skipped".into(), message, at: platform.now() };
    let skipped = platform.db().write(move |conn| {
        let pending: Vec<Status> = Status::ALL.iter().copied().filter(|status| status.is_pending()).collect();
        runs::transition(conn, run, &pending, next)
    });
    match skipped.await? {
        Transition::Done(summary) => Ok(summary),
        Transition::NotAllowed(status) if status.is_done() => Err(is_over(&RunSummary { status, ..present })),
        Transition::NotAllowed(status) => {
            let message = format!("this run is past skipping: {}", status.label().to_lowercase());
            Err(ApiError::new(ErrorCode::Conflict, message).with_hint("stop it"))
        }
        Transition::NotFound => Err(ApiError::not_found(NOUN)),
    }
}

/// Starts a run that is over once more, as the run it is: its log goes on, and its artifacts are there.
pub async fn resume(platform: &Platform, actor: &Actor, run: RunId) -> Result<RunSummary, ApiError> {
    let (present, organization) = seen(platform, actor, run).await?;
    need(actor, organization, &CHANGE)?;
    if present.managed_by != ManagedBy::Agent {
        return Err(ApiError::new(ErrorCode::Conflict, "this run was not started by Orrery, which so can't start it again"));
    }
    let message = format!("resumed by {}", actor.username);
    let next = Condition { status: Status::Resuming, reason: "Resumed".into(), message, at: platform.now() };
    let resumed = platform.db().write(move |conn| runs::resume(conn, run, next)).await?;
    let summary = match resumed {
        Transition::Done(summary) => summary,
        Transition::NotAllowed(status) if status.is_done() => {
            return Err(
                ApiError::new(ErrorCode::Conflict, "its last lines are still being read").with_hint("try again in a moment")
            );
        }
        Transition::NotAllowed(status) => {
            let message = format!("this run is not over: {}", status.label().to_lowercase());
            return Err(ApiError::new(ErrorCode::Conflict, message).with_hint("stop it first, or wait"));
        }
        Transition::NotFound => return Err(ApiError::not_found(NOUN)),
    };
    platform.doorbell().ring();
    tracing::info!(user = %actor.username, %run, "run resumed");
    Ok(summary)
}
