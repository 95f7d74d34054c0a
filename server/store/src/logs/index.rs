//! Which lines are stored where: the rows of `log_ends` and `log_chunks`.

use diesel::prelude::*;
use domain::RunId;

use super::{LogEnd, chunks::Chunk};
use crate::{
    Conn, StoreError,
    columns::{signed, unsigned},
    schema::{log_chunks, log_ends, runs},
};

/// A stretch that is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stored {
    /// Here.
    Row(Chunk),
    /// In the object store.
    Object { first: u64, count: u64 },
}

impl Stored {
    /// The first line's number, and how many there are.
    pub(super) const fn span(&self) -> (u64, u64) {
        match self {
            Self::Row(chunk) => (chunk.first, chunk.count),
            Self::Object { first, count } => (*first, *count),
        }
    }

    fn read((first, count, content): (i64, i64, Option<String>)) -> Result<Self, StoreError> {
        let (first, count) = (unsigned("log_chunks.first_line", first)?, unsigned("log_chunks.line_count", count)?);
        Ok(match content {
            Some(text) => Self::Row(Chunk { first, count, text }),
            None => Self::Object { first, count },
        })
    }
}

/// How far a log is stored; the beginning when nothing is.
pub(super) fn end(conn: &mut Conn, run: RunId) -> Result<LogEnd, StoreError> {
    let row: Option<(i64, i64)> =
        log_ends::table.find(run.to_string()).select((log_ends::next_line, log_ends::position)).first(conn).optional()?;
    let Some((next_line, position)) = row else { return Ok(LogEnd::default()) };
    Ok(LogEnd { position: unsigned("log_ends.position", position)?, next_line: unsigned("log_ends.next_line", next_line)? })
}

/// A run begins once more on its cluster, which then has none of its records: the lines to come follow those there are.
pub fn rewind(conn: &mut Conn, run: RunId) -> Result<(), StoreError> {
    diesel::update(log_ends::table.find(run.to_string())).set(log_ends::position.eq(0)).execute(conn)?;
    Ok(())
}

/// No line will follow. Also said of a run that is gone.
pub(super) fn is_complete(conn: &mut Conn, run: RunId) -> Result<bool, StoreError> {
    let complete: Option<bool> = runs::table.find(run.to_string()).select(runs::logs_complete).first(conn).optional()?;
    Ok(complete.unwrap_or(true))
}

/// The stretches that are rows: the end of the log, in order. They are together at most a chunk.
pub(super) fn rows(conn: &mut Conn, run: RunId) -> Result<Vec<Chunk>, StoreError> {
    let rows: Vec<(i64, i64, Option<String>)> = log_chunks::table
        .filter(log_chunks::run_id.eq(run.to_string()))
        .filter(log_chunks::content.is_not_null())
        .order(log_chunks::first_line)
        .select((log_chunks::first_line, log_chunks::line_count, log_chunks::content))
        .load(conn)?;
    rows.into_iter()
        .filter_map(|row| match Stored::read(row) {
            Ok(Stored::Row(chunk)) => Some(Ok(chunk)),
            Ok(Stored::Object { .. }) => None,
            Err(error) => Some(Err(error)),
        })
        .collect()
}

/// The stretches that hold lines from `from` on, before `until`, in order.
pub(super) fn stretches(conn: &mut Conn, run: RunId, from: u64, until: u64) -> Result<Vec<Stored>, StoreError> {
    let start = start_of(conn, run, from)?;
    let run = run.to_string();
    let rows: Vec<(i64, i64, Option<String>)> = log_chunks::table
        .filter(log_chunks::run_id.eq(&run))
        .filter(log_chunks::first_line.ge(start))
        .filter(log_chunks::first_line.lt(signed(until)))
        .order(log_chunks::first_line)
        .select((log_chunks::first_line, log_chunks::line_count, log_chunks::content))
        .load(conn)?;
    rows.into_iter().map(Stored::read).collect()
}

/// The first line of the stretch that holds line `from`.
fn start_of(conn: &mut Conn, run: RunId, from: u64) -> Result<i64, StoreError> {
    let start: Option<i64> = log_chunks::table
        .filter(log_chunks::run_id.eq(run.to_string()))
        .filter(log_chunks::first_line.le(signed(from)))
        .order(log_chunks::first_line.desc())
        .select(log_chunks::first_line)
        .first(conn)
        .optional()?;
    Ok(start.unwrap_or(0))
}

