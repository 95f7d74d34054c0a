//! A run's statuses.

use axum::{Json, extract::State};
use domain::{ApiError, Status};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Body, Edge, Found, Recorded, Refusal, objects::Statuses};

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
pub(super) async fn get(Recorded(run): Recorded) -> Json<Statuses> {
    Json(Statuses::new(&run.row.summary, run.conditions))
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
    let (run, conditions) = platform::runs::set_status(&edge.platform, &actor, run.id, said).await?;
    Ok(Json(Statuses::new(&run, conditions)))
}
