//! The local runtime: a container's command as a process group on this machine. Needs Linux.
//!
//! Each run has a directory of its own, and a small supervisor process (the *shim*: this binary again, `orrery shim DIR`) that is detached from
//! the server. The server and the shim speak through the run's files alone:
//!
//! | file | written by | holds |
//! |---|---|---|
//! | `launch.json` | launch | what to run |
//! | `lock` | – | locked by the launcher, then by the shim, which inherits the lock: locked means supervised |
//! | `state.json` | the shim; whoever finds a dead one's lock free | the last [`Observation`] |
//! | `log` | the shim | complete lines, one JSON object each; a position is a byte offset |
//! | `open.json` | the shim | lines without an end yet |
//! | `stop` | stop, remove | that the run shall end, and how fast |
//! | `shim.log` | the shim | what it had to complain about |
//! | `work/` | the run | where its containers start |
//!
//! What a run writes becomes lines in bounded memory: one longer than 64 KiB is split, of one that is written over again and again with carriage
//! returns (a progress bar) the last 4 KiB are kept, invalid UTF-8 is replaced.
//!
//! Whatever starts the server must end only the server and not all that it started (systemd: `KillMode=process`): a shim that is asked to
//! end takes the machine to be shutting down, and ends its run (`Terminated`).
//!
//! Promises: a run is started at most once; killing the server loses neither the process, its exit code nor a line; what a run started ends
//! with it, also what detached itself; bounded memory whatever a run writes. When the shim itself is killed the run is
//! over (`ShimLost`) and its processes are ended. Containers get a handful of the server's variables, never all of them.
//! Never: images, isolation. A run can do what the server's user can do: this is for one trusted machine.

mod directory;
mod ending;
mod log;
mod processes;
pub mod shim;
mod starting;
mod state;

use std::{
    path::PathBuf,
    time::{Duration, SystemTime},
};

use domain::{RunId, Timestamp};
use futures::{FutureExt as _, future::BoxFuture};

use self::directory::RunDirectory;
use crate::{Cluster, ClusterError, Launch, LogBatch, Observation};

/// What a local runtime is made from.
#[derive(Debug, Clone)]
pub struct LocalOptions {
    /// Where each run has its directory. Made when it is missing, for its owner only.
    pub runs_dir: PathBuf,
    /// The binary whose `shim DIR` calls [`shim::main`].
    pub shim: PathBuf,
    /// How long a run has to end by itself once it was asked to.
    pub grace: Duration,
}

/// Runs as processes of this machine.
#[derive(Debug)]
pub struct LocalCluster {
    options: LocalOptions,
}

impl LocalCluster {
    /// Looks at nothing yet: runs that an earlier one started are found by their directories.
    pub fn new(options: LocalOptions) -> Self {
        Self { options }
    }

    fn directory(&self, run: RunId) -> RunDirectory {
        RunDirectory::of(&self.options.runs_dir, run)
    }
}

impl Cluster for LocalCluster {
    fn name(&self) -> &'static str {
        "local"
    }

    fn launch(&self, launch: Launch) -> BoxFuture<'_, Result<(), ClusterError>> {
        starting::launch(&self.options, launch).boxed()
    }

    fn stop(&self, run: RunId) -> BoxFuture<'_, Result<(), ClusterError>> {
        let (directory, grace) = (self.directory(run), self.options.grace);
        blocking(move || ending::stop(&directory, grace)).boxed()
    }

    fn observe(&self, run: RunId) -> BoxFuture<'_, Result<Observation, ClusterError>> {
        let directory = self.directory(run);
        blocking(move || ending::observe(&directory)).boxed()
    }

    fn logs(&self, run: RunId, position: u64) -> BoxFuture<'_, Result<LogBatch, ClusterError>> {
        let directory = self.directory(run);
        blocking(move || {
            // The state is read before the log: what was written before the end is then certainly in what is read.
            let over = match directory.read_state()? {
                Some(state) => state.phase.is_over(),
                None => !directory.exists(),
            };
            log::read(&directory, position, over)
        })
        .boxed()
    }

    fn remove(&self, run: RunId) -> BoxFuture<'_, Result<(), ClusterError>> {
        ending::remove(self.directory(run)).boxed()
    }

    fn runs(&self) -> BoxFuture<'_, Result<Vec<RunId>, ClusterError>> {
        let runs_dir = self.options.runs_dir.clone();
        blocking(move || directory::runs(&runs_dir)).boxed()
    }
}

/// Files are slow: off the threads that serve people.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ClusterError> + Send + 'static,
) -> Result<T, ClusterError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| ClusterError::Stopping)?
}

#[expect(clippy::disallowed_methods, reason = "a supervisor outlives every platform and its clock")]
fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}
