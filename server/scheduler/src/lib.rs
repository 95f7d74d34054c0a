//! What happens by itself: the reconcilers.
//!
//! | reconciler | desired | does |
//! |---|---|---|
//! | [`resume`] | what begins once more begins anew | clears the cluster of its last time, `resuming` → `queued` |
//! | [`admit`] | every free place is taken | `queued` → `scheduled`, oldest first; says of the others what they wait for |
//! | [`launch`] | every admitted run is on the cluster | `scheduled` → `starting` |
//! | [`stop`] | nothing runs that somebody stopped | asks the cluster to end it |
//! | [`follow`] | statuses and logs are what the cluster says | one task per live run: log lines into the store, then the status |
//! | [`clean`] | nothing is left behind | removes ended runs from the cluster, trims what is old |
//!
//! Promises: each takes no input, re-reads desired and observed state, is idempotent, and is run on the doorbell *and* on a timer; so a
//! missed ring, a restart and a crash are the same code path. Each logs one line per change. Never: HTTP, SQL of its own.

pub mod admit;
pub mod clean;
pub mod environment;
pub mod follow;
pub mod launch;
pub mod resume;
pub mod stop;
#[cfg(test)]
mod tests;

use std::{path::PathBuf, sync::Arc, time::Duration};

use cluster::Cluster;
use platform::Platform;
use tokio::sync::watch;

/// How long the reconcilers wait for the doorbell before they look by themselves.
const TIMER: Duration = Duration::from_secs(5);
/// How often the cleaner runs.
const CLEANING: Duration = Duration::from_secs(60);

/// What a scheduler is made from.
pub struct SchedulerOptions {
    /// Where runs are asked for and recorded.
    pub platform: Platform,
    /// Where runs run.
    pub cluster: Arc<dyn Cluster>,
    /// How many runs are on the cluster at once.
    pub slots: u32,
    /// The address at which runs reach Orrery, without a slash at the end.
    pub public_url: String,
    /// The directory above `artifacts`: what runs know as `POLYAXON_CONTEXT_ROOT`.
    pub context_root: PathBuf,
}

/// The reconcilers of one cluster.
#[derive(Clone)]
pub struct Scheduler {
    inner: Arc<SchedulerOptions>,
    followers: follow::Followers,
}

/// Why a reconciler's round ended early. The next round tries again.
#[derive(Debug, thiserror::Error)]
pub enum SchedulerError {
    /// The database or the log store.
    #[error(transparent)]
    Store(#[from] store::StoreError),
    /// What it asked of the platform.
    #[error(transparent)]
    Platform(#[from] domain::ApiError),
    /// The cluster.
    #[error(transparent)]
    Cluster(#[from] cluster::ClusterError),
}

impl Scheduler {
    /// The reconcilers of this cluster.
    pub fn new(options: SchedulerOptions) -> Self {
        Self { inner: Arc::new(options), followers: follow::Followers::default() }
    }

    fn platform(&self) -> &Platform {
        &self.inner.platform
    }

    fn cluster(&self) -> &dyn Cluster {
        self.inner.cluster.as_ref()
    }

    /// Reconciles until told to stop. Runs go on without it.
    pub async fn run(self, mut stopping: watch::Receiver<bool>) {
        let mut cleaning = tokio::time::interval(CLEANING);
        cleaning.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            self.round().await;
            tokio::select! {
                () = told_to_stop(&mut stopping) => break,
                () = self.platform().doorbell().wait() => {}
                () = tokio::time::sleep(TIMER) => {}
                _ = cleaning.tick() => report("clean", clean::reconcile(&self).await),
            }
        }
        self.followers.stop().await;
    }

    /// Every reconciler once, in the order a run passes them.
    pub async fn round(&self) {
        report("stop", stop::reconcile(self).await);
        report("resume", resume::reconcile(self).await);
        report("admit", admit::reconcile(self).await);
        report("launch", launch::reconcile(self).await);
        report("follow", follow::reconcile(self).await);
    }
}

/// Until somebody says so, or nobody is left who could.
async fn told_to_stop(stopping: &mut watch::Receiver<bool>) {
    let _ = stopping.wait_for(|stop| *stop).await;
}

fn report(reconciler: &str, result: Result<(), SchedulerError>) {
    if let Err(error) = result {
        tracing::warn!(reconciler, %error, "trying again later");
    }
}
