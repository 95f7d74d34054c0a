//! Clean: nothing is left behind. Ended runs leave the cluster, and what is old leaves the database.

use std::collections::HashSet;

use domain::RunId;
use store::{outbox, runs, sessions};

use crate::{Scheduler, SchedulerError};

/// How long an ended run stays on the cluster when its file says nothing (`termination.ttl`), in seconds: time to look at its files.
const TTL: u64 = 3600;
/// How long the live stream can be resumed, in seconds.
const OUTBOX: i64 = 24 * 3600;
/// How many ended or deleted runs one round removes.
const AT_ONCE: u32 = 200;

pub(crate) async fn reconcile(scheduler: &Scheduler) -> Result<(), SchedulerError> {
    let platform = scheduler.platform();
    let now = platform.now();
    let cluster = scheduler.cluster().name().to_owned();

    let ended = platform.db().read(move |conn| runs::to_clean(conn, &cluster, AT_ONCE)).await?;
    for run in ended
        .into_iter()
        .filter(|run| now >= run.finished_at.plus_seconds(i64::try_from(run.ttl.unwrap_or(TTL)).unwrap_or(i64::MAX)))
    {
        scheduler.cluster().remove(run.id).await?;
        platform.db().write(move |conn| runs::set_cleaned(conn, run.id, now)).await?;
        tracing::info!(run = %run.id, "removed from the cluster");
    }

    // Runs deleted from the database while their files were still on the cluster.
    let present = scheduler.cluster().runs().await?;
    let known = {
        let present = present.clone();
        platform.db().read(move |conn| runs::existing(conn, &present)).await?
    };
    for run in orphans(present, &known) {
        scheduler.cluster().remove(run).await?;
        tracing::info!(%run, "removed from the cluster: it was deleted");
    }
    platform::runs::delete_leftovers(platform, AT_ONCE).await?;

    platform
        .db()
        .write(move |conn| {
            outbox::trim(conn, now.plus_seconds(-OUTBOX))?;
            sessions::delete_expired(conn, now)
        })
        .await?;
    Ok(())
}

fn orphans(present: Vec<RunId>, known: &[RunId]) -> Vec<RunId> {
    let known: HashSet<_> = known.iter().collect();
    present.into_iter().filter(|run| !known.contains(run)).collect()
}
