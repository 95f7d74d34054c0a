//! In which order a list of runs is read, and where in it a run stands.
//!
//! The runs that have a value come first, by it and then by id; those without follow, newest first. Each of the two is read off an index,
//! but for durations, which no index knows.

use std::cmp::Ordering;

use domain::{Timestamp, pql::Field, runs::RunOrder};

use super::lists::Lane;
use crate::{
    Conn, StoreError,
    pages::{Place, Reach},
    sql::{Id, IntegerAndId, NumberAndId, Sql, TextAndId, Value},
};

/// Where a run stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Position {
    pub(super) id: String,
    key: Key,
    descending: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Key {
    /// The order is that of the ids.
    Own,
    Integer(i64),
    Number(f64),
    Text(String),
    /// It has no value.
    None,
}

impl Place for Position {
    fn compare(&self, other: &Self) -> Ordering {
        let by_key = match (&self.key, &other.key) {
            (Key::Integer(a), Key::Integer(b)) => a.cmp(b),
            (Key::Number(a), Key::Number(b)) => a.total_cmp(b),
            (Key::Text(a), Key::Text(b)) => a.cmp(b),
            (Key::None, Key::None) => return other.id.cmp(&self.id),
            (Key::None, _) => return Ordering::Greater,
            (_, Key::None) => return Ordering::Less,
            _ => Ordering::Equal,
        };
        let order = by_key.then_with(|| self.id.cmp(&other.id));
        if self.descending { order.reverse() } else { order }
    }

    fn write(&self) -> String {
        let way = if self.descending { "d" } else { "a" };
        match &self.key {
            Key::Own if self.descending => self.id.clone(),
            Key::Own => format!("{}{way}", self.id),
            Key::Integer(value) => format!("{}{way}i{value}", self.id),
            // Exactly, as what is compared with the column.
            Key::Number(value) => format!("{}{way}n{:x}", self.id, value.to_bits()),
            Key::Text(value) => format!("{}{way}t{value}", self.id),
            Key::None => format!("{}{way}-", self.id),
        }
    }

    fn read(text: &str) -> Option<Self> {
        let (id, rest) = text.split_at_checked(32)?;
        let descending = !rest.starts_with('a');
        let rest = rest.get(1..).unwrap_or_default();
        let value = rest.get(1..).unwrap_or_default();
        let key = match rest.chars().next() {
            None => Key::Own,
            Some('i') => Key::Integer(value.parse().ok()?),
            Some('n') => Key::Number(f64::from_bits(u64::from_str_radix(value, 16).ok()?)),
            Some('t') => Key::Text(value.to_owned()),
            Some('-') => Key::None,
            Some(_) => return None,
        };
        Some(Self { id: id.to_owned(), key, descending })
    }
}

/// By what the rows with a value are read.
struct By {
    /// `FROM` and what is true of the lane's rows.
    from: Sql,
    key: Sql,
    id: &'static str,
    kind: Kind,
    /// True of the rows without a value; `None` when all have one.
    none: Option<Sql>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Own,
    Integer,
    Number,
    Text,
}

impl By {
    fn column(lane: &Lane, column: &'static str, kind: Kind, nullable: bool) -> Self {
        let none = nullable.then(|| Sql::new(column).then(" IS NULL"));
        Self { from: lane.runs(), key: Sql::new(column), id: "runs.id", kind, none }
    }

    fn expression(lane: &Lane, value: Sql) -> Self {
        let none = Some(value.clone().then(" IS NULL"));
        Self { from: lane.runs(), key: value, id: "runs.id", kind: Kind::Integer, none }
    }

