//! Runs: made, listed, looked at, changed, deleted.

use axum::{Json, extract::State, http::StatusCode};
use domain::{
    RunId,
    permissions::Actor,
    runs::{ManagedBy, Pending, RunChanges, RunFilter, SubmitRun},
};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    Body, Caller, Edge, Found, List, Paging, Path, Place, Query, Refusal,
    objects::{Run, Settings},
};

/// `v1OperationBody`.
#[derive(Deserialize)]
pub(super) struct NewRun {
    content: Option<String>,
    name: Option<String>,
    description: Option<String>,
    tags: Option<Vec<String>>,
    pending: Option<Pending>,
    is_managed: Option<bool>,
    managed_by: Option<ManagedBy>,
    meta_info: Option<Map<String, Value>>,
}

/// What a client says of a run; what it leaves out stays.
#[derive(Deserialize)]
pub(super) struct Changes {
    name: Option<String>,
    description: Option<String>,
    tags: Option<Vec<String>>,
    inputs: Option<Map<String, Value>>,
    outputs: Option<Map<String, Value>>,
    meta_info: Option<Map<String, Value>>,
    merge: Option<bool>,
}

/// `POST /api/v1/{owner}/{project}/runs`.
pub(super) async fn create(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path(Place { owner, project }): Path<Place>,
    Body(new): Body<NewRun>,
) -> Result<(StatusCode, Json<Run>), Refusal> {
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
    let run = platform::runs::submit(&edge.platform, &actor, request).await?;
    whole(&edge, &actor, run.id).await.map(|run| (StatusCode::CREATED, run))
}

pub(super) async fn whole(edge: &Edge, actor: &Actor, id: RunId) -> Result<Json<Run>, Refusal> {
    let run = platform::runs::get(&edge.platform, actor, id).await?;
    Ok(Json(Run::whole(run, edge.platform.now())))
}

/// `GET /api/v1/{owner}/{project}/runs`.
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

/// `GET …/runs/{uuid}`.
pub(super) async fn get(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<Json<Run>, Refusal> {
    whole(&edge, &actor, run.id).await
}

/// `PUT` and `PATCH …/runs/{uuid}`. With `merge`, tags and values come to those there are.
pub(super) async fn update(
    State(edge): State<Edge>,
    Found { actor, run }: Found,
    Body(Changes { name, description, tags, inputs, outputs, meta_info, merge }): Body<Changes>,
) -> Result<Json<Run>, Refusal> {
    let merge = merge.unwrap_or_default();
    let changes = RunChanges { name, description, tags, inputs, outputs, meta_info, merge };
    platform::runs::update(&edge.platform, &actor, run.id, changes).await?;
    whole(&edge, &actor, run.id).await
}

/// `DELETE …/runs/{uuid}`.
pub(super) async fn delete(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<StatusCode, Refusal> {
    platform::runs::delete(&edge.platform, &actor, run.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET …/runs/{uuid}/settings` and `…/namespace`.
pub(super) async fn settings(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<Json<Settings>, Refusal> {
    let run = platform::runs::get(&edge.platform, &actor, run.id).await?;
    Ok(Json(Settings::of(&run)))
}
