//! Who may use which route: the one table. What is not in it is for people who are signed in.

use axum::{
    extract::{MatchedPath, Request},
    http::{Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};
use domain::ApiError;

use super::visitors::Visitor;
use crate::http::failures::error_response;

pub(crate) const HEALTH: &str = "/healthz";
pub(crate) const EVENTS: &str = "/streams/events";
pub(crate) const RUN_LOGS: &str = "/streams/runs/{id}/logs";
pub(crate) const LOG_DOWNLOAD: &str = "/runs/{id}/logs/download";
/// The bytes of an artifact, for whoever is signed in.
pub(crate) const ARTIFACT: &str = "/runs/{id}/artifacts/raw";
/// An artifact that may hold scripts, for the frame that shows it.
pub(crate) const ARTIFACT_FRAME: &str = "/runs/{id}/artifacts/frame";
/// Where files are posted to.
pub(crate) const ARTIFACT_UPLOAD: &str = "/runs/{id}/artifacts/upload";
pub(crate) const FUNCTION: &str = "/api/fn/{name}";

/// Who may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Anybody.
    Public,
    /// Anybody who is signed in; `platform` decides the rest.
    SignedIn,
}

/// The routes for anybody: a health check, what it takes to come in, and frames, which ask for a ticket instead.
const PUBLIC: &[&str] = &[
    HEALTH,
    ARTIFACT_FRAME,
    "/login",
    "/setup",
    "/api/fn/sign_in",
    "/api/fn/complete_setup",
    "/api/v1/auth/token",
    "/api/v1/compatibility/{uuid}/{version}/{service}",
    "/api/v1/installation",
    "/api/v1/log_handler",
];

/// Who may use the route with this pattern (for a server function: with this path).
pub(crate) fn of(route: &str) -> Access {
    if PUBLIC.contains(&route) { Access::Public } else { Access::SignedIn }
}

/// Turns away whoever is not signed in where that is needed.
pub(crate) async fn check(request: Request, next: Next) -> Response {
    let pattern = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let route = if pattern == FUNCTION { request.uri().path() } else { pattern };
    let signed_in = request.extensions().get::<Visitor>().is_some_and(|visitor| visitor.actor.is_some());
    if signed_in || of(route) == Access::Public {
        return next.run(request).await;
    }
    let wants_page = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    if !wants_page {
        return error_response(&ApiError::unauthenticated());
    }
    let back = match *request.method() {
        Method::GET => request.uri().path_and_query().map_or("/", |path| path.as_str()),
        _ => "/",
    };
    let next_page: String = form_encode(back);
    (StatusCode::SEE_OTHER, Redirect::to(&format!("/login?next={next_page}"))).into_response()
}

fn form_encode(text: &str) -> String {
    let encoded = serde_urlencoded::to_string([("", text)]).unwrap_or_default();
    encoded.trim_start_matches('=').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_listed_is_not_public() {
        for route in ["/", "/runs", EVENTS, ARTIFACT, ARTIFACT_UPLOAD, "/api/fn/submit_run", "", "/healthz/", "/login/x"] {
            assert_eq!(of(route), Access::SignedIn, "{route}");
        }
    }

    #[test]
    fn the_way_back_is_encoded() {
        assert_eq!(form_encode("/runs?status=failed&name=a b"), "%2Fruns%3Fstatus%3Dfailed%26name%3Da+b");
    }
}
