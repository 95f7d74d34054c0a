//! Chunks: stretches of lines as text, and as objects.

use std::{
    borrow::Cow,
    io::{Read as _, Write as _},
    ops::Range,
    sync::Arc,
};

use domain::{RunId, logs::LogLine};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use futures::{StreamExt as _, TryStreamExt as _};
use object_store::{ObjectStore, ObjectStoreExt as _, path::Path};
use serde::Deserialize;
use tokio::task::spawn_blocking;

use crate::{StoreError, columns::to_json};

/// From how much text on a chunk becomes an object.
pub(super) const CHUNK_BYTES: usize = 256 * 1024;

/// A stretch of lines, as JSON, one a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Chunk {
    /// The first line's number.
    pub(super) first: u64,
    /// How many there are.
    pub(super) count: u64,
    pub(super) text: String,
}

impl Chunk {
    /// The lines of one or several chunks in order, cut into chunks of at least [`CHUNK_BYTES`], and what is left.
    pub(super) fn cut(chunks: Vec<Self>) -> (Vec<Self>, Option<Self>) {
        let mut full = Vec::new();
        let mut rest = Self { first: chunks.first().map_or(0, |chunk| chunk.first), ..Self::default() };
        for line in chunks.iter().flat_map(|chunk| chunk.text.split_inclusive('\n')) {
            rest.text.push_str(line);
            rest.count += 1;
            if rest.text.len() >= CHUNK_BYTES {
                let first = rest.first + rest.count;
                full.push(std::mem::replace(&mut rest, Self { first, ..Self::default() }));
            }
        }
        (full, (rest.count > 0).then_some(rest))
    }

    /// All of it in one.
    pub(super) fn join(chunks: Vec<Self>) -> Option<Self> {
        chunks.into_iter().reduce(|mut whole, next| {
            whole.count += next.count;
            whole.text.push_str(&next.text);
            whole
        })
    }

    /// Takes lines whose numbers go on without a gap; `None` when there are none.
    pub(super) fn of(lines: &[LogLine]) -> Result<Option<Self>, StoreError> {
        let Some(first) = lines.first() else { return Ok(None) };
        let mut chunk = Self { first: first.number, ..Self::default() };
        for line in lines {
            chunk.text.push_str(&to_json("a log line", line)?);
            chunk.text.push('\n');
            chunk.count += 1;
        }
        Ok(Some(chunk))
    }

    /// Its lines from number `from` on, before number `until`. A chunk that does not hold the lines it should is damaged.
    pub(super) fn lines(&self, name: &str, from: u64, until: u64) -> Result<Vec<LogLine>, StoreError> {
        let mut found = Vec::new();
        let mut number = self.first;
        for text in self.text.lines() {
            if (from..until).contains(&number) {
                let line: LogLine = serde_json::from_str(text).map_err(|error| StoreError::damaged(name, error))?;
                if line.number != number {
                    return Err(StoreError::damaged(name, format!("line {number} is numbered {}", line.number)));
                }
                found.push(line);
            }
            number += 1;
        }
        self.check_count(name, number - self.first).map(|()| found)
    }

    /// Those of its lines within `span` of whose container and text `wanted` says so.
    pub(super) fn wanted(
        &self,
        name: &str,
        span: &Range<u64>,
        wanted: &dyn Fn(&str, &str) -> bool,
    ) -> Result<Vec<LogLine>, StoreError> {
        let mut found = Vec::new();
        let mut number = self.first;
        for text in self.text.lines() {
            if span.contains(&number) {
                let glance: Glance<'_> = serde_json::from_str(text).map_err(|error| StoreError::damaged(name, error))?;
                if wanted(&glance.container, &glance.text) {
                    found.push(serde_json::from_str(text).map_err(|error| StoreError::damaged(name, error))?);
                }
            }
            number += 1;
        }
        self.check_count(name, number - self.first).map(|()| found)
    }

    fn check_count(&self, name: &str, lines: u64) -> Result<(), StoreError> {
        if lines == self.count {
            Ok(())
        } else {
            Err(StoreError::damaged(name, format!("it holds {lines} lines, not {}", self.count)))
        }
    }
}

/// As much of a line as it takes to know whether it is wanted, borrowed where it can be.
#[derive(Deserialize)]
struct Glance<'a> {
    #[serde(borrow)]
    container: Cow<'a, str>,
    #[serde(borrow)]
    text: Cow<'a, str>,
}

/// The object store.
#[derive(Clone)]
pub(super) struct Objects {
    store: Arc<dyn ObjectStore>,
}

fn directory(run: RunId) -> Path {
    Path::from(format!("logs/{run}"))
}

/// Says which lines it holds, so that two writers who both believe to be the one can't put different lines under one name. Sorts by line.
pub(super) fn name(run: RunId, first: u64, count: u64) -> String {
    format!("logs/{run}/{first:012}-{:012}.jsonl.gz", first + count.saturating_sub(1))
}

impl Objects {
    pub(super) fn new(store: Arc<dyn ObjectStore>) -> Self {
        Self { store }
    }

    /// Writes a chunk, whole or not at all, and synced.
    pub(super) async fn put(&self, run: RunId, chunk: Chunk) -> Result<(), StoreError> {
        let path = Path::from(name(run, chunk.first, chunk.count));
        let packed = blocking(move || {
            let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
            packed.write_all(chunk.text.as_bytes())?;
            packed.finish()
        });
        let packed = packed.await?.map_err(|error| StoreError::damaged(path.as_ref(), error))?;
        self.store.put(&path, packed.into()).await?;
        Ok(())
    }

    /// The wanted lines of a chunk, of which it is known that it holds `count`.
    pub(super) async fn lines(
        &self,
        run: RunId,
        first: u64,
        count: u64,
        from: u64,
        until: u64,
    ) -> Result<Vec<LogLine>, StoreError> {
        self.look(run, first, count, move |chunk, name| chunk.lines(name, from, until)).await
    }

    /// Reads a chunk, of which it is known that it holds `count` lines, and has `look` look at it off the async runtime.
    pub(super) async fn look<T: Send + 'static>(
        &self,
        run: RunId,
        first: u64,
        count: u64,
        look: impl FnOnce(&Chunk, &str) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let name = name(run, first, count);
        let packed = self.store.get(&Path::from(name.as_str())).await?.bytes().await?;
        blocking(move || {
            let mut text = String::new();
            GzDecoder::new(packed.as_ref()).read_to_string(&mut text).map_err(|error| StoreError::damaged(&name, error))?;
            look(&Chunk { first, count, text }, &name)
        })
        .await?
    }

    /// Deletes every object of a run, named by the database or not.
    pub(super) async fn delete(&self, run: RunId) -> Result<(), StoreError> {
        let found = self.store.list(Some(&directory(run))).map_ok(|object| object.location).boxed();
        let deleted: Vec<Path> = self.store.delete_stream(found).try_collect().await?;
        if !deleted.is_empty() {
            tracing::debug!(%run, objects = deleted.len(), "deleted its log");
        }
        Ok(())
    }
}

/// Runs what takes its time off the async runtime.
pub(crate) async fn blocking<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> Result<T, StoreError> {
    match spawn_blocking(f).await {
        Ok(value) => Ok(value),
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        Err(error) => Err(StoreError::Unavailable(error.to_string())),
    }
}
