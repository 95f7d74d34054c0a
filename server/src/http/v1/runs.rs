//! Runs: made, listed, looked at, stopped, done again, deleted.

use axum::{Json, extract::State, http::StatusCode};
use domain::{
    ApiError, RunId,
    permissions::Actor,
    runs::{Pending, RunChanges, RunDetail, RunFilter, SubmitRun},
};
use serde::Deserialize;

use super::{
    Body, Caller, Edge, List, Paging, Path, Query, Refusal,
    objects::{Run, Settings, Statuses},
};

/// `v1OperationBody`.
#[derive(Deserialize)]
pub(super) struct NewRun {
    content: Option<String>,
    name: Option<String>,
    description: Option<String>,
    tags: Option<Vec<String>>,
    pending: Option<Pending>,
}

/// What a client says of a run; what it leaves out stays.
#[derive(Deserialize)]
pub(super) struct Changes {
    name: Option<String>,
    description: Option<String>,
    tags: Option<Vec<String>>,
    merge: Option<bool>,
}

/// `v1EntitiesTags`.
#[derive(Deserialize)]
pub(super) struct Tagging {
    uuids: Vec<String>,
    tags: Vec<String>,
}

/// `v1Uuids`.
#[derive(Deserialize)]
pub(super) struct Uuids {
    uuids: Vec<String>,
}

/// Where a run is, as an address says it.
type Place = Path<(String, String, String)>;

/// The run, if it is where the address says.
pub(super) async fn find(
    edge: &Edge,
    actor: &Actor,
    organization: &str,
    project: &str,
    uuid: &str,
) -> Result<RunDetail, ApiError> {
    let none = || ApiError::not_found("run");
    let id: RunId = uuid.parse().map_err(|_| none())?;
    let run = platform::runs::get(&edge.platform, actor, id).await?;
    let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    let here = same(&run.summary.organization, organization) && same(&run.summary.project, project);
    here.then_some(run).ok_or_else(none)
}

/// `POST /api/v1/{owner}/{project}/runs`.
pub(super) async fn create(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path((organization, project)): Path<(String, String)>,
    Body(new): Body<NewRun>,
) -> Result<(StatusCode, Json<Run>), Refusal> {
    let request = SubmitRun {
        organization,
        project,
        content: new.content.unwrap_or_default(),
        name: new.name,
        description: new.description,
        tags: new.tags.unwrap_or_default(),
        pending: new.pending,
        ..SubmitRun::default()
    };
    let run = platform::runs::submit(&edge.platform, &actor, request).await?;
    whole(&edge, &actor, run.id).await.map(|run| (StatusCode::CREATED, run))
}

async fn whole(edge: &Edge, actor: &Actor, id: RunId) -> Result<Json<Run>, Refusal> {
    let run = platform::runs::get(&edge.platform, actor, id).await?;
    Ok(Json(Run::whole(run, edge.platform.now())))
}

/// `GET /api/v1/{owner}/{project}/runs`.
pub(super) async fn list(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path((organization, project)): Path<(String, String)>,
    Query(paging): Query<Paging>,
) -> Result<Json<List<Run>>, Refusal> {
    paging.check()?;
    let filter = RunFilter {
        organization: Some(organization),
        project: Some(project),
        offset: paging.offset,
        limit: paging.limit,
        ..RunFilter::default()
    };
    let page = platform::runs::list(&edge.platform, &actor, filter).await?;
    let now = edge.platform.now();
    let runs = page.items.into_iter().map(|run| Run::new(run, now)).collect();
    Ok(Json(List::new(page.total, runs, &paging, page.next.is_some())))
}

/// `GET …/runs/{uuid}`.
pub(super) async fn get(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path((organization, project, uuid)): Place,
) -> Result<Json<Run>, Refusal> {
    let run = find(&edge, &actor, &organization, &project, &uuid).await?;
    Ok(Json(Run::whole(run, edge.platform.now())))
}

/// `PUT` and `PATCH …/runs/{uuid}`. With `merge`, tags are added to those there are.
pub(super) async fn update(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path((organization, project, uuid)): Place,
    Body(changes): Body<Changes>,
) -> Result<Json<Run>, Refusal> {
    let run = find(&edge, &actor, &organization, &project, &uuid).await?.summary;
    let Changes { name, description, tags, merge } = changes;
    let tags = tags.map(|tags| if merge.unwrap_or_default() { with(run.tags, tags) } else { tags });
    platform::runs::update(&edge.platform, &actor, run.id, RunChanges { name, description, tags }).await?;
    whole(&edge, &actor, run.id).await
}

