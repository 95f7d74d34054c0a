//! REST v1: Polyaxon's paths and objects, so that its unmodified client works here.
//!
//! The tables below are every route there is; `access` and its coverage test go by it. A handler reads a request, asks `platform`, and
//! writes an answer in the shapes of [`objects`]; it decides nothing.

mod actions;
mod artifacts;
mod bulk;
mod events;
mod installation;
mod lineage;
mod links;
mod logs;
mod objects;
mod projects;
mod runs;
mod statuses;
#[cfg(test)]
mod tests;
mod tokens;
mod users;

use std::future::ready;

use axum::{
    Json, Router,
    extract::{
        DefaultBodyLimit, FromRequest, FromRequestParts,
        rejection::{JsonRejection, PathRejection, QueryRejection},
    },
    http::{Method, StatusCode, request::Parts},
    response::{IntoResponse, Response},
    routing::{MethodRouter, delete, get, post},
};
use domain::{ApiError, ErrorCode, permissions::Actor, runs::RunSummary};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Edge, failures::status_of, visitors::Visitor};

/// One path and what can be done there.
pub(crate) struct Endpoint {
    pub(crate) path: &'static str,
    #[cfg_attr(not(test), expect(dead_code, reason = "the coverage test goes by it"))]
    pub(crate) methods: &'static [Method],
    handlers: fn() -> MethodRouter<Edge>,
}

const GET: &[Method] = &[Method::GET];
const POST: &[Method] = &[Method::POST];
const DELETE: &[Method] = &[Method::DELETE];
const GET_DELETE: &[Method] = &[Method::GET, Method::DELETE];
const GET_POST: &[Method] = &[Method::GET, Method::POST];
const ALL: &[Method] = &[Method::GET, Method::PUT, Method::PATCH, Method::DELETE];
const GET_POST_DELETE: &[Method] = &[Method::GET, Method::POST, Method::DELETE];

