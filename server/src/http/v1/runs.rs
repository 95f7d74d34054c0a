//! Runs: made, listed, looked at, changed, deleted.

use axum::{Json, extract::State, http::StatusCode};
use domain::{
    RunId,
    permissions::Actor,
    runs::{ManagedBy, Pending, RunChanges, RunFilter, SubmitRun},
};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Body, Caller, Edge, Found, List, Paging, Path, Place, Query, Recorded, Refusal,
    objects::{Run, RunDetail, Settings},
    openapi::under_as_well,
};

pub(super) fn routes() -> OpenApiRouter<Edge> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, update, delete))
        .routes(under_as_well("namespace", routes!(settings)))
}

/// `v1OperationBody`.
#[derive(Deserialize, ToSchema)]
#[schema(as = OperationBody)]
pub(super) struct NewRun {
    content: Option<String>,
    name: Option<String>,
    description: Option<String>,
    tags: Option<Vec<String>>,
    #[schema(value_type = Option<String>, pattern = "^(upload|approval)$")]
    pending: Option<Pending>,
    is_managed: Option<bool>,
    #[schema(value_type = Option<String>, pattern = "^(agent|cli|user|client)$")]
    managed_by: Option<ManagedBy>,
    #[schema(value_type = Option<Object>)]
    meta_info: Option<Map<String, Value>>,
}

/// What a client says of a run; what it leaves out stays.
#[derive(Deserialize, ToSchema)]
#[schema(as = RunChanges)]
pub(super) struct Changes {
    name: Option<String>,
    description: Option<String>,
    tags: Option<Vec<String>>,
    #[schema(value_type = Option<Object>)]
    inputs: Option<Map<String, Value>>,
    #[schema(value_type = Option<Object>)]
    outputs: Option<Map<String, Value>>,
    #[schema(value_type = Option<Object>)]
    meta_info: Option<Map<String, Value>>,
    merge: Option<bool>,
}

/// Submits a run: of a polyaxonfile in `content`, or, with `is_managed: false`, one that the client itself watches over.
#[utoipa::path(
    post,
    path = "/api/v1/{owner}/{project}/runs",
    request_body = NewRun,
    responses((status = 201, body = RunDetail))
)]
pub(super) async fn create(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path(Place { owner, project }): Path<Place>,
    Body(new): Body<NewRun>,
) -> Result<(StatusCode, Json<RunDetail>), Refusal> {
    let unmanaged = new.is_managed == Some(false);
    let request = SubmitRun {
        organization: owner,
        project,
        content: new.content.unwrap_or_default(),
        name: new.name,
        description: new.description,
        tags: new.tags.unwrap_or_default(),
        pending: new.pending,
        managed_by: new.managed_by.unwrap_or(if unmanaged { ManagedBy::User } else { ManagedBy::Agent }),
        meta_info: new.meta_info.unwrap_or_default(),
        ..SubmitRun::default()
    };
    let record = platform::runs::submit_recorded(&edge.platform, &actor, request).await?;
    Ok((StatusCode::CREATED, Json(RunDetail::new(record, edge.platform.now()))))
}

pub(super) async fn whole(edge: &Edge, actor: &Actor, id: RunId) -> Result<Json<RunDetail>, Refusal> {
    let record = platform::runs::record(&edge.platform, actor, id).await?;
    Ok(Json(RunDetail::new(record, edge.platform.now())))
}

/// The runs of a project.
#[utoipa::path(get, path = "/api/v1/{owner}/{project}/runs", params(Paging), responses((status = 200, body = List<Run>)))]
pub(super) async fn list(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path(Place { owner, project }): Path<Place>,
    Query(paging): Query<Paging>,
) -> Result<Json<List<Run>>, Refusal> {
    let filter = RunFilter {
        organization: Some(owner),
        project: Some(project),
        query: paging.query.clone(),
        sort: paging.sort.clone(),
        offset: paging.offset,
        limit: paging.limit,
        ..RunFilter::default()
    };
    let page = platform::runs::list_with_values(&edge.platform, &actor, filter).await?;
    let now = edge.platform.now();
    let runs = page.items.into_iter().map(|(run, values)| Run::listed(run, values, now)).collect();
    Ok(Json(List::new(page.total, runs, &paging, page.next.is_some())))
}

/// A run.
#[utoipa::path(get, path = "/api/v1/{owner}/{project}/runs/{uuid}", responses((status = 200, body = RunDetail)))]
pub(super) async fn get(State(edge): State<Edge>, Recorded(run): Recorded) -> Json<RunDetail> {
    Json(RunDetail::new(run, edge.platform.now()))
}

/// Changes a run; what is left out stays.
///
/// With `merge`, tags and values come to those there are.
#[utoipa::path(
    method(put, patch),
    path = "/api/v1/{owner}/{project}/runs/{uuid}",
    request_body = Changes,
    responses((status = 200, body = RunDetail))
)]
pub(super) async fn update(
    State(edge): State<Edge>,
    Found { actor, run }: Found,
    Body(Changes { name, description, tags, inputs, outputs, meta_info, merge }): Body<Changes>,
) -> Result<Json<RunDetail>, Refusal> {
    let merge = merge.unwrap_or_default();
    let changes = RunChanges { name, description, tags, inputs, outputs, meta_info, merge };
    platform::runs::update(&edge.platform, &actor, run.id, changes).await?;
    whole(&edge, &actor, run.id).await
}

/// Deletes a run with its logs and artifacts.
#[utoipa::path(delete, path = "/api/v1/{owner}/{project}/runs/{uuid}", responses((status = 204)))]
pub(super) async fn delete(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<StatusCode, Refusal> {
    platform::runs::delete(&edge.platform, &actor, run.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where a run runs.
#[utoipa::path(get, path = "/api/v1/{owner}/{project}/runs/{uuid}/settings", responses((status = 200, body = Settings)))]
pub(super) async fn settings(Recorded(run): Recorded) -> Json<Settings> {
    Json(Settings::of(&run.row.cluster))
}
