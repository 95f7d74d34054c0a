//! What the first page shows, in one answer.

use domain::runs::{RunCounts, RunSummary};
use leptos::server;
use serde::{Deserialize, Serialize};

use super::{FnError, Json};

/// How many runs of a kind the first page shows.
#[cfg(feature = "ssr")]
const SHOWN: u32 = 8;
/// For how long a failure is recent, in days.
#[cfg(feature = "ssr")]
const RECENT_DAYS: u32 = 2;

/// What the first page shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// What runs now, newest first; a few.
    pub running: Vec<RunSummary>,
    /// What waits, and says why; a few.
    pub waiting: Vec<RunSummary>,
    /// What failed in the last two days; a few.
    pub failed: Vec<RunSummary>,
    /// How many there are of each family.
    pub counts: RunCounts,
    /// The newest run.
    pub newest: Option<RunSummary>,
    /// A project to begin with, as `organization/name`; `None` when there is none.
    pub project: Option<String>,
}

/// What runs, what waits and what failed, of all that the viewer may see.
#[server(name = GetOverview, prefix = "/api/fn", endpoint = "overview", input = Json, output = Json)]
pub async fn overview() -> Result<Overview, FnError> {
    use domain::{projects::ProjectFilter, runs::RunFilter, statuses::Tone};

    let (platform, actor) = (crate::context::platform()?, crate::context::actor()?);
    let list = async |tones: &[Tone], limit: u32| {
        let filter = RunFilter { tones: tones.to_vec(), limit: Some(limit), ..RunFilter::default() };
        platform::runs::list(&platform, &actor, filter).await.map(|page| page.items)
    };
    let recent = platform.now().plus_seconds(-i64::from(RECENT_DAYS) * 86_400);
    let mut failed = list(&[Tone::Failed], SHOWN).await?;
    failed.retain(|run| run.finished_at.unwrap_or(run.created_at) >= recent);
    let project = ProjectFilter { limit: Some(1), ..ProjectFilter::default() };
    let project = platform::projects::list(&platform, &actor, project).await?.items.into_iter().next();
    Ok(Overview {
        running: list(&[Tone::Running, Tone::Warning], SHOWN).await?,
        waiting: list(&[Tone::Waiting], SHOWN).await?,
        failed,
        counts: platform::runs::counts(&platform, &actor, RunFilter::default()).await?,
        newest: list(&[], 1).await?.into_iter().next(),
        project: project.map(|project| format!("{}/{}", project.organization, project.name)),
    })
}
