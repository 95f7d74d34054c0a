//! Where runs come from and what comes of them: artifacts by name, originals and clones.

use axum::{Json, extract::State, http::StatusCode};
use domain::{RunId, Timestamp, runs::RunSummary, tracking::RunArtifact};
use platform::runs::lineage::{self, ArtifactFilter};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Body, Caller, Edge, Found, List, Paging, Path, Place, Query, Refusal, objects::Run};

pub(super) fn routes() -> OpenApiRouter<Edge> {
    OpenApiRouter::new()
        .routes(routes!(list_of_project))
        .routes(routes!(list, note))
        .routes(routes!(get, forget))
        .routes(routes!(upstream))
        .routes(routes!(downstream))
        .routes(routes!(clones))
}

/// `v1RunArtifact`.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = RunArtifact)]
pub(super) struct Artifact {
    name: Option<String>,
    kind: Option<String>,
    path: Option<String>,
    state: Option<String>,
    connection: Option<String>,
    is_input: Option<bool>,
    #[schema(value_type = Option<Object>)]
    summary: Option<Map<String, Value>>,
    #[schema(value_type = Option<Object>)]
    meta_info: Option<Map<String, Value>>,
    #[serde(skip_deserializing)]
    #[schema(read_only)]
    run: Option<String>,
}

impl From<RunArtifact> for Artifact {
    fn from(artifact: RunArtifact) -> Self {
        Self {
            name: Some(artifact.name),
            kind: Some(artifact.kind),
            path: Some(artifact.path),
            state: artifact.state,
            connection: artifact.connection,
            is_input: Some(artifact.is_input),
            summary: Some(artifact.summary),
            meta_info: Some(artifact.meta_info),
            run: Some(artifact.run.to_string()),
        }
    }
}

impl Artifact {
    fn of(self, run: RunId) -> RunArtifact {
        RunArtifact {
            run,
            name: self.name.unwrap_or_default(),
            kind: self.kind.unwrap_or_else(|| "artifact".to_owned()),
            path: self.path.unwrap_or_default(),
            state: self.state,
            connection: self.connection,
            is_input: self.is_input.unwrap_or_default(),
            summary: self.summary.unwrap_or_default(),
            meta_info: self.meta_info.unwrap_or_default(),
        }
    }
}

/// `v1RunArtifacts`.
#[derive(Deserialize, ToSchema)]
#[schema(as = RunArtifacts)]
pub(super) struct Artifacts {
    artifacts: Vec<Artifact>,
}

/// The last part of the address.
#[derive(Deserialize)]
pub(super) struct Name {
    name: String,
}

/// `v1RunEdge`.
#[derive(Serialize, ToSchema)]
pub(super) struct RunEdge {
    upstream: Run,
    downstream: Run,
    kind: &'static str,
}

fn filter(paging: &Paging) -> ArtifactFilter {
    ArtifactFilter { query: paging.query.clone().unwrap_or_default(), offset: paging.offset, limit: paging.limit }
}

/// A run without its inputs and outputs.
fn brief(run: RunSummary, now: Timestamp) -> Run {
    Run::listed(run, Default::default(), now)
}

/// A list by pages, `from` being how many were left out.
fn page<T>(results: Vec<T>, count: u64, paging: &Paging) -> Json<List<T>> {
    let end = u64::from(paging.offset.unwrap_or_default()) + results.len() as u64;
    Json(List::new(count, results, paging, end < count))
}

/// Notes artifacts of a run by name.
#[utoipa::path(
    post,
    path = "/api/v1/{owner}/{project}/runs/{uuid}/lineage/artifacts",
    request_body = Artifacts,
    responses((status = 201))
)]
pub(super) async fn note(
    State(edge): State<Edge>,
    Found { actor, run }: Found,
    Body(Artifacts { artifacts }): Body<Artifacts>,
) -> Result<StatusCode, Refusal> {
    let artifacts = artifacts.into_iter().map(|artifact| artifact.of(run.id)).collect();
    lineage::note_artifacts(&edge.platform, &actor, run.id, artifacts).await?;
    Ok(StatusCode::CREATED)
}