    fn new(order: &RunOrder, lane: &Lane, now: Timestamp) -> Self {
        let values = |side: &'static str, name: &str| {
            let of = |sql: Sql| sql.then(" AND run_values.side = ").then(side).then(" AND run_values.name = ").value(name);
            Self {
                from: of(lane.place.of("FROM run_values CROSS JOIN runs", "run_values"))
                    .then(" AND runs.id = run_values.run_id AND ")
                    .with(lane.condition()),
                key: Sql::new("run_values.number"),
                id: "run_values.run_id",
                kind: Kind::Number,
                none: Some(
                    of(Sql::new("NOT EXISTS (SELECT 1 FROM run_values WHERE run_values.run_id = runs.id"))
                        .then(" AND run_values.number IS NOT NULL)"),
                ),
            }
        };
        match order.field() {
            Field::UpdatedAt => Self::column(lane, "runs.updated_at", Kind::Integer, false),
            Field::StartedAt => Self::column(lane, "runs.started_at", Kind::Integer, true),
            Field::FinishedAt => Self::column(lane, "runs.finished_at", Kind::Integer, true),
            Field::Name => Self::column(lane, "runs.name", Kind::Text, false),
            Field::WaitTime => Self::expression(lane, Sql::new("(runs.started_at - runs.created_at)")),
            Field::Duration => {
                let running = Sql::new("(COALESCE(runs.finished_at, ").value(now.as_micros());
                Self::expression(lane, running.then(") - runs.started_at)"))
            }
            Field::Metric(name) => Self {
                from: lane
                    .place
                    .of("FROM run_metrics CROSS JOIN runs", "run_metrics")
                    .then(" AND run_metrics.name = ")
                    .value(name.as_str())
                    .then(" AND runs.id = run_metrics.run_id AND ")
                    .with(lane.condition()),
                key: Sql::new("run_metrics.last"),
                id: "run_metrics.run_id",
                kind: Kind::Number,
                none: Some(
                    Sql::new(
                        "NOT EXISTS (SELECT 1 FROM run_metrics WHERE run_metrics.run_id = runs.id AND run_metrics.name = ",
                    )
                    .value(name.as_str())
                    .then(" AND run_metrics.last IS NOT NULL)"),
                ),
            },
            Field::Input(name) => values("'input'", name),
            Field::Output(name) => values("'output'", name),
            _ => {
                let (from, id) = lane.rows();
                Self { from, key: Sql::empty(), id, kind: Kind::Own, none: None }
            }
        }
    }
}

impl Key {
    /// What it is compared as; the order of the ids, and no value, have none.
    fn value(&self) -> Option<Value> {
        match self {
            Self::Own | Self::None => None,
            Self::Integer(value) => Some((*value).into()),
            Self::Number(value) => Some((*value).into()),
            Self::Text(value) => Some(value.as_str().into()),
        }
    }

    /// Of which kind an order is that gives such; `None` is any.
    const fn kind(&self) -> Option<Kind> {
        match self {
            Self::Own => Some(Kind::Own),
            Self::Integer(_) => Some(Kind::Integer),
            Self::Number(_) => Some(Kind::Number),
            Self::Text(_) => Some(Kind::Text),
            Self::None => None,
        }
    }
}

/// Whether it is the order of the ids.
pub(super) fn is_by_ids(order: &RunOrder) -> bool {
    *order.field() == Field::CreatedAt
}

/// At most `limit` runs of a lane, in the order of the reach.
pub(super) fn read(
    conn: &mut Conn,
    order: &RunOrder,
    lane: &Lane,
    reach: Reach<'_, Position>,
    limit: i64,
    now: Timestamp,
) -> Result<Vec<Position>, StoreError> {
    let (position, backwards) = match reach {
        Reach::All => (None, false),
        Reach::After(position) => (Some(position), false),
        Reach::Before(position) => (Some(position), true),
    };
    let walk = Walk { by: By::new(order, lane, now), lane, descending: order.descending(), backwards };
    if position.is_some_and(|position| !walk.fits(position)) {
        return Err(StoreError::Cursor(position.map(Place::write).unwrap_or_default().chars().take(64).collect()));
    }
    let at_none = position.filter(|position| position.key == Key::None);
    let at_some = position.filter(|_| at_none.is_none());
    let mut found = Vec::new();
    // Forwards those with a value come first, backwards those without.
    if backwards && at_none.is_some() {
        found.extend(walk.without(conn, at_none, limit)?);
    }
    if at_none.is_none() || backwards {
        found.extend(walk.with(conn, at_some, limit - length(&found))?);
    }
    if !backwards && length(&found) < limit {
        found.extend(walk.without(conn, at_none, limit - length(&found))?);
    }
    Ok(found)
}

