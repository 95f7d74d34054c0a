//! Doing a run again: the same polyaxonfile with the same values for its inputs.

use std::collections::BTreeMap;

use domain::{
    ApiError, ErrorCode, RunId,
    permissions::Actor,
    runs::{CloningKind, IoValue, ManagedBy, RunSummary},
};
use serde_json::{Map, Value};
use store::{
    projects::{self as places},
    runs,
};

use super::{
    CHANGE, NOUN,
    artifacts::{self, CopyError},
    lineage, seen,
    submit::{self, Draft},
};
use crate::{Platform, blocking, permissions::need, projects};

/// A new run: the same again.
pub async fn restart(platform: &Platform, actor: &Actor, run: RunId) -> Result<RunSummary, ApiError> {
    clone(platform, actor, run, CloningKind::Restart).await
}

/// A new run: the same again, beginning with a copy of the original's artifacts. It is made as a whole even if whoever asked goes away.
pub async fn copy(platform: &Platform, actor: &Actor, run: RunId) -> Result<RunSummary, ApiError> {
    let (platform, actor) = (platform.clone(), actor.clone());
    let work = tokio::spawn(async move { clone(&platform, &actor, run, CloningKind::Copy).await });
    work.await.map_err(|error| {
        tracing::error!(%error, "copying a run ended badly");
        ApiError::new(ErrorCode::Internal, "the run could not be copied")
    })?
}

async fn clone(platform: &Platform, actor: &Actor, run: RunId, kind: CloningKind) -> Result<RunSummary, ApiError> {
    let (_, organization_id) = seen(platform, actor, run).await?;
    need(actor, organization_id, &CHANGE)?;
    let original = platform.db().read(move |conn| runs::detail(conn, run)).await?.ok_or_else(|| ApiError::not_found(NOUN))?;
    if original.content.is_empty() {
        return Err(ApiError::new(ErrorCode::Conflict, "this run has no polyaxonfile: it was not started by Orrery"));
    }
    let project_id = original.summary.project_id;
    let project = platform.db().read(move |conn| places::find_by_id(conn, project_id)).await?;
    let project = project.ok_or_else(|| ApiError::not_found("project"))?;
    projects::takes_runs(&project)?;

    // As the original was compiled, but for the values it was given on top of its file.
    let mut draft = Draft {
        id: run,
        organization_id,
        project,
        content: original.content,
        params: BTreeMap::new(),
        name: Some(original.summary.name),
        description: Some(original.description),
        tags: original.summary.tags,
        original: original.summary.original.zip(original.summary.cloning_kind),
        managed_by: ManagedBy::Agent,
        meta_info: Map::new(),
        created_at: original.summary.created_at,
    };
    draft.params = given(platform, actor, &draft, original.inputs).await?;
    draft.created_at = platform.now();
    draft.id = RunId::from_uuid(platform.inner.ids.next(draft.created_at));
    draft.original = Some((run, kind));

    let checked = submit::compile(platform, actor, draft).await?;
    let id = checked.new.id;
    if kind == CloningKind::Copy {
        copy_artifacts(platform, run, id).await?;
    }
    let stored = submit::store(platform, actor, checked, |_, summary| Ok(summary.clone())).await;
    if stored.is_err()
        && kind == CloningKind::Copy
        && let Err(error) = super::delete_files(platform, id).await
    {
        tracing::warn!(run = %id, %error, "artifacts of a copy that was not made stay behind");
    }
    // Its files of events are there; what was known besides is of use, and no reason not to run.
    if stored.is_ok()
        && kind == CloningKind::Copy
        && let Err(error) = lineage::copy(platform, run, id).await
    {
        tracing::warn!(run = %id, %error, "a copy has its metrics from its files only");
    }
    stored
}

/// The values that the original's inputs were given on top of its file: those that the file alone would not give them.
async fn given(
    platform: &Platform,
    actor: &Actor,
    draft: &Draft,
    inputs: Vec<IoValue>,
) -> Result<BTreeMap<String, String>, ApiError> {
    let options = &platform.inner.options;
    let globals = submit::globals(draft, actor, &options.artifacts_root, &options.cluster);
    let content = draft.content.clone();
    blocking(move || {
        let alone = spec::compile(&content, &BTreeMap::new(), &globals);
        let alone = alone.map(|compiled| compiled.plan.inputs).unwrap_or_default();
        let differs = |input: &IoValue| !alone.iter().any(|io| io.name == input.name && io.value == input.value);
        inputs.into_iter().filter(differs).filter_map(|input| Some((input.name, text(input.value?)))).collect()
    })
    .await
}

/// The value as somebody would type it.
fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

async fn copy_artifacts(platform: &Platform, from: RunId, to: RunId) -> Result<(), ApiError> {
    let (source, target) = (platform.artifacts_of(from), platform.artifacts_of(to));
    blocking(move || artifacts::copy(&source, &target)).await?.map_err(|error| match error {
        CopyError::TooMuch(_) => ApiError::new(ErrorCode::TooLarge, error.to_string())
            .with_hint("restart the run instead: it begins without the original's artifacts"),
        CopyError::File(_) => {
            tracing::error!(run = %from, %error, "can't copy artifacts");
            ApiError::new(ErrorCode::Internal, "the original's artifacts could not be copied")
                .with_hint("restart the run instead, or look into Orrery's log")
        }
    })
}
