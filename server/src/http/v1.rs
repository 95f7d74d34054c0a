//! REST v1: Polyaxon's paths and objects, so that its unmodified client works here.
//!
//! Each route stands beside its handler, together with what the [document](openapi) says of it; `access` and its coverage test go by that
//! document. A handler reads a request, asks `platform`, and writes an answer in the shapes of [`objects`]; it decides nothing.

mod actions;
#[expect(unused_qualifications, reason = "made by `utoipa::path`")]
mod artifacts;
mod bulk;
#[expect(unused_qualifications, reason = "made by `utoipa::path`")]
mod events;
mod installation;
mod lineage;
mod links;
#[expect(unused_qualifications, reason = "made by `utoipa::path`")]
mod logs;
mod objects;
pub(crate) mod openapi;
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
        multipart::MultipartRejection,
        rejection::{JsonRejection, PathRejection, QueryRejection},
    },
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use domain::{ApiError, ErrorCode, RunId, permissions::Actor, runs::RunSummary};
use platform::{pages, runs::RunRecord};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use super::{Edge, failures::status_of, visitors::Visitor};

/// What routes are about: a word, a sentence, and they.
type Part = (&'static str, &'static str, OpenApiRouter<Edge>);

/// Every route there is but those of [`files`].
fn parts() -> [Part; 13] {
    [
        ("installation", "Which server this is", installation::routes()),
        ("users", "Who asks", users::routes()),
        ("tokens", "API tokens", tokens::routes()),
        ("projects", "Projects", projects::routes()),
        ("runs", "Runs", runs::routes()),
        ("statuses", "What becomes of runs", statuses::routes()),
        ("actions", "What is done to a run", actions::routes()),
        ("bulk", "What is done to many runs at once", bulk::routes()),
        ("lineage", "Where runs come from, and what comes of them", lineage::routes()),
        ("events", "What runs log: metrics, images and the like", events::routes()),
        ("logs", "What runs print", logs::routes()),
        ("artifacts", "What is in the folders of runs", artifacts::routes()),
        ("links", "Addresses of pages that clients print", links::routes()),
    ]
}

/// Those that take and give files of any size, for as long as that takes.
fn files() -> Part {
    ("files", "The files that runs keep", artifacts::routes_of_files())
}

/// Adds every route that takes and gives files.
pub(crate) fn add_files(routes: Router<Edge>) -> Router<Edge> {
    // How large one may be is `platform`'s to say.
    let (_, _, files) = files();
    routes.merge(Router::from(files).layer(DefaultBodyLimit::disable()))
}

/// Adds every other route.
pub(crate) fn add(routes: Router<Edge>) -> Router<Edge> {
    parts().into_iter().fold(routes, |routes, (_, _, part)| routes.merge(Router::from(part)))
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

    /// 404 unless it is.
    fn check(&self, run: &RunSummary) -> Result<(), ApiError> {
        if self.holds(run) { Ok(()) } else { Err(ApiError::not_found("run")) }
    }
}

/// The run an address names, before it is looked for.
struct Named {
    actor: Actor,
    place: Place,
    run: RunId,
}

impl FromRequestParts<Edge> for Named {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, edge: &Edge) -> Result<Self, Refusal> {
        #[derive(Deserialize)]
        struct Run {
            uuid: String,
        }
        let Caller(actor) = Caller::from_request_parts(parts, edge).await?;
        let Path(place) = Path::<Place>::from_request_parts(parts, edge).await?;
        let Path(Run { uuid }) = Path::from_request_parts(parts, edge).await?;
        let run = uuid.parse().map_err(|_| ApiError::not_found("run"))?;
        Ok(Self { actor, place, run })
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
        let Named { actor, place, run } = Named::from_request_parts(parts, edge).await?;
        let run = platform::runs::summary(&edge.platform, &actor, run).await?;
        place.check(&run)?;
        Ok(Self { actor, run })
    }
}

/// The same with all that is known of it.
struct Recorded(RunRecord);

impl FromRequestParts<Edge> for Recorded {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, edge: &Edge) -> Result<Self, Refusal> {
        let Named { actor, place, run } = Named::from_request_parts(parts, edge).await?;
        let record = platform::runs::record(&edge.platform, &actor, run).await?;
        place.check(&record.row.summary)?;
        Ok(Self(record))
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

impl From<MultipartRejection> for Refusal {
    fn from(rejection: MultipartRejection) -> Self {
        Self(ApiError::new(ErrorCode::BadRequest, rejection.body_text()).with_hint("send a form (`multipart/form-data`)"))
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
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Paging {
    /// How many to leave out.
    #[param(maximum = 10_000)]
    offset: Option<u32>,
    /// How many at most: of runs and projects no more than 200.
    #[param(minimum = 1, maximum = 5_000)]
    limit: Option<u32>,
    /// The name of a field; `-` before it turns the order round.
    sort: Option<String>,
    /// Which ones, in Polyaxon's query language: `status:failed, metrics.loss:<0.5`.
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

    /// The part of a list that is short enough to be had whole.
    fn part_of<T>(&self, all: impl ExactSizeIterator<Item = T>) -> Result<Json<List<T>>, ApiError> {
        let (offset, limit) = pages::part(self.offset, self.limit.or(Some(pages::LONGEST_PART)))?;
        let count = all.len();
        let part: Vec<T> = all.skip(offset as usize).take(limit as usize).collect();
        let goes_on = (offset as usize).saturating_add(part.len()) < count;
        Ok(Json(List::new(count as u64, part, self, goes_on)))
    }
}

/// The order of lists that have one: newest first.
const NEWEST: &str = "-created_at";

/// A part of a list, with the addresses of the parts around it.
#[derive(Serialize, ToSchema)]
struct List<T> {
    /// How many there are in all.
    count: u64,
    /// The address of what follows, from this one on.
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
