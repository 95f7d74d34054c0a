//! What is done to one run.

use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;

use super::{Body, Edge, Found, Refusal, objects::Run, runs::whole};

/// `POST …/stop`. A run that is over stays as it is.
pub(super) async fn stop(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<StatusCode, Refusal> {
    if !run.status.is_done() {
        platform::runs::stop(&edge.platform, &actor, run.id).await?;
    }
    Ok(StatusCode::OK)
}

/// `POST …/approve`.
pub(super) async fn approve(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<StatusCode, Refusal> {
    platform::runs::approve(&edge.platform, &actor, run.id).await?;
    Ok(StatusCode::OK)
}

/// `POST …/skip`. A run that is over stays as it is.
pub(super) async fn skip(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<StatusCode, Refusal> {
    if !run.status.is_done() {
        platform::runs::skip(&edge.platform, &actor, run.id).await?;
    }
    Ok(StatusCode::OK)
}

/// `POST …/restart`.
pub(super) async fn restart(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<(StatusCode, Json<Run>), Refusal> {
    let new = platform::runs::restart(&edge.platform, &actor, run.id).await?;
    whole(&edge, &actor, new.id).await.map(|run| (StatusCode::CREATED, run))
}

/// `POST …/copy`.
pub(super) async fn copy(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<(StatusCode, Json<Run>), Refusal> {
    let new = platform::runs::copy(&edge.platform, &actor, run.id).await?;
    whole(&edge, &actor, new.id).await.map(|run| (StatusCode::CREATED, run))
}

/// `POST …/resume`.
pub(super) async fn resume(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<Json<Run>, Refusal> {
    platform::runs::resume(&edge.platform, &actor, run.id).await?;
    whole(&edge, &actor, run.id).await
}

/// `POST …/invalidate`.
pub(super) async fn invalidate(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<StatusCode, Refusal> {
    platform::runs::invalidate(&edge.platform, &actor, run.id).await?;
    Ok(StatusCode::OK)
}

/// Where a run is to go.
#[derive(Deserialize)]
pub(super) struct Target {
    project: String,
}

/// `POST …/transfer`.
pub(super) async fn transfer(
    State(edge): State<Edge>,
    Found { actor, run }: Found,
    Body(Target { project }): Body<Target>,
) -> Result<StatusCode, Refusal> {
    platform::runs::transfer(&edge.platform, &actor, run.id, &project).await?;
    Ok(StatusCode::OK)
}

/// `POST …/archive`.
pub(super) async fn archive(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<StatusCode, Refusal> {
    platform::runs::archive(&edge.platform, &actor, run.id).await?;
    Ok(StatusCode::OK)
}

/// `POST …/restore`.
pub(super) async fn restore(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<StatusCode, Refusal> {
    platform::runs::restore(&edge.platform, &actor, run.id).await?;
    Ok(StatusCode::OK)
}

/// `POST …/bookmark`.
pub(super) async fn bookmark(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<StatusCode, Refusal> {
    platform::runs::bookmark(&edge.platform, &actor, run.id, true).await?;
    Ok(StatusCode::OK)
}

/// `DELETE …/unbookmark`.
pub(super) async fn unbookmark(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<StatusCode, Refusal> {
    platform::runs::bookmark(&edge.platform, &actor, run.id, false).await?;
    Ok(StatusCode::NO_CONTENT)
}
