//! Polyaxon's query language, in which lists of runs are asked for: `status:failed|stopped, metrics.loss:<0.5`.
//!
//! Conditions are joined with `,` or AND, which bind tighter, and with OR or a `|` that has space around it; parentheses group. Inside of
//! a value `|` is "one of", `~` turns a condition round, and what would mean something else is written in double quotes (ours: to
//! Polyaxon quotes are those of JSON too, but no comma may be in them).
//!
//! Promises: a query's text and its [`Query`] are two views of one value: `parse(&query.to_string())` is that query. Every error is
//! located and says what is allowed. Linear time, bounded memory and depth, whatever the text. Never: a clock; words like `today` become
//! times in [`TimeTest::bounds`], whose caller says what the present is.
//!
//! Unlike Polyaxon's, a time lasts as long as it is exact, in comparisons and ranges too: `<=2026-11-24` and `a .. 2026-11-24` have that
//! day in them, `>2026-11-24` begins after it.

mod cursor;
mod errors;
mod families;
mod fields;
mod operations;
mod reader;
mod terms;
#[cfg(test)]
mod tests;
mod times;

use std::{fmt, str::FromStr};

pub use self::{
    errors::QueryError,
    fields::{Family, Field},
    terms::{Comparison, Term, Test, TextTest},
    times::{Moment, Period, Precision, TimeTest},
};

/// How long a query may be, in bytes.
pub const MAX_BYTES: usize = 4_096;
/// How many conditions it may have: the database plans for each of them.
pub const MAX_TERMS: usize = 100;
/// How many parentheses may stand in one another.
pub const MAX_DEPTH: usize = 16;

/// Reads a query. An empty text is the query that everything answers.
pub fn parse(text: &str) -> Result<Query, QueryError> {
    let too_long = || QueryError::new(text, 0..text.len(), format!("a query has at most {MAX_BYTES} bytes"));
    if text.len() > MAX_BYTES {
        return Err(too_long());
    }
    let query = reader::Reader::new(text).query()?;
    // What is read must be readable again in its canonical text, which can be a little longer.
    if query.to_string().len() > MAX_BYTES { Err(too_long()) } else { Ok(query) }
}

/// A value as a query writes it: in quotes when it would mean something else, so that `tags:{}` finds every tag.
pub fn literal(value: &str) -> String {
    terms::literal(value, false)
}

/// What a run must be like to be found: all of its clauses hold. Each clause is one chip of a filter bar.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    clauses: Vec<Clause>,
}

/// A part of a query that can be true or false of a run.
#[derive(Debug, Clone, PartialEq)]
pub enum Clause {
    /// One condition.
    Term(Term),
    /// All of these, two or more; none of them is of this kind itself.
    All(Vec<Self>),
    /// At least one of these, two or more; none of them is of this kind itself.
    Any(Vec<Self>),
}

impl Query {
    /// The clauses, in the order they are written.
    pub fn clauses(&self) -> &[Clause] {
        &self.clauses
    }

    /// Whether everything answers it.
    pub const fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    /// Asks for one thing more; nothing changes when it is asked for already.
    pub fn push(&mut self, clause: Clause) {
        self.insert(self.clauses.len(), clause);
    }

    /// Asks for all that the other query asks for as well.
    pub fn extend(&mut self, other: Self) {
        other.clauses.into_iter().for_each(|clause| self.push(clause));
    }

    /// Asks no longer for the clause at this place, and gives it back.
    pub fn remove(&mut self, index: usize) -> Option<Clause> {
        (index < self.clauses.len()).then(|| self.clauses.remove(index))
    }

    /// Asks for this instead of the clause at this place, and gives that one back; asks for nothing new when there is none.
    pub fn replace(&mut self, index: usize, clause: Clause) -> Option<Clause> {
        let before = self.remove(index)?;
        self.insert(index, clause);
        Some(before)
    }

    fn insert(&mut self, index: usize, clause: Clause) {
        let clauses = match clause {
            Clause::All(clauses) => clauses,
            one => vec![one],
        };
        let mut index = index;
        for clause in clauses {
            if !self.clauses.contains(&clause) {
                self.clauses.insert(index, clause);
                index += 1;
            }
        }
    }
}

impl Clause {
    /// All of these; one of them is itself.
    fn all(clauses: Vec<Self>) -> Self {
        let flat = clauses.into_iter().flat_map(|clause| match clause {
            Self::All(inner) => inner,
            one => vec![one],
        });
        Self::one_or(flat.collect(), Self::All)
    }

    /// At least one of these; one of them is itself.
    fn any(clauses: Vec<Self>) -> Self {
        let flat = clauses.into_iter().flat_map(|clause| match clause {
            Self::Any(inner) => inner,
            one => vec![one],
        });
        Self::one_or(flat.collect(), Self::Any)
    }

    fn one_or(mut clauses: Vec<Self>, many: impl FnOnce(Vec<Self>) -> Self) -> Self {
        match clauses.pop() {
            Some(only) if clauses.is_empty() => only,
            last => {
                clauses.extend(last);
                many(clauses)
            }
        }
    }
}

impl FromStr for Query {
    type Err = QueryError;

    fn from_str(text: &str) -> Result<Self, QueryError> {
        parse(text)
    }
}

/// The canonical text: `status:failed|stopped, (kind:job OR tags:a)`.
impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.clauses.as_slice() {
            // Alone it needs no parentheses.
            [only] => only.fmt(f),
            clauses => join(f, clauses, ", "),
        }
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Term(term) => term.fmt(f),
            Self::All(clauses) => join(f, clauses, ", "),
            Self::Any(clauses) => join(f, clauses, " OR "),
        }
    }
}

/// AND binds tighter than OR, so only an OR inside of an AND needs parentheses.
fn join(f: &mut fmt::Formatter<'_>, clauses: &[Clause], with: &str) -> fmt::Result {
    for (index, clause) in clauses.iter().enumerate() {
        if index > 0 {
            f.write_str(with)?;
        }
        match clause {
            Clause::Any(_) => write!(f, "({clause})")?,
            clause => write!(f, "{clause}")?,
        }
    }
    Ok(())
}
