//! Every point of every metric, in columns.
//!
//! ```text
//! a file of events ──► merged with what is there ──► objects series/RUN/METRIC/CHUNK-COUNT.pco ──► row of `run_metrics`
//! ```
//!
//! * A chunk holds 16,384 points of a metric, the last one fewer: steps, times and values, each compressed by what its numbers are like
//!   (`pco`). Which chunks there are follows from the number of points, which the row holds.
//! * An object is written whole and synced before the transaction that counts its points; one that holds fewer points of the same chunk is
//!   deleted after it. What a crash leaves behind is not read, and is deleted with the run.
//! * A writer changes a row only if it still is as it was when the writer read it; writers of one run wait for one another.
//!
//! Never: a decision about whose points they are or what they mean.

mod chunks;
mod objects;
#[cfg(test)]
mod tests;

use std::{path::Path, sync::Arc};

use domain::{
    RunId,
    tracking::{MetricSummary, Series},
};
use object_store::local::LocalFileSystem;
use tokio::sync::Mutex;

use self::objects::Objects;
use crate::{
    Db, StoreError,
    logs::blocking,
    runs,
    tracking::{self, MetricRow, Source},
};

/// How many runs can be written at once.
const LOCKS: usize = 16;
/// How often a reader begins again when a writer is faster.
const TRIES: usize = 4;

/// Where every metric's points are. Clones share one state.
#[derive(Clone)]
pub struct SeriesStore {
    db: Db,
    objects: Objects,
    locks: Arc<[Mutex<()>; LOCKS]>,
}

/// What a file says of a metric.
#[derive(Debug, Clone)]
pub struct FileOfPoints {
    /// The metric.
    pub name: String,
    /// All points of the file.
    pub points: Series,
    /// The file.
    pub source: Source,
}

/// How much is kept of a run.
#[derive(Debug, Clone, Copy)]
pub struct Most {
    /// How many metrics.
    pub metrics: usize,
    /// How many points of each.
    pub points: usize,
}

impl SeriesStore {
    /// Over a directory of this machine, which is made if it is not there. One process writes at a time.
    pub fn open(db: Db, directory: &Path) -> Result<Self, StoreError> {
        let failed = |error: std::io::Error| StoreError::Unavailable(format!("can't use {}: {error}", directory.display()));
        std::fs::create_dir_all(directory).map_err(failed)?;
        let files = LocalFileSystem::new_with_prefix(directory)?.with_automatic_cleanup(true).with_fsync(true);
        Ok(Self { db, objects: Objects::new(Arc::new(files)), locks: Arc::default() })
    }

    fn lock(&self, run: RunId) -> &Mutex<()> {
        use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(run);
        &self.locks[usize::try_from(hash % LOCKS as u64).unwrap_or(0)]
    }

    /// Adds what files have besides ([`Series::merge`]), all in one transaction; says whether anything that is shown changed.
    pub async fn add(&self, run: RunId, files: Vec<FileOfPoints>, most: Most) -> Result<bool, StoreError> {
        if files.is_empty() {
            return Ok(false);
        }
        let _alone = self.lock(run).lock().await;
        let mut present = self.db.read(move |conn| tracking::metrics(conn, run)).await?;
        let (mut changed, mut added) = (false, Vec::with_capacity(files.len()));
        for FileOfPoints { name, points, source } in files {
            let found = present.iter().position(|metric| metric.summary.name == name);
            let before = found.map(|index| present[index].clone());
            if before.is_none() && (points.is_empty() || present.len() >= most.metrics) {
                continue;
            }
            let after = self.merge(run, name, points, (source, &present, before.as_ref(), most.points)).await?;
            changed |= before.as_ref().is_none_or(|before| before.summary != after.summary || before.points != after.points);
            added.push((after.clone(), before.map(|before| before.points)));
            match found {
                Some(index) => present[index] = after,
                None => present.push(after),
            }
        }
        self.record(run, added).await?;
        Ok(changed)
    }

