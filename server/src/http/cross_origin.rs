//! Refuses unsafe requests that another site's page makes with our visitor's cookie (CSRF).
//!
//! The algorithm is that of Go's `net/http.CrossOriginProtection`: trust `Sec-Fetch-Site` where the browser sends it, else compare
//! `Origin` with `Host`; a request with neither does not come from a browser. It covers every route, server functions included.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::Response,
};
use domain::{ApiError, ErrorCode};

use super::{Edge, failures::error_response};

/// Lets through what is safe, what our own pages send, and what no browser sends.
pub(crate) async fn check(State(edge): State<Edge>, request: Request, next: Next) -> Response {
    if allowed(request.method(), request.headers(), edge.door.public_host.as_deref()) {
        return next.run(request).await;
    }
    tracing::warn!("refused a request from another site");
    error_response(
        &ApiError::new(ErrorCode::Forbidden, "this request came from another site")
            .with_hint("open the page at Orrery's own address and try again"),
    )
}

fn allowed(method: &Method, headers: &HeaderMap, public_host: Option<&str>) -> bool {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return true;
    }
    let text = |name| headers.get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
    match (headers.get("sec-fetch-site"), headers.get(header::ORIGIN)) {
        (Some(site), _) => matches!(site.as_bytes(), b"same-origin" | b"none"),
        (None, Some(_)) => {
            let Some((_, origin_host)) = text(header::ORIGIN).and_then(|origin| origin.split_once("://")) else { return false };
            text(header::HOST) == Some(origin_host) || public_host == Some(origin_host)
        }
        (None, None) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_may_change_things() {
        for (method, pairs, expected) in [
            (Method::GET, &[("sec-fetch-site", "cross-site")][..], true),
            (Method::POST, &[("sec-fetch-site", "same-origin")], true),
            (Method::POST, &[("sec-fetch-site", "none")], true),
            (Method::POST, &[("sec-fetch-site", "same-site")], false),
            (Method::POST, &[("sec-fetch-site", "cross-site"), ("origin", "http://here:1")], false),
            (Method::DELETE, &[("origin", "http://here:1")], true),
            (Method::POST, &[("origin", "http://evil:1")], false),
            (Method::POST, &[("origin", "https://public.example")], true),
            (Method::POST, &[("origin", "null")], false),
            (Method::POST, &[], true),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, "here:1".parse().unwrap());
            for (name, value) in pairs {
                headers.insert(header::HeaderName::from_static(name), value.parse().unwrap());
            }
            assert_eq!(allowed(&method, &headers, Some("public.example")), expected, "{method} {pairs:?}");
        }
    }
}
