//! Errors as answers: which status, which request it was, and what is said where no handler could word it: too large, too slow, or
//! our own fault.

use axum::{
    Json,
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use domain::{ApiError, ErrorCode, RequestId};
use serde::Serialize;
use uuid::Uuid;

/// The header that names a request: in the log, in the answer, on an error page.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names the request. Whatever name it came with is replaced: it would end up in our log.
pub(crate) fn new_request_id<B>(_: &http::Request<B>) -> Option<HeaderValue> {
    HeaderValue::from_str(&RequestId::from_uuid(Uuid::now_v7()).to_string()).ok()
}

/// The request's name.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<RequestId> {
    headers.get(REQUEST_ID)?.to_str().ok()?.parse().ok()
}

/// An error as an answer of its own. Polyaxon's client looks for its words in `detail`.
pub(crate) fn error_response(error: &ApiError) -> Response {
    #[derive(Serialize)]
    struct Answer<'a> {
        #[serde(flatten)]
        error: &'a ApiError,
        detail: &'a str,
    }
    (status_of(error), Json(Answer { error, detail: &error.message })).into_response()
}

pub(crate) fn status_of(error: &ApiError) -> StatusCode {
    StatusCode::from_u16(error.code.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Whether a page is wanted, rather than data.
pub(crate) fn accepts_page(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}

/// Gives words to an answer that has none of its own: those of the layers below, which know nothing of who reads them.
pub(crate) async fn explain(request: Request, next: Next) -> Response {
    let (id, page) = (request_id(request.headers()), accepts_page(request.headers()));
    let response = next.run(request).await;
    let Some(mut error) = unexplained(&response) else { return response };
    error.request = id;
    if page { page_of(&error) } else { error_response(&error) }
}

fn unexplained(response: &Response) -> Option<ApiError> {
    let kind = response.headers().get(header::CONTENT_TYPE).map_or("", |kind| kind.to_str().unwrap_or_default());
    if kind.starts_with("text/html") || kind.starts_with("application/json") {
        return None;
    }
    Some(match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::new(ErrorCode::TooLarge, "what was sent is too large")
            .with_hint("a polyaxonfile may have 1 MiB; put data elsewhere and name it there"),
        StatusCode::SERVICE_UNAVAILABLE => {
            ApiError::new(ErrorCode::Unavailable, "the answer took too long").with_hint("try again in a moment")
        }
        status if status.is_server_error() => {
            ApiError::new(ErrorCode::Internal, "something went wrong on our side").with_hint("try again")
        }
        _ => return None,
    })
}

/// Without `app`: it may be what failed.
fn page_of(error: &ApiError) -> Response {
    let status = error.code.http_status();
    let hint = error.hint.as_deref().unwrap_or_default();
    let request = error.request.map(|id| id.to_string()).unwrap_or_default();
    let html = format!(
        "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>Error {status} · Orrery</title>\
         <h1>Error {status}: {}</h1><p>What to do: {hint}.</p><p>Request <code>{request}</code></p>\
         <p><a href=\"/\">Go home</a></p></html>",
        error.message
    );
    let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    (StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), kind, Body::from(html)).into_response()
}

#[cfg(test)]
mod tests {
    use axum::{Router, middleware::from_fn, routing::get};
    use tower::ServiceExt as _;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::*;

    const ID: &str = "018f0000000070008000000000000000";

    async fn fails() -> StatusCode {
        panic!("secret")
    }

    async fn answer(path: &str, accept: &str) -> (StatusCode, String) {
        let routes = Router::new()
            .route("/panics", get(fails))
            .route("/slow", get(|| async { StatusCode::SERVICE_UNAVAILABLE }))
            .route("/fine", get(|| async { "fine" }))
            .layer(CatchPanicLayer::new())
            .layer(from_fn(explain));
        let request = Request::get(path).header(header::ACCEPT, accept).header(REQUEST_ID, ID).body(Body::empty());
        let response = routes.oneshot(request.unwrap()).await.unwrap();
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), 1 << 16).await.unwrap();
        (status, String::from_utf8_lossy(&body).into_owned())
    }

    #[tokio::test]
    async fn every_failure_says_what_to_do_and_which_request_it_was() {
        for (path, status) in [("/panics", StatusCode::INTERNAL_SERVER_ERROR), ("/slow", StatusCode::SERVICE_UNAVAILABLE)] {
            for accept in ["text/html", "application/json"] {
                let (answered, body) = answer(path, accept).await;
                assert_eq!(answered, status);
                assert!(body.contains(ID) && body.contains("try again") && !body.contains("secret"), "{body}");
            }
        }
        assert_eq!(answer("/fine", "text/html").await, (StatusCode::OK, "fine".into()));
    }
}
