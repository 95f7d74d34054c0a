//! Lists of runs and their counts.

use diesel::prelude::*;
use domain::{
    OrganizationId, ProjectId, Timestamp,
    pages::{COUNT_LIMIT, Page},
    pql::{Clause, Comparison, Field, Query, Test, TextTest},
    runs::{RunCounts, RunOrder, RunSummary},
    statuses::{Status, Tone},
};

use super::{
    candidates::{self, Candidates},
    matching, ordering, rows,
};
use crate::{
    Conn, Cursor, StoreError,
    columns::{containing, parse, signed, unsigned},
    pages,
    schema::projects,
    sql::{Id, Sql},
};

/// How many of the newest runs are looked at to count those that answer a query: more would take longer than the page itself.
const COUNTED: i64 = 2_000;

/// Which runs a list holds.
#[derive(Debug, Clone)]
pub struct RunQuery {
    /// Only these organizations': those the reader may see.
    pub organizations: Vec<OrganizationId>,
    /// Only this project's.
    pub project: Option<ProjectId>,
    /// Only these families of statuses; empty is all.
    pub tones: Vec<Tone>,
    /// Only those whose name contains this, without regard to case.
    pub name: Option<String>,
    /// Only those that answer this. Archived runs are left out unless it says something of `live_state`.
    pub query: Query,
    /// In which order.
    pub order: RunOrder,
    /// What the query's times are seen from.
    pub now: Timestamp,
    /// Where the page begins.
    pub cursor: Cursor,
    /// How many at most.
    pub limit: u32,
}

impl RunQuery {
    /// The newest runs of these organizations, as many as one page has.
    pub fn newest(organizations: Vec<OrganizationId>, now: Timestamp) -> Self {
        Self {
            organizations,
            project: None,
            tones: Vec::new(),
            name: None,
            query: Query::default(),
            order: RunOrder::default(),
            now,
            cursor: Cursor::Newest,
            limit: 50,
        }
    }
}

/// Where runs are, as indexes know it.
#[derive(Debug, Clone)]
pub(super) enum Place {
    Organization(String),
    Project(String),
}

impl Place {
    /// The beginning of a query of a table that knows where its runs are.
    pub(super) fn of(&self, select: &'static str, table: &'static str) -> Sql {
        let select = Sql::new(select).then(" WHERE ").then(table);
        match self {
            Self::Organization(id) => select.then(".organization_id = ").value(id.as_str()),
            Self::Project(id) => select.then(".project_id = ").value(id.as_str()),
        }
    }

    /// What comes before, and that the run is there.
    fn of_run(&self, before: Sql) -> Sql {
        match self {
            Self::Organization(id) => before.then("runs.organization_id = ").value(id.as_str()),
            Self::Project(id) => before.then("runs.project_id = ").value(id.as_str()),
        }
    }

    /// The ids of runs by a column that is in an index of those that are not archived; the test follows.
    pub(super) fn kept(&self, column: &'static str) -> Sql {
        self.of("SELECT runs.id FROM runs", "runs").then(" AND runs.archived_at IS NULL AND ").then(column)
    }

    /// The same by a time.
    pub(super) fn kept_between(&self, column: &'static str, (from, until): (Option<Timestamp>, Option<Timestamp>)) -> Sql {
        let mut ids = self.kept(column).then(" IS NOT NULL");
        for (sign, at) in [(" >= ", from), (" < ", until)] {
            if let Some(at) = at {
                ids = ids.then(" AND ").then(column).then(sign).value(at.as_micros());
            }
        }
        ids
    }
}

/// What one index holds in the list's order.
#[derive(Debug, Clone)]
pub(super) struct Lane {
    pub(super) place: Place,
    tone: Option<Tone>,
    /// Archived ones as well: the query says which.
    archived: bool,
    pattern: Option<String>,
    /// True of the candidates that answer the query.
    condition: Option<Sql>,
    /// Which are looked at instead of all.
    candidates: Option<Candidates>,
}

impl Lane {
    /// True of its runs.
    pub(super) fn condition(&self) -> Sql {
        self.narrowed(match &self.candidates {
            // They are of that place; saying so again would have a planner look at all of it.
            Some(Candidates::Few(ids)) => Sql::new("runs.id IN (").with(ids.clone()).then(")"),
            _ => self.place.of_run(Sql::empty()),
        })
    }

