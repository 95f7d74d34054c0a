//! Where runs come from and what comes of them: artifacts by name, originals and clones.

use std::collections::HashSet;

use domain::{
    ApiError, RunId, Scope,
    permissions::Actor,
    runs::RunSummary,
    tracking::{EventKind, LONGEST_NAME, MetricSummary, RunArtifact},
};
use serde_json::{Map, Value};
use store::{
    Conn,
    runs::{self, Values},
    tracking::{self, ArtifactQuery},
};

use super::{
    CHANGE,
    artifacts::Folder,
    metrics::{MOST, files, folder_of},
    seen,
};
use crate::{Platform, blocking, pages, permissions::need, projects};

/// How many artifacts a run may name.
const MOST_ARTIFACTS: u64 = 10_000;
/// How many artifacts are named at once.
const MOST_AT_ONCE: u32 = 5_000;
/// How long a path or an address may be, in bytes.
const LONGEST_PATH: usize = 4_096;
/// How long what is said of an artifact may be, in bytes of JSON.
const LONGEST_SUMMARY: usize = 256 * 1024;

/// Which artifacts are wanted.
#[derive(Debug, Clone, Default)]
pub struct ArtifactFilter {
    /// Conditions such as `name: a|b, kind: image`; empty is all.
    pub query: String,
    /// How many to leave out.
    pub offset: Option<u32>,
    /// How many at most, 1 to 5000; 50 when `None`.
    pub limit: Option<u32>,
}

/// Notes what a run read or made, in place of what was said of the same names and kinds before. What is said of a metric counts until
/// there are points of it.
pub async fn note_artifacts(
    platform: &Platform,
    actor: &Actor,
    run: RunId,
    artifacts: Vec<RunArtifact>,
) -> Result<(), ApiError> {
    let (_, organization) = seen(platform, actor, run).await?;
    need(actor, organization, &CHANGE)?;
    if artifacts.len() > MOST_AT_ONCE as usize {
        return Err(ApiError::field("artifacts", format!("has more than {MOST_AT_ONCE} artifacts")));
    }
    artifacts.iter().try_for_each(check)?;
    let said: Vec<MetricSummary> = artifacts.iter().filter_map(metric).collect();
    let noted = platform.db().write(move |conn| {
        let noted = tracking::note_artifacts(conn, run, &artifacts, MOST_ARTIFACTS)?;
        tracking::note_summaries(conn, run, &said, MOST.metrics)?;
        Ok(noted)
    });
    if noted.await? {
        return Ok(());
    }
    Err(ApiError::field("artifacts", format!("can't be noted: the run is gone, or has {MOST_ARTIFACTS} artifacts already")))
}

fn check(artifact: &RunArtifact) -> Result<(), ApiError> {
    let refuse = |field: &str, message: String| Err(ApiError::field(field, message));
    let plain = |text: &str, longest: usize| text.len() <= longest && !text.contains(char::is_control);
    if artifact.name.is_empty() || !plain(&artifact.name, LONGEST_NAME) {
        return refuse("name", format!("of an artifact takes 1 to {LONGEST_NAME} bytes without control characters"));
    }
    if artifact.kind.is_empty()
        || artifact.kind.len() > 64
        || !artifact.kind.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    {
        return refuse("kind", "of an artifact is a word such as `model`".to_owned());
    }
    if !plain(&artifact.path, LONGEST_PATH) || !artifact.connection.as_deref().is_none_or(|name| plain(name, LONGEST_NAME)) {
        return refuse("path", format!("takes at most {LONGEST_PATH} bytes without control characters"));
    }
    if !artifact.state.as_deref().is_none_or(|state| plain(state, LONGEST_NAME)) {
        return refuse("state", "is the id of a content".to_owned());
    }
    for (field, said) in [("summary", &artifact.summary), ("meta_info", &artifact.meta_info)] {
        let text = serde_json::to_string(said).unwrap_or_default();
        if text.len() > LONGEST_SUMMARY || text.contains("\\u0000") {
            return refuse(field, format!("takes at most {} KiB of JSON without zero characters", LONGEST_SUMMARY >> 10));
        }
    }
    Ok(())
}

