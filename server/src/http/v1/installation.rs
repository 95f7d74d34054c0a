//! What the client asks before anything else: which server this is, and which clients it works with.

use axum::{Json, extract::State};
use serde_json::{Value, json};

use super::{Edge, Refusal};

/// Whose paths and objects these are.
const VERSION: &str = "2.18.0";

/// `GET /api/v1/installation`. With `ee` the client signs in and asks us for components; with any other it would ask Polyaxon's own cloud.
pub(super) async fn get(State(edge): State<Edge>) -> Result<Json<Value>, Refusal> {
    let key = platform::installation::key(&edge.platform).await?;
    Ok(Json(json!({ "key": key, "version": VERSION, "dist": "ee", "mode": "production" })))
}

/// `GET /api/v1/compatibility/{uuid}/{version}/{service}`.
pub(super) async fn compatibility() -> Json<Value> {
    let range = json!({ "min": "2.0.0", "latest": VERSION });
    Json(json!({ "cli": range, "platform": range, "agent": range, "ui": range }))
}

/// `GET /api/v1/log_handler`: clients report their own errors to nobody.
pub(super) async fn log_handler() -> Json<Value> {
    Json(json!({}))
}