/// Every route.
pub(crate) const ENDPOINTS: &[Endpoint] = &[
    Endpoint { path: "/api/v1/installation", methods: GET, handlers: || get(installation::get) },
    Endpoint {
        path: "/api/v1/compatibility/{uuid}/{version}/{service}",
        methods: GET,
        handlers: || get(installation::compatibility),
    },
    Endpoint { path: "/api/v1/log_handler", methods: GET, handlers: || get(installation::log_handler) },
    Endpoint { path: "/api/v1/auth/token", methods: POST, handlers: || post(users::sign_in) },
    Endpoint { path: "/api/v1/users", methods: GET, handlers: || get(users::get) },
    Endpoint { path: "/api/v1/users/tokens", methods: GET_POST, handlers: || get(tokens::list).post(tokens::create) },
    Endpoint { path: "/api/v1/users/tokens/{uuid}", methods: GET_DELETE, handlers: || get(tokens::get).delete(tokens::delete) },
    Endpoint { path: "/api/v1/{owner}/projects/create", methods: POST, handlers: || post(projects::create) },
    Endpoint { path: "/api/v1/{owner}/projects/list", methods: GET, handlers: || get(projects::list) },
    Endpoint { path: "/api/v1/{owner}/projects/names", methods: GET, handlers: || get(projects::list) },
    Endpoint {
        path: "/api/v1/{owner}/{project}",
        methods: ALL,
        handlers: || get(projects::get).put(projects::update).patch(projects::update).delete(projects::delete),
    },
    Endpoint { path: "/api/v1/{owner}/{project}/archive", methods: POST, handlers: || post(projects::archive) },
    Endpoint { path: "/api/v1/{owner}/{project}/restore", methods: POST, handlers: || post(projects::restore) },
    Endpoint { path: "/api/v1/{owner}/{project}/runs", methods: GET_POST, handlers: || get(runs::list).post(runs::create) },
    Endpoint { path: "/api/v1/{owner}/{project}/runs/approve", methods: POST, handlers: || post(bulk::approve) },
    Endpoint { path: "/api/v1/{owner}/{project}/runs/archive", methods: POST, handlers: || post(bulk::archive) },
    Endpoint { path: "/api/v1/{owner}/{project}/runs/bookmark", methods: POST, handlers: || post(bulk::bookmark) },
    Endpoint { path: "/api/v1/{owner}/{project}/runs/invalidate", methods: POST, handlers: || post(bulk::invalidate) },
    Endpoint { path: "/api/v1/{owner}/{project}/runs/restore", methods: POST, handlers: || post(bulk::restore) },
    Endpoint { path: "/api/v1/{owner}/{project}/runs/skip", methods: POST, handlers: || post(bulk::skip) },
    Endpoint { path: "/api/v1/{owner}/{project}/runs/stop", methods: POST, handlers: || post(bulk::stop) },
    Endpoint { path: "/api/v1/{owner}/{project}/runs/tag", methods: POST, handlers: || post(bulk::tag) },
    Endpoint { path: "/api/v1/{owner}/{project}/runs/transfer", methods: POST, handlers: || post(bulk::transfer) },
    Endpoint { path: "/api/v1/{owner}/{project}/runs/delete", methods: DELETE, handlers: || delete(bulk::delete) },
    Endpoint {
        path: "/api/v1/{owner}/{project}/runs/{uuid}",
        methods: ALL,
        handlers: || get(runs::get).put(runs::update).patch(runs::update).delete(runs::delete),
    },
    Endpoint {
        path: "/api/v1/{owner}/{project}/runs/{uuid}/statuses",
        methods: GET_POST,
        handlers: || get(statuses::get).post(statuses::create),
    },
    Endpoint { path: "/api/v1/{owner}/{project}/runs/{uuid}/settings", methods: GET, handlers: || get(runs::settings) },
    Endpoint { path: "/api/v1/{owner}/{project}/runs/{uuid}/namespace", methods: GET, handlers: || get(runs::settings) },
    Endpoint { path: "/api/v1/{owner}/{project}/runs/{uuid}/approve", methods: POST, handlers: || post(actions::approve) },
    Endpoint { path: "/api/v1/{owner}/{project}/runs/{uuid}/archive", methods: POST, handlers: || post(actions::archive) },
    Endpoint { path: "/api/v1/{owner}/{project}/runs/{uuid}/bookmark", methods: POST, handlers: || post(actions::bookmark) },
    Endpoint { path: "/api/v1/{owner}/{project}/runs/{uuid}/copy", methods: POST, handlers: || post(actions::copy) },
    Endpoint {
        path: "/api/v1/{owner}/{project}/runs/{uuid}/invalidate",
        methods: POST,
        handlers: || post(actions::invalidate),
    },
    Endpoint { path: "/api/v1/{owner}/{project}/runs/{uuid}/restart", methods: POST, handlers: || post(actions::restart) },
    Endpoint { path: "/api/v1/{owner}/{project}/runs/{uuid}/restore", methods: POST, handlers: || post(actions::restore) },
    Endpoint { path: "/api/v1/{owner}/{project}/runs/{uuid}/resume", methods: POST, handlers: || post(actions::resume) },
    Endpoint { path: "/api/v1/{owner}/{project}/runs/{uuid}/skip", methods: POST, handlers: || post(actions::skip) },
    Endpoint { path: "/api/v1/{owner}/{project}/runs/{uuid}/stop", methods: POST, handlers: || post(actions::stop) },
    Endpoint { path: "/api/v1/{owner}/{project}/runs/{uuid}/transfer", methods: POST, handlers: || post(actions::transfer) },
    Endpoint {
        path: "/api/v1/{owner}/{project}/runs/{uuid}/unbookmark",
        methods: DELETE,
        handlers: || delete(actions::unbookmark),
    },
    Endpoint {
        path: "/api/v1/{owner}/{project}/runs/lineage/artifacts",
        methods: GET,
        handlers: || get(lineage::list_of_project),
    },
    Endpoint {
        path: "/api/v1/{owner}/{project}/runs/{uuid}/lineage/artifacts",
        methods: GET_POST,
        handlers: || get(lineage::list).post(lineage::note),
    },
    Endpoint {
        path: "/api/v1/{owner}/{project}/runs/{uuid}/lineage/artifacts/{name}",
        methods: &[Method::GET, Method::DELETE],
        handlers: || get(lineage::get).delete(lineage::forget),
    },
    Endpoint {
        path: "/api/v1/{owner}/{project}/runs/{uuid}/lineage/upstream",
        methods: GET,
        handlers: || get(lineage::upstream),
    },
    Endpoint {
        path: "/api/v1/{owner}/{project}/runs/{uuid}/lineage/downstream",
        methods: GET,
        handlers: || get(lineage::downstream),
    },
    Endpoint { path: "/api/v1/{owner}/{project}/runs/{uuid}/lineage/clones", methods: GET, handlers: || get(lineage::clones) },
    Endpoint {
        path: "/streams/v1/{namespace}/{owner}/{project}/runs/multi/events/{kind}",
        methods: GET,
        handlers: || get(events::of_several),
    },
    Endpoint {
        path: "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/events/{kind}",
        methods: GET,
        handlers: || get(events::of_run),
    },
    Endpoint {
        path: "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/artifacts/tree",
        methods: GET,
        handlers: || get(artifacts::tree),
    },
    Endpoint { path: "/ui/{owner}/{project}/", methods: GET, handlers: || get(links::project) },
    Endpoint { path: "/ui/{owner}/{project}/runs/{uuid}/", methods: GET, handlers: || get(links::run) },
    Endpoint { path: "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/logs", methods: GET, handlers: || get(logs::get) },
];

