//! Follow: one task per live run carries what the cluster says into the store: log lines first, then the status, so that a run that
//! is over has its last lines; and has the files read in which its program writes metrics.
//!
//! A follower that ends, by a crash or an error, is started again by the next round; it goes on from the stored position.

mod logs;
mod statuses;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use domain::{RunId, statuses::Condition};
use platform::runs::{lineage, metrics};
use store::runs::{self, LiveRun, Progress};
use tokio::{sync::watch, task::JoinHandle};

pub use self::statuses::status_of;
use crate::{Scheduler, SchedulerError};

/// How often a live run is looked at.
const PACE: Duration = Duration::from_millis(150);
/// How often the files are looked at in which its program writes metrics.
const METRICS_PACE: Duration = Duration::from_secs(5);

/// The followers at work.
#[derive(Clone)]
pub(crate) struct Followers {
    tasks: Arc<Mutex<HashMap<RunId, JoinHandle<()>>>>,
    stopping: watch::Sender<bool>,
}

impl Default for Followers {
    fn default() -> Self {
        Self { tasks: Arc::default(), stopping: watch::channel(false).0 }
    }
}

impl Followers {
    fn tasks(&self) -> std::sync::MutexGuard<'_, HashMap<RunId, JoinHandle<()>>> {
        // The map is whole between any two statements.
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends every follower where it stands, as a crash would.
    #[cfg(test)]
    pub(crate) fn abort(&self) {
        self.tasks().drain().for_each(|(_, task)| task.abort());
    }

    /// Lets every follower store what it has and end.
    pub(crate) async fn stop(&self) {
        self.stopping.send_replace(true);
        let tasks: Vec<_> = self.tasks().drain().map(|(_, task)| task).collect();
        for task in tasks {
            if task.await.is_err() {
                tracing::warn!("a follower ended badly");
            }
        }
    }
}

/// Starts a follower for every run that has none.
pub(crate) async fn reconcile(scheduler: &Scheduler) -> Result<(), SchedulerError> {
    let cluster = scheduler.cluster().name().to_owned();
    let unfinished = scheduler.platform().db().read(move |conn| runs::to_follow(conn, &cluster)).await?;
    let mut tasks = scheduler.followers.tasks();
    tasks.retain(|_, task| !task.is_finished());
    for run in unfinished {
        tasks.entry(run.id).or_insert_with(|| tokio::spawn(follow(scheduler.clone(), run)));
    }
    Ok(())
}

async fn follow(scheduler: Scheduler, run: LiveRun) {
    let id = run.id;
    if let Err(error) = follow_to_the_end(&scheduler, run).await {
        tracing::warn!(run = %id, %error, "lost sight of the run; looking again soon");
    }
    scheduler.platform().doorbell().ring();
}

async fn follow_to_the_end(scheduler: &Scheduler, run: LiveRun) -> Result<(), SchedulerError> {
    let mut stopping = scheduler.followers.stopping.subscribe();
    let mut status = run.status;
    let mut progress = Progress { attempt: run.attempt, ..Progress::default() };
    let mut collector = logs::Collector::resume(scheduler.platform().logs().clone(), &run).await?;
    let mut measured = Instant::now();
    loop {
        // The status is read before the logs: what was written before the end is then certainly in what is read.
        let observed = scheduler.cluster().observe(run.id).await?;
        let over = observed.phase.is_over();
        let logs = collector.collect(scheduler.cluster(), over).await;
        if over && let Err(error) = &logs {
            tracing::warn!(run = %run.id, %error, "its last log lines are not stored yet");
        }

        let seen = Progress {
            attempt: observed.attempt,
            container: observed.container.clone(),
            exit_code: observed.exit_code,
            started_at: observed.started_at,
        };
        let conditions = status_of(status, &observed, scheduler.platform().now());
        if !conditions.is_empty() || seen != progress {
            status = record(scheduler, run.id, conditions, seen.clone(), status).await?;
            progress = seen;
        }
        logs?;
        if over || measured.elapsed() >= METRICS_PACE {
            // What can't be read now is read when somebody looks at it.
            if let Err(error) = read_events(scheduler, run.id, over).await {
                tracing::warn!(run = %run.id, %error, "its metrics are not collected yet");
            }
            measured = Instant::now();
        }
        if over {
            collector.finish().await?;
            scheduler.platform().db().write(move |conn| runs::set_logs_complete(conn, run.id)).await?;
            tracing::info!(run = %run.id, %status, "over");
            return Ok(());
        }
        tokio::select! {
            () = crate::told_to_stop(&mut stopping) => { collector.flush().await?; return Ok(()); }
            () = tokio::time::sleep(PACE) => {}
        }
    }
}

/// Has the files read in which its program writes events.
async fn read_events(scheduler: &Scheduler, run: RunId, over: bool) -> Result<(), SchedulerError> {
    metrics::collect(scheduler.platform(), run).await?;
    if over {
        lineage::note_events(scheduler.platform(), run).await?;
    }
    Ok(())
}

/// Writes the conditions in one transaction; answers the status the run then has.
async fn record(
    scheduler: &Scheduler,
    run: RunId,
    conditions: Vec<Condition>,
    progress: Progress,
    status: domain::Status,
) -> Result<domain::Status, SchedulerError> {
    let written = scheduler
        .platform()
        .db()
        .write(move |conn| {
            runs::set_progress(conn, run, &progress)?;
            let mut status = status;
            for condition in conditions {
                match runs::transition(conn, run, &[], condition)? {
                    runs::Transition::Done(summary) => status = summary.status,
                    runs::Transition::NotAllowed(current) => status = current,
                    runs::Transition::NotFound => {}
                }
            }
            Ok(status)
        })
        .await?;
    if written != status {
        tracing::info!(%run, from = %status, to = %written, "changed");
    }
    Ok(written)
}