/// The artifacts of a run by name.
#[utoipa::path(
    get,
    path = "/api/v1/{owner}/{project}/runs/{uuid}/lineage/artifacts",
    params(Paging),
    responses((status = 200, body = List<Artifact>))
)]
pub(super) async fn list(
    State(edge): State<Edge>,
    Found { actor, run }: Found,
    Query(paging): Query<Paging>,
) -> Result<Json<List<Artifact>>, Refusal> {
    let (found, count) = lineage::artifacts(&edge.platform, &actor, run.id, &filter(&paging)).await?;
    Ok(page(found.into_iter().map(Artifact::from).collect(), count, &paging))
}

/// The artifacts of all runs of a project.
#[utoipa::path(
    get,
    path = "/api/v1/{owner}/{project}/runs/lineage/artifacts",
    params(Paging),
    responses((status = 200, body = List<Artifact>))
)]
pub(super) async fn list_of_project(
    State(edge): State<Edge>,
    Caller(actor): Caller,
    Path(place): Path<Place>,
    Query(paging): Query<Paging>,
) -> Result<Json<List<Artifact>>, Refusal> {
    let place = (place.owner.as_str(), place.project.as_str());
    let (found, count) = lineage::artifacts_of_project(&edge.platform, &actor, place, &filter(&paging)).await?;
    Ok(page(found.into_iter().map(Artifact::from).collect(), count, &paging))
}

/// An artifact of a run by its name.
#[utoipa::path(
    get,
    path = "/api/v1/{owner}/{project}/runs/{uuid}/lineage/artifacts/{name}",
    responses((status = 200, body = Artifact))
)]
pub(super) async fn get(
    State(edge): State<Edge>,
    Found { actor, run }: Found,
    Path(Name { name }): Path<Name>,
) -> Result<Json<Artifact>, Refusal> {
    Ok(Json(lineage::artifact(&edge.platform, &actor, run.id, &name).await?.into()))
}

/// Takes a name from an artifact of a run; its files stay.
#[utoipa::path(delete, path = "/api/v1/{owner}/{project}/runs/{uuid}/lineage/artifacts/{name}", responses((status = 204)))]
pub(super) async fn forget(
    State(edge): State<Edge>,
    Found { actor, run }: Found,
    Path(Name { name }): Path<Name>,
) -> Result<StatusCode, Refusal> {
    lineage::forget_artifact(&edge.platform, &actor, run.id, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a run comes from: what it is a clone of.
#[utoipa::path(
    get,
    path = "/api/v1/{owner}/{project}/runs/{uuid}/lineage/upstream",
    params(Paging),
    responses((status = 200, body = List<RunEdge>))
)]
pub(super) async fn upstream(
    State(edge): State<Edge>,
    Found { actor, run }: Found,
    Query(paging): Query<Paging>,
) -> Result<Json<List<RunEdge>>, Refusal> {
    let now = edge.platform.now();
    let original = lineage::upstream(&edge.platform, &actor, run.id).await?;
    let clone = |original| RunEdge { upstream: brief(original, now), downstream: brief(run.clone(), now), kind: "manual" };
    Ok(paging.part_of(original.map(clone).into_iter())?)
}

/// What came of a run: its clones.
#[utoipa::path(
    get,
    path = "/api/v1/{owner}/{project}/runs/{uuid}/lineage/downstream",
    params(Paging),
    responses((status = 200, body = List<RunEdge>))
)]
pub(super) async fn downstream(
    State(edge): State<Edge>,
    Found { actor, run }: Found,
    Query(paging): Query<Paging>,
) -> Result<Json<List<RunEdge>>, Refusal> {
    let now = edge.platform.now();
    let (clones, count) = lineage::clones(&edge.platform, &actor, run.id, (paging.offset, paging.limit)).await?;
    let clone = |(clone, values)| RunEdge {
        upstream: brief(run.clone(), now),
        downstream: Run::listed(clone, values, now),
        kind: "manual",
    };
    Ok(page(clones.into_iter().map(clone).collect(), count, &paging))
}

/// The clones of a run.
#[utoipa::path(
    get,
    path = "/api/v1/{owner}/{project}/runs/{uuid}/lineage/clones",
    params(Paging),
    responses((status = 200, body = List<Run>))
)]
pub(super) async fn clones(
    State(edge): State<Edge>,
    Found { actor, run }: Found,
    Query(paging): Query<Paging>,
) -> Result<Json<List<Run>>, Refusal> {
    let now = edge.platform.now();
    let (clones, count) = lineage::clones(&edge.platform, &actor, run.id, (paging.offset, paging.limit)).await?;
    Ok(page(clones.into_iter().map(|(clone, values)| Run::listed(clone, values, now)).collect(), count, &paging))
}