fn with(mut tags: Vec<String>, more: Vec<String>) -> Vec<String> {
    for tag in more {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// `POST …/runs/tag`: several; the tags are added.
pub(super) async fn tag_several(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path((organization, project)): Path<(String, String)>,
    Body(Tagging { uuids, tags }): Body<Tagging>,
) -> Result<StatusCode, Refusal> {
    for uuid in uuids {
        let run = find(&edge, &actor, &organization, &project, &uuid).await?.summary;
        let changes = RunChanges { tags: Some(with(run.tags, tags.clone())), ..RunChanges::default() };
        platform::runs::update(&edge.platform, &actor, run.id, changes).await?;
    }
    Ok(StatusCode::OK)
}

/// `DELETE …/runs/{uuid}`.
pub(super) async fn delete(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path((organization, project, uuid)): Place,
) -> Result<StatusCode, Refusal> {
    let run = find(&edge, &actor, &organization, &project, &uuid).await?;
    platform::runs::delete(&edge.platform, &actor, run.summary.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET …/runs/{uuid}/statuses`.
pub(super) async fn statuses(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path((organization, project, uuid)): Place,
) -> Result<Json<Statuses>, Refusal> {
    Ok(Json(find(&edge, &actor, &organization, &project, &uuid).await?.into()))
}

/// `GET …/runs/{uuid}/settings` and `…/namespace`.
pub(super) async fn settings(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path((organization, project, uuid)): Place,
) -> Result<Json<Settings>, Refusal> {
    let run = find(&edge, &actor, &organization, &project, &uuid).await?;
    Ok(Json(Settings { namespace: run.cluster }))
}

/// `POST …/runs/{uuid}/stop`. A run that is over stays as it is.
pub(super) async fn stop(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path((organization, project, uuid)): Place,
) -> Result<StatusCode, Refusal> {
    let run = find(&edge, &actor, &organization, &project, &uuid).await?;
    stop_one(&edge, &actor, &run).await?;
    Ok(StatusCode::OK)
}

async fn stop_one(edge: &Edge, actor: &Actor, run: &RunDetail) -> Result<(), ApiError> {
    if !run.summary.status.is_done() {
        platform::runs::stop(&edge.platform, actor, run.summary.id).await?;
    }
    Ok(())
}

/// `POST …/runs/{uuid}/approve`.
pub(super) async fn approve(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path((organization, project, uuid)): Place,
) -> Result<StatusCode, Refusal> {
    let run = find(&edge, &actor, &organization, &project, &uuid).await?;
    platform::runs::approve(&edge.platform, &actor, run.summary.id).await?;
    Ok(StatusCode::OK)
}

/// `POST …/runs/{uuid}/restart`.
pub(super) async fn restart(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path((organization, project, uuid)): Place,
) -> Result<(StatusCode, Json<Run>), Refusal> {
    let run = find(&edge, &actor, &organization, &project, &uuid).await?;
    let new = platform::runs::restart(&edge.platform, &actor, run.summary.id).await?;
    whole(&edge, &actor, new.id).await.map(|run| (StatusCode::CREATED, run))
}

/// `POST …/runs/{uuid}/copy`.
pub(super) async fn copy(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path((organization, project, uuid)): Place,
) -> Result<(StatusCode, Json<Run>), Refusal> {
    let run = find(&edge, &actor, &organization, &project, &uuid).await?;
    let new = platform::runs::copy(&edge.platform, &actor, run.summary.id).await?;
    whole(&edge, &actor, new.id).await.map(|run| (StatusCode::CREATED, run))
}

/// `POST …/runs/stop`: several.
pub(super) async fn stop_several(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path((organization, project)): Path<(String, String)>,
    Body(Uuids { uuids }): Body<Uuids>,
) -> Result<StatusCode, Refusal> {
    for uuid in uuids {
        let run = find(&edge, &actor, &organization, &project, &uuid).await?;
        stop_one(&edge, &actor, &run).await?;
    }
    Ok(StatusCode::OK)
}

/// `DELETE …/runs/delete`: several.
pub(super) async fn delete_several(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path((organization, project)): Path<(String, String)>,
    Body(Uuids { uuids }): Body<Uuids>,
) -> Result<StatusCode, Refusal> {
    for uuid in uuids {
        let run = find(&edge, &actor, &organization, &project, &uuid).await?;
        platform::runs::delete(&edge.platform, &actor, run.summary.id).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
