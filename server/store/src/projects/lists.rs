//! Lists of projects.

use diesel::{prelude::*, sql_types::Text};
use domain::{
    OrganizationId,
    pages::{COUNT_LIMIT, Page},
    projects::ProjectSummary,
};

use super::rows::summaries;
use crate::{
    Conn, Cursor, StoreError,
    columns::containing,
    db::MultiBackend,
    pages::{self, Reach},
    schema::projects,
};

/// Which projects a list holds. Newest first.
#[derive(Debug, Clone, Default)]
pub struct ProjectQuery {
    /// Only these organizations': those the reader may see.
    pub organizations: Vec<OrganizationId>,
    /// Only those whose name or description contains this, without regard to case.
    pub search: Option<String>,
    /// Archived ones instead of live ones.
    pub archived: bool,
    /// Where the page begins.
    pub cursor: Cursor,
    /// How many at most.
    pub limit: u32,
}

fn rows(organization: OrganizationId, archived: bool, pattern: Option<&str>) -> projects::BoxedQuery<'_, MultiBackend, Text> {
    let mut rows =
        projects::table.select(projects::id).filter(projects::organization_id.eq(organization.to_string())).into_boxed();
    rows =
        if archived { rows.filter(projects::archived_at.is_not_null()) } else { rows.filter(projects::archived_at.is_null()) };
    if let Some(pattern) = pattern {
        rows = rows.filter(projects::search_text.like(pattern).escape('\\'));
    }
    rows
}

/// One page: an index scan per organization for the ids, one look-up for their rows, and the count.
pub fn page(conn: &mut Conn, query: &ProjectQuery) -> Result<Page<ProjectSummary>, StoreError> {
    let pattern = query.search.as_deref().map(containing);
    let pattern = pattern.as_deref();
    let cut =
        pages::cut(conn, &query.organizations, &query.cursor, query.limit, |conn, organization, reach: Reach<'_>, limit| {
            let rows = rows(*organization, query.archived, pattern).limit(limit);
            let rows = match reach {
                Reach::All => rows.order(projects::id.desc()),
                Reach::After(id) => rows.filter(projects::id.lt(id)).order(projects::id.desc()),
                Reach::Before(id) => rows.filter(projects::id.gt(id)).order(projects::id.asc()),
            };
            Ok(rows.load(conn)?)
        })?;
    let mut total = 0;
    for organization in &query.organizations {
        total += pages::count(conn, rows(*organization, query.archived, pattern))?;
    }
    let items = summaries(conn, &cut.places)?;
    let total = total.min(COUNT_LIMIT);
    Ok(Page { items, next: cut.next, previous: cut.previous, total, at_least: total == COUNT_LIMIT })
}
