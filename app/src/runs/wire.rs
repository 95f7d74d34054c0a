//! A page of runs inside a page of HTML: rows without their field names. The HTML carries the rows a second time for wasm to read, and
//! field names would be most of that.

use domain::{
    ProjectId, RunId, Status, Timestamp,
    pages::Page,
    runs::{CloningKind, ManagedBy, RunSummary},
};
use serde::{Deserialize, Serialize};

/// One page of a run list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Wire", into = "Wire")]
pub(super) struct RunPage(pub(super) Page<RunSummary>);

impl From<Page<RunSummary>> for RunPage {
    fn from(page: Page<RunSummary>) -> Self {
        Self(page)
    }
}

#[derive(Serialize, Deserialize)]
struct Wire(Vec<Row>, Option<String>, Option<String>, u64, bool);

#[derive(Serialize, Deserialize)]
struct Row(
    RunId,
    String,
    ProjectId,
    String,
    String,
    String,
    String,
    Status,
    String,
    String,
    Vec<String>,
    Option<(RunId, Option<CloningKind>)>,
    Option<i32>,
    [Option<Timestamp>; 5],
    ManagedBy,
);

impl From<Wire> for RunPage {
    fn from(Wire(rows, next, previous, total, at_least): Wire) -> Self {
        Self(Page { items: rows.into_iter().map(Into::into).collect(), next, previous, total, at_least })
    }
}

impl From<RunPage> for Wire {
    fn from(RunPage(page): RunPage) -> Self {
        Self(page.items.into_iter().map(Into::into).collect(), page.next, page.previous, page.total, page.at_least)
    }
}

impl From<RunSummary> for Row {
    fn from(run: RunSummary) -> Self {
        Self(
            run.id,
            run.name,
            run.project_id,
            run.organization,
            run.project,
            run.user,
            run.kind,
            run.status,
            run.reason,
            run.message,
            run.tags,
            run.original.map(|original| (original, run.cloning_kind)),
            run.exit_code,
            [Some(run.created_at), run.started_at, run.finished_at, Some(run.updated_at), run.archived_at],
            run.managed_by,
        )
    }
}

impl From<Row> for RunSummary {
    fn from(row: Row) -> Self {
        let [created_at, started_at, finished_at, updated_at, archived_at] = row.13;
        let beginning = Timestamp::from_micros(0);
        Self {
            id: row.0,
            name: row.1,
            project_id: row.2,
            organization: row.3,
            project: row.4,
            user: row.5,
            kind: row.6,
            status: row.7,
            reason: row.8,
            message: row.9,
            tags: row.10,
            original: row.11.map(|(original, _)| original),
            cloning_kind: row.11.and_then(|(_, kind)| kind),
            exit_code: row.12,
            managed_by: row.14,
            created_at: created_at.unwrap_or(beginning),
            updated_at: updated_at.unwrap_or(beginning),
            started_at,
            finished_at,
            archived_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runs::fixtures::run;

    #[test]
    fn a_page_comes_back_whole_and_small() {
        let mut clone = run(2, Status::Failed);
        clone.original = Some(run(1, Status::Failed).id);
        clone.cloning_kind = Some(CloningKind::Restart);
        clone.exit_code = Some(1);
        let page = RunPage(Page {
            items: vec![run(1, Status::Running), clone],
            next: Some("n".into()),
            previous: None,
            total: 2,
            at_least: false,
        });
        let text = serde_json::to_string(&page).unwrap();
        assert_eq!(serde_json::from_str::<RunPage>(&text).unwrap(), page);
        assert!(text.len() < 2 * 300, "{} bytes", text.len());
    }
}
