//! The way to the database: two pools, three kinds of transaction.
//!
//! **One writer at a time, on both databases.** SQLite has one by nature (`BEGIN IMMEDIATE`, a pool of one). On Postgres every writing
//! transaction first takes one advisory lock, which it holds until it is committed, here and in every other process. So a transaction
//! that reads and then writes (admission) sees nothing change under it, outbox ids grow in commit order, a check before an insert can't
//! be overtaken, and no transaction has to be run again: the code is tested on SQLite for what it does on Postgres. The price is that
//! writes of a few milliseconds queue up; a dashboard's writes are few. Serialisable isolation with retries would need closures that can
//! run twice.
//!
//! **A commit is durable** (`synchronous=FULL`): a submitted run, a token or a password that was answered for survives a power cut. Log
//! lines are the exception ([`Db::write_relaxed`]): they can be read from the cluster again, and come every second from every run.

mod connections;
mod migrations;
mod url;

use std::{panic::resume_unwind, sync::Arc, time::Duration};

pub(crate) use connections::MultiBackend;
use connections::{Access, Manager};
use diesel::r2d2::{NopErrorHandler, Pool};
use tokio::{
    runtime::{Handle, RuntimeFlavor},
    sync::Semaphore,
    task::{block_in_place, spawn_blocking},
    time::timeout,
};

pub use self::{
    connections::Conn,
    url::{DatabaseUrl, InvalidDatabaseUrl},
};
use crate::StoreError;

/// How many transactions read at once.
const READERS: u32 = 8;
/// How long a transaction waits for a connection or a lock before it is told that the database is busy.
const PATIENCE: Duration = Duration::from_secs(5);

/// The database. Clones share its connections.
#[derive(Clone)]
pub struct Db {
    readers: Lane,
    writer: Lane,
    /// It is in this process.
    embedded: bool,
}

/// A pool, and as many permits as it has connections: who waits does so without a thread.
#[derive(Clone)]
struct Lane {
    pool: Pool<Manager>,
    permits: Arc<Semaphore>,
}

/// What a transaction is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// One snapshot; writing fails.
    Read,
    /// Durable once committed.
    Write,
    /// Whole or not at all, but a power cut may take the last ones back.
    Relaxed,
}

impl Db {
    /// Connects. Creates an SQLite file that is not there, readable by its owner only; the directory must exist.
    pub fn open(url: &DatabaseUrl) -> Result<Self, StoreError> {
        // The writer first: it is the one that may create the file.
        Ok(Self {
            writer: Lane::open(url, Access::Write, 1)?,
            readers: Lane::open(url, Access::Read, READERS)?,
            embedded: matches!(url, DatabaseUrl::Sqlite(_)),
        })
    }

    /// Brings the tables up to date, in one transaction.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        self.write(migrations::run).await
    }

    /// Reads in one snapshot.
    pub async fn read<T, F>(&self, f: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    {
        self.readers.run(Mode::Read, f).await
    }

    /// Finds some rows by their keys, in one snapshot, and can refuse for reasons of its own. With SQLite it is done here and now: handing it
    /// to another thread would take longer.
    pub async fn look_up<T, E, F>(&self, f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        if !self.embedded || Handle::current().runtime_flavor() != RuntimeFlavor::MultiThread {
            return self.readers.run(Mode::Read, f).await;
        }
        // Others of this thread's tasks go on elsewhere should it take long.
        block_in_place(self.readers.ready(Mode::Read, f).await?)
    }

    /// Like [`Db::read`], for what can refuse for reasons of its own.
    pub async fn try_read<T, E, F>(&self, f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        self.readers.run(Mode::Read, f).await
    }

    /// Reads and writes in one transaction that no other one overlaps; an error rolls it back.
    pub async fn write<T, F>(&self, f: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    {
        self.writer.run(Mode::Write, f).await
    }

    /// Like [`Db::write`], for what can refuse for reasons of its own.
    pub async fn try_write<T, E, F>(&self, f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        self.writer.run(Mode::Write, f).await
    }

    /// Like [`Db::write`], but a power cut may take back the last transactions, latest first. A crash of the process takes none.
    pub(crate) async fn write_relaxed<T, F>(&self, f: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    {
        self.writer.run(Mode::Relaxed, f).await
    }
}

impl Lane {
    fn open(url: &DatabaseUrl, access: Access, size: u32) -> Result<Self, StoreError> {
        let manager = Manager::new(url.clone(), access);
        // Tried here, because the pool would only say that time ran out.
        drop(manager.open()?);
        let pool = Pool::builder()
            .max_size(size)
            .min_idle(Some(0))
            .connection_timeout(PATIENCE)
            .error_handler(Box::new(NopErrorHandler))
            .build_unchecked(manager);
        Ok(Self { pool, permits: Arc::new(Semaphore::new(size as usize)) })
    }

    /// The transaction, once there is a connection for it.
    async fn ready<T, E, F>(&self, mode: Mode, f: F) -> Result<impl FnOnce() -> Result<T, E> + Send + use<T, E, F>, E>
    where
        E: From<StoreError>,
        F: FnOnce(&mut Conn) -> Result<T, E> + Send,
    {
        let Ok(Ok(permit)) = timeout(PATIENCE, Arc::clone(&self.permits).acquire_owned()).await else {
            return Err(StoreError::Unavailable(format!("busy for {} s", PATIENCE.as_secs())).into());
        };
        let pool = self.pool.clone();
        Ok(move || {
            let _permit = permit;
            let mut conn = pool.get().map_err(|error| StoreError::Unavailable(error.to_string()))?;
            connections::transaction(&mut conn, mode, f)
        })
    }

    async fn run<T, E, F>(&self, mode: Mode, f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        // A caller that goes away does not end a transaction: it is committed or rolled back on its own thread.
        match spawn_blocking(self.ready(mode, f).await?).await {
            Ok(result) => result,
            Err(error) if error.is_panic() => resume_unwind(error.into_panic()),
            Err(error) => Err(StoreError::Unavailable(error.to_string()).into()),
        }
    }
}