fn length(found: &[Position]) -> i64 {
    i64::try_from(found.len()).unwrap_or(i64::MAX)
}

/// One way through a lane.
struct Walk<'a> {
    by: By,
    lane: &'a Lane,
    descending: bool,
    backwards: bool,
}

impl Walk<'_> {
    /// Whether a position is one of this order.
    fn fits(&self, position: &Position) -> bool {
        position.descending == self.descending && position.key.kind().is_none_or(|kind| kind == self.by.kind)
    }

    /// Those with a value.
    fn with(&self, conn: &mut Conn, from: Option<&Position>, limit: i64) -> Result<Vec<Position>, StoreError> {
        let By { from: rows, key, id, kind, none } = &self.by;
        let mut rest = rows.clone();
        let falling = self.descending != self.backwards;
        let (way, beyond) = if falling { (" DESC", " < ") } else { (" ASC", " > ") };
        if none.is_some() {
            rest = rest.then(" AND ").with(key.clone()).then(" IS NOT NULL");
        }
        if let Some(position) = from {
            let at = position.id.as_str();
            rest = match position.key.value() {
                None => rest.then(" AND ").then(*id).then(beyond).value(at),
                Some(value) => {
                    let pair = rest.then(" AND (").with(key.clone()).then(", ").then(*id).then(")");
                    pair.then(beyond).then("(").value(value).then(", ").value(at).then(")")
                }
            };
        }
        rest = rest.then(" ORDER BY ");
        if *kind != Kind::Own {
            rest = rest.with(key.clone()).then(way).then(", ");
        }
        rest = rest.then(*id).then(way).then(" LIMIT ").value(limit);
        let position = |key, id| Position { id, key, descending: self.descending };
        if *kind == Kind::Own {
            let ids = Sql::new("SELECT ").then(*id).then(" ").with(rest).load::<Id>(conn)?;
            return Ok(ids.into_iter().map(|id| position(Key::Own, id)).collect());
        }
        let keyed = Sql::new("SELECT ").with(key.clone()).then(", ").then(*id).then(" ").with(rest);
        Ok(match kind {
            Kind::Integer => {
                let rows = keyed.load::<IntegerAndId>(conn)?;
                rows.into_iter().map(|(key, id)| position(Key::Integer(key), id)).collect()
            }
            Kind::Number => {
                let rows = keyed.load::<NumberAndId>(conn)?;
                rows.into_iter().map(|(key, id)| position(Key::Number(key), id)).collect()
            }
            Kind::Text | Kind::Own => {
                let rows = keyed.load::<TextAndId>(conn)?;
                rows.into_iter().map(|(key, id)| position(Key::Text(key), id)).collect()
            }
        })
    }

    /// Those without, newest first.
    fn without(&self, conn: &mut Conn, from: Option<&Position>, limit: i64) -> Result<Vec<Position>, StoreError> {
        let Some(none) = &self.by.none else { return Ok(Vec::new()) };
        let (beyond, way) = if self.backwards { (" > ", " ASC") } else { (" < ", " DESC") };
        let mut ids = Sql::new("SELECT runs.id ").with(self.lane.runs()).then(" AND ").with(none.clone());
        if let Some(position) = from {
            ids = ids.then(" AND runs.id").then(beyond).value(position.id.as_str());
        }
        let ids = ids.then(" ORDER BY runs.id").then(way).then(" LIMIT ").value(limit).load::<Id>(conn)?;
        Ok(ids.into_iter().map(|id| Position { id, key: Key::None, descending: self.descending }).collect())
    }
}
