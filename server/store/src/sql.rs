//! SQL that is put together at run time, with its values apart: for what somebody asks of a list, which no query builder can know.
//!
//! The text comes from this crate only; whatever a person wrote is a value.

use std::borrow::Cow;

use diesel::{
    expression::{AppearsOnTable, ValidGrouping},
    prelude::*,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{BigInt, Bool, Double, Text},
};

use crate::{Conn, db::MultiBackend};

/// Some SQL.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Sql(Vec<Piece>);

#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Text(Cow<'static, str>),
    Value(Value),
}

/// A value in it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Text(String),
    Integer(i64),
    Number(f64),
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl Sql {
    /// Nothing.
    pub(crate) const fn empty() -> Self {
        Self(Vec::new())
    }

    /// This text.
    pub(crate) fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Self(vec![Piece::Text(text.into())])
    }

    /// Followed by this text.
    #[must_use]
    pub(crate) fn then(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        self.0.push(Piece::Text(text.into()));
        self
    }

    /// Followed by this value.
    #[must_use]
    pub(crate) fn value(mut self, value: impl Into<Value>) -> Self {
        self.0.push(Piece::Value(value.into()));
        self
    }

    /// Followed by that.
    #[must_use]
    pub(crate) fn with(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// These, with that text between them.
    pub(crate) fn join(parts: impl IntoIterator<Item = Self>, between: &'static str) -> Self {
        let mut joined = Self::default();
        for part in parts {
            if !joined.0.is_empty() {
                joined = joined.then(between);
            }
            joined = joined.with(part);
        }
        joined
    }

    /// What it selects: one column of this type, and an id if it is a pair.
    pub(crate) fn load<'q, T>(self, conn: &mut Conn) -> QueryResult<Vec<T::Row>>
    where
        T: Columns,
        Selected<T::Types>: diesel::query_dsl::methods::LoadQuery<'q, Conn, T::Row>,
    {
        Selected::<T::Types>(self, std::marker::PhantomData).load(conn)
    }

    /// How many rows it selects.
    pub(crate) fn count(self, conn: &mut Conn) -> QueryResult<i64> {
        let counting = Self::new("SELECT COUNT(*) FROM (").with(self).then(") AS counted");
        Selected::<BigInt>(counting, std::marker::PhantomData).get_result(conn)
    }
}

/// What a query's rows are made of.
pub(crate) trait Columns {
    /// To the database.
    type Types;
    /// To us.
    type Row;
}

/// An id.
pub(crate) struct Id;
/// What rows are ordered by, a number, and an id.
pub(crate) struct NumberAndId;
/// What rows are ordered by, a time or a count, and an id.
pub(crate) struct IntegerAndId;
/// What rows are ordered by, a text, and an id.
pub(crate) struct TextAndId;

impl Columns for Id {
    type Row = String;
    type Types = Text;
}

impl Columns for NumberAndId {
    type Row = (f64, String);
    type Types = (Double, Text);
}

impl Columns for IntegerAndId {
    type Row = (i64, String);
    type Types = (BigInt, Text);
}

impl Columns for TextAndId {
    type Row = (String, String);
    type Types = (Text, Text);
}

/// A query that gives such columns.
pub(crate) struct Selected<T>(Sql, std::marker::PhantomData<T>);

impl<T> QueryId for Selected<T> {
    // Its text is made anew each time.
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<T> Query for Selected<T> {
    type SqlType = T;
}

impl<T> RunQueryDsl<Conn> for Selected<T> {}

impl<T> QueryFragment<MultiBackend> for Selected<T> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        for piece in &self.0.0 {
            match piece {
                Piece::Text(text) => out.push_sql(text),
                Piece::Value(Value::Text(text)) => out.push_bind_param::<Text, _>(text)?,
                Piece::Value(Value::Integer(number)) => out.push_bind_param::<BigInt, _>(number)?,
                Piece::Value(Value::Number(number)) => out.push_bind_param::<Double, _>(number)?,
            }
        }
        Ok(())
    }
}

/// As the logs of tests show it.
impl std::fmt::Display for Sql {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|piece| match piece {
            Piece::Text(text) => f.write_str(text),
            Piece::Value(Value::Text(text)) => write!(f, "{text:?}"),
            Piece::Value(Value::Integer(number)) => write!(f, "{number}"),
            Piece::Value(Value::Number(number)) => write!(f, "{number:?}"),
        })
    }
}

/// True of rows whose column is one of these, of which there must be one; kept prepared, which a list of any length can't be.
pub(crate) fn among<C>(column: C, values: &[String]) -> Among<'_, C> {
    Among { column, values }
}

/// See [`among`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Among<'a, C> {
    column: C,
    values: &'a [String],
}

impl<C> QueryId for Among<'_, C> {
    // Its text depends on how many there are.
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C: Expression<SqlType = Text>> Expression for Among<'_, C> {
    type SqlType = Bool;
}

impl<C: ValidGrouping<()>> ValidGrouping<()> for Among<'_, C> {
    type IsAggregate = C::IsAggregate;
}

impl<S, C: AppearsOnTable<S>> AppearsOnTable<S> for Among<'_, C> where Self: Expression {}

impl<C: QueryFragment<MultiBackend>> QueryFragment<MultiBackend> for Among<'_, C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        // The last one as often as it takes for there to be few different texts.
        let texts = self.values.len().next_power_of_two();
        let padded = self.values.iter().chain(self.values.last().into_iter().cycle()).take(texts);
        out.push_sql(" IN (");
        for (number, value) in padded.enumerate() {
            if number > 0 {
                out.push_sql(", ");
            }
            out.push_bind_param::<Text, _>(value)?;
        }
        out.push_sql(")");
        Ok(())
    }
}
