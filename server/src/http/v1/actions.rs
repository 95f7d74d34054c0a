//! What is done to one run.

use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Body, Edge, Found, Refusal, objects::RunDetail, runs::whole};

pub(super) fn routes() -> OpenApiRouter<Edge> {
    OpenApiRouter::new()
        .routes(routes!(approve))
        .routes(routes!(archive))
        .routes(routes!(bookmark))
        .routes(routes!(copy))
        .routes(routes!(invalidate))
        .routes(routes!(restart))
        .routes(routes!(restore))
        .routes(routes!(resume))
        .routes(routes!(skip))
        .routes(routes!(stop))
        .routes(routes!(transfer))
        .routes(routes!(unbookmark))
}

/// Stops a run; one that is over stays as it is.
#[utoipa::path(post, path = "/api/v1/{owner}/{project}/runs/{uuid}/stop", responses((status = 200)))]
pub(super) async fn stop(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<StatusCode, Refusal> {
    if !run.status.is_done() {
        platform::runs::stop(&edge.platform, &actor, run.id).await?;
    }
    Ok(StatusCode::OK)
}

/// Approves a run that waits for it.
#[utoipa::path(post, path = "/api/v1/{owner}/{project}/runs/{uuid}/approve", responses((status = 200)))]
pub(super) async fn approve(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<StatusCode, Refusal> {
    platform::runs::approve(&edge.platform, &actor, run.id).await?;
    Ok(StatusCode::OK)
}

/// Skips a run; one that is over stays as it is.
#[utoipa::path(post, path = "/api/v1/{owner}/{project}/runs/{uuid}/skip", responses((status = 200)))]
pub(super) async fn skip(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<StatusCode, Refusal> {
    if !run.status.is_done() {
        platform::runs::skip(&edge.platform, &actor, run.id).await?;
    }
    Ok(StatusCode::OK)
}

/// Runs the same again, as a new run.
#[utoipa::path(post, path = "/api/v1/{owner}/{project}/runs/{uuid}/restart", responses((status = 201, body = RunDetail)))]
pub(super) async fn restart(
    State(edge): State<Edge>,
    Found { actor, run }: Found,
) -> Result<(StatusCode, Json<RunDetail>), Refusal> {
    let new = platform::runs::restart(&edge.platform, &actor, run.id).await?;
    whole(&edge, &actor, new.id).await.map(|run| (StatusCode::CREATED, run))
}

/// Runs the same again, as a new run that begins with the artifacts of this one.
#[utoipa::path(post, path = "/api/v1/{owner}/{project}/runs/{uuid}/copy", responses((status = 201, body = RunDetail)))]
pub(super) async fn copy(
    State(edge): State<Edge>,
    Found { actor, run }: Found,
) -> Result<(StatusCode, Json<RunDetail>), Refusal> {
    let new = platform::runs::copy(&edge.platform, &actor, run.id).await?;
    whole(&edge, &actor, new.id).await.map(|run| (StatusCode::CREATED, run))
}

/// Goes on with a run that is over, as the same run.
#[utoipa::path(post, path = "/api/v1/{owner}/{project}/runs/{uuid}/resume", responses((status = 200, body = RunDetail)))]
pub(super) async fn resume(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<Json<RunDetail>, Refusal> {
    platform::runs::resume(&edge.platform, &actor, run.id).await?;
    whole(&edge, &actor, run.id).await
}

/// Marks a run as one whose results nothing may use again.
#[utoipa::path(post, path = "/api/v1/{owner}/{project}/runs/{uuid}/invalidate", responses((status = 200)))]
pub(super) async fn invalidate(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<StatusCode, Refusal> {
    platform::runs::invalidate(&edge.platform, &actor, run.id).await?;
    Ok(StatusCode::OK)
}

/// Where a run is to go.
#[derive(Deserialize, ToSchema)]
#[schema(as = RunTransfer)]
pub(super) struct Target {
    project: String,
}

/// Moves a run to another project of the organization.
#[utoipa::path(post, path = "/api/v1/{owner}/{project}/runs/{uuid}/transfer", request_body = Target, responses((status = 200)))]
pub(super) async fn transfer(
    State(edge): State<Edge>,
    Found { actor, run }: Found,
    Body(Target { project }): Body<Target>,
) -> Result<StatusCode, Refusal> {
    platform::runs::transfer(&edge.platform, &actor, run.id, &project).await?;
    Ok(StatusCode::OK)
}

/// Archives a run.
#[utoipa::path(post, path = "/api/v1/{owner}/{project}/runs/{uuid}/archive", responses((status = 200)))]
pub(super) async fn archive(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<StatusCode, Refusal> {
    platform::runs::archive(&edge.platform, &actor, run.id).await?;
    Ok(StatusCode::OK)
}

/// Takes a run out of the archive.
#[utoipa::path(post, path = "/api/v1/{owner}/{project}/runs/{uuid}/restore", responses((status = 200)))]
pub(super) async fn restore(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<StatusCode, Refusal> {
    platform::runs::restore(&edge.platform, &actor, run.id).await?;
    Ok(StatusCode::OK)
}

/// Bookmarks a run, for whoever asks.
#[utoipa::path(post, path = "/api/v1/{owner}/{project}/runs/{uuid}/bookmark", responses((status = 200)))]
pub(super) async fn bookmark(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<StatusCode, Refusal> {
    platform::runs::bookmark(&edge.platform, &actor, run.id, true).await?;
    Ok(StatusCode::OK)
}

/// Takes the bookmark of a run away.
#[utoipa::path(delete, path = "/api/v1/{owner}/{project}/runs/{uuid}/unbookmark", responses((status = 204)))]
pub(super) async fn unbookmark(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<StatusCode, Refusal> {
    platform::runs::bookmark(&edge.platform, &actor, run.id, false).await?;
    Ok(StatusCode::NO_CONTENT)
}
