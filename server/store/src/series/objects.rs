//! The objects that chunks are in.

use std::sync::Arc;

use domain::{RunId, tracking::Series};
use futures::{StreamExt as _, TryStreamExt as _};
use object_store::{ObjectStore, ObjectStoreExt as _, path::Path};

use super::chunks::{self, CHUNK};
use crate::{StoreError, logs::blocking};

/// The object store.
#[derive(Clone)]
pub(super) struct Objects {
    store: Arc<dyn ObjectStore>,
}

/// Says which points it holds: a writer never puts fewer under the same name.
fn name(run: RunId, metric: i32, chunk: usize, count: usize) -> String {
    format!("series/{run}/{metric}/{chunk:06}-{count}.pco")
}

/// The chunks of so many points: their places, and how many points each has.
fn parts(points: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..points.div_ceil(CHUNK)).map(move |chunk| (chunk, CHUNK.min(points - chunk * CHUNK)))
}

fn size(points: u64) -> usize {
    usize::try_from(points).unwrap_or(usize::MAX)
}

impl Objects {
    pub(super) fn new(store: Arc<dyn ObjectStore>) -> Self {
        Self { store }
    }

    /// The points of a metric, of which it is known how many there are.
    pub(super) async fn read(&self, run: RunId, metric: i32, points: u64) -> Result<Series, StoreError> {
        let mut packed = Vec::new();
        for (chunk, count) in parts(size(points)) {
            let name = name(run, metric, chunk, count);
            let bytes = self.store.get(&Path::from(name.as_str())).await?.bytes().await?;
            packed.push((name, bytes, count));
        }
        if packed.is_empty() {
            return Ok(Series::default());
        }
        blocking(move || {
            let mut series = Series::default();
            for (name, bytes, count) in packed {
                chunks::decode(&name, &bytes, count, &mut series)?;
            }
            Ok(series)
        })
        .await?
    }

    /// Writes the chunks that have points from the place `changed_from` on, each whole or not at all, and synced.
    pub(super) async fn write(
        &self,
        run: RunId,
        metric: i32,
        series: &Arc<Series>,
        changed_from: usize,
    ) -> Result<(), StoreError> {
        for (chunk, count) in parts(series.len()).skip(changed_from / CHUNK) {
            let name = name(run, metric, chunk, count);
            let series = Arc::clone(series);
            let packed = blocking(move || chunks::encode(&series, chunk * CHUNK, chunk * CHUNK + count)).await?;
            let packed = packed.map_err(|error| StoreError::damaged(&name, error))?;
            self.store.put(&Path::from(name), packed.into()).await?;
        }
        Ok(())
    }

    /// Deletes the chunk that was the last of so many points, if another one has taken its place.
    pub(super) async fn delete_shorter(&self, run: RunId, metric: i32, before: u64, after: u64) -> Result<(), StoreError> {
        let Some((chunk, count)) = parts(size(before)).last() else { return Ok(()) };
        if parts(size(after)).nth(chunk).is_some_and(|(_, longer)| longer > count) {
            self.store.delete(&Path::from(name(run, metric, chunk, count))).await?;
        }
        Ok(())
    }

    pub(super) async fn copy(&self, from: RunId, to: RunId, metric: i32, points: u64) -> Result<(), StoreError> {
        for (chunk, count) in parts(size(points)) {
            let (from, to) = (name(from, metric, chunk, count), name(to, metric, chunk, count));
            self.store.copy(&Path::from(from), &Path::from(to)).await?;
        }
        Ok(())
    }

    /// Deletes every object of a run, named by the database or not.
    pub(super) async fn delete(&self, run: RunId) -> Result<(), StoreError> {
        let found = self.store.list(Some(&Path::from(format!("series/{run}")))).map_ok(|object| object.location).boxed();
        let _: Vec<Path> = self.store.delete_stream(found).try_collect().await?;
        Ok(())
    }
}
