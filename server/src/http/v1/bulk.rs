//! What is done to several runs of a project.

use axum::{extract::State, http::StatusCode};
use domain::{ApiError, RunId, permissions::Actor, runs::RunSummary};
use platform::runs::Action;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Body, Caller, Edge, Path, Place, Refusal};

pub(super) fn routes() -> OpenApiRouter<Edge> {
    OpenApiRouter::new()
        .routes(routes!(approve))
        .routes(routes!(archive))
        .routes(routes!(bookmark))
        .routes(routes!(delete))
        .routes(routes!(invalidate))
        .routes(routes!(restore))
        .routes(routes!(skip))
        .routes(routes!(stop))
        .routes(routes!(tag))
        .routes(routes!(transfer))
}

/// How many runs one request may be about.
const MOST: usize = 1_000;

/// `v1Uuids`.
#[derive(Deserialize, ToSchema)]
#[schema(as = Uuids)]
pub(super) struct Uuids {
    uuids: Vec<String>,
}

/// `v1EntitiesTags`.
#[derive(Deserialize, ToSchema)]
#[schema(as = EntitiesTags)]
pub(super) struct Tagging {
    uuids: Vec<String>,
    tags: Vec<String>,
}

/// `v1EntitiesTransfer`.
#[derive(Deserialize, ToSchema)]
#[schema(as = EntitiesTransfer)]
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
    ($($method:ident $name:ident: $action:ident, $done:literal, $about:literal;)*) => {
        $(
            #[doc = $about]
            #[utoipa::path(
                $method,
                path = concat!("/api/v1/{owner}/{project}/runs/", stringify!($name)),
                request_body = Uuids,
                responses((status = $done))
            )]
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
    post approve: Approve, 200, "Approves runs that wait for it.";
    post archive: Archive, 200, "Archives runs.";
    post bookmark: Bookmark, 200, "Bookmarks runs, for whoever asks.";
    delete delete: Delete, 204, "Deletes runs with their logs and artifacts.";
    post invalidate: Invalidate, 200, "Marks runs as ones whose results nothing may use again.";
    post restore: Restore, 200, "Takes runs out of the archive.";
    post skip: Skip, 200, "Skips runs; those that are over stay as they are.";
    post stop: Stop, 200, "Stops runs; those that are over stay as they are.";
}

/// Adds tags to runs.
#[utoipa::path(post, path = "/api/v1/{owner}/{project}/runs/tag", request_body = Tagging, responses((status = 200)))]
pub(super) async fn tag(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path(place): Path<Place>,
    Body(Tagging { uuids, tags }): Body<Tagging>,
) -> Result<StatusCode, Refusal> {
    all(&edge, &actor, &place, &uuids, Action::Tag(tags)).await
}

/// Moves runs to another project of the organization.
#[utoipa::path(post, path = "/api/v1/{owner}/{project}/runs/transfer", request_body = Transfer, responses((status = 200)))]
pub(super) async fn transfer(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path(place): Path<Place>,
    Body(Transfer { uuids, project }): Body<Transfer>,
) -> Result<StatusCode, Refusal> {
    all(&edge, &actor, &place, &uuids, Action::Transfer(project)).await
}
