//! Projects.

use axum::{Json, extract::State, http::StatusCode};
use domain::projects::{NewProject, ProjectChanges, ProjectFilter};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Body, Caller, Edge, List, Paging, Path, Query, Refusal, objects::Project, openapi::under_as_well};

pub(super) fn routes() -> OpenApiRouter<Edge> {
    OpenApiRouter::new()
        .routes(routes!(create))
        .routes(under_as_well("names", routes!(list)))
        .routes(routes!(get, update, delete))
        .routes(routes!(archive))
        .routes(routes!(restore))
}

/// What a client says of a project; what it leaves out stays.
#[derive(Deserialize, ToSchema)]
#[schema(as = ProjectChanges)]
pub(super) struct Changes {
    #[schema(min_length = 1, max_length = 64, pattern = "^[A-Za-z0-9_-]+$")]
    name: Option<String>,
    description: Option<String>,
    tags: Option<Vec<String>>,
    readme: Option<String>,
}

/// Creates a project.
#[utoipa::path(
    post,
    path = "/api/v1/{owner}/projects/create",
    request_body = Changes,
    responses((status = 201, body = Project))
)]
pub(super) async fn create(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path(organization): Path<String>,
    Body(new): Body<Changes>,
) -> Result<(StatusCode, Json<Project>), Refusal> {
    let new = NewProject {
        organization,
        name: new.name.unwrap_or_default(),
        description: new.description.unwrap_or_default(),
        readme: new.readme.unwrap_or_default(),
        tags: new.tags.unwrap_or_default(),
    };
    let project = platform::projects::create(&edge.platform, &actor, new).await?;
    Ok((StatusCode::CREATED, Json(project.into())))
}

/// The projects of an organization.
#[utoipa::path(get, path = "/api/v1/{owner}/projects/list", params(Paging), responses((status = 200, body = List<Project>)))]
pub(super) async fn list(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path(organization): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Json<List<Project>>, Refusal> {
    paging.newest_of_all()?;
    let filter = ProjectFilter {
        organization: Some(organization),
        offset: paging.offset,
        limit: paging.limit,
        ..ProjectFilter::default()
    };
    let page = platform::projects::list(&edge.platform, &actor, filter).await?;
    let projects = page.items.into_iter().map(Project::from).collect();
    Ok(Json(List::new(page.total, projects, &paging, page.next.is_some())))
}

/// A project.
#[utoipa::path(get, path = "/api/v1/{owner}/{project}", responses((status = 200, body = Project)))]
pub(super) async fn get(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path((organization, name)): Path<(String, String)>,
) -> Result<Json<Project>, Refusal> {
    Ok(Json(platform::projects::get(&edge.platform, &actor, &organization, &name).await?.into()))
}

/// Changes a project; what is left out stays.
#[utoipa::path(
    method(put, patch),
    path = "/api/v1/{owner}/{project}",
    request_body = Changes,
    responses((status = 200, body = Project))
)]
pub(super) async fn update(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path((organization, name)): Path<(String, String)>,
    Body(changes): Body<Changes>,
) -> Result<Json<Project>, Refusal> {
    let Changes { name: new_name, description, tags, readme } = changes;
    let changes = ProjectChanges { name: new_name, description, readme, tags };
    Ok(Json(platform::projects::update(&edge.platform, &actor, &organization, &name, changes).await?.into()))
}

/// Deletes a project with all its runs.
///
/// Whoever wrote the name into the address need not write it again.
#[utoipa::path(delete, path = "/api/v1/{owner}/{project}", responses((status = 204)))]
pub(super) async fn delete(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path((organization, name)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    let project = platform::projects::get(&edge.platform, &actor, &organization, &name).await?.summary;
    platform::projects::delete(&edge.platform, &actor, &organization, &name, &project.name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Archives a project: it takes no new runs.
#[utoipa::path(post, path = "/api/v1/{owner}/{project}/archive", responses((status = 200)))]
pub(super) async fn archive(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path((organization, name)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    platform::projects::archive(&edge.platform, &actor, &organization, &name).await?;
    Ok(StatusCode::OK)
}

/// Takes a project out of the archive.
#[utoipa::path(post, path = "/api/v1/{owner}/{project}/restore", responses((status = 200)))]
pub(super) async fn restore(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path((organization, name)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    platform::projects::restore(&edge.platform, &actor, &organization, &name).await?;
    Ok(StatusCode::OK)
}
