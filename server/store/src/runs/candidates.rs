//! Which condition of a query an index answers with few runs, so that those few are looked at instead of all.
//!
//! No statistics, which a database may not have: the few are counted, up to [`FEW`], where the query is asked. When none of its conditions
//! leaves few, the newest runs are looked at one after the other until a page is full, which is then soon; and so are few that share a
//! tag, whose index has them in that order.

use domain::{
    Timestamp,
    pql::{Clause, Comparison, Field, Query, Term, Test, TextTest},
};

use super::{lists::Place, matching::sign};
use crate::{Conn, StoreError, runs::values::LONGEST, sql::Sql};

/// How many candidates are few.
pub(super) const FEW: i64 = 20_000;

/// Few runs of a place.
#[derive(Debug, Clone)]
pub(super) struct Candidates {
    /// `SELECT` of their ids.
    pub(super) ids: Sql,
    /// The tag they are those of, if they are: its index has them in the order of their ids.
    pub(super) tag: Option<String>,
}

/// Few runs of a place among which all are that answer the query; `None` when no index says so.
pub(super) fn few(conn: &mut Conn, place: &Place, query: &Query, now: Timestamp) -> Result<Option<Candidates>, StoreError> {
    let mut best: Option<(i64, Candidates)> = None;
    for clause in query.clauses() {
        let Clause::Term(term) = clause else { continue };
        let Some(candidates) = of(place, term, now) else { continue };
        let most = best.as_ref().map_or(FEW, |(count, _)| *count);
        let count = candidates.clone().then(" LIMIT ").value(most + 1).count(conn)?;
        if count <= most {
            let tag = match (term.field(), term.test()) {
                (Field::Tags, Test::Text(TextTest::Compare(Comparison::Equal, tag))) => Some(tag.clone()),
                _ => None,
            };
            // So that no planner takes it apart.
            best = Some((count, Candidates { ids: candidates.then(" LIMIT ").value(FEW), tag }));
        }
    }
    Ok(best.map(|(_, candidates)| candidates))
}

/// The ids that an index of the place knows for this condition.
fn of(place: &Place, term: &Term, now: Timestamp) -> Option<Sql> {
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