/// What the client says of a metric.
fn metric(artifact: &RunArtifact) -> Option<MetricSummary> {
    let said = artifact.summary.get("metric").filter(|_| artifact.kind == "metric")?;
    let number = |name: &str| said.get(name).and_then(Value::as_f64).filter(|number| number.is_finite());
    let count = said.get("count").and_then(|count| count.as_u64().or_else(|| whole(count.as_f64()?)))?;
    Some(MetricSummary {
        name: artifact.name.clone(),
        last: number("last"),
        last_step: artifact.summary.get("step").and_then(|step| step.get("max")).and_then(Value::as_i64),
        min: number("min"),
        max: number("max"),
        count,
    })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
fn whole(count: f64) -> Option<u64> {
    (count >= 0.0).then_some(count as u64)
}

/// What a run read or made, by name, and how many there are.
pub async fn artifacts(
    platform: &Platform,
    actor: &Actor,
    run: RunId,
    filter: &ArtifactFilter,
) -> Result<(Vec<RunArtifact>, u64), ApiError> {
    seen(platform, actor, run).await?;
    let query = ArtifactQuery { run: Some(run), ..query(filter)? };
    Ok(platform.db().read(move |conn| tracking::artifacts(conn, &query)).await?)
}

/// What the runs of a project read or made, those of the newest run first, and how many there are.
pub async fn artifacts_of_project(
    platform: &Platform,
    actor: &Actor,
    (organization, project): (&str, &str),
    filter: &ArtifactFilter,
) -> Result<(Vec<RunArtifact>, u64), ApiError> {
    let row = projects::find(platform, actor, organization, project).await?;
    crate::permissions::see(actor, row.organization_id, Scope::RunRead, "project")?;
    let query = ArtifactQuery { project: Some(row.id), ..query(filter)? };
    Ok(platform.db().read(move |conn| tracking::artifacts(conn, &query)).await?)
}

/// Conditions are joined by commas, the values of one by `|`.
fn query(filter: &ArtifactFilter) -> Result<ArtifactQuery, ApiError> {
    let (offset, limit) = pages::part(filter.offset, filter.limit)?;
    let mut query = ArtifactQuery { offset, limit, ..ArtifactQuery::default() };
    let refuse = |condition: &str| {
        let condition: String = condition.chars().take(64).collect();
        ApiError::field("query", format!("`{condition}` is not understood"))
            .with_hint("artifacts are found by `name: a|b`, `kind: image|model` and `is_input: true`")
    };
    for condition in filter.query.split(',').filter(|condition| !condition.trim().is_empty()) {
        let (key, values) = condition.split_once(':').ok_or_else(|| refuse(condition))?;
        let values: Vec<String> =
            values.split('|').map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()).collect();
        match (key.trim(), &values[..]) {
            (_, []) => return Err(refuse(condition)),
            _ if values.len() > 500 || values.iter().any(|value| value.contains(char::is_control)) => {
                return Err(refuse(condition));
            }
            ("name", _) => query.names = values,
            ("kind", _) => query.kinds = values,
            ("is_input", [value]) => query.is_input = Some(value.parse().map_err(|_| refuse(condition))?),
            _ => return Err(refuse(condition)),
        }
    }
    Ok(query)
}

/// What is known of a run's artifact of this name.
pub async fn artifact(platform: &Platform, actor: &Actor, run: RunId, name: &str) -> Result<RunArtifact, ApiError> {
    seen(platform, actor, run).await?;
    let name = named(name)?;
    let found = platform.db().read(move |conn| tracking::artifact(conn, run, &name)).await?;
    found.ok_or_else(|| ApiError::not_found("artifact"))
}

/// Forgets that a run named an artifact. Its files and the points of a metric stay.
pub async fn forget_artifact(platform: &Platform, actor: &Actor, run: RunId, name: &str) -> Result<(), ApiError> {
    let (_, organization) = seen(platform, actor, run).await?;
    need(actor, organization, &CHANGE)?;
    let name = named(name)?;
    let was_there = platform.db().write(move |conn| tracking::delete_artifact(conn, run, &name)).await?;
    if was_there { Ok(()) } else { Err(ApiError::not_found("artifact")) }
}

