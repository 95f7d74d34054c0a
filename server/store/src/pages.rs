//! Keyset pages, in any order of which an index knows; newest first by id (UUID version 7) unless said otherwise.
//!
//! A list that spans several organizations or families of statuses is one index scan for each ("lanes"), merged: no index has the
//! merged order, and sorting would read every row.

use std::cmp::Ordering;

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

/// A cursor is a place, but that is nobody's business: an id, and where a list has another order than the newest first, what follows it.
fn checked(text: &str) -> Result<String, StoreError> {
    let id = text.get(..32).is_some_and(|id| id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')));
    let fits = text.len() <= MOST_BYTES && !text.contains(char::is_control);
    if id && fits { Ok(text.to_owned()) } else { Err(StoreError::Cursor(shown(text))) }
}

/// How long a cursor may be, in bytes.
const MOST_BYTES: usize = 2_048;

fn shown(text: &str) -> String {
    text.chars().take(64).collect()
}

/// Where a row stands in a list, such that no two stand at the same place.
pub(crate) trait Place: Clone {
    /// Which comes first.
    fn compare(&self, other: &Self) -> Ordering;
    /// What [`Cursor::After`] and [`Cursor::Before`] say of it.
    fn write(&self) -> String;
    /// Reads that again.
    fn read(text: &str) -> Option<Self>;
}

/// By its id, newest first.
impl Place for String {
    fn compare(&self, other: &Self) -> Ordering {
        other.cmp(self)
    }

    fn write(&self) -> String {
        self.clone()
    }

    fn read(text: &str) -> Option<Self> {
        (text.len() == 32).then(|| text.to_owned())
    }
}

/// From where, and in which direction, a lane is read.
#[derive(Debug)]
pub(crate) enum Reach<'a, P = String> {
    /// All, in the list's order.
    All,
    /// What comes after this, in the list's order.
    After(&'a P),
    /// What comes before this, in the reverse order.
    Before(&'a P),
}

impl<P> Clone for Reach<'_, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P> Copy for Reach<'_, P> {}

/// One page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Cut<P = String> {
    /// In the list's order.
    pub(crate) places: Vec<P>,
    pub(crate) next: Option<String>,
    pub(crate) previous: Option<String>,
}

/// Cuts a page out of the merged lanes. `read` gives at most so many places of one lane, in the order of the reach.
pub(crate) fn cut<L, P: Place>(
    conn: &mut Conn,
    lanes: &[L],
    cursor: &Cursor,
    limit: u32,
    mut read: impl FnMut(&mut Conn, &L, Reach<'_, P>, i64) -> Result<Vec<P>, StoreError>,
) -> Result<Cut<P>, StoreError> {
    let limit = limit as usize;
    let mut merged = |reach: Reach<'_, P>, count: usize| -> Result<Vec<P>, StoreError> {
        let mut places = Vec::new();
        for lane in lanes {
            places.extend(read(conn, lane, reach, signed(count as u64))?);
        }
        places.sort_unstable_by(|a, b| if matches!(reach, Reach::Before(_)) { b.compare(a) } else { a.compare(b) });
        places.truncate(count);
        Ok(places)
    };
    let place = |text: &String| P::read(text).ok_or_else(|| StoreError::Cursor(shown(text)));
    let (mut skipped, mut after, mut before) = (0, None, None);
    match cursor {
        Cursor::Newest => {}
        Cursor::Skip(rows) => skipped = *rows as usize,
        Cursor::After(text) => after = Some(place(text)?),
        Cursor::Before(text) => before = Some(place(text)?),
    }
    let reach = match (&after, &before) {
        (Some(place), _) => Reach::After(place),
        (_, Some(place)) => Reach::Before(place),
        _ => Reach::All,
    };
    // One more than asked for says whether the list goes on.
    let mut places = merged(reach, skipped + limit + 1)?;
    places.drain(..skipped.min(places.len()));
    let goes_on = places.len() > limit;
    places.truncate(limit);
    if let Some(cursor) = &before {
        places.reverse();
        let last = places.last().unwrap_or(cursor);
        let next = (!merged(Reach::After(last), 1)?.is_empty()).then(|| last.write());
        let previous = places.first().filter(|_| goes_on).map(Place::write);
        return Ok(Cut { places, next, previous });
    }
    let previous = match &after {
        Some(cursor) => {
            let first = places.first().unwrap_or(cursor);
            (!merged(Reach::Before(first), 1)?.is_empty()).then(|| first.write())
        }
        None => None,
    };
    Ok(Cut { next: places.last().filter(|_| goes_on).map(Place::write), previous, places })
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
