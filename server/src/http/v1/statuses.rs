//! A run's statuses.

use axum::{Json, extract::State};
use domain::{ApiError, Status};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Body, Edge, Found, Refusal, objects::Statuses};

pub(super) fn routes() -> OpenApiRouter<Edge> {
    OpenApiRouter::new().routes(routes!(get, create))
}

/// `v1EntityStatusBodyRequest`.
#[derive(Deserialize, ToSchema)]
#[schema(as = EntityStatusBody)]
pub(super) struct NewStatus {
    condition: Condition,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = NewCondition)]
struct Condition {
    #[serde(rename = "type")]
    status: String,
    reason: Option<String>,
    message: Option<String>,
}

/// What has become of a run so far.
#[utoipa::path(get, path = "/api/v1/{owner}/{project}/runs/{uuid}/statuses", responses((status = 200, body = Statuses)))]
pub(super) async fn get(State(edge): State<Edge>, Found { actor, run }: Found) -> Result<Json<Statuses>, Refusal> {
    Ok(Json(platform::runs::get(&edge.platform, &actor, run.id).await?.into()))
}

/// Says what has become of a run.
///
/// Whatever Orrery runs itself needs nobody to.
#[utoipa::path(
    post,
    path = "/api/v1/{owner}/{project}/runs/{uuid}/statuses",
    request_body = NewStatus,
    responses((status = 200, body = Statuses))
)]
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