/// Postgres would not look for a text with zeros in it.
fn named(name: &str) -> Result<String, ApiError> {
    if name.contains(char::is_control) { Err(ApiError::not_found("artifact")) } else { Ok(name.to_owned()) }
}

/// The run that this one is a clone of, if they may see it.
pub async fn upstream(platform: &Platform, actor: &Actor, run: RunId) -> Result<Option<RunSummary>, ApiError> {
    let (summary, _) = seen(platform, actor, run).await?;
    let Some(original) = summary.original else { return Ok(None) };
    match seen(platform, actor, original).await {
        Ok((original, _)) => Ok(Some(original)),
        Err(error) if error.code == domain::ErrorCode::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The clones of a run that they may see, newest first, with their inputs and outputs, and how many there are; `limit` is 1 to 5000.
pub async fn clones(
    platform: &Platform,
    actor: &Actor,
    run: RunId,
    (offset, limit): (Option<u32>, Option<u32>),
) -> Result<(Vec<(RunSummary, Values)>, u64), ApiError> {
    let (_, organization) = seen(platform, actor, run).await?;
    let (offset, limit) = pages::part(offset, limit)?;
    let read = platform.db().read(move |conn| {
        let (clones, count) = runs::clones(conn, run, organization, (offset, limit))?;
        let ids: Vec<RunId> = clones.iter().map(|clone| clone.id).collect();
        let mut values = runs::values(conn, &ids)?;
        let with_values = |clone: RunSummary| {
            let values = values.remove(&clone.id).unwrap_or_default();
            (clone, values)
        };
        Ok((clones.into_iter().map(with_values).collect(), count))
    });
    Ok(read.await?)
}

/// Notes the files of events that lie in a run's folder without having been named: nobody uploads those of a program on this machine.
pub async fn note_events(platform: &Platform, run: RunId) -> Result<(), ApiError> {
    let root = platform.artifacts_of(run);
    let found = blocking(move || {
        let Ok(folder) = Folder::open(&root) else { return Vec::new() };
        let of_kind = |kind: &EventKind| {
            files(&folder, *kind, MOST.metrics).into_iter().map(|file| (*kind, file.name)).collect::<Vec<_>>()
        };
        EventKind::ALL.iter().flat_map(of_kind).collect()
    });
    let found: Vec<(EventKind, String)> = found.await?;
    if found.is_empty() {
        return Ok(());
    }
    let artifact = move |(kind, name): (EventKind, String)| RunArtifact {
        run,
        path: format!("{}/{name}.plx", folder_of(kind)),
        name,
        kind: kind.to_string(),
        state: None,
        is_input: false,
        connection: None,
        summary: [("is_event".to_owned(), Value::Bool(true))].into_iter().collect(),
        meta_info: Map::new(),
    };
    let work = move |conn: &mut Conn| {
        let all = ArtifactQuery { run: Some(run), limit: u32::MAX, ..ArtifactQuery::default() };
        let (known, _) = tracking::artifacts(conn, &all)?;
        let known: HashSet<_> = known.iter().map(|known| (known.kind.as_str(), known.name.as_str())).collect();
        let new: Vec<_> =
            found.into_iter().filter(|(kind, name)| !known.contains(&(kind.as_str(), name.as_str()))).map(artifact).collect();
        tracking::note_artifacts(conn, run, &new, MOST_ARTIFACTS)
    };
    platform.db().write(work).await?;
    Ok(())
}

/// Notes for a clone what its original has: its artifacts by name, and its metrics with all their points.
pub(super) async fn copy(platform: &Platform, from: RunId, to: RunId) -> Result<(), ApiError> {
    platform.series().copy(from, to).await?;
    Ok(platform.db().write(move |conn: &mut Conn| tracking::copy_artifacts(conn, from, to, MOST_ARTIFACTS)).await?)
}