/// Those that take and give files of any size, for as long as that takes.
pub(crate) const FILE_ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        path: "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/artifact",
        methods: GET_POST_DELETE,
        handlers: || get(artifacts::get).post(artifacts::put).delete(artifacts::delete),
    },
    Endpoint {
        path: "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/artifacts",
        methods: GET_POST_DELETE,
        handlers: || get(artifacts::get).post(artifacts::put).delete(artifacts::delete),
    },
];

/// Adds every route that takes and gives files.
pub(crate) fn add_files(routes: Router<Edge>) -> Router<Edge> {
    let files = FILE_ENDPOINTS.iter().fold(Router::new(), |files, endpoint| files.route(endpoint.path, (endpoint.handlers)()));
    // How large one may be is `platform`'s to say.
    routes.merge(files.layer(DefaultBodyLimit::disable()))
}

/// Adds every other route.
pub(crate) fn add(routes: Router<Edge>) -> Router<Edge> {
    ENDPOINTS.iter().fold(routes, |routes, endpoint| routes.route(endpoint.path, (endpoint.handlers)()))
}

/// Whoever asks.
struct Caller(Actor);

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Refusal;

    fn from_request_parts(parts: &mut Parts, _: &S) -> impl Future<Output = Result<Self, Refusal>> + Send {
        let actor = parts.extensions.get::<Visitor>().and_then(|visitor| visitor.actor.clone());
        ready(actor.map(Self).ok_or_else(|| ApiError::unauthenticated().into()))
    }
}

/// The project an address names.
#[derive(Deserialize)]
struct Place {
    owner: String,
    project: String,
}

impl Place {
    /// Whether the run is there.
    fn holds(&self, run: &RunSummary) -> bool {
        run.organization.eq_ignore_ascii_case(&self.owner) && run.project.eq_ignore_ascii_case(&self.project)
    }
}

/// The run an address names, for whoever asks and may see it; 404 when it is somewhere else.
struct Found {
    actor: Actor,
    run: RunSummary,
}

