//! Which condition of a query an index answers with few runs, so that those few are looked at instead of all.
//!
//! No statistics, which a database may not have: the few are counted, up to [`FEW`], where the query is asked. When none of its conditions
//! leaves few, the newest runs are looked at one after the other until a page is full, which is then soon. Where the list has the order of
//! the ids, so does the index of a tag: however many have it, no more are looked at than without, and only what leaves very few
//! ([`VERY_FEW`]) is better.

use domain::{
    Timestamp,
    pql::{Clause, Comparison, Field, Query, Term, Test, TextTest},
};

use super::{lists::Place, matching::sign};
use crate::{Conn, StoreError, runs::values::LONGEST, sql::Sql};

/// How many candidates are few.
const FEW: i64 = 20_000;
/// How many are quicker to look at than those of a tag until a page is full.
const VERY_FEW: i64 = 500;

/// Runs of a place among which all are that answer the query.
#[derive(Debug, Clone)]
pub(super) enum Candidates {
    /// Few: `SELECT` of their ids.
    Few(Sql),
    /// Those with this tag, which is what this clause of the query asks.
    Tagged { tag: String, clause: usize },
}

/// What is to be looked at; `None` when no index knows better than all, in the order of their ids if that is the list's.
pub(super) fn of(
    conn: &mut Conn,
    place: &Place,
    query: &Query,
    by_ids: bool,
    now: Timestamp,
) -> Result<Option<Candidates>, StoreError> {
    let tagged = |clause: usize, term: &Term| {
        let tag = tag(term).filter(|_| by_ids)?;
        Some(Candidates::Tagged { tag: tag.to_owned(), clause })
    };
    let terms = || {
        query.clauses().iter().enumerate().filter_map(|(number, clause)| match clause {
            Clause::Term(term) => Some((number, term)),
            _ => None,
        })
    };
    let mut best = terms().find_map(|(clause, term)| Some((VERY_FEW, tagged(clause, term)?)));
    for (clause, term) in terms() {
        let Some(ids) = ids(place, term, now) else { continue };
        let most = best.as_ref().map_or(FEW, |(count, _)| *count);
        let count = ids.clone().then(" LIMIT ").value(most + 1).count(conn)?;
        if count <= most {
            // With a limit, so that no planner takes it apart.
            let few = || Candidates::Few(ids.then(" LIMIT ").value(FEW));
            best = Some((count, tagged(clause, term).unwrap_or_else(few)));
        }
    }
    Ok(best.map(|(_, candidates)| candidates))
}

/// The tag it asks for, if that is what it does.
fn tag(term: &Term) -> Option<&str> {
    match (term.field(), term.test()) {
        (Field::Tags, Test::Text(TextTest::Compare(Comparison::Equal, tag))) if !term.negated() => Some(tag),
        _ => None,
    }
}

/// The ids that an index of the place knows for this condition.
fn ids(place: &Place, term: &Term, now: Timestamp) -> Option<Sql> {
    if term.negated() {
        return match (term.field(), term.test()) {
            (Field::Input(name), Test::Nil) => Some(values(place, "'input'", name)),
            (Field::Output(name), Test::Nil) => Some(values(place, "'output'", name)),
            (Field::Metric(name), Test::Nil) => Some(metrics(place, name)),
            _ => None,
        };
    }
    match (term.field(), term.test()) {
        (Field::Tags, Test::Text(test)) => {
            Some(place.of("SELECT run_tags.run_id FROM run_tags", "run_tags").then(" AND run_tags.tag").with(equal(test)?))
        }
        (Field::Name, Test::Text(test)) => Some(place.kept("runs.name").with(equal(test)?)),
        (Field::Input(name), Test::Text(test)) => value(values(place, "'input'", name), test),
        (Field::Output(name), Test::Text(test)) => value(values(place, "'output'", name), test),
        (Field::Metric(name), Test::Number(comparison, number)) => {
            Some(metrics(place, name).then(" AND run_metrics.last").then(sign(*comparison)).value(*number))
        }
        (Field::UpdatedAt, Test::Time(test)) => Some(place.kept_between("runs.updated_at", test.bounds(now))),
        (Field::StartedAt, Test::Time(test)) => Some(place.kept_between("runs.started_at", test.bounds(now))),
        (Field::FinishedAt, Test::Time(test)) => Some(place.kept_between("runs.finished_at", test.bounds(now))),
        _ => None,
    }
}

fn values(place: &Place, side: &'static str, name: &str) -> Sql {
    place
        .of("SELECT run_values.run_id FROM run_values", "run_values")
        .then(" AND run_values.side = ")
        .then(side)
        .then(" AND run_values.name = ")
        .value(name)
}

fn metrics(place: &Place, name: &str) -> Sql {
    place.of("SELECT run_metrics.run_id FROM run_metrics", "run_metrics").then(" AND run_metrics.name = ").value(name)
}

/// ` = 'a'` or ` IN ('a', 'b')`.
fn equal(test: &TextTest) -> Option<Sql> {
    match test {
        TextTest::Compare(Comparison::Equal, value) => Some(Sql::new(" = ").value(value.as_str())),
        TextTest::OneOf(values) => {
            let values = values.iter().map(|value| Sql::empty().value(value.as_str()));
            Some(Sql::new(" IN (").with(Sql::join(values, ", ")).then(")"))
        }
        _ => None,
    }
}

fn value(values: Sql, test: &TextTest) -> Option<Sql> {
    let TextTest::Compare(comparison, value) = test else { return None };
    let number = value.parse::<f64>().ok().filter(|number| number.is_finite());
    match (comparison, number) {
        // A text can be equal to it as well.
        (Comparison::Equal, Some(_)) => None,
        (comparison, Some(number)) => Some(values.then(" AND run_values.number").then(sign(*comparison)).value(number)),
        (comparison, None) => {
            let value: String = value.chars().take(LONGEST).collect();
            Some(values.then(" AND run_values.text").then(sign(*comparison)).value(value))
        }
    }
}
