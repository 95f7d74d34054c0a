//! One connection: opened, and used for one transaction at a time.

// A module of its own, because the derive makes more than the enum.
mod either {
    use diesel::{PgConnection, SqliteConnection};

    /// A connection to either database: what queries are run on.
    #[derive(diesel::MultiConnection)]
    pub enum Conn {
        /// SQLite.
        Sqlite(SqliteConnection),
        /// Postgres.
        Postgres(PgConnection),
    }
}

use std::{fs::OpenOptions, os::unix::fs::OpenOptionsExt as _};

use diesel::{
    Connection as _, PgConnection, SqliteConnection,
    connection::{AnsiTransactionManager, SimpleConnection as _, TransactionManager as _},
    r2d2::{ManageConnection, R2D2Connection as _},
    result::QueryResult,
};

pub use self::either::Conn;
pub(crate) use self::either::MultiBackend;
use super::{DatabaseUrl, Mode};
use crate::StoreError;

/// The name of Orrery's lock among Postgres' advisory locks: `orrery` in ASCII.
const WRITER_LOCK: i64 = 0x6f72_7265_7279;

/// How much of SQLite's file a connection keeps in memory, in KiB: what a list looks at that is all over the file.
const CACHE: u32 = 6 * 1024;

/// What a connection may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    Write,
}

/// Opens connections for a pool.
pub(super) struct Manager {
    url: DatabaseUrl,
    access: Access,
}

impl Manager {
    pub(super) fn new(url: DatabaseUrl, access: Access) -> Self {
        Self { url, access }
    }

    pub(super) fn open(&self) -> Result<Conn, StoreError> {
        match &self.url {
            DatabaseUrl::Sqlite(path) => self.open_sqlite(path),
            DatabaseUrl::Postgres(url) => {
                let mut conn = PgConnection::establish(url).map_err(|error| self.away(error))?;
                conn.batch_execute(
                    "SET application_name = 'orrery'; SET lock_timeout = '5s'; SET client_min_messages = warning",
                )?;
                Ok(Conn::Postgres(conn))
            }
        }
    }

    fn open_sqlite(&self, path: &std::path::Path) -> Result<Conn, StoreError> {
        if self.access == Access::Write {
            // Before SQLite does it with everybody's rights: password hashes are in there.
            let created = OpenOptions::new().append(true).create(true).mode(0o600).open(path);
            created.map_err(|error| self.away(error))?;
        }
        // Absolute, because SQLite takes what begins with `file:` for something else.
        let path = std::path::absolute(path).map_err(|error| self.away(error))?;
        let path = path.to_str().ok_or_else(|| self.away("its path is not UTF-8"))?;
        let mut conn = SqliteConnection::establish(path).map_err(|error| self.away(error))?;
        conn.batch_execute("PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON")?;
        conn.batch_execute(&format!("PRAGMA cache_size = -{CACHE}"))?;
        conn.batch_execute(match self.access {
            Access::Write => "PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = 67108864",
            Access::Read => "PRAGMA query_only = ON",
        })?;
        Ok(Conn::Sqlite(conn))
    }

    fn away(&self, error: impl std::fmt::Display) -> StoreError {
        StoreError::Unavailable(format!("can't open {}: {error}", self.url))
    }
}

impl ManageConnection for Manager {
    type Connection = Conn;
    type Error = StoreError;

    fn connect(&self) -> Result<Conn, StoreError> {
        self.open()
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), StoreError> {
        match conn {
            Conn::Sqlite(_) => Ok(()),
            Conn::Postgres(conn) => Ok(conn.ping()?),
        }
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        std::thread::panicking() || conn.is_broken()
    }
}

/// Runs `f` in a transaction: committed when it succeeds, rolled back when it does not.
pub(super) fn transaction<T, E: From<StoreError>>(
    conn: &mut Conn,
    mode: Mode,
    f: impl FnOnce(&mut Conn) -> Result<T, E>,
) -> Result<T, E> {
    begin(conn, mode).map_err(StoreError::from)?;
    let result = match take_turn(conn, mode).map_err(StoreError::from) {
        Ok(()) => f(conn),
        Err(error) => Err(error.into()),
    };
    match result {
        Ok(value) => Conn::commit_transaction(conn).map(|()| value).map_err(|error| StoreError::from(error).into()),
        Err(error) => {
            // The connection is then not used again; the first error is the one to tell.
            if let Err(error) = Conn::rollback_transaction(conn) {
                tracing::warn!(%error, "a transaction could not be rolled back");
            }
            Err(error)
        }
    }
}

fn begin(conn: &mut Conn, mode: Mode) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(conn) => {
            match mode {
                Mode::Read => {}
                Mode::Write => conn.batch_execute("PRAGMA synchronous = FULL")?,
                Mode::Relaxed => conn.batch_execute("PRAGMA synchronous = NORMAL")?,
            }
            let sql = if mode == Mode::Read { "BEGIN" } else { "BEGIN IMMEDIATE" };
            AnsiTransactionManager::begin_transaction_sql(conn, sql)
        }
        Conn::Postgres(conn) => {
            let sql = if mode == Mode::Read { "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" } else { "BEGIN" };
            AnsiTransactionManager::begin_transaction_sql(conn, sql)
        }
    }
}

/// On Postgres: waits until no other transaction writes.
fn take_turn(conn: &mut Conn, mode: Mode) -> QueryResult<()> {
    if let Conn::Postgres(conn) = conn {
        if mode == Mode::Relaxed {
            conn.batch_execute("SET LOCAL synchronous_commit = off")?;
        }
        if mode != Mode::Read {
            conn.batch_execute(&format!("SELECT pg_advisory_xact_lock({WRITER_LOCK})"))?;
        }
    }
    Ok(())
}