    /// `FROM` and the conditions of its runs.
    pub(super) fn runs(&self) -> Sql {
        Sql::new("FROM runs WHERE ").with(self.condition())
    }

    /// The same, and the column that has their ids in their order: of those with a tag, that of the tag's index.
    pub(super) fn rows(&self) -> (Sql, &'static str) {
        let Some(Candidates::Tagged { tag, .. }) = &self.candidates else {
            return (self.runs(), "runs.id");
        };
        let tagged =
            self.place.of("FROM run_tags CROSS JOIN runs", "run_tags").then(" AND run_tags.tag = ").value(tag.as_str());
        // The place once more, for an index that says without the row whether it is archived.
        let run = self.place.of_run(tagged.then(" AND runs.id = run_tags.run_id AND "));
        (self.narrowed(run), "run_tags.run_id")
    }

    /// The condition with all that holds besides the place.
    fn narrowed(&self, mut condition: Sql) -> Sql {
        if !self.archived {
            condition = condition.then(" AND runs.archived_at IS NULL");
        }
        if let Some(tone) = self.tone {
            condition = condition.then(" AND runs.tone = ").value(tone.as_str());
        }
        if let Some(pattern) = &self.pattern {
            condition = condition.then(" AND runs.search_text LIKE ").value(pattern.as_str()).then(" ESCAPE '\\'");
        }
        if let Some(one) = &self.condition {
            condition = condition.then(" AND ").with(one.clone());
        }
        condition
    }

    /// How many runs it has, as far as that is counted, and whether there may be more.
    fn count(&self, conn: &mut Conn) -> Result<(u64, bool), StoreError> {
        let counted = match &self.candidates {
            Some(Candidates::Few(_)) => None,
            Some(Candidates::Tagged { .. }) => Some(COUNTED),
            None => self.condition.as_ref().map(|_| COUNTED),
        };
        let (mut rows, id) = self.ids();
        let mut more = false;
        if let Some(counted) = counted {
            let oldest = Self { condition: None, pattern: None, ..self.clone() }.nth(conn, counted)?;
            more = oldest.is_some();
            if let Some(oldest) = oldest {
                rows = rows.then(" AND ").then(id).then(" > ").value(oldest);
            }
        } else if self.pattern.is_none() && self.nth(conn, signed(COUNT_LIMIT) - 1)?.is_some() {
            // Passing over the entries of an index takes half as long as counting them.
            return Ok((COUNT_LIMIT, true));
        }
        let count = unsigned("a count", rows.then(" LIMIT ").value(signed(COUNT_LIMIT)).count(conn)?)?;
        Ok((count, more || count >= COUNT_LIMIT))
    }

    /// `SELECT` of their ids, and the column that has them.
    fn ids(&self) -> (Sql, &'static str) {
        let (rows, id) = self.rows();
        (Sql::new("SELECT ").then(id).then(" ").with(rows), id)
    }

    /// The id of the run that so many newer ones come before.
    fn nth(&self, conn: &mut Conn, newer: i64) -> Result<Option<String>, StoreError> {
        let (ids, id) = self.ids();
        let nth = ids.then(" ORDER BY ").then(id).then(" DESC LIMIT 1 OFFSET ").value(newer);
        Ok(nth.load::<Id>(conn)?.pop())
    }
}

/// The organizations, or the one project if it belongs to one of them.
fn places(conn: &mut Conn, query: &RunQuery) -> Result<Vec<Place>, StoreError> {
    let Some(project) = query.project else {
        return Ok(query.organizations.iter().map(|id| Place::Organization(id.to_string())).collect());
    };
    let project = project.to_string();
    let owner: Option<String> = projects::table.find(&project).select(projects::organization_id).first(conn).optional()?;
    let owner = owner.map(|id| parse("projects.organization_id", &id)).transpose()?;
    let seen = owner.is_some_and(|owner| query.organizations.contains(&owner));
    Ok(if seen { vec![Place::Project(project)] } else { Vec::new() })
}