impl FromRequestParts<Edge> for Found {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, edge: &Edge) -> Result<Self, Refusal> {
        #[derive(Deserialize)]
        struct Run {
            uuid: String,
        }
        let Caller(actor) = Caller::from_request_parts(parts, edge).await?;
        let Path(place) = Path::<Place>::from_request_parts(parts, edge).await?;
        let Path(Run { uuid }) = Path::from_request_parts(parts, edge).await?;
        let none = || ApiError::not_found("run");
        let run = platform::runs::summary(&edge.platform, &actor, uuid.parse().map_err(|_| none())?).await?;
        if place.holds(&run) { Ok(Self { actor, run }) } else { Err(none().into()) }
    }
}

/// A JSON body.
#[derive(FromRequest)]
#[from_request(via(Json), rejection(Refusal))]
struct Body<T>(T);

/// The parts of the path.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Refusal))]
struct Path<T>(T);

/// The query of the address.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Refusal))]
struct Query<T>(T);

/// An error as the client reads it: `detail`, and a list of messages under each field's name.
struct Refusal(ApiError);

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self(error)
    }
}

impl From<JsonRejection> for Refusal {
    fn from(rejection: JsonRejection) -> Self {
        Self(ApiError::new(ErrorCode::BadRequest, rejection.body_text()).with_hint("send a JSON object as the body"))
    }
}

impl From<PathRejection> for Refusal {
    fn from(_: PathRejection) -> Self {
        Self(ApiError::not_found("such object"))
    }
}

impl From<QueryRejection> for Refusal {
    fn from(rejection: QueryRejection) -> Self {
        Self(ApiError::new(ErrorCode::BadRequest, rejection.body_text()))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self(error) = self;
        // The client tells people what a 400 says; of a 422 it knows nothing.
        let status = match error.code {
            ErrorCode::Invalid => StatusCode::BAD_REQUEST,
            _ => status_of(&error),
        };
        let mut body = Map::new();
        for field in error.fields {
            let messages = body.entry(field.field).or_insert_with(|| json!([]));
            if let Value::Array(messages) = messages {
                messages.push(field.message.into());
            }
        }
        body.insert("detail".into(), error.message.into());
        if let Some(hint) = error.hint {
            body.insert("hint".into(), hint.into());
        }
        if !error.problems.is_empty() {
            body.insert("problems".into(), error.problems.iter().map(ToString::to_string).collect());
        }
        (status, Json(Value::Object(body))).into_response()
    }
}

/// Which part of a list is asked for.
#[derive(Debug, Default, Deserialize)]
struct Paging {
    offset: Option<u32>,
    limit: Option<u32>,
    sort: Option<String>,
    query: Option<String>,
}

impl Paging {
    /// For lists that have one order and can't be asked for less: refuses, rather than answer with something else.
    fn newest_of_all(&self) -> Result<(), ApiError> {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        if let Some(sort) = given(&self.sort).filter(|sort| sort != NEWEST) {
            return Err(ApiError::field("sort", format!("`{sort}` is not known; this list is sorted by `{NEWEST}`")));
        }
        match given(&self.query) {
            None => Ok(()),
            Some(_) => Err(ApiError::field("query", "is not understood here").with_hint("leave it out, and look at more rows")),
        }
    }
}

/// The order of lists that have one: newest first.
const NEWEST: &str = "-created_at";

/// A part of a list, with the addresses of the parts around it.
#[derive(Serialize)]
struct List<T> {
    count: u64,
    next: Option<String>,
    previous: Option<String>,
    results: Vec<T>,
}

impl<T> List<T> {
    /// `goes_on`: rows follow.
    fn new(count: u64, results: Vec<T>, paging: &Paging, goes_on: bool) -> Self {
        let offset = paging.offset.unwrap_or_default();
        let length = u32::try_from(results.len()).unwrap_or(u32::MAX);
        let limit = paging.limit.unwrap_or(length);
        let at = |offset: u32| format!("?limit={limit}&offset={offset}");
        let next = goes_on.then(|| at(offset.saturating_add(length)));
        let previous = (offset > 0).then(|| at(offset.saturating_sub(limit)));
        Self { count, next, previous, results }
    }
}
