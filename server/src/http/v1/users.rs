//! Signing in with a client, and who is signed in.

use axum::{Extension, Json, extract::State};
use domain::users::SignIn;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Body, Caller, Edge, Refusal, objects::User};
use crate::http::visitors::Visitor;

pub(super) fn routes() -> OpenApiRouter<Edge> {
    OpenApiRouter::new().routes(routes!(sign_in)).routes(routes!(get))
}

/// `v1Credentials`.
#[derive(Deserialize, ToSchema)]
pub(super) struct Credentials {
    /// Or an address.
    #[schema(min_length = 1)]
    username: String,
    #[schema(min_length = 1)]
    password: String,
}

/// `v1Auth`.
#[derive(Serialize, ToSchema)]
#[schema(as = Auth)]
pub(super) struct SignedIn {
    token: String,
}

/// An API token for a name and a password.
#[utoipa::path(post, path = "/api/v1/auth/token", request_body = Credentials, responses((status = 200, body = SignedIn)))]
pub(super) async fn sign_in(
    State(edge): State<Edge>,
    Extension(visitor): Extension<Visitor>,
    Body(Credentials { username, password }): Body<Credentials>,
) -> Result<Json<SignedIn>, Refusal> {
    let form = SignIn { username, password };
    let created = platform::tokens::create_for_client(&edge.platform, &visitor.client, form).await?;
    Ok(Json(SignedIn { token: created.secret }))
}

/// Whoever asks.
#[utoipa::path(get, path = "/api/v1/users", responses((status = 200, body = User)))]
pub(super) async fn get(Caller(actor): Caller) -> Json<User> {
    Json(platform::users::viewer(&actor).into())
}
