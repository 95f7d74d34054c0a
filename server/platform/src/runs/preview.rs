//! Trying a polyaxonfile out: what would run, if it were submitted.

use domain::{ApiError, ErrorCode, RunId, permissions::Actor, runs::SubmitRun};
use serde_json::Value;

use super::submit::{compile, draft};
use crate::Platform;

/// The id that stands for a run that is not there yet.
const NOBODY: RunId = RunId::from_uuid(uuid::Uuid::nil());

/// The operation that this would become, with every value known, for whoever may submit it. Nothing is stored.
pub async fn preview(platform: &Platform, actor: &Actor, request: SubmitRun) -> Result<Value, ApiError> {
    let draft = draft(platform, actor, request, NOBODY).await?;
    let checked = compile(platform, actor, draft).await?;
    serde_json::from_str(&checked.new.compiled).map_err(|error| {
        tracing::error!(%error, "a compiled operation can't be read");
        ApiError::new(ErrorCode::Internal, "what would run can't be shown")
    })
}
