//! What runs have logged: of one run, of several.

use std::{collections::BTreeMap, fmt::Write as _};

use axum::{Json, extract::State};
use domain::{
    ApiError, RunId, Timestamp,
    tracking::{Event, EventKind, NamedEvents},
};
use platform::runs::events::{self, Wanted};
use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap as _};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Caller, Edge, Found, Path, Place, Query, Refusal};

pub(super) fn routes() -> OpenApiRouter<Edge> {
    OpenApiRouter::new().routes(routes!(of_several)).routes(routes!(of_run))
}

/// `force` and the rest are taken and change nothing: what is answered is always fresh.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// With commas between them; empty is all.
    #[serde(default)]
    names: String,
    /// Their ids with commas between them, where several runs are asked for.
    #[serde(default)]
    runs: String,
    /// `dict`, a list for each column, or `csv`, a text: how the events of a name are written.
    orient: Option<String>,
    /// How many events of each name at most: those that keep the picture.
    sample: Option<String>,
}

/// The last part of the address.
#[derive(Deserialize)]
pub(super) struct Kind {
    kind: String,
}

/// How the events of a name are written.
#[derive(Clone, Copy)]
enum Orient {
    /// A list for each column.
    Dict,
    /// As their file would be: a text.
    Csv,
}

/// `v1EventsResponse` and `v1MultiEventsResponse`.
#[derive(Serialize, ToSchema)]
#[schema(as = Events)]
pub(super) struct Answer<T> {
    data: T,
}

/// Events of one name.
#[derive(Serialize, ToSchema)]
#[schema(as = NamedEvents)]
pub(super) struct Named {
    name: String,
    kind: &'static str,
    #[schema(value_type = serde_json::Value)]
    data: Data,
}

/// What they are.
enum Data {
    Columns(EventKind, Vec<Event>),
    Text(String),
}

impl Serialize for Data {
    /// Columns are written from the events as they are: a copy of each would be larger than all else that a series needs.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Columns(kind, events) => {
                let mut columns = serializer.serialize_map(Some(3))?;
                columns.serialize_entry("step", &Column(events, |event| event.step))?;
                columns.serialize_entry("timestamp", &Column(events, |event| Shown(event.at)))?;
                columns.serialize_entry(kind.as_str(), &Column(events, |event| &event.value))?;
                columns.end()
            }
        }
    }
}

/// One thing of each event.
struct Column<'a, T>(&'a [Event], fn(&'a Event) -> T);

impl<T: Serialize> Serialize for Column<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(self.1))
    }
}

impl Asked {
    fn wanted(&self, Kind { kind }: &Kind) -> Result<(Wanted, Orient), ApiError> {
        let kind: EventKind = kind.parse().map_err(|_| ApiError::not_found("kind of events"))?;
        let orient = match self.orient.as_deref() {
            None | Some("" | "csv") => Orient::Csv,
            Some("dict") => Orient::Dict,
            Some(_) => return Err(ApiError::field("orient", "is `csv` or `dict`")),
        };
        let sample = match self.sample.as_deref() {
            None | Some("") => None,
            Some(text) => Some(text.parse().map_err(|_| ApiError::field("sample", "takes a whole number"))?),
        };
        Ok((Wanted { kind, names: list(&self.names), sample }, orient))
    }
}

/// The parts of a list with commas.
fn list(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// What a run has logged under these names.
#[utoipa::path(
    get,
    path = "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/events/{kind}",
    params(Asked),
    responses((status = 200, body = Answer<Vec<Named>>))
)]
pub(super) async fn of_run(
    State(edge): State<Edge>,
    Found { actor, run }: Found,
    Path(kind): Path<Kind>,
    Query(asked): Query<Asked>,
) -> Result<Json<Answer<Vec<Named>>>, Refusal> {
    let (wanted, orient) = asked.wanted(&kind)?;
    let events = events::events(&edge.platform, &actor, run.id, &wanted).await?;
    Ok(Json(Answer { data: write_all(events, orient) }))
}

/// What several runs have logged, under each run's id.
#[utoipa::path(
    get,
    path = "/streams/v1/{namespace}/{owner}/{project}/runs/multi/events/{kind}",
    params(Asked),
    responses((status = 200, body = Answer<BTreeMap<String, Vec<Named>>>))
)]
pub(super) async fn of_several(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path(place): Path<Place>,
    Path(kind): Path<Kind>,
    Query(asked): Query<Asked>,
) -> Result<Json<Answer<BTreeMap<String, Vec<Named>>>>, Refusal> {
    let (wanted, orient) = asked.wanted(&kind)?;
    let none = || ApiError::not_found("run");
    let ids: Vec<RunId> = list(&asked.runs).iter().map(|id| id.parse().map_err(|_| none())).collect::<Result<_, _>>()?;
    let runs = platform::runs::summaries(&edge.platform, &actor, ids.clone()).await?;
    if !runs.iter().all(|run| place.holds(run)) {
        return Err(none().into());
    }
    let found = events::events_of_several(&edge.platform, &actor, ids, &wanted).await?;
    let data = found.into_iter().map(|(run, events)| (run.to_string(), write_all(events, orient))).collect();
    Ok(Json(Answer { data }))
}

/// As people read it.
struct Shown(Timestamp);

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

fn write_all(events: Vec<NamedEvents>, orient: Orient) -> Vec<Named> {
    events
        .into_iter()
        .map(|NamedEvents { name, kind, events }| {
            let data = match orient {
                Orient::Dict => Data::Columns(kind, events),
                Orient::Csv => Data::Text(text(kind, events)),
            };
            Named { name, kind: kind.as_str(), data }
        })
        .collect()
}

/// As the client's files are. What is no number is nothing, which pandas reads as one that is not.
fn text(kind: EventKind, events: Vec<Event>) -> String {
    let mut text = if kind.is_jsonl() { String::new() } else { format!("step|timestamp|{kind}") };
    for event in events {
        if kind.is_jsonl() {
            let line = serde_json::json!({ "timestamp": event.at.to_string(), "step": event.step, kind.as_str(): event.value });
            text.push_str(&line.to_string());
            text.push('\n');
        } else {
            let step = event.step.map(|step| step.to_string()).unwrap_or_default();
            let value = if event.value.is_null() { String::new() } else { event.value.to_string() };
            // A text takes whatever is written into it.
            let _ = write!(text, "\n{step}|{}|{value}", event.at);
        }
    }
    text
}
