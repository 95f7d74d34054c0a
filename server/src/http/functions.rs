//! Server functions: called by our pages' wasm, or posted to by plain forms.

use std::collections::BTreeMap;

use app::{
    context::FormState,
    functions::handover::{Handover, Made},
};
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{ApiError, ErrorCode};
use leptos::server_fn::error::ServerFnUrlError;

use super::{
    BODY_LIMIT, Edge,
    failures::{accepts_page, error_response, status_of},
    pages::{self, Answer},
};

/// Runs a server function. A plain form that fails gets its own page back with everything typed, instead of a redirect that loses it;
/// one that made a token gets its page with the secret, which is shown nowhere else, and one that was only tried out its page with both.
pub(crate) async fn call(State(edge): State<Edge>, request: Request) -> Response {
    if request.method() == Method::GET && accepts_page(request.headers()) {
        // Somebody reloaded the page that a form was answered with.
        return Redirect::to(referring_page(request.headers()).as_deref().unwrap_or("/")).into_response();
    }
    let made = Handover::default();
    let context = {
        let (edge, answer) = (edge.clone(), Answer { made: made.clone(), ..Answer::default() });
        move || pages::provide(&edge, &answer)
    };
    if !accepts_page(request.headers()) {
        return refused(leptos_axum::handle_server_fns_with_context(context, request).await.into_response()).await;
    }
    let (mut parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, BODY_LIMIT).await else {
        return error_response(&ApiError::new(ErrorCode::TooLarge, "the form is too large"));
    };
    let form = Request::from_parts(parts.clone(), Body::from(bytes.clone()));
    let response = leptos_axum::handle_server_fns_with_context(context, form).await.into_response();

    let failed = response.headers().get(header::LOCATION).and_then(|location| failure(location.to_str().ok()?));
    let tried_out = matches!(made.made(), Some(Made::Compiled(_)));
    let mut fields = typed(&bytes);
    let said = fields.remove(app::context::PAGE).and_then(local_page);
    let page = referring_page(&parts.headers).or(said);
    let Some(page) = page.filter(|_| failed.is_some() || made.made().is_some()) else { return response };
    let Ok(uri) = page.parse::<Uri>() else { return response };
    let action = parts.uri.path().to_owned();
    let status = failed.as_ref().map_or(StatusCode::OK, status_of);
    let again = failed.is_some() || tried_out;
    let form = again.then(|| FormState { fields, error: failed, action, page: page.clone() });
    parts.method = Method::GET;
    parts.uri = uri;
    let mut response = pages::again(&edge, parts, Answer { form, page: Some(page), made }).await;
    *response.status_mut() = status;
    response
}

/// A refusal with the status of its error; `server_fn` answers them all with 500.
async fn refused(response: Response) -> Response {
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, BODY_LIMIT).await.unwrap_or_default();
    if let Ok(error) = serde_json::from_slice::<ApiError>(&bytes) {
        parts.status = status_of(&error);
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// The path and query of the page a form was on. Never more: another site's address is of no use here.
fn referring_page(headers: &HeaderMap) -> Option<String> {
    let referrer: Uri = headers.get(header::REFERER)?.to_str().ok()?.parse().ok()?;
    local_page(referrer.path_and_query()?.as_str().to_owned())
}

/// A page of ours, be it written by anybody.
fn local_page(page: String) -> Option<String> {
    Some(page).filter(|page| page.starts_with('/') && !page.starts_with("//") && !page.starts_with("/api/"))
}

/// What went wrong, out of the address that `server_fn` sends a failed form to.
fn failure(location: &str) -> Option<ApiError> {
    let (_, query) = location.split_once('?')?;
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).ok()?;
    let (_, encoded) = pairs.into_iter().find(|(name, _)| name == "__err")?;
    Some(ServerFnUrlError::<app::functions::FnError>::decode_err(&encoded).0)
}

/// What was typed, but for secrets.
fn typed(body: &[u8]) -> BTreeMap<String, String> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(body).unwrap_or_default();
    pairs.into_iter().filter(|(name, _)| !name.contains("password")).collect()
}
