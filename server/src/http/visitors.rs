//! Who is asking: a session cookie or an API token, and from which address.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::Response,
};
use axum_extra::extract::CookieJar;
use domain::{ApiError, permissions::Actor};
use platform::Platform;

use super::{Edge, failures::error_response};

/// Whoever makes this request.
#[derive(Clone)]
pub(crate) struct Visitor {
    /// Who, when they proved it.
    pub(crate) actor: Option<Actor>,
    /// Their address, for rate limits.
    pub(crate) client: String,
}

/// Attaches the [`Visitor`] to the request.
pub(crate) async fn identify(State(edge): State<Edge>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let client = client(peer, request.headers(), edge.door.behind_tls);
    let actor = match authenticate(&edge.platform, request.headers(), edge.door.behind_tls).await {
        Ok(actor) => actor,
        Err(error) => return error_response(&error),
    };
    request.extensions_mut().insert(Visitor { actor, client });
    next.run(request).await
}

/// A token in `Authorization` wins over the cookie; a wrong one is refused rather than ignored.
async fn authenticate(platform: &Platform, headers: &HeaderMap, behind_tls: bool) -> Result<Option<Actor>, ApiError> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let secret = value.to_str().ok().and_then(|text| text.split_once(' ')).and_then(|(scheme, secret)| {
            (scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("token")).then_some(secret.trim())
        });
        let actor = match secret {
            Some(secret) => platform::tokens::authenticate(platform, secret).await?,
            None => None,
        };
        return match actor {
            Some(actor) => Ok(Some(actor)),
            None => Err(ApiError { message: "the API token is unknown or has expired".into(), ..ApiError::unauthenticated() }),
        };
    }
    match CookieJar::from_headers(headers).get(app::context::session_cookie_name(behind_tls)) {
        Some(cookie) => platform::sessions::authenticate(platform, cookie.value()).await,
        None => Ok(None),
    }
}

/// The address of whoever asks. A proxy in front is believed only where the settings say that there is one; it appends the address
/// it saw, so the last one is the one it vouches for.
fn client(peer: Option<IpAddr>, headers: &HeaderMap, behind_proxy: bool) -> String {
    let forwarded = headers
        .get_all("x-forwarded-for")
        .iter()
        .next_back()
        .filter(|_| behind_proxy)
        .and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse::<IpAddr>().ok());
    forwarded.or(peer).map_or_else(|| "unknown".to_owned(), |address| address.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forged_forwarding_header_is_not_believed() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "6.6.6.6, 10.0.0.9".parse().unwrap());
        let peer = Some("127.0.0.1".parse().unwrap());
        assert_eq!(client(peer, &headers, false), "127.0.0.1");
        assert_eq!(client(peer, &headers, true), "10.0.0.9");
    }
}
