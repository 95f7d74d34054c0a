//! Runs: made, listed, looked at, stopped, done again, deleted.

use axum::{Json, extract::State, http::StatusCode};
use domain::{
    ApiError, RunId,
    permissions::Actor,
    runs::{Pending, RunChanges, RunFilter, RunSummary, SubmitRun},
};
use serde::Deserialize;

use super::{
    Body, Caller, Edge, Found, List, Paging, Path, Place, Query, Refusal,
    objects::{Run, Settings, Statuses},
};

/// How many runs one request may be about.
const MOST: usize = 1_000;

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

/// The runs of these ids, all of which must be where the address says.
async fn find_all(edge: &Edge, actor: &Actor, place: &Place, uuids: &[String]) -> Result<Vec<RunSummary>, ApiError> {
    if uuids.len() > MOST {
        return Err(ApiError::field("uuids", format!("are more than {MOST}")));
    }
    let none = || ApiError::not_found("run");
    let ids = uuids.iter().map(|uuid| uuid.parse().map_err(|_| none())).collect::<Result<Vec<RunId>, _>>()?;
    let runs = platform::runs::summaries(&edge.platform, actor, ids).await?;
    if runs.iter().all(|run| place.holds(run)) { Ok(runs) } else { Err(none()) }
}

fn ids(runs: &[RunSummary]) -> Vec<RunId> {
    runs.iter().map(|run| run.id).collect()
}

/// `POST /api/v1/{owner}/{project}/runs`.
pub(super) async fn create(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path(Place { owner, project }): Path<Place>,
    Body(new): Body<NewRun>,
) -> Result<(StatusCode, Json<Run>), Refusal> {
    let request = SubmitRun {
        organization: owner,
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
    Path(Place { owner, project }): Path<Place>,
    Query(paging): Query<Paging>,
) -> Result<Json<List<Run>>, Refusal> {
    paging.check()?;
    let filter = RunFilter {
        organization: Some(owner),
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
pub(super) async fn get(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<Json<Run>, Refusal> {
    whole(&edge, &actor, run.id).await
}

/// `PUT` and `PATCH …/runs/{uuid}`. With `merge`, tags are added to those there are.
pub(super) async fn update(
    State(edge): State<Edge>,
    Found { actor, run }: Found,
    Body(Changes { name, description, tags, merge }): Body<Changes>,
) -> Result<Json<Run>, Refusal> {
    let (tags, more_tags) = if merge.unwrap_or_default() { (None, tags.unwrap_or_default()) } else { (tags, Vec::new()) };
    platform::runs::update(&edge.platform, &actor, run.id, RunChanges { name, description, tags, more_tags }).await?;
    whole(&edge, &actor, run.id).await
}

/// `DELETE …/runs/{uuid}`.
pub(super) async fn delete(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<StatusCode, Refusal> {
    platform::runs::delete(&edge.platform, &actor, run.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET …/runs/{uuid}/statuses`.
pub(super) async fn statuses(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<Json<Statuses>, Refusal> {
    Ok(Json(platform::runs::get(&edge.platform, &actor, run.id).await?.into()))
}

/// `GET …/runs/{uuid}/settings` and `…/namespace`.
pub(super) async fn settings(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<Json<Settings>, Refusal> {
    let run = platform::runs::get(&edge.platform, &actor, run.id).await?;
    Ok(Json(Settings { namespace: run.cluster }))
}

/// `POST …/runs/{uuid}/stop`. A run that is over stays as it is.
pub(super) async fn stop(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<StatusCode, Refusal> {
    if !run.status.is_done() {
        platform::runs::stop(&edge.platform, &actor, run.id).await?;
    }
    Ok(StatusCode::OK)
}

/// `POST …/runs/{uuid}/approve`.
pub(super) async fn approve(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<StatusCode, Refusal> {
    platform::runs::approve(&edge.platform, &actor, run.id).await?;
    Ok(StatusCode::OK)
}

/// `POST …/runs/{uuid}/restart`.
pub(super) async fn restart(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<(StatusCode, Json<Run>), Refusal> {
    let new = platform::runs::restart(&edge.platform, &actor, run.id).await?;
    whole(&edge, &actor, new.id).await.map(|run| (StatusCode::CREATED, run))
}

/// `POST …/runs/{uuid}/copy`.
pub(super) async fn copy(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<(StatusCode, Json<Run>), Refusal> {
    let new = platform::runs::copy(&edge.platform, &actor, run.id).await?;
    whole(&edge, &actor, new.id).await.map(|run| (StatusCode::CREATED, run))
}

/// `POST …/runs/stop`: several; those that are over stay as they are.
pub(super) async fn stop_several(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path(place): Path<Place>,
    Body(Uuids { uuids }): Body<Uuids>,
) -> Result<StatusCode, Refusal> {
    let mut runs = find_all(&edge, &actor, &place, &uuids).await?;
    runs.retain(|run| !run.status.is_done());
    platform::runs::stop_several(&edge.platform, &actor, &ids(&runs)).await?;
    Ok(StatusCode::OK)
}

/// `DELETE …/runs/delete`: several.
pub(super) async fn delete_several(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path(place): Path<Place>,
    Body(Uuids { uuids }): Body<Uuids>,
) -> Result<StatusCode, Refusal> {
    let runs = find_all(&edge, &actor, &place, &uuids).await?;
    platform::runs::delete_several(&edge.platform, &actor, &ids(&runs)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST …/runs/tag`: several; the tags are added.
pub(super) async fn tag_several(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path(place): Path<Place>,
    Body(Tagging { uuids, tags }): Body<Tagging>,
) -> Result<StatusCode, Refusal> {
    let runs = find_all(&edge, &actor, &place, &uuids).await?;
    platform::runs::tag_several(&edge.platform, &actor, &ids(&runs), &tags).await?;
    Ok(StatusCode::OK)
}
