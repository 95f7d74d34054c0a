//! Resume: runs that begin once more leave what the cluster has of their last time behind and queue up. Repeating it changes nothing.

use domain::{Status, statuses::Condition};
use store::{logs, runs};

use crate::{Scheduler, SchedulerError};

/// How many runs one round looks at.
const AT_ONCE: u32 = 200;

pub(crate) async fn reconcile(scheduler: &Scheduler) -> Result<(), SchedulerError> {
    let (platform, cluster) = (scheduler.platform(), scheduler.cluster().name().to_owned());
    let resuming = {
        let cluster = cluster.clone();
        platform.db().read(move |conn| runs::resuming(conn, &cluster, AT_ONCE)).await?
    };
    for run in resuming {
        scheduler.cluster().remove(run).await?;
        let message = format!("waits for a place on `{cluster}`");
        let queued = Condition { status: Status::Queued, reason: "Queued".into(), message, at: platform.now() };
        platform
            .db()
            .write(move |conn| {
                logs::rewind(conn, run)?;
                runs::transition(conn, run, &[Status::Resuming], queued)
            })
            .await?;
        tracing::info!(%run, "queued once more");
    }
    Ok(())
}
