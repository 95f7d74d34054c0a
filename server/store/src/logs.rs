//! The lines of a run's log: each once, in order, by number.
//!
//! ```text
//! append ──► memory ──flush──► rows of `log_chunks` ──at 256 KiB──► objects logs/RUN/FIRST-LAST.jsonl.gz
//!              │                    │                                    │
//!              └─────── a page reads the stretches it needs, from wherever they are ──────┘
//! ```
//!
//! * What a flush adds is small and comes every second or so; rows take it without rewriting anything. A slow run makes rows, not
//!   thousands of objects; a fast one goes straight to objects.
//! * The lines and the place in the cluster's records (`log_ends`) are written in one transaction, so that after a crash at any point
//!   [`LogStore::resume`] answers a pair that fits: what is stored is not read again, and what is not stored is.
//! * An object is written whole and synced before the transaction that names it. Its name is the lines it holds, so that it is never
//!   written with others. One that no row names is not read, and is deleted with the run.
//! * The transaction only goes on from the line it began with: a second writer of the same log fails instead of mixing its lines in.
//! * Memory holds, for each log that is written, the lines since the last flush and those that live readers are about to ask for: about
//!   two chunks, however long the log is. A page is cut at 4 MiB.
//!
//! Never: a decision about what a line means, the cluster.

mod chunks;
mod find;
mod index;
mod page;
mod tails;
#[cfg(test)]
mod tests;
mod writer;

use std::{path::Path, sync::Arc};

use domain::{
    RunId,
    logs::{LogLine, LogPage, OpenLine},
};
use object_store::local::LocalFileSystem;

pub(crate) use self::chunks::blocking;
use self::{chunks::Objects, tails::Tails};
pub use self::{
    find::{Found, Look, Wanted},
    index::rewind,
    page::PAGE_BYTES,
    tails::Subscription,
};
use crate::{Db, StoreError};

/// Where every run's log is. Clones share one state.
#[derive(Clone)]
pub struct LogStore {
    db: Db,
    objects: Objects,
    tails: Tails,
}

/// How far a log is stored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LogEnd {
    /// Where in the cluster's records to go on.
    pub position: u64,
    /// The number of the next line.
    pub next_line: u64,
}

impl LogStore {
    /// Over a directory of this machine, which is made if it is not there. One process writes at a time.
    pub fn open(db: Db, directory: &Path) -> Result<Self, StoreError> {
        let failed = |error: std::io::Error| StoreError::Unavailable(format!("can't use {}: {error}", directory.display()));
        std::fs::create_dir_all(directory).map_err(failed)?;
        let files = LocalFileSystem::new_with_prefix(directory)?.with_automatic_cleanup(true).with_fsync(true);
        Ok(Self { db, objects: Objects::new(Arc::new(files)), tails: Tails::default() })
    }

    /// Begins to write a log, or goes on after a crash or an error: forgets what was appended and not stored, and answers where to go on.
    pub async fn resume(&self, run: RunId) -> Result<LogEnd, StoreError> {
        let tail = self.tails.get_or_make(run);
        let mut writer = tail.writer.lock().await;
        let fresh = writer::Writer::load(&self.db, run).await?;
        tail.restart(fresh.end.next_line);
        let end = fresh.end;
        *writer = Some(fresh);
        Ok(end)
    }

    /// Adds lines, whose numbers go on without a gap; `position` is the cluster's after the last of them. Readers see them at once; they are
    /// stored by [`LogStore::flush`], or here when they have become many. After an error go on with [`LogStore::resume`].
    pub async fn append(&self, run: RunId, lines: Vec<LogLine>, position: u64) -> Result<(), StoreError> {
        let tail = self.tails.get_or_make(run);
        let mut slot = tail.writer.lock().await;
        let mut writer = match slot.take() {
            Some(writer) => writer,
            None => writer::Writer::load(&self.db, run).await?,
        };
        writer.append(&tail, run, lines, position)?;
        if writer.is_full() {
            writer.flush(&self.db, &self.objects, &tail, run).await?;
        }
        *slot = Some(writer);
        Ok(())
    }

    /// Stores what was appended. After an error go on with [`LogStore::resume`].
    pub async fn flush(&self, run: RunId) -> Result<(), StoreError> {
        let Some(tail) = self.tails.get(run) else { return Ok(()) };
        let mut slot = tail.writer.lock().await;
        // Put back only when it succeeds: a writer that failed, or was dropped half-way, knows nothing for certain.
        match slot.take() {
            Some(mut writer) => {
                writer.flush(&self.db, &self.objects, &tail, run).await?;
                *slot = Some(writer);
                Ok(())
            }
            None if tail.has_pending() => Err(StoreError::Unavailable(format!("the log of run {run} must be resumed"))),
            None => Ok(()),
        }
    }

    /// Shows live readers the lines that are still being written; they are never stored.
    pub fn set_open(&self, run: RunId, open: Vec<OpenLine>) {
        if open.is_empty() {
            if let Some(tail) = self.tails.get(run) {
                tail.set_open(open);
            }
        } else {
            self.tails.get_or_make(run).set_open(open);
        }
    }

    /// No line follows: tells live readers, frees the memory, and moves what is left in the database to the object store, on a task of its
    /// own. To be called after the last [`LogStore::flush`], within a tokio runtime.
    pub fn complete(&self, run: RunId) {
        self.tails.complete(run);
        let (db, objects) = (self.db.clone(), self.objects.clone());
        tokio::spawn(async move {
            // What stays in the database is read from there.
            if let Err(error) = writer::seal(&db, &objects, run).await {
                tracing::warn!(%run, %error, "the end of its log stays in the database");
            }
        });
    }

    /// At most `limit` lines from line `from` on, fewer when they are very long ([`PAGE_BYTES`]): no lines only when there are none.
    pub async fn page(&self, run: RunId, from: u64, limit: u32) -> Result<LogPage, StoreError> {
        page::read(&self.db, &self.objects, &self.tails, run, from, limit).await
    }

    /// The last `count` lines, or the first of them when they are very long.
    pub async fn last(&self, run: RunId, count: u32) -> Result<LogPage, StoreError> {
        let from = self.total(run).await?.saturating_sub(count.into());
        self.page(run, from, count).await
    }

    /// Lines of which `wanted` says so. A look takes about a quarter of a second and ends where it has come to; it ends with its caller.
    pub async fn find(&self, run: RunId, look: Look, wanted: Wanted) -> Result<Found, StoreError> {
        find::Finder { db: &self.db, objects: &self.objects, tails: &self.tails, run, wanted }.look(look).await
    }

    /// How many lines there are so far.
    pub async fn total(&self, run: RunId) -> Result<u64, StoreError> {
        if let Some(total) = self.tails.get(run).and_then(|tail| tail.live_total()) {
            return Ok(total);
        }
        Ok(self.db.read(move |conn| index::end(conn, run)).await?.next_line)
    }

    /// Hears of new lines, open lines and the end. Read pages from the wanted line on until one is empty, then wait for
    /// [`Subscription::changed`], and again; it is over when an empty page says `complete`, or the subscription did before that page was
    /// read.
    pub fn subscribe(&self, run: RunId) -> Subscription {
        self.tails.subscribe(run)
    }

    /// Deletes a run's log, whether or not the run is still in the database.
    pub async fn delete(&self, run: RunId) -> Result<(), StoreError> {
        if let Some(tail) = self.tails.get(run) {
            *tail.writer.lock().await = None;
        }
        self.tails.complete(run);
        self.db.write(move |conn| index::delete(conn, run)).await?;
        self.objects.delete(run).await
    }
}
