//! What runs tell of themselves: each metric in short, and the artifacts they name. The points of metrics are in [`crate::series`].

mod artifacts;
mod metrics;

use diesel::prelude::*;

pub(crate) use self::metrics::{next_number, record};
pub use self::{
    artifacts::{ArtifactQuery, artifact, artifacts, copy_artifacts, delete_artifact, note_artifacts},
    metrics::{MetricRow, Source, metrics, metrics_named, note_summaries},
};
use crate::{
    Conn, StoreError,
    schema::{run_artifacts, run_metrics, runs},
};

/// The organization and the project of a run; `None` when it is gone.
fn place(conn: &mut Conn, run: &str) -> Result<Option<(String, String)>, StoreError> {
    Ok(runs::table.find(run).select((runs::organization_id, runs::project_id)).first(conn).optional()?)
}

/// Lets what a run has told follow it to another project.
pub(crate) fn set_project(conn: &mut Conn, run: &str, project: &str) -> Result<(), StoreError> {
    diesel::update(run_metrics::table.filter(run_metrics::run_id.eq(run)))
        .set(run_metrics::project_id.eq(project))
        .execute(conn)?;
    diesel::update(run_artifacts::table.filter(run_artifacts::run_id.eq(run)))
        .set(run_artifacts::project_id.eq(project))
        .execute(conn)?;
    Ok(())
}
