//! Launch: admitted runs get onto the cluster. Repeating it changes nothing: the cluster knows runs by their id.

use cluster::Launch;
use domain::{Status, statuses::Condition};
use platform::tokens;
use store::runs::{self, LiveRun};

use crate::{Scheduler, SchedulerError, environment::Context};

pub(crate) async fn reconcile(scheduler: &Scheduler) -> Result<(), SchedulerError> {
    let cluster = scheduler.cluster().name().to_owned();
    let live = scheduler.platform().db().read(move |conn| runs::live(conn, &cluster)).await?;
    for run in live.into_iter().filter(|run| run.status == Status::Scheduled && !run.stop_wanted) {
        if let Err(error) = launch(scheduler, &run).await {
            tracing::warn!(run = %run.id, %error, "the launch failed; trying again later");
        }
    }
    Ok(())
}

async fn launch(scheduler: &Scheduler, run: &LiveRun) -> Result<(), SchedulerError> {
    let token = tokens::create_for_run(scheduler.platform(), run.id).await?;
    let context = Context {
        token: &token,
        public_url: &scheduler.inner.public_url,
        context_root: &scheduler.inner.context_root,
        organization: &run.organization,
        project: &run.project,
        run: run.id,
        cluster: scheduler.cluster().name(),
    };
    let outputs = context.artifacts().join("outputs");
    let plan = tokio::fs::create_dir_all(&outputs).await.map_err(|error| format!("can't make {}: {error}", outputs.display()));
    let plan = plan.and_then(|()| serde_json::from_str(&run.plan).map_err(|error| format!("its plan can't be read: {error}")));
    let at = scheduler.platform().now();
    let condition = match plan {
        Ok(plan) => {
            let launch = Launch { run: run.id, instance: context.instance(), plan, env: context.variables() };
            scheduler.cluster().launch(launch).await?;
            let message = format!("handed to `{}`", scheduler.cluster().name());
            Condition { status: Status::Starting, reason: "Launched".into(), message, at }
        }
        Err(message) => Condition { status: Status::Failed, reason: "LaunchFailed".into(), message, at },
    };
    let id = run.id;
    scheduler.platform().db().write(move |conn| runs::transition(conn, id, &[Status::Scheduled], condition)).await?;
    tracing::info!(run = %run.id, "launched");
    Ok(())
}
