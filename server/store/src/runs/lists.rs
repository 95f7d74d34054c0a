//! Lists of runs and their counts.

use diesel::prelude::*;
use domain::{
    OrganizationId, ProjectId,
    pages::{COUNT_LIMIT, Page},
    runs::{RunCounts, RunSummary},
    statuses::Tone,
};

use super::rows;
use crate::{
    Conn, Cursor, StoreError,
    columns::{containing, parse},
    db::MultiBackend,
    pages::{self, Reach},
    schema::{projects, runs},
};

/// Which runs a list holds. Newest first.
#[derive(Debug, Clone, Default)]
pub struct RunQuery {
    /// Only these organizations': those the reader may see.
    pub organizations: Vec<OrganizationId>,
    /// Only this project's.
    pub project: Option<ProjectId>,
    /// Only these families of statuses; empty is all.
    pub tones: Vec<Tone>,
    /// Only those whose name contains this, without regard to case.
    pub name: Option<String>,
    /// Where the page begins.
    pub cursor: Cursor,
    /// How many at most.
    pub limit: u32,
}

/// What one index holds in the list's order.
#[derive(Debug, Clone)]
struct Lane {
    place: Place,
    tone: Option<Tone>,
}

#[derive(Debug, Clone)]
enum Place {
    Organization(String),
    Project(String),
}

impl Lane {
    fn rows<'a>(&self, pattern: Option<&'a str>) -> runs::BoxedQuery<'a, MultiBackend, diesel::sql_types::Text> {
        let mut rows = runs::table.select(runs::id).into_boxed();
        rows = match self.place.clone() {
            Place::Organization(id) => rows.filter(runs::organization_id.eq(id)),
            Place::Project(id) => rows.filter(runs::project_id.eq(id)),
        };
        if let Some(tone) = self.tone {
            rows = rows.filter(runs::tone.eq(tone.as_str()));
        }
        if let Some(pattern) = pattern {
            rows = rows.filter(runs::search_text.like(pattern).escape('\\'));
        }
        rows
    }

    /// At most `limit` ids of it, from where the page begins.
    fn ids<'a>(
        &self,
        pattern: Option<&'a str>,
        reach: Reach<'a>,
        limit: i64,
    ) -> runs::BoxedQuery<'a, MultiBackend, diesel::sql_types::Text> {
        let rows = self.rows(pattern).limit(limit);
        match reach {
            Reach::Newest => rows.order(runs::id.desc()),
            Reach::OlderThan(id) => rows.filter(runs::id.lt(id)).order(runs::id.desc()),
            Reach::NewerThan(id) => rows.filter(runs::id.gt(id)).order(runs::id.asc()),
        }
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

fn lanes(conn: &mut Conn, query: &RunQuery) -> Result<Vec<Lane>, StoreError> {
    let places = places(conn, query)?;
    let tones: Vec<Option<Tone>> = if query.tones.is_empty() {
        vec![None]
    } else {
        Tone::ALL.iter().filter(|tone| query.tones.contains(tone)).copied().map(Some).collect()
    };
    Ok(places.iter().flat_map(|place| tones.iter().map(|tone| Lane { place: place.clone(), tone: *tone })).collect())
}

/// One page: index scans for the ids, one look-up for their rows, and the count.
pub fn page(conn: &mut Conn, query: &RunQuery) -> Result<Page<RunSummary>, StoreError> {
    let pattern = query.name.as_deref().map(containing);
    let pattern = pattern.as_deref();
    let lanes = lanes(conn, query)?;
    let cut = pages::cut(conn, &lanes, &query.cursor, query.limit, |conn, lane, reach, limit| {
        Ok(lane.ids(pattern, reach, limit).load(conn)?)
    })?;
    let total = total(conn, &lanes, pattern)?;
    Ok(Page { items: rows::page(conn, &cut.ids)?, next: cut.next, previous: cut.previous, total })
}

/// How many there are of each family, whichever the query asks for.
pub fn counts(conn: &mut Conn, query: &RunQuery) -> Result<RunCounts, StoreError> {
    let pattern = query.name.as_deref().map(containing);
    let places = places(conn, query)?;
    let mut counts = RunCounts::default();
    for (count, tone) in counts.by_tone.iter_mut().zip(Tone::ALL) {
        let lanes: Vec<Lane> = places.iter().map(|place| Lane { place: place.clone(), tone: Some(*tone) }).collect();
        *count = total(conn, &lanes, pattern.as_deref())?;
    }
    Ok(counts)
}

fn total(conn: &mut Conn, lanes: &[Lane], pattern: Option<&str>) -> Result<u64, StoreError> {
    let mut total = 0;
    for lane in lanes {
        total += pages::count(conn, lane.rows(pattern))?;
        if total >= COUNT_LIMIT {
            return Ok(COUNT_LIMIT);
        }
    }
    Ok(total)
}
