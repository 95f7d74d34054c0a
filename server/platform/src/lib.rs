//! What can be asked of Orrery: authorise → decide → one transaction. One file per noun.
//!
//! Promises: every function takes who is asking and decides here, once, for the browser, REST and the command line; what somebody may
//! not see does not exist for them; a change is one transaction with its outbox events, and rings the doorbell when something has to
//! follow from it. Never: HTTP, a cluster, SQL of its own, a secret in a log or in an error.

pub mod events;
mod fields;
mod ids;
pub mod installation;
pub mod logs;
mod markdown;
pub mod pages;
mod passwords;
mod permissions;
pub mod projects;
mod rate_limits;
pub mod runs;
mod secrets;
pub mod sessions;
pub mod setup;
#[cfg(test)]
mod tests;
pub mod tokens;
pub mod users;

use std::{path::PathBuf, sync::Arc};

use domain::{ApiError, ErrorCode, Timestamp};
use store::{Db, LogStore, SeriesStore};
use tokio::sync::Notify;

use crate::{ids::Ids, passwords::Passwords, rate_limits::SignInLimits};

/// What a [`Platform`] is made from.
pub struct PlatformOptions {
    /// The database, brought up to date.
    pub db: Db,
    /// The logs of runs.
    pub logs: LogStore,
    /// The points of metrics.
    pub series: SeriesStore,
    /// Rung when there is something for the scheduler to do.
    pub doorbell: Doorbell,
    /// Where the present comes from: [`system_clock`], but in tests.
    pub clock: fn() -> Timestamp,
    /// Runs keep what they make in a folder of this one, named by their id.
    pub artifacts_root: PathBuf,
    /// The cluster that new runs go to.
    pub cluster: String,
}

/// Everything that can be asked of Orrery, over one database. A clone is the same one.
#[derive(Clone)]
pub struct Platform {
    inner: Arc<Inner>,
}

struct Inner {
    options: PlatformOptions,
    ids: Ids,
    passwords: Passwords,
    sign_in_limits: SignInLimits,
    events: events::Feed,
}

impl Platform {
    /// A platform over these parts.
    pub fn new(options: PlatformOptions) -> Self {
        let inner = Inner {
            options,
            ids: Ids::default(),
            passwords: Passwords::default(),
            sign_in_limits: SignInLimits::default(),
            events: events::Feed::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.inner.options.db
    }

    /// The logs of runs.
    pub fn logs(&self) -> &LogStore {
        &self.inner.options.logs
    }

    /// The points of metrics.
    pub(crate) fn series(&self) -> &SeriesStore {
        &self.inner.options.series
    }

    /// Rung when there is something for the scheduler to do.
    pub fn doorbell(&self) -> &Doorbell {
        &self.inner.options.doorbell
    }

    /// The present.
    pub fn now(&self) -> Timestamp {
        (self.inner.options.clock)()
    }
}

/// Wakes whoever waits for work. A ring that nobody waits for is remembered; many of them are one.
#[derive(Debug, Clone, Default)]
pub struct Doorbell {
    notify: Arc<Notify>,
}

impl Doorbell {
    /// Rings.
    pub fn ring(&self) {
        self.notify.notify_one();
    }

    /// Until it rings, or at once if it has rung since the last wait. For one waiter.
    pub async fn wait(&self) {
        self.notify.notified().await;
    }
}

/// The present, by this machine's clock.
pub fn system_clock() -> Timestamp {
    Timestamp::from_micros(jiff::Timestamp::now().as_microsecond())
}

/// Runs what would hold up the others on a thread of its own.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(%error, "work on a thread of its own ended badly");
        ApiError::new(ErrorCode::Internal, "something went wrong inside Orrery").with_hint("try again; its log says more")
    })
}
