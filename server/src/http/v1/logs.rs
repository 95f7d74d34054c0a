//! Logs, in stretches.
//!
//! The client asks again with the `last_file` it was told, until that is the last of `files`: here a file's name is the number of the
//! line that comes next, and the end is called `end`. Times would lose or repeat lines that share one.

use axum::{Json, extract::State};
use domain::logs::LogLine;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Edge, Found, Query, Refusal};

pub(super) fn routes() -> OpenApiRouter<Edge> {
    OpenApiRouter::new().routes(routes!(get))
}

/// How many lines one answer holds: the client stops looking after a handful of answers once the run is over.
const LINES: u64 = 20_000;
/// What `platform` gives at once.
const PAGE: u32 = 5_000;
const END: &str = "end";

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Begin {
    /// Of the answer before this one.
    last_file: Option<String>,
}

/// `v1Logs`.
#[derive(Serialize, ToSchema)]
#[schema(as = Logs)]
pub(super) struct Stretch {
    logs: Vec<Line>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_time: Option<String>,
    last_file: String,
    files: Vec<String>,
}

/// `v1Log`.
#[derive(Serialize, ToSchema)]
#[schema(as = Log)]
struct Line {
    timestamp: String,
    pod: String,
    container: String,
    value: String,
}

/// A stretch of a run's log.
///
/// Whoever gives back the `last_file` of an answer gets the next one, until that is the last of `files`.
#[utoipa::path(
    get,
    path = "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/logs",
    params(Begin),
    responses((status = 200, body = Stretch))
)]
pub(super) async fn get(
    State(edge): State<Edge>,
    Found { actor, run }: Found,
    Query(begin): Query<Begin>,
) -> Result<Json<Stretch>, Refusal> {
    let pod = run.id.to_string();
    let mut next = begin.last_file.and_then(|file| file.parse().ok()).unwrap_or(0);
    let (mut lines, mut complete) = (Vec::new(), false);
    while (lines.len() as u64) < LINES {
        let page = platform::logs::page(&edge.platform, &actor, run.id, Some(next), PAGE).await?;
        complete = page.complete && next + page.lines.len() as u64 >= page.total;
        let Some(last) = page.lines.last() else { break };
        next = last.number + 1;
        lines.extend(page.lines.into_iter().map(|line| self::line(line, &pod)));
        if complete {
            break;
        }
    }
    let (last_file, last_time) = if complete {
        (END.to_owned(), None)
    } else {
        // A time tells a client that does not follow to go: what it has is all there is for now.
        (next.to_string(), (!run.status.is_done()).then(|| edge.platform.now().to_string()))
    };
    Ok(Json(Stretch { logs: lines, last_time, files: vec!["0".to_owned(), END.to_owned()], last_file }))
}

fn line(line: LogLine, pod: &str) -> Line {
    Line { timestamp: line.at.to_string(), pod: pod.to_owned(), container: line.container, value: line.text }
}
