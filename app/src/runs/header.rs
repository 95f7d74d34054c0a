//! The top of every page of a run.

use domain::runs::RunDetail;
use leptos::prelude::*;

use super::{actions::RunActions, favicon::Favicon, open_run::OpenRun};
use crate::{
    routes,
    ui::{Alert, Crumb, Duration, Icon, Mood, PageHeader, ShortId, StatusBadge, Tab, Tabs, Time, icon},
};

/// A run's name, how it is, who, where and when, what can be done, and its tabs.
#[component]
pub fn RunHeader(
    /// The run.
    run: Signal<RunDetail>,
) -> impl IntoView {
    let first = run.get_untracked();
    let (summary, cluster) = (first.summary, first.cluster);
    let id = summary.id;
    let title = Memo::new(move |_| run.with(|run| run.summary.title()));
    let status = Memo::new(move |_| run.with(|run| run.summary.status));
    let started = Signal::derive(move || run.with(|run| run.summary.started_at));
    let finished = Signal::derive(move || run.with(|run| run.summary.finished_at));
    let tab = Signal::derive(move || Some(format!("{} · {}", status.get().label(), title.get())));
    let gone = move || OpenRun::get().is_some_and(|open| open.is_gone(id));
    let crumbs = vec![
        Crumb::new("Projects", routes::PROJECTS),
        Crumb::new(
            format!("{}/{}", summary.organization, summary.project),
            routes::project(&summary.organization, &summary.project),
        ),
    ];
    view! {
        <Favicon status />
        <PageHeader title crumbs tab>
            <div class="run-actions">
                <RunActions run />
            </div>
        </PageHeader>
        {move || {
            gone().then(|| {
                view! { <Alert mood=Mood::Warning title="This run was deleted" live=true>"What is seen here is what was left in this tab."</Alert> }
            })
        }}
        <div class="run-line">
            <span role="status" aria-live="polite"><StatusBadge status /></span>
            <span title="Duration">{icon(Icon::Clock)} <Duration from=started to=finished /></span>
            <span title="Submitted by">{icon(Icon::User)} {summary.user}</span>
            <span title="Submitted">{icon(Icon::Calendar)} <Time at=summary.created_at /></span>
            <span title="Cluster">{icon(Icon::Server)} {cluster}</span>
            <ShortId id=id.to_string() short=id.short() />
        </div>
        <Tabs label="Run">
            <Tab href=routes::run(id) label="Overview" />
            <Tab href=routes::run_logs(id) label="Logs" />
            <Tab href=routes::run_metrics(id) label="Metrics" />
            <Tab href=routes::run_artifacts(id) label="Artifacts" />
            <Tab href=routes::run_spec(id) label="Spec" />
        </Tabs>
    }
    .into_any()
}
