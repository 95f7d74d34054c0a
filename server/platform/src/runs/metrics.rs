//! Metrics: their files become points, and the points curves.
//!
//! A program's files of events come by upload, or lie in the run's folder already when it runs on this machine. Either way they are read
//! when they have changed since they were last read, and what they have besides is added: see [`Series::merge`].

use std::{io::Read as _, path::Path, time::UNIX_EPOCH};

use domain::{
    ApiError, RunId, Timestamp,
    permissions::Actor,
    tracking::{
        self, CurvePoint, EventKind, LONGEST_NAME, MetricCurve, MetricSummary, Point, RunMetrics, Series,
        plx::{self, Limits},
    },
};
use store::{
    series::{FileOfPoints, Most},
    tracking::Source,
};

use super::{
    artifacts::{Folder, open_file},
    seen,
};
use crate::{Platform, blocking};

/// How much is kept of a run.
pub(super) const MOST: Most = Most { metrics: 2_000, points: 2_000_000 };
/// How much is read of a file of points, in bytes.
const LONGEST_FILE: u64 = 128 * 1024 * 1024;
/// How much is read of it in events and of a line.
const LIMITS: Limits = Limits { events: MOST.points, line: 4_096 };
/// After how many points they are stored, and the next files read.
const AT_ONCE: usize = 500_000;
/// How many curves a page has.
const MOST_CURVES: usize = 100;
/// How many points a curve has at least, if there are as many.
const LEAST_POINTS: usize = 40;
/// How many points a curve has at most: more than a chart has pixels for.
const MOST_POINTS: usize = 1_000;

/// The folder of a kind's files.
pub(super) fn folder_of(kind: EventKind) -> String {
    format!("events/{kind}")
}

/// A file of events.
#[derive(Debug)]
pub(super) struct EventFile {
    /// The events' name: the file's, without its end.
    pub(super) name: String,
    /// How long it is and when it was last written to.
    pub(super) source: Source,
}

/// A run's files of events of a kind, by name; at most so many.
pub(super) fn files(folder: &Folder, kind: EventKind, most: usize) -> Vec<EventFile> {
    let Ok(directory) = folder.folder(Path::new(&folder_of(kind))) else { return Vec::new() };
    let Ok(entries) = directory.entries() else { return Vec::new() };
    let mut files = Vec::new();
    for entry in entries.flatten().take(most.saturating_mul(2)) {
        let Ok(file_name) = entry.file_name().into_string() else { continue };
        let Some(name) = file_name.strip_suffix(".plx") else { continue };
        let Ok(meta) = entry.metadata() else { continue };
        if !meta.is_file() || name.is_empty() || name.len() > LONGEST_NAME || name.contains(char::is_control) {
            continue;
        }
        let at = meta.modified().ok().and_then(|at| at.into_std().duration_since(UNIX_EPOCH).ok());
        let at = at.and_then(|since| i64::try_from(since.as_micros()).ok()).unwrap_or(0);
        files.push(EventFile { name: name.to_owned(), source: Source { bytes: meta.len(), at: Timestamp::from_micros(at) } });
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files.truncate(most);
    files
}

/// What is in a file of events, as far as it is read; nothing when it is none.
pub(super) fn content(folder: &Folder, kind: EventKind, name: &str, most: u64) -> Vec<u8> {
    let path = Path::new(&folder_of(kind)).join(format!("{name}.plx"));
    let mut content = Vec::new();
    if let Ok(directory) = folder.folder(Path::new(""))
        && let Ok(Some((file, _))) = open_file(&directory, &path)
        && let Err(error) = file.take(most).read_to_end(&mut content)
    {
        tracing::warn!(%error, name, "a file of events can't be read");
    }
    content
}

/// Reads a run's files of points, those that have changed; says whether anything changed that is shown.
pub async fn collect(platform: &Platform, run: RunId) -> Result<bool, ApiError> {
    let root = platform.artifacts_of(run);
    let listed = blocking(move || {
        let folder = Folder::open(&root).ok()?;
        let files = files(&folder, EventKind::Metric, MOST.metrics);
        (!files.is_empty()).then_some((folder, files))
    });
    let Some((mut folder, files)) = listed.await? else { return Ok(false) };
    let known = platform.db().read(move |conn| store::tracking::metrics(conn, run)).await?;
    let (mut changed, mut read, mut count) = (false, Vec::new(), 0);
    for EventFile { name, source } in files {
        if known.iter().any(|metric| metric.summary.name == name && metric.source == source) {
            continue;
        }
        let (again, name, (points, omissions)) = blocking(move || {
            let read = plx::points(&content(&folder, EventKind::Metric, &name, LONGEST_FILE), LIMITS);
            (folder, name, read)
        })
        .await?;
        folder = again;
        if let Some(error) = omissions.errors.first() {
            tracing::debug!(%run, name, %error, count = omissions.count, "lines of a metric's file can't be read");
        }
        if omissions.truncated || source.bytes > LONGEST_FILE {
            tracing::warn!(%run, name, "a metric has more points than are kept");
        }
        count += points.len();
        read.push(FileOfPoints { name, points, source });
        if count >= AT_ONCE {
            changed |= platform.series().add(run, std::mem::take(&mut read), MOST).await?;
            count = 0;
        }
    }
    Ok(platform.series().add(run, read, MOST).await? || changed)
}

/// As [`collect`], where it is not what was asked for: it is done again soon.
pub(super) async fn collect_if_possible(platform: &Platform, run: RunId) {
    if let Err(error) = collect(platform, run).await {
        tracing::warn!(%run, %error, "metrics can't be collected for now");
    }
}

/// A run's metrics in short, by name.
pub async fn summaries(platform: &Platform, actor: &Actor, run: RunId) -> Result<Vec<MetricSummary>, ApiError> {
    seen(platform, actor, run).await?;
    let metrics = platform.db().read(move |conn| store::tracking::metrics(conn, run)).await?;
    Ok(metrics.into_iter().map(|metric| metric.summary).collect())
}

/// A run's metrics as curves, of together about `points` points (100 to 100,000), each of at most 1,000.
pub async fn curves(platform: &Platform, actor: &Actor, run: RunId, points: u32) -> Result<RunMetrics, ApiError> {
    if !(100..=100_000).contains(&points) {
        return Err(ApiError::field("points", "takes a whole number from 100 to 100000"));
    }
    let (summary, _) = seen(platform, actor, run).await?;
    if !summary.status.is_done() {
        collect_if_possible(platform, run).await;
    }
    let read = platform.series().read(run, None, MOST_CURVES).await?;
    let total = if read.len() < MOST_CURVES { read.len() as u64 } else { summaries(platform, actor, run).await?.len() as u64 };
    let each = (points as usize / read.len().max(1)).clamp(LEAST_POINTS, MOST_POINTS);
    let curves = blocking(move || read.into_iter().map(|(summary, series)| curve(summary, &series, each)).collect());
    Ok(RunMetrics { curves: curves.await?, total, started_at: summary.started_at, live: !summary.status.is_done() })
}

fn curve(summary: MetricSummary, series: &Series, most: usize) -> MetricCurve {
    let points = tracking::sample(&series.in_order(), most);
    let point = |Point { step, at, value }| CurvePoint(step, at, Some(value).filter(|value: &f64| value.is_finite()));
    MetricCurve { summary, points: points.into_iter().map(point).collect() }
}