/// The first `limit` stretches that hold lines from `from` on, in order.
pub(super) fn after(conn: &mut Conn, run: RunId, from: u64, limit: i64) -> Result<Vec<Stored>, StoreError> {
    let start = start_of(conn, run, from)?;
    let rows: Vec<(i64, i64, Option<String>)> = log_chunks::table
        .filter(log_chunks::run_id.eq(run.to_string()))
        .filter(log_chunks::first_line.ge(start))
        .order(log_chunks::first_line)
        .limit(limit)
        .select((log_chunks::first_line, log_chunks::line_count, log_chunks::content))
        .load(conn)?;
    rows.into_iter().map(Stored::read).collect()
}

/// The last `limit` stretches that hold lines before `until`, last first.
pub(super) fn before(conn: &mut Conn, run: RunId, until: u64, limit: i64) -> Result<Vec<Stored>, StoreError> {
    let rows: Vec<(i64, i64, Option<String>)> = log_chunks::table
        .filter(log_chunks::run_id.eq(run.to_string()))
        .filter(log_chunks::first_line.lt(signed(until)))
        .order(log_chunks::first_line.desc())
        .limit(limit)
        .select((log_chunks::first_line, log_chunks::line_count, log_chunks::content))
        .load(conn)?;
    rows.into_iter().map(Stored::read).collect()
}

/// What one flush changes.
pub(super) struct Step {
    /// How far the log was stored when the step was prepared.
    pub(super) from: LogEnd,
    /// How far it is stored afterwards.
    pub(super) to: LogEnd,
    /// Replace every row by objects; `None` when rows are only added.
    pub(super) sealed: Option<Sealed>,
    /// Added as a row, after that.
    pub(super) row: Option<Chunk>,
}

/// Rows become objects.
pub(super) struct Sealed {
    /// How many rows there were.
    pub(super) rows: usize,
    /// The objects' first lines and line counts.
    pub(super) objects: Vec<(u64, u64)>,
}

/// Makes the step, unless the log is no longer as it was when the step was prepared.
pub(super) fn take(conn: &mut Conn, run: RunId, step: Step) -> Result<(), StoreError> {
    if end(conn, run)? != step.from {
        return Err(StoreError::LogMoved(run));
    }
    let id = run.to_string();
    if let Some(sealed) = step.sealed {
        let rows = log_chunks::table.filter(log_chunks::run_id.eq(&id)).filter(log_chunks::content.is_not_null());
        if diesel::delete(rows).execute(conn)? != sealed.rows {
            return Err(StoreError::LogMoved(run));
        }
        for (first, count) in sealed.objects {
            add(conn, &id, first, count, None)?;
        }
    }
    if let Some(chunk) = step.row {
        add(conn, &id, chunk.first, chunk.count, Some(&chunk.text))?;
    }
    set_end(conn, &id, step.to)
}

fn add(conn: &mut Conn, id: &str, first: u64, count: u64, content: Option<&str>) -> Result<(), StoreError> {
    diesel::insert_into(log_chunks::table)
        .values((
            log_chunks::run_id.eq(id),
            log_chunks::first_line.eq(signed(first)),
            log_chunks::line_count.eq(signed(count)),
            log_chunks::content.eq(content),
        ))
        .execute(conn)?;
    Ok(())
}

fn set_end(conn: &mut Conn, id: &str, end: LogEnd) -> Result<(), StoreError> {
    let values = (log_ends::next_line.eq(signed(end.next_line)), log_ends::position.eq(signed(end.position)));
    if diesel::update(log_ends::table.find(id)).set(values).execute(conn)? == 0 {
        diesel::insert_into(log_ends::table).values((log_ends::run_id.eq(id), values.0, values.1)).execute(conn)?;
    }
    Ok(())
}

/// Forgets a run's log.
pub(super) fn delete(conn: &mut Conn, run: RunId) -> Result<(), StoreError> {
    let id = run.to_string();
    diesel::delete(log_chunks::table.filter(log_chunks::run_id.eq(&id))).execute(conn)?;
    diesel::delete(log_ends::table.find(&id)).execute(conn)?;
    Ok(())
}