    /// Writes the points that a file has besides; what there then is of its metric, not yet recorded.
    async fn merge(
        &self,
        run: RunId,
        name: String,
        points: Series,
        (source, present, before, most): (Source, &[MetricRow], Option<&MetricRow>, usize),
    ) -> Result<MetricRow, StoreError> {
        let number = before.map_or_else(|| tracking::next_number(present), |before| before.number);
        let stored = before.map_or(0, |before| before.points);
        let mut series = self.objects.read(run, number, stored).await?;
        let (series, merged) = blocking(move || {
            let merged = series.merge(&points, most);
            (series, merged)
        })
        .await?;
        let after = series.len() as u64;
        let (changed, series) = (merged.changed_from < series.len(), Arc::new(series));
        if changed {
            self.objects.write(run, number, &series, merged.changed_from).await?;
        }
        // What only the client has said gives way to the first point, and stays without one.
        let summary = match before {
            Some(before) if after == 0 => before.summary.clone(),
            _ => blocking(move || series.summary(&name)).await?,
        };
        Ok(MetricRow { summary, number, points: after, source })
    }

    /// Records metrics whose points are written, each with how many it had; all of them or none.
    async fn record(&self, run: RunId, added: Vec<(MetricRow, Option<u64>)>) -> Result<(), StoreError> {
        if added.is_empty() {
            return Ok(());
        }
        let away = |what: &str| StoreError::Unavailable(format!("{what} in the meantime"));
        let rows = added.clone();
        let recorded = self.db.try_write(move |conn| {
            for (metric, counted) in &rows {
                if !tracking::record(conn, run, metric, *counted)? {
                    return Err(away(&format!("the metrics of run {run} were written by somebody else")));
                }
            }
            Ok(())
        });
        if let Err(error) = recorded.await {
            if self.db.read(move |conn| runs::existing(conn, &[run])).await?.is_empty() {
                self.objects.delete(run).await?;
                return Err(away(&format!("run {run} was deleted")));
            }
            return Err(error);
        }
        for (metric, counted) in added {
            self.objects.delete_shorter(run, metric.number, counted.unwrap_or(0), metric.points).await?;
        }
        Ok(())
    }

    /// All points of those of a run's metrics that have one of these names, or of all, by name; at most so many metrics. What only the
    /// client has said has none.
    pub async fn read(
        &self,
        run: RunId,
        names: Option<Vec<String>>,
        most: usize,
    ) -> Result<Vec<(MetricSummary, Series)>, StoreError> {
        let mut tried = 0;
        loop {
            let names = names.clone();
            let metrics = self.db.read(move |conn| match names {
                Some(names) => {
                    Ok(tracking::metrics_named(conn, &[run], &names)?.into_iter().map(|(_, metric)| metric).collect())
                }
                None => tracking::metrics(conn, run),
            });
            match self.read_all(run, metrics.await?, most).await {
                // A writer has put a longer chunk in a chunk's place since the row was read.
                Err(StoreError::Objects(object_store::Error::NotFound { .. })) if tried < TRIES => tried += 1,
                result => return result,
            }
        }
    }

    async fn read_all(
        &self,
        run: RunId,
        metrics: Vec<MetricRow>,
        most: usize,
    ) -> Result<Vec<(MetricSummary, Series)>, StoreError> {
        let mut read = Vec::with_capacity(metrics.len().min(most));
        for metric in metrics.into_iter().take(most) {
            let series = self.objects.read(run, metric.number, metric.points).await?;
            read.push((metric.summary, series));
        }
        Ok(read)
    }

    /// Gives a run that has no metrics those of another one.
    pub async fn copy(&self, from: RunId, to: RunId) -> Result<(), StoreError> {
        let _alone = self.lock(from).lock().await;
        let metrics = self.db.read(move |conn| tracking::metrics(conn, from)).await?;
        for metric in &metrics {
            self.objects.copy(from, to, metric.number, metric.points).await?;
        }
        self.db
            .write(move |conn| {
                for metric in &metrics {
                    tracking::record(conn, to, metric, None)?;
                }
                Ok(())
            })
            .await
    }

    /// Deletes the points of a run that is gone from the database.
    pub async fn delete(&self, run: RunId) -> Result<(), StoreError> {
        let _alone = self.lock(run).lock().await;
        self.objects.delete(run).await
    }
}
