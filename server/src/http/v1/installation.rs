//! What the client asks before anything else: which server this is, and which clients it works with.

use std::sync::LazyLock;

use axum::{Json, extract::State, response::IntoResponse};
use http::header;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Edge, Refusal, openapi};

/// Whose paths and objects these are.
const VERSION: &str = "2.18.0";

pub(super) fn routes() -> OpenApiRouter<Edge> {
    OpenApiRouter::new()
        .routes(routes!(get))
        .routes(routes!(compatibility))
        .routes(routes!(log_handler))
        .routes(routes!(openapi::openapi))
        .routes(routes!(polyaxonfile_schema))
}

/// `v1Installation`.
#[derive(Serialize, ToSchema)]
pub(super) struct Installation {
    /// The same for as long as its database lives.
    key: String,
    /// Of the interface.
    version: &'static str,
    dist: &'static str,
    mode: &'static str,
}

/// `v1Compatibility`.
#[derive(Serialize, ToSchema)]
pub(super) struct Compatibility {
    cli: Versions,
    platform: Versions,
    agent: Versions,
    ui: Versions,
}

#[derive(Clone, Copy, Serialize, ToSchema)]
struct Versions {
    min: &'static str,
    latest: &'static str,
}

/// `v1LogHandler`.
#[derive(Serialize, ToSchema)]
pub(super) struct LogHandler {}

/// Which server this is.
///
/// With `ee` Polyaxon's client signs in and asks us for components; with any other it would ask Polyaxon's own cloud.
#[utoipa::path(get, path = "/api/v1/installation", responses((status = 200, body = Installation)))]
pub(super) async fn get(State(edge): State<Edge>) -> Result<Json<Installation>, Refusal> {
    let key = platform::installation::key(&edge.platform).await?;
    Ok(Json(Installation { key, version: VERSION, dist: "ee", mode: "production" }))
}

/// Which clients work with this server.
#[utoipa::path(get, path = "/api/v1/compatibility/{uuid}/{version}/{service}", responses((status = 200, body = Compatibility)))]
pub(super) async fn compatibility() -> Json<Compatibility> {
    let all = Versions { min: "2.0.0", latest: VERSION };
    Json(Compatibility { cli: all, platform: all, agent: all, ui: all })
}

/// Where clients may report their own errors: to nobody.
#[utoipa::path(get, path = "/api/v1/log_handler", responses((status = 200, body = LogHandler)))]
pub(super) async fn log_handler() -> Json<LogHandler> {
    Json(LogHandler {})
}

/// The JSON Schema of polyaxonfiles, which editors complete by.
#[utoipa::path(
    get,
    path = "/api/v1/polyaxonfile.schema.json",
    responses((status = 200, body = Object, content_type = "application/schema+json")),
)]
pub(super) async fn polyaxonfile_schema() -> impl IntoResponse {
    static TEXT: LazyLock<String> = LazyLock::new(|| spec::schema().to_string());
    ([(header::CONTENT_TYPE, "application/schema+json")], TEXT.as_str())
}
