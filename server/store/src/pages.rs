//! Keyset pages, newest first by id (UUID version 7).
//!
//! A list that spans several organizations or families of statuses is one index scan for each ("lanes"), merged: no index has the
//! merged order, and sorting would read every row.

use diesel::{
    prelude::*,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::BigInt,
};
use domain::pages::COUNT_LIMIT;

use crate::{
    Conn, StoreError,
    columns::{signed, unsigned},
    db::MultiBackend,
};

/// Where a page begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Cursor {
    /// With the newest row.
    #[default]
    Newest,
    /// With the row that has so many newer ones: reads them all, so it is for those who can't remember a place.
    Skip(u32),
    /// With the row that follows this one: the next older one.
    After(String),
    /// It ends with the row that precedes this one: the next newer one.
    Before(String),
}

impl Cursor {
    /// Reads what [`domain::pages::Page::next`] (`after`) or [`domain::pages::Page::previous`] (`before`) said.
    pub fn parse(after: Option<&str>, before: Option<&str>) -> Result<Self, StoreError> {
        match (after, before) {
            (None, None) => Ok(Self::Newest),
            (Some(after), None) => checked(after).map(Self::After),
            (None, Some(before)) => checked(before).map(Self::Before),
            (Some(_), Some(both)) => Err(StoreError::Cursor(shown(both))),
        }
    }
}

/// A cursor is an id, but that is nobody's business.
fn checked(text: &str) -> Result<String, StoreError> {
    let hexadecimal = text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if hexadecimal { Ok(text.to_owned()) } else { Err(StoreError::Cursor(shown(text))) }
}

fn shown(text: &str) -> String {
    text.chars().take(64).collect()
}

/// From where, and in which direction, a lane is read.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reach<'a> {
    /// All, newest first.
    Newest,
    /// Older ones than this, newest first.
    OlderThan(&'a str),
    /// Newer ones than this, oldest first.
    NewerThan(&'a str),
}

/// The ids of one page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Cut {
    /// Newest first.
    pub(crate) ids: Vec<String>,
    pub(crate) next: Option<String>,
    pub(crate) previous: Option<String>,
}

/// Cuts a page out of the merged lanes. `read` gives at most so many ids of one lane, in the order of the reach.
pub(crate) fn cut<L>(
    conn: &mut Conn,
    lanes: &[L],
    cursor: &Cursor,
    limit: u32,
    mut read: impl FnMut(&mut Conn, &L, Reach<'_>, i64) -> Result<Vec<String>, StoreError>,
) -> Result<Cut, StoreError> {
    let limit = limit as usize;
    let mut merged = |reach: Reach<'_>, count: usize| -> Result<Vec<String>, StoreError> {
        let mut ids = Vec::new();
        for lane in lanes {
            ids.extend(read(conn, lane, reach, signed(count as u64))?);
        }
        ids.sort_unstable_by(|a, b| if matches!(reach, Reach::NewerThan(_)) { a.cmp(b) } else { b.cmp(a) });
        ids.truncate(count);
        Ok(ids)
    };
    let (reach, skipped) = match cursor {
        Cursor::Skip(rows) => (Reach::Newest, *rows as usize),
        Cursor::Newest => (Reach::Newest, 0),
        Cursor::After(id) => (Reach::OlderThan(id), 0),
        Cursor::Before(id) => (Reach::NewerThan(id), 0),
    };
    // One more than asked for says whether the list goes on.
    let mut ids = merged(reach, skipped + limit + 1)?;
    ids.drain(..skipped.min(ids.len()));
    let goes_on = ids.len() > limit;
    ids.truncate(limit);
    if let Cursor::Before(cursor) = cursor {
        ids.reverse();
        let last = ids.last().unwrap_or(cursor).clone();
        let next = !merged(Reach::OlderThan(&last), 1)?.is_empty();
        let previous = ids.first().filter(|_| goes_on).cloned();
        return Ok(Cut { next: next.then_some(last), previous, ids });
    }
    let previous = match cursor {
        Cursor::After(cursor) => {
            let first = ids.first().unwrap_or(cursor).clone();
            (!merged(Reach::NewerThan(&first), 1)?.is_empty()).then_some(first)
        }
        _ => None,
    };
    Ok(Cut { next: ids.last().filter(|_| goes_on).cloned(), previous, ids })
}

/// How many rows `query` has; counts no further than [`COUNT_LIMIT`].
pub(crate) fn count<'q, Q>(conn: &mut Conn, query: Q) -> Result<u64, StoreError>
where
    Q: diesel::query_dsl::methods::LimitDsl,
    CountOf<Q::Output>: diesel::query_dsl::methods::LoadQuery<'q, Conn, i64>,
{
    let counted: i64 = CountOf(query.limit(signed(COUNT_LIMIT))).get_result(conn)?;
    unsigned("a count", counted)
}

/// `SELECT COUNT(*) FROM (query)`.
#[derive(Debug, Clone, Copy, QueryId)]
pub(crate) struct CountOf<Q>(Q);

impl<Q: Query> Query for CountOf<Q> {
    type SqlType = BigInt;
}

impl<Q> RunQueryDsl<Conn> for CountOf<Q> {}

impl<Q: QueryFragment<MultiBackend>> QueryFragment<MultiBackend> for CountOf<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        out.push_sql("SELECT COUNT(*) FROM (");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(") AS counted");
        Ok(())
    }
}
