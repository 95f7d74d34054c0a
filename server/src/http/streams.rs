//! What goes on arriving: events and log lines over SSE, and whole logs as a file.
//!
//! A stream ends by itself after [`LIFETIME`]; the browser comes back with `Last-Event-ID`, and whoever has lost the right to look is
//! turned away then.

#[cfg(test)]
mod tests;

use std::{convert::Infallible, time::Duration};

use axum::{
    Extension,
    body::Body,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderName, header},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event as SseEvent, KeepAlive},
    },
};
use domain::{ApiError, RunId, permissions::Actor};
use futures::{Stream, StreamExt as _};
use platform::logs::LogUpdate;
use serde::Deserialize;
use tokio::sync::watch;

use super::{Edge, failures::error_response, visitors::Visitor};

/// How long one stream lasts at most.
const LIFETIME: Duration = Duration::from_mins(15);
/// How often an idle stream shows that it lives.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Refusals of this module's routes.
pub(crate) struct Refusal(ApiError);

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self(error)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        error_response(&self.0)
    }
}

pub(super) fn actor(visitor: Visitor) -> Result<Actor, Refusal> {
    visitor.actor.ok_or_else(|| ApiError::unauthenticated().into())
}

pub(super) fn run_id(text: &str) -> Result<RunId, Refusal> {
    text.parse().map_err(|_| ApiError::not_found("run").into())
}

fn last_event_id<T: std::str::FromStr>(headers: &HeaderMap) -> Option<T> {
    headers.get(HeaderName::from_static("last-event-id"))?.to_str().ok()?.parse().ok()
}

/// `GET /streams/events`: [`domain::events::Event`]s as JSON; the id is the outbox's.
pub(crate) async fn events(
    State(edge): State<Edge>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let actor = actor(visitor)?;
    let stream = platform::events::subscribe(&edge.platform, &actor, last_event_id(&headers)).await?;
    let messages = stream.map(|event| {
        let message = SseEvent::default().id(event.id.to_string());
        message.json_data(&event).unwrap_or_default()
    });
    Ok(sse(messages, edge.stopping))
}

/// Where a reader of a log begins.
#[derive(Deserialize)]
pub(crate) struct Begin {
    #[serde(default)]
    from: u64,
}

/// `GET /streams/runs/{id}/logs?from=N`: `lines` (ids are line numbers), `open` and `complete`.
pub(crate) async fn run_logs(
    State(edge): State<Edge>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
    Query(Begin { from }): Query<Begin>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let actor = actor(visitor)?;
    let from = last_event_id::<u64>(&headers).map_or(from, |last| last.saturating_add(1));
    let updates = platform::logs::follow(&edge.platform, &actor, run_id(&id)?, from).await?;
    let messages = updates.filter_map(|update| async {
        let message = match update {
            Ok(LogUpdate::Lines(lines)) => {
                let last = lines.last()?.number;
                SseEvent::default().event("lines").id(last.to_string()).json_data(&lines)
            }
            Ok(LogUpdate::Open(open)) => SseEvent::default().event("open").json_data(&open),
            Ok(LogUpdate::Complete) => SseEvent::default().event("complete").json_data(()),
            Err(error) => SseEvent::default().event("trouble").json_data(&error),
        };
        message.ok()
    });
    Ok(sse(messages, edge.stopping))
}

/// `GET /runs/{id}/logs/download`: the whole log as text.
pub(crate) async fn download_logs(
    State(edge): State<Edge>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let actor = actor(visitor)?;
    let id = run_id(&id)?;
    let text = platform::logs::download(&edge.platform, &actor, id).await?;
    let disposition = format!("attachment; filename=\"{id}.log\"");
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, Body::from_stream(text)).into_response())
}

fn sse(messages: impl Stream<Item = SseEvent> + Send + 'static, mut stopping: watch::Receiver<bool>) -> Response {
    let end = async move {
        tokio::select! {
            () = tokio::time::sleep(LIFETIME) => {}
            _ = stopping.wait_for(|stop| *stop) => {}
        }
    };
    let messages = messages.map(Ok::<_, Infallible>).take_until(end);
    let mut response = Sse::new(messages).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response();
    // A proxy that buffers would hold lines back.
    response.headers_mut().insert("x-accel-buffering", header::HeaderValue::from_static("no"));
    response
}
