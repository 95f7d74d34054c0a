//! Where runs run. [`Cluster`] is the vocabulary the scheduler speaks; [`local`] is the first implementation: processes on this machine.
//!
//! Promises: a run is known by its id and by nothing else, so that every call can be repeated and a new process goes on where a dead one
//! stopped; what a run wrote is read once per position, in order. Never: the database, a decision about when a run is launched.

pub mod local;
mod observations;
mod records;

use domain::RunId;
use futures::future::BoxFuture;
use spec::{Plan, plan::EnvVar};

pub use self::{
    observations::{Observation, Phase},
    records::{LogBatch, LogRecord},
};

/// A run to be started.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Launch {
    /// The run.
    pub run: RunId,
    /// Its full name, for people who look at the cluster itself: `owner.project.runs.uuid`.
    pub instance: String,
    /// What it does.
    pub plan: Plan,
    /// Variables for every container; a container's own win.
    pub env: Vec<EnvVar>,
}

/// Why a cluster could not do or say something. All of them may pass: the caller tries again.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// A file of the run could not be read or written.
    #[error("can't {action} {path}: {source}")]
    File {
        /// What was tried: `write`.
        action: &'static str,
        /// Which file or directory.
        path: String,
        /// Why not.
        source: std::io::Error,
    },
    /// A file of the run is not what Orrery wrote.
    #[error("{path} is damaged: {reason}")]
    Damaged {
        /// Which file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The process that supervises a run did not start.
    #[error("the supervisor `{program}` did not start: {reason}")]
    Supervisor {
        /// The binary.
        program: String,
        /// What it or the system said.
        reason: String,
    },
    /// Somebody else is starting, ending or removing the run at this moment.
    #[error("run {0} is being changed by somebody else")]
    Busy(RunId),
    /// The server is going away.
    #[error("the server is stopping")]
    Stopping,
}

/// A place where runs run. Every call is idempotent.
pub trait Cluster: Send + Sync {
    /// Its name, as settings and pages show it.
    fn name(&self) -> &str;

    /// Starts the run, once: launching again, even at the same moment, changes nothing. When this is done the run goes on without us.
    fn launch(&self, launch: Launch) -> BoxFuture<'_, Result<(), ClusterError>>;

    /// Asks the run to end and returns at once; [`Cluster::observe`] says when it has. An unknown or ended run is left as it is.
    fn stop(&self, run: RunId) -> BoxFuture<'_, Result<(), ClusterError>>;

    /// How the run is now. An unknown run is [`Phase::NotFound`].
    fn observe(&self, run: RunId) -> BoxFuture<'_, Result<Observation, ClusterError>>;

    /// What the run wrote after `position`, at most about 1 MiB of it. 0 is the beginning; every other position comes from
    /// [`LogBatch::position`]. An unknown run has written nothing and will not.
    fn logs(&self, run: RunId, position: u64) -> BoxFuture<'_, Result<LogBatch, ClusterError>>;

    /// Ends the run if it is at work and forgets it, with its files. An unknown run is fine.
    fn remove(&self, run: RunId) -> BoxFuture<'_, Result<(), ClusterError>>;

    /// Every run it knows, ended ones included.
    fn runs(&self) -> BoxFuture<'_, Result<Vec<RunId>, ClusterError>>;
}