/// The families that a query leaves, if it says which: those of the statuses it asks for.
fn families(query: &Query) -> Option<Vec<Tone>> {
    let statuses = query.clauses().iter().filter_map(|clause| match clause {
        Clause::Term(term) if *term.field() == Field::Status && !term.negated() => match term.test() {
            Test::Text(TextTest::Compare(Comparison::Equal, status)) => Some(vec![status]),
            Test::Text(TextTest::OneOf(statuses)) => Some(statuses.iter().collect()),
            _ => None,
        },
        _ => None,
    });
    let tones = |names: Vec<&String>| -> Vec<Tone> {
        names.iter().filter_map(|name| name.parse::<Status>().ok()).map(Status::tone).collect()
    };
    statuses.map(tones).reduce(|a, b| a.into_iter().filter(|tone| b.contains(tone)).collect())
}

fn says_which_live(clauses: &[Clause]) -> bool {
    clauses.iter().any(|clause| match clause {
        Clause::Term(term) => *term.field() == Field::LiveState,
        Clause::All(clauses) | Clause::Any(clauses) => says_which_live(clauses),
    })
}

/// One for every place, of all families.
fn lanes(conn: &mut Conn, query: &RunQuery) -> Result<Vec<Lane>, StoreError> {
    let mut lanes = Vec::new();
    for place in places(conn, query)? {
        let candidates = candidates::of(conn, &place, &query.query, ordering::is_by_ids(&query.order), query.now)?;
        let known = match &candidates {
            Some(Candidates::Tagged { clause, .. }) => Some(*clause),
            _ => None,
        };
        lanes.push(Lane {
            condition: matching::condition(&query.query, known, query.now),
            candidates,
            place,
            tone: None,
            archived: says_which_live(query.query.clauses()),
            pattern: query.name.as_deref().map(containing),
        });
    }
    Ok(lanes)
}

/// One for each of these families; all that the query leaves when none is named.
fn of_families(lanes: &[Lane], query: &Query, tones: &[Tone]) -> Vec<Lane> {
    let named = families(query);
    if tones.is_empty() && named.is_none() {
        return lanes.to_vec();
    }
    let wanted =
        |tone: &Tone| (tones.is_empty() || tones.contains(tone)) && named.as_ref().is_none_or(|named| named.contains(tone));
    let tones: Vec<Tone> = Tone::ALL.iter().copied().filter(wanted).collect();
    lanes.iter().flat_map(|lane| tones.iter().map(|tone| Lane { tone: Some(*tone), ..lane.clone() })).collect()
}

/// One page: index scans for the ids, one look-up for their rows, and the count.
pub fn page(conn: &mut Conn, query: &RunQuery) -> Result<Page<RunSummary>, StoreError> {
    let lanes = of_families(&lanes(conn, query)?, &query.query, &query.tones);
    let cut = pages::cut(conn, &lanes, &query.cursor, query.limit, |conn, lane, reach, limit| {
        ordering::read(conn, &query.order, lane, reach, limit, query.now)
    })?;
    let (total, at_least) = total(conn, &lanes)?;
    let ids: Vec<String> = cut.places.into_iter().map(|place| place.id).collect();
    Ok(Page { items: rows::page(conn, &ids)?, next: cut.next, previous: cut.previous, total, at_least })
}

/// How many there are of each family, whichever the query asks for.
pub fn counts(conn: &mut Conn, query: &RunQuery) -> Result<RunCounts, StoreError> {
    let lanes = lanes(conn, query)?;
    let mut counts = RunCounts::default();
    for (count, tone) in counts.by_tone.iter_mut().zip(Tone::ALL) {
        *count = total(conn, &of_families(&lanes, &query.query, &[*tone]))?.0;
    }
    Ok(counts)
}

/// How many there are, and whether there may be more.
fn total(conn: &mut Conn, lanes: &[Lane]) -> Result<(u64, bool), StoreError> {
    let (mut total, mut at_least) = (0, false);
    for lane in lanes {
        let (count, more) = lane.count(conn)?;
        total += count;
        at_least |= more;
        if total >= COUNT_LIMIT {
            return Ok((COUNT_LIMIT, true));
        }
    }
    Ok((total, at_least))
}
