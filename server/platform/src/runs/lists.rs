//! Lists of runs and their counts.

use domain::{
    ApiError, OrganizationId, ProjectId, RunId, Scope,
    pages::Page,
    permissions::Actor,
    pql::{self, QueryError},
    runs::{RunCounts, RunFilter, RunSummary},
};
use store::{
    Conn, StoreError,
    runs::{self, RunQuery, Values},
};

use crate::{Platform, pages, projects};

/// The runs they may see.
pub async fn list(platform: &Platform, actor: &Actor, filter: RunFilter) -> Result<Page<RunSummary>, ApiError> {
    read(platform, actor, filter, runs::page).await
}

/// The runs they may see, with their inputs and outputs.
pub async fn list_with_values(
    platform: &Platform,
    actor: &Actor,
    filter: RunFilter,
) -> Result<Page<(RunSummary, Values)>, ApiError> {
    let page = read(platform, actor, filter, |conn, query| {
        let page = runs::page(conn, query)?;
        let ids: Vec<RunId> = page.items.iter().map(|run| run.id).collect();
        let mut values = runs::values(conn, &ids)?;
        let items = page.items.into_iter().map(|run| (values.remove(&run.id).unwrap_or_default(), run));
        let items = items.map(|(values, run)| (run, values)).collect();
        Ok(Page { items, next: page.next, previous: page.previous, total: page.total, at_least: page.at_least })
    });
    page.await
}

/// How many there are in each family of statuses, whichever families the filter names.
pub async fn counts(platform: &Platform, actor: &Actor, filter: RunFilter) -> Result<RunCounts, ApiError> {
    read(platform, actor, filter, runs::counts).await
}

/// In one transaction: which runs they may see there, and what is read of those.
async fn read<T: Send + 'static>(
    platform: &Platform,
    actor: &Actor,
    mut filter: RunFilter,
    read: impl FnOnce(&mut Conn, &RunQuery) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, ApiError> {
    let (actor, organization, project) = (actor.clone(), filter.organization.take(), filter.project.take());
    let query = query(platform, filter);
    let answer = platform.db().try_read(move |conn| {
        let (organizations, project) = place(conn, &actor, organization, project)?;
        Ok(read(conn, &RunQuery { organizations, project, ..query? })?)
    });
    answer.await
}

/// What is asked, but for where.
fn query(platform: &Platform, filter: RunFilter) -> Result<RunQuery, ApiError> {
    let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let asked = given(filter.query).map(|text| pql::parse(&text).map_err(|error| refused(&error))).transpose()?;
    let order = given(filter.sort).map(|text| text.parse().map_err(|error| ApiError::field("sort", format!("{error}"))));
    Ok(RunQuery {
        query: asked.unwrap_or_default(),
        order: order.transpose()?.unwrap_or_default(),
        tones: filter.tones,
        name: pages::search(filter.name),
        cursor: pages::cursor(filter.after.as_deref(), filter.before.as_deref(), filter.offset)?,
        limit: pages::limit(filter.limit)?,
        ..RunQuery::newest(Vec::new(), platform.now())
    })
}

/// With its place, as it is read in one line.
fn refused(error: &QueryError) -> ApiError {
    ApiError::field("query", error.to_string())
}

fn place(
    conn: &mut Conn,
    actor: &Actor,
    organization: Option<String>,
    project: Option<String>,
) -> Result<(Vec<OrganizationId>, Option<ProjectId>), ApiError> {
    match (organization, project) {
        (None, None) => Ok((actor.organizations_with(Scope::RunRead), None)),
        (None, Some(_)) => {
            Err(ApiError::field("organization", "is missing: a project's name is unique only in its organization"))
        }
        (Some(organization), None) => Ok((vec![projects::organization(actor, &organization, Scope::RunRead)?], None)),
        (Some(organization), Some(project)) => {
            let row = projects::find_in(conn, actor, &organization, &project)?;
            crate::permissions::see(actor, row.organization_id, Scope::RunRead, "project")?;
            Ok((vec![row.organization_id], Some(row.id)))
        }
    }
}
