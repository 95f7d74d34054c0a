//! One's own API tokens.

use axum::{Json, extract::State, http::StatusCode};
use domain::{
    ApiError, Scope, TokenId,
    permissions::Via,
    tokens::{NewToken, TokenSummary},
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Body, Caller, Edge, List, Paging, Path, Query, Refusal, objects::Token};

pub(super) fn routes() -> OpenApiRouter<Edge> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, delete))
}

/// `v1Token`, as far as a client decides it.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewToken)]
pub(super) struct Wish {
    #[schema(min_length = 1)]
    name: Option<String>,
    /// All that whoever asks has themselves, when it is left out.
    #[schema(value_type = Option<Vec<String>>)]
    scopes: Option<Vec<Scope>>,
    /// In days.
    #[schema(minimum = 1, maximum = 3_650)]
    expiration: Option<u32>,
}

/// One's own API tokens.
#[utoipa::path(get, path = "/api/v1/users/tokens", params(Paging), responses((status = 200, body = List<Token>)))]
pub(super) async fn list(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Query(paging): Query<Paging>,
) -> Result<Json<List<Token>>, Refusal> {
    paging.newest_of_all()?;
    let tokens = platform::tokens::list(&edge.platform, &actor).await?;
    Ok(paging.part_of(tokens.into_iter().map(Token::from))?)
}

/// Makes an API token.
///
/// The answer is the only place where the token itself is ever shown.
#[utoipa::path(post, path = "/api/v1/users/tokens", request_body = Wish, responses((status = 201, body = Token)))]
pub(super) async fn create(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Body(wish): Body<Wish>,
) -> Result<(StatusCode, Json<Token>), Refusal> {
    let new = NewToken {
        name: wish.name.unwrap_or_default(),
        scopes: wish.scopes.unwrap_or_else(|| match &actor.via {
            Via::Token { scopes } => scopes.clone(),
            Via::Session { .. } | Via::CommandLine => Scope::ALL.to_vec(),
        }),
        expires_in_days: wish.expiration,
    };
    let created = platform::tokens::create(&edge.platform, &actor, new).await?;
    Ok((StatusCode::CREATED, Json(created.into())))
}

/// One of one's own API tokens.
#[utoipa::path(get, path = "/api/v1/users/tokens/{uuid}", responses((status = 200, body = Token)))]
pub(super) async fn get(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path(uuid): Path<String>,
) -> Result<Json<Token>, Refusal> {
    let id = id(&uuid)?;
    let tokens = platform::tokens::list(&edge.platform, &actor).await?;
    let token: Option<TokenSummary> = tokens.into_iter().find(|token| token.id == id);
    Ok(Json(token.ok_or_else(|| ApiError::not_found("token"))?.into()))
}

/// Deletes one of one's own API tokens, which works no more.
#[utoipa::path(delete, path = "/api/v1/users/tokens/{uuid}", responses((status = 204)))]
pub(super) async fn delete(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path(uuid): Path<String>,
) -> Result<StatusCode, Refusal> {
    platform::tokens::delete(&edge.platform, &actor, id(&uuid)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn id(uuid: &str) -> Result<TokenId, ApiError> {
    uuid.parse().map_err(|_| ApiError::not_found("token"))
}
