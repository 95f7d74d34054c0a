//! The HTTP edge: who is asking (`visitors`), may they come in at all (`access`), and which door it is: pages, the functions they call,
//! streams, or REST (`v1`).
//!
//! Every request passes, in this order: name and trace, security headers, words for what failed, cross-origin check, visitor, access; and
//! all but the files of runs a limit of size and time.
//! What somebody may do once inside is decided in `platform`, for every door alike.

mod access;
mod artifacts;
mod cross_origin;
mod failures;
mod functions;
mod headers;
mod pages;
mod static_files;
mod streams;
#[cfg(test)]
mod tests;
mod v1;
mod visitors;

use std::{path::PathBuf, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{FromRef, Request},
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
    routing::{any, get},
};
use leptos::config::LeptosOptions;
use platform::Platform;
use tokio::sync::watch;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, DefaultPredicate, Predicate, predicate::NotForContentType},
    limit::RequestBodyLimitLayer,
    propagate_header::PropagateHeaderLayer,
    set_header::SetRequestHeaderLayer,
    timeout::TimeoutLayer,
    trace::TraceLayer,
};

use crate::config::Settings;

/// The largest request body, in bytes: a polyaxonfile of 1 MiB, form-encoded, fits.
const BODY_LIMIT: usize = 4 * 1024 * 1024;
/// How long an answer may take to begin.
const ANSWER_LIMIT: Duration = Duration::from_secs(60);

/// What every handler may need.
#[derive(Clone, FromRef)]
pub struct Edge {
    platform: Platform,
    leptos: LeptosOptions,
    door: Arc<Door>,
    /// Turns true when the server stops: long answers end then.
    stopping: watch::Receiver<bool>,
}

/// How the outside world reaches this server.
pub(crate) struct Door {
    behind_tls: bool,
    public_host: Option<String>,
    site_dir: PathBuf,
}

impl Edge {
    /// The edge over this platform.
    pub fn new(platform: Platform, settings: &Settings, site_dir: PathBuf, stopping: watch::Receiver<bool>) -> Self {
        let hash_file = static_files::hash_file(&site_dir);
        let leptos = LeptosOptions::builder()
            .output_name("orrery")
            .site_root(site_dir.display().to_string())
            .site_addr(settings.listen)
            .hash_files(hash_file.is_some())
            .hash_file(hash_file.unwrap_or_default().into())
            .build();
        let public_url = settings.public_url(settings.listen);
        let public_host = public_url.split_once("://").map(|(_, host)| host.to_owned());
        let door = Arc::new(Door { behind_tls: settings.behind_tls, public_host, site_dir });
        Self { platform, leptos, door, stopping }
    }
}

/// Every route, behind every layer.
pub fn router(edge: Edge) -> Router {
    let routes = Router::new()
        .route(access::HEALTH, get(|| async { "ok" }))
        .route(access::EVENTS, get(streams::events))
        .route(access::RUN_LOGS, get(streams::run_logs))
        .route(access::LOG_DOWNLOAD, get(streams::download_logs))
        .route(access::FUNCTION, any(functions::call));
    let bounded = pages::add(v1::add(routes), &edge)
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, ANSWER_LIMIT))
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT));
    artifacts::add(v1::add_files(bounded))
        .route_layer(from_fn(access::check))
        .fallback(pages::not_found)
        .route(app::ui::icon::SPRITE, get(static_files::icons))
        .nest_service("/pkg", static_files::hashed(&edge.door.site_dir))
        .nest_service("/fonts", static_files::plain(&edge.door.site_dir, "fonts"))
        .nest_service("/charts", static_files::plain(&edge.door.site_dir, "charts"))
        .nest_service("/spec", static_files::built(&edge.door.site_dir, "spec"))
        .nest_service("/editor", static_files::built(&edge.door.site_dir, "editor"))
        .route_service("/favicon.svg", static_files::file(&edge.door.site_dir, "favicon.svg"))
        .layer(from_fn_with_state(edge.clone(), visitors::identify))
        .layer(from_fn_with_state(edge.clone(), cross_origin::check))
        .layer(CompressionLayer::new().compress_when(worth_compressing()))
        .layer(CatchPanicLayer::new())
        .layer(from_fn(failures::explain))
        .layer(from_fn(headers::secure))
        .layer(PropagateHeaderLayer::new(failures::REQUEST_ID))
        .layer(TraceLayer::new_for_http().make_span_with(span).on_response(log_slow))
        .layer(SetRequestHeaderLayer::overriding(failures::REQUEST_ID, failures::new_request_id::<Body>))
        .with_state(edge)
}

/// Files of runs come as they are: archives are compressed, and of the others nobody knows.
fn worth_compressing() -> impl Predicate {
    DefaultPredicate::new()
        .and(NotForContentType::const_new("application/gzip"))
        .and(NotForContentType::const_new("application/octet-stream"))
        .and(NotForContentType::const_new("audio/"))
        .and(NotForContentType::const_new("video/"))
}

/// Path and method only: a query may hold a setup token.
fn span(request: &Request) -> tracing::Span {
    let id = failures::request_id(request.headers()).map(tracing::field::display);
    tracing::info_span!("request", id, method = %request.method(), path = request.uri().path())
}

fn log_slow<B>(response: &http::Response<B>, latency: Duration, _: &tracing::Span) {
    if latency > Duration::from_secs(1) || response.status().is_server_error() {
        tracing::warn!(status = response.status().as_u16(), milliseconds = latency.as_millis(), "slow or failed answer");
    }
}
