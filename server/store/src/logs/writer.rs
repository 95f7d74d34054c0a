//! Storing what was appended.

use domain::{RunId, logs::LogLine};

use super::{
    LogEnd,
    chunks::{CHUNK_BYTES, Chunk, Objects, blocking},
    index::{self, Sealed, Step},
    tails::{Tail, size},
};
use crate::{Db, StoreError};

/// Below this a log that is over stays in the database: a file takes more.
const SMALL: usize = 4 * 1024;

/// What the writer of a log knows of it.
pub(super) struct Writer {
    /// How far it is stored.
    pub(super) end: LogEnd,
    /// How far it is appended.
    appended: LogEnd,
    /// How much text its rows hold.
    row_bytes: usize,
    /// How much memory the lines take that are appended and not stored.
    pending_bytes: usize,
}

impl Writer {
    pub(super) async fn load(db: &Db, run: RunId) -> Result<Self, StoreError> {
        let (end, rows) = db.read(move |conn| Ok((index::end(conn, run)?, index::rows(conn, run)?))).await?;
        let row_bytes = rows.iter().map(|chunk| chunk.text.len()).sum();
        Ok(Self { end, appended: end, row_bytes, pending_bytes: 0 })
    }

    pub(super) fn append(&mut self, tail: &Tail, run: RunId, lines: Vec<LogLine>, position: u64) -> Result<(), StoreError> {
        for (expected, line) in (self.appended.next_line..).zip(&lines) {
            if line.number != expected {
                return Err(StoreError::LogOrder { run, expected, given: line.number });
            }
        }
        if tail.live_total() != Some(self.appended.next_line) {
            tail.restart(self.appended.next_line);
        }
        self.pending_bytes += lines.iter().map(size).sum::<usize>();
        self.appended = LogEnd { position, next_line: self.appended.next_line + lines.len() as u64 };
        tail.extend(lines);
        Ok(())
    }

    /// So much is appended that it should be stored now.
    pub(super) fn is_full(&self) -> bool {
        self.pending_bytes >= CHUNK_BYTES
    }

    pub(super) async fn flush(&mut self, db: &Db, objects: &Objects, tail: &Tail, run: RunId) -> Result<(), StoreError> {
        if self.appended == self.end {
            return Ok(());
        }
        let lines = tail.pending();
        let pending = blocking(move || Chunk::of(&lines)).await??;
        let added = pending.as_ref().map_or(0, |chunk| chunk.text.len());
        let (from, to) = (self.end, self.appended);
        let step = if self.row_bytes + added < CHUNK_BYTES {
            self.row_bytes += added;
            Step { from, to, sealed: None, row: pending }
        } else {
            let mut chunks = db.read(move |conn| index::rows(conn, run)).await?;
            let rows = chunks.len();
            chunks.extend(pending);
            let (full, rest) = blocking(move || Chunk::cut(chunks)).await?;
            self.row_bytes = rest.as_ref().map_or(0, |chunk| chunk.text.len());
            Step { from, to, sealed: Some(Sealed { rows, objects: put(objects, run, full).await? }), row: rest }
        };
        db.write_relaxed(move |conn| index::take(conn, run, step)).await?;
        self.end = to;
        self.pending_bytes = 0;
        tail.set_stored(to.next_line);
        Ok(())
    }
}

/// Writes the objects; answers what to store of them.
async fn put(objects: &Objects, run: RunId, chunks: Vec<Chunk>) -> Result<Vec<(u64, u64)>, StoreError> {
    let mut put = Vec::with_capacity(chunks.len());
    for chunk in chunks {
        put.push((chunk.first, chunk.count));
        objects.put(run, chunk).await?;
    }
    Ok(put)
}

/// Moves the rows of a log that is over to the object store.
pub(super) async fn seal(db: &Db, objects: &Objects, run: RunId) -> Result<(), StoreError> {
    let (end, rows) = db.read(move |conn| Ok((index::end(conn, run)?, index::rows(conn, run)?))).await?;
    let count = rows.len();
    let Some(chunk) = Chunk::join(rows).filter(|chunk| chunk.text.len() >= SMALL) else { return Ok(()) };
    let sealed = Sealed { rows: count, objects: put(objects, run, vec![chunk]).await? };
    let step = Step { from: end, to: end, sealed: Some(sealed), row: None };
    match db.write_relaxed(move |conn| index::take(conn, run, step)).await {
        // It goes on after all, and its writer does what is needed.
        Err(StoreError::LogMoved(_)) => Ok(()),
        result => result,
    }
}
