//! Signing in with a client, and who is signed in.

use axum::{Extension, Json, extract::State};
use domain::users::SignIn;
use serde_json::{Value, json};

use super::{Body, Caller, Edge, Refusal, objects::User};
use crate::http::visitors::Visitor;

/// `POST /api/v1/auth/token`: an API token for a name and a password.
pub(super) async fn sign_in(
    State(edge): State<Edge>,
    Extension(visitor): Extension<Visitor>,
    Body(form): Body<SignIn>,
) -> Result<Json<Value>, Refusal> {
    let created = platform::tokens::create_for_client(&edge.platform, &visitor.client, form).await?;
    Ok(Json(json!({ "token": created.secret })))
}

/// `GET /api/v1/users`.
pub(super) async fn get(Caller(actor): Caller) -> Json<User> {
    Json(platform::users::viewer(&actor).into())
}
