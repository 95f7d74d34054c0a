//! Stop: what somebody stopped is ended on the cluster. Asked again each round until the cluster says that it is over.

use domain::{Status, statuses::Condition};
use store::runs;

use crate::{Scheduler, SchedulerError};

pub(crate) async fn reconcile(scheduler: &Scheduler) -> Result<(), SchedulerError> {
    let cluster = scheduler.cluster().name().to_owned();
    let live = scheduler.platform().db().read(move |conn| runs::live(conn, &cluster)).await?;
    for run in live.into_iter().filter(|run| run.stop_wanted) {
        scheduler.cluster().stop(run.id).await?;
        let observed = scheduler.cluster().observe(run.id).await?;
        if observed.phase == cluster::Phase::NotFound {
            // It was stopped between admission and launch: the cluster never saw it.
            let at = scheduler.platform().now();
            let message = "stopped before it was launched".to_owned();
            let condition = Condition { status: Status::Stopped, reason: "Stopped".into(), message, at };
            let id = run.id;
            scheduler
                .platform()
                .db()
                .write(move |conn| {
                    let transition = runs::transition(conn, id, &[Status::Stopping], condition)?;
                    runs::set_logs_complete(conn, id)?;
                    Ok(transition)
                })
                .await?;
        }
        tracing::debug!(run = %run.id, "asked to end");
    }
    Ok(())
}
