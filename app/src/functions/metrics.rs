//! What pages ask about metrics.

use domain::{
    RunId,
    tracking::{MetricSummary, RunMetrics},
};
use leptos::server;

use super::{FnError, Json};

/// A run's metrics as curves, of together about so many points.
#[server(name = ReadMetrics, prefix = "/api/fn", endpoint = "run_metrics", input = Json, output = Json)]
pub async fn run_metrics(
    /// Whose.
    run: RunId,
    /// How many points.
    points: u32,
) -> Result<RunMetrics, FnError> {
    Ok(platform::runs::metrics::curves(&crate::context::platform()?, &crate::context::actor()?, run, points).await?)
}

/// A run's metrics in short.
#[server(name = SummariseMetrics, prefix = "/api/fn", endpoint = "metric_summaries", input = Json, output = Json)]
pub async fn metric_summaries(
    /// Whose.
    run: RunId,
) -> Result<Vec<MetricSummary>, FnError> {
    Ok(platform::runs::metrics::summaries(&crate::context::platform()?, &crate::context::actor()?, run).await?)
}
