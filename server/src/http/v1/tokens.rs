//! One's own API tokens.

use axum::{Json, extract::State, http::StatusCode};
use domain::{
    ApiError, Scope, TokenId,
    permissions::Via,
    tokens::{NewToken, TokenSummary},
};
use serde::Deserialize;

use super::{Body, Caller, Edge, List, Paging, Path, Query, Refusal, objects::Token};

/// `v1Token`, as far as a client decides it.
#[derive(Deserialize)]
pub(super) struct Wish {
    name: Option<String>,
    /// All that whoever asks has themselves, when it is left out.
    scopes: Option<Vec<Scope>>,
    /// In days.
    expiration: Option<u32>,
}

/// `GET /api/v1/users/tokens`.
pub(super) async fn list(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Query(paging): Query<Paging>,
) -> Result<Json<List<Token>>, Refusal> {
    paging.newest_of_all()?;
    let tokens = platform::tokens::list(&edge.platform, &actor).await?;
    let count = tokens.len() as u64;
    let (offset, limit) = (paging.offset.unwrap_or_default() as usize, paging.limit.map_or(usize::MAX, |limit| limit as usize));
    let page: Vec<Token> = tokens.into_iter().skip(offset).take(limit).map(Token::from).collect();
    let goes_on = (offset + page.len()) < usize::try_from(count).unwrap_or(usize::MAX);
    Ok(Json(List::new(count, page, &paging, goes_on)))
}

/// `POST /api/v1/users/tokens`: the answer is the only place where the token itself is ever shown.
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

/// `GET /api/v1/users/tokens/{uuid}`.
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

/// `DELETE /api/v1/users/tokens/{uuid}`.
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
