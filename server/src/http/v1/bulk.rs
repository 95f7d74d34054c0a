//! What is done to several runs of a project.

use axum::{extract::State, http::StatusCode};
use domain::{ApiError, RunId, permissions::Actor, runs::RunSummary};
use platform::runs::Action;
use serde::Deserialize;

use super::{Body, Caller, Edge, Path, Place, Refusal};

/// How many runs one request may be about.
const MOST: usize = 1_000;

/// `v1Uuids`.
#[derive(Deserialize)]
pub(super) struct Uuids {
    uuids: Vec<String>,
}

/// `v1EntitiesTags`.
#[derive(Deserialize)]
pub(super) struct Tagging {
    uuids: Vec<String>,
    tags: Vec<String>,
}

/// `v1EntitiesTransfer`.
#[derive(Deserialize)]
pub(super) struct Transfer {
    uuids: Vec<String>,
    project: String,
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

/// Does it to all of them; to stop or to skip a run that is over changes nothing.
async fn all(edge: &Edge, actor: &Actor, place: &Place, uuids: &[String], action: Action) -> Result<StatusCode, Refusal> {
    let mut runs = find_all(edge, actor, place, uuids).await?;
    if matches!(action, Action::Stop | Action::Skip) {
        runs.retain(|run| !run.status.is_done());
    }
    let ids: Vec<RunId> = runs.iter().map(|run| run.id).collect();
    let status = if action == Action::Delete { StatusCode::NO_CONTENT } else { StatusCode::OK };
    platform::runs::several(&edge.platform, actor, &ids, action).await?;
    Ok(status)
}

macro_rules! bulk {
    ($($name:ident: $action:ident),* $(,)?) => {
        $(
            #[doc = concat!("`…/runs/", stringify!($name), "`.")]
            pub(super) async fn $name(
                State(edge): State<Edge>,
                Caller(actor): Caller,
                Path(place): Path<Place>,
                Body(Uuids { uuids }): Body<Uuids>,
            ) -> Result<StatusCode, Refusal> {
                all(&edge, &actor, &place, &uuids, Action::$action).await
            }
        )*
    };
}

bulk! {
    approve: Approve,
    archive: Archive,
    bookmark: Bookmark,
    delete: Delete,
    invalidate: Invalidate,
    restore: Restore,
    skip: Skip,
    stop: Stop,
}

/// `POST …/runs/tag`: the tags come to those there are.
pub(super) async fn tag(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path(place): Path<Place>,
    Body(Tagging { uuids, tags }): Body<Tagging>,
) -> Result<StatusCode, Refusal> {
    all(&edge, &actor, &place, &uuids, Action::Tag(tags)).await
}

/// `POST …/runs/transfer`.
pub(super) async fn transfer(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path(place): Path<Place>,
    Body(Transfer { uuids, project }): Body<Transfer>,
) -> Result<StatusCode, Refusal> {
    all(&edge, &actor, &place, &uuids, Action::Transfer(project)).await
}
