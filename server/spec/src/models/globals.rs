//! What `{{ globals.… }}` has before a run starts.

use super::{Model, Shape::Text, field, model};

/// What templates know of every run.
pub(crate) static GLOBALS: Model = model(
    "Globals",
    "What templates know of every run: `{{ globals.uuid }}`",
    &[&[
        field("name", Text, "The run's name"),
        field("uuid", Text, "The run's id"),
        field("username", Text, "Who submits it"),
        field("user_email", Text, "Their e-mail address"),
        field("owner_name", Text, "The organization's name"),
        field("project_name", Text, "The project's name"),
        field("project_unique_name", Text, "Organization and project"),
        field("project_uuid", Text, "The project's id"),
        field("run_info", Text, "Organization, project and run"),
        field("run_artifacts_path", Text, "Where the run's artifacts are"),
        field("run_outputs_path", Text, "Where the run writes its outputs"),
        field("run_relative_outputs_path", Text, "The same, within the artifacts store"),
        field("artifacts_path", Text, "Where artifacts are"),
        field("context_path", Text, "What the run's containers share"),
        field("store_path", Text, "The artifacts store's path"),
        field("namespace", Text, "The cluster's namespace"),
        field("created_at", Text, "When it was submitted"),
        field("compiled_at", Text, "When it was compiled"),
        field("cloning_kind", Text, "How it was made from another run"),
        field("original_uuid", Text, "The run it was made from"),
        field("is_independent", Text, "Whether no other run made it"),
    ]],
);
