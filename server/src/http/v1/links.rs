//! The addresses of pages that the client prints for people: they lead to our own.

use axum::response::Redirect;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Edge, Path, Refusal};

pub(super) fn routes() -> OpenApiRouter<Edge> {
    OpenApiRouter::new().routes(routes!(project)).routes(routes!(run))
}

/// The page of a project.
#[utoipa::path(get, path = "/ui/{owner}/{project}/", responses((status = 303)))]
pub(super) async fn project(Path((organization, name)): Path<(String, String)>) -> Result<Redirect, Refusal> {
    // Names are letters, digits, `-` and `_`; anything else is none, and must not end up in a header.
    let is_name =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if !(is_name(&organization) && is_name(&name)) {
        return Err(domain::ApiError::not_found("project").into());
    }
    Ok(Redirect::to(&app::routes::project(&organization, &name)))
}

/// The page of a run.
#[utoipa::path(get, path = "/ui/{owner}/{project}/runs/{uuid}/", responses((status = 303)))]
pub(super) async fn run(Path((_, _, uuid)): Path<(String, String, String)>) -> Result<Redirect, Refusal> {
    let run = uuid.parse().map_err(|_| domain::ApiError::not_found("run"))?;
    Ok(Redirect::to(&app::routes::run(run)))
}
