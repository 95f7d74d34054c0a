//! Metrics in short: the rows of `run_metrics`.

use diesel::prelude::*;
use domain::{RunId, Timestamp, tracking::MetricSummary};

use super::place;
use crate::{
    Conn, StoreError,
    columns::{signed, unsigned},
    schema::run_metrics,
};

/// The file that points are from, as it was when they were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// How long it was, in bytes.
    pub bytes: u64,
    /// When it was last written to.
    pub at: Timestamp,
}

/// A metric and where its points are.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricRow {
    /// What lists show.
    pub summary: MetricSummary,
    /// Among the run's metrics.
    pub(crate) number: i32,
    /// How many points are stored; none while all that is known is what the client says.
    pub(crate) points: u64,
    /// What they were read from.
    pub source: Source,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = run_metrics, treat_none_as_null = true, primary_key(run_id, name))]
struct Row {
    name: String,
    number: i32,
    last: Option<f64>,
    last_step: Option<i64>,
    min: Option<f64>,
    max: Option<f64>,
    count: i64,
    points: i64,
    source_bytes: i64,
    source_at: i64,
}

impl Row {
    fn of(metric: &MetricRow) -> Self {
        let summary = &metric.summary;
        // Neither database orders what is not a number as the other does.
        let number = |value: Option<f64>| value.filter(|value| value.is_finite());
        Self {
            name: summary.name.clone(),
            number: metric.number,
            last: number(summary.last),
            last_step: summary.last_step,
            min: number(summary.min),
            max: number(summary.max),
            count: signed(summary.count),
            points: signed(metric.points),
            source_bytes: signed(metric.source.bytes),
            source_at: metric.source.at.as_micros(),
        }
    }

    fn read(self) -> Result<MetricRow, StoreError> {
        let count = unsigned("run_metrics.count", self.count)?;
        let Self { name, last, last_step, min, max, .. } = self;
        Ok(MetricRow {
            summary: MetricSummary { name, last, last_step, min, max, count },
            number: self.number,
            points: unsigned("run_metrics.points", self.points)?,
            source: Source {
                bytes: unsigned("run_metrics.source_bytes", self.source_bytes)?,
                at: Timestamp::from_micros(self.source_at),
            },
        })
    }
}

/// A run's metrics, by name.
pub fn metrics(conn: &mut Conn, run: RunId) -> Result<Vec<MetricRow>, StoreError> {
    let rows: Vec<Row> = run_metrics::table
        .filter(run_metrics::run_id.eq(run.to_string()))
        .order(run_metrics::name)
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(Row::read).collect()
}

/// Those metrics of these runs that have one of these names, by run and name.
pub fn metrics_named(conn: &mut Conn, runs: &[RunId], names: &[String]) -> Result<Vec<(RunId, MetricRow)>, StoreError> {
    let ids: Vec<String> = runs.iter().map(ToString::to_string).collect();
    let rows: Vec<(String, Row)> = run_metrics::table
        .filter(run_metrics::run_id.eq_any(ids))
        .filter(run_metrics::name.eq_any(names))
        .order((run_metrics::run_id, run_metrics::name))
        .select((run_metrics::run_id, Row::as_select()))
        .load(conn)?;
    rows.into_iter().map(|(run, row)| Ok((crate::columns::parse("run_metrics.run_id", &run)?, row.read()?))).collect()
}

/// Stores a metric as it now is; `before` says how many points were stored when that was made out. A metric that has not as many any
/// more, or whose run is gone, stays as it is: the answer is `false`.
pub(crate) fn record(conn: &mut Conn, run: RunId, metric: &MetricRow, before: Option<u64>) -> Result<bool, StoreError> {
    let id = run.to_string();
    let row = Row::of(metric);
    if let Some(before) = before {
        let present = run_metrics::table
            .find((&id, &metric.summary.name))
            .filter(run_metrics::points.eq(signed(before)))
            .filter(run_metrics::number.eq(metric.number));
        return Ok(diesel::update(present).set(&row).execute(conn)? > 0);
    }
    let Some((organization, project)) = place(conn, &id)? else { return Ok(false) };
    let taken = run_metrics::table.filter(run_metrics::run_id.eq(&id));
    let taken = taken.filter(run_metrics::name.eq(&metric.summary.name).or(run_metrics::number.eq(metric.number)));
    if taken.count().get_result::<i64>(conn)? > 0 {
        return Ok(false);
    }
    let place =
        (run_metrics::run_id.eq(&id), run_metrics::organization_id.eq(organization), run_metrics::project_id.eq(project));
    diesel::insert_into(run_metrics::table).values((place, row)).execute(conn)?;
    Ok(true)
}

/// Notes what the client says of metrics, until there are points of them; at most so many metrics for a run.
pub fn note_summaries(conn: &mut Conn, run: RunId, said: &[MetricSummary], most: usize) -> Result<(), StoreError> {
    let mut present = metrics(conn, run)?;
    for summary in said {
        let found = present.iter().position(|metric| metric.summary.name == summary.name);
        match found {
            Some(index) if present[index].points > 0 => {}
            Some(index) => {
                let metric = &mut present[index];
                metric.summary = summary.clone();
                record(conn, run, metric, Some(0))?;
            }
            None if present.len() >= most => return Ok(()),
            None => {
                let number = next_number(&present);
                let source = Source { bytes: 0, at: Timestamp::from_micros(0) };
                let metric = MetricRow { summary: summary.clone(), number, points: 0, source };
                record(conn, run, &metric, None)?;
                present.push(metric);
            }
        }
    }
    Ok(())
}

/// A number that none of a run's metrics has.
pub(crate) fn next_number(present: &[MetricRow]) -> i32 {
    present.iter().map(|metric| metric.number).max().map_or(0, |number| number.saturating_add(1))
}
