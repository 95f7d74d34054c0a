//! A run's statuses.

use axum::{Json, extract::State};
use domain::{ApiError, Status};
use serde::Deserialize;

use super::{Body, Edge, Found, Refusal, objects::Statuses};

/// `v1EntityStatusBodyRequest`.
#[derive(Deserialize)]
pub(super) struct NewStatus {
    condition: Condition,
}

#[derive(Deserialize)]
struct Condition {
    #[serde(rename = "type")]
    status: String,
    reason: Option<String>,
    message: Option<String>,
}

/// `GET …/runs/{uuid}/statuses`.
pub(super) async fn get(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<Json<Statuses>, Refusal> {
    Ok(Json(platform::runs::get(&edge.platform, &actor, run.id).await?.into()))
}

/// `POST …/runs/{uuid}/statuses`.
pub(super) async fn create(
    State(edge): State<Edge>,
    Found { actor, run }: Found,
    Body(NewStatus { condition }): Body<NewStatus>,
) -> Result<Json<Statuses>, Refusal> {
    let status: Status = condition.status.parse().map_err(|error| ApiError::field("condition.type", format!("{error}")))?;
    let said = (status, condition.reason.unwrap_or_default(), condition.message.unwrap_or_default());
    platform::runs::set_status(&edge.platform, &actor, run.id, said).await?;
    Ok(Json(platform::runs::get(&edge.platform, &actor, run.id).await?.into()))
}
