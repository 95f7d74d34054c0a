//! The bytes of artifacts, for browsers: fetched, shown in a frame, put there.
//!
//! A run writes whatever it likes, so every artifact is hostile: a page among them must be able to run its scripts for whoever looks,
//! and yet be a stranger to Orrery. Three rules make that so, each of them enough by itself:
//!
//! 1. **Nothing runs in Orrery's origin.** [`raw`] sends only types in which nothing can run under their own names (pictures of dots,
//!    sound, video, plain text); everything else is an octet stream to be downloaded. Nothing may be guessed to be something else
//!    (`nosniff`), other sites may not embed it (`Cross-Origin-Resource-Policy`), and were it shown all the same, it would be in a
//!    sandbox without scripts.
//! 2. **What may run does so in an origin of its own.** [`frame`] answers the `<iframe sandbox="allow-scripts">` of a preview. Without
//!    `allow-same-origin` such a frame's origin is opaque: equal to no other, without cookies, storage or access to its parent. The
//!    answer says `Content-Security-Policy: sandbox allow-scripts` too, so that the address opened by itself is as opaque. Drawings
//!    (SVG) get no scripts at all. A second host name would do the same with more to set up; a newcomer has one port.
//! 3. **It reaches nothing.** The answer's policy allows what is in the document itself and nothing else: no request to Orrery's API or
//!    to the network (`connect-src` and all other sources), no form, no popup, no download, no way to navigate the page around. Where
//!    the frame itself may go is held by the page around: `frame-src 'self'`, and every other page here refuses to be framed.
//!
//! An opaque origin sends no cookie, and [`frame`] takes none: its address carries a ticket, see `platform::runs::artifacts`. A stolen
//! one shows one file for some minutes. Left: a script may use this tab's processor, and WebRTC, which no policy covers yet.

mod answer;
mod names;
mod ranges;
mod upload;

use axum::{
    Extension, Router,
    body::Body,
    extract::{DefaultBodyLimit, Path, Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use domain::{
    ApiError,
    artifacts::{Media, inert_type},
};
use platform::runs::artifacts::{self, Artifact};
use serde::Deserialize;

pub(crate) use self::names::attachment;
use super::{
    Edge, access,
    failures::status_of,
    streams::{Refusal, actor, run_id},
    visitors::Visitor,
};

/// For bytes that somebody looks at by themselves: nothing in them runs or loads, but for what the browser needs to show them.
const RAW_POLICY: &str = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; \
     form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
/// For a page in a frame: its own scripts and styles, and nothing from anywhere else.
const PAGE_POLICY: &str = "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' data: blob:; \
     style-src 'unsafe-inline' data:; img-src data: blob:; font-src data:; media-src data: blob:; worker-src blob:; \
     connect-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'";
/// For a drawing in a frame.
const DRAWING_POLICY: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; \
     connect-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'";

/// Adds the routes. How large a file may be is `platform`'s to say.
pub(crate) fn add(routes: Router<Edge>) -> Router<Edge> {
    let files = Router::new()
        .route(access::ARTIFACT, get(raw))
        .route(access::ARTIFACT_FRAME, get(frame))
        .route(access::ARTIFACT_UPLOAD, post(upload::take).layer(DefaultBodyLimit::disable()));
    routes.merge(files)
}

#[derive(Deserialize)]
struct Which {
    #[serde(default)]
    path: String,
    /// To be kept, whatever it is.
    download: Option<String>,
}

/// `GET /runs/{id}/artifacts/raw?path=…[&download=1]`: a file, or a part of it; a folder as `tar.gz`.
async fn raw(
    State(edge): State<Edge>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
    Query(which): Query<Which>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let actor = actor(visitor)?;
    let mut response = match artifacts::open(&edge.platform, &actor, run_id(&id)?, &which.path).await? {
        Artifact::File { name, bytes, modified, file } => {
            let shown = inert_type(&name).filter(|_| which.download.is_none());
            let mut response = answer::file(file, bytes, modified, &headers);
            let kind = HeaderValue::from_static(shown.unwrap_or("application/octet-stream"));
            let disposition = if shown.is_some() { names::inline(&name) } else { attachment(&name) };
            response.headers_mut().insert(header::CONTENT_TYPE, kind);
            response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
            response
        }
        Artifact::Folder { name, archive } => {
            let headers = [
                (header::CONTENT_TYPE, HeaderValue::from_static("application/gzip")),
                (header::CONTENT_DISPOSITION, attachment(&format!("{name}.tar.gz"))),
            ];
            (headers, Body::from_stream(archive.into_stream())).into_response()
        }
    };
    alone(&mut response, RAW_POLICY);
    Ok(response)
}

#[derive(Deserialize)]
struct Frame {
    #[serde(default)]
    path: String,
    #[serde(default)]
    ticket: String,
}

/// `GET /runs/{id}/artifacts/frame?path=…&ticket=…`: a page or a drawing. Whoever has the ticket; cookies and tokens count for nothing.
async fn frame(State(edge): State<Edge>, Path(id): Path<String>, Query(Frame { path, ticket }): Query<Frame>) -> Response {
    let opened = match id.parse() {
        Ok(run) => artifacts::redeem(&edge.platform, run, &path, &ticket).await,
        Err(_) => Err(ApiError::not_found("run")),
    };
    let (mut response, policy) = match opened {
        Ok(Artifact::File { name, bytes, modified, file }) => {
            let (kind, policy) = match Media::of(&name) {
                Media::Page => ("text/html; charset=utf-8", PAGE_POLICY),
                Media::Drawing => ("image/svg+xml", DRAWING_POLICY),
                _ => ("text/plain; charset=utf-8", DRAWING_POLICY),
            };
            let mut response = answer::file(file, bytes, modified, &HeaderMap::new());
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
            (response, policy)
        }
        Ok(Artifact::Folder { .. }) => (words(&ApiError::not_found("artifact")), DRAWING_POLICY),
        Err(error) => (words(&error), DRAWING_POLICY),
    };
    alone(&mut response, policy);
    let headers = response.headers_mut();
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::X_DNS_PREFETCH_CONTROL, HeaderValue::from_static("off"));
    response
}

/// Why the frame is empty, for whoever looks at it.
fn words(error: &ApiError) -> Response {
    let hint = error.hint.as_deref().map(|hint| format!("; {hint}")).unwrap_or_default();
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    (status_of(error), kind, format!("{}{hint}\n", error.message)).into_response()
}

/// Keeps the answer apart from Orrery. A sandbox has no opener anyway, and a browser refuses one that asks for its own group.
fn alone(response: &mut Response, policy: &'static str) {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("unsafe-none"));
}

#[cfg(test)]
mod tests;
