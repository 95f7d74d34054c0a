//! The first page: what runs, what waits and why, what failed; on a new installation, how to begin.

mod begin;

use domain::{
    Scope,
    events::Change,
    runs::{RunCounts, RunSummary},
    statuses::Tone,
};
use leptos::prelude::*;

use self::begin::begin;
use super::{
    projects::list::{may_anywhere, may_create},
    reload::reload_after_changes,
};
use crate::{
    functions::home::{Overview, overview},
    live::ConnectionState,
    routes,
    ui::{
        ButtonLink, Duration, EmptyState, Icon, Load, PageHeader, Section, StatusBadge, Table, Time, Variant, form::sentence,
    },
};

/// The first page.
#[component]
pub fn Home() -> impl IntoView {
    let overview = Resource::new_blocking(|| (), |()| overview());
    reload_after_changes(overview, |change| {
        matches!(change, Change::Run { .. } | Change::RunDeleted { .. } | Change::Project { .. } | Change::Reset)
    });
    view! {
        <PageHeader title="Home">
            <ConnectionState />
            {may_anywhere(Scope::RunWrite)
                .then(|| {
                    view! {
                        <ButtonLink href=routes::NEW_RUN variant=Variant::Primary icon=Icon::Plus>
                            "New run"
                        </ButtonLink>
                    }
                })}
        </PageHeader>
        <Load resource=overview children=show />
    }
    .into_any()
}

fn show(overview: Overview) -> AnyView {
    let total: u64 = overview.counts.by_tone.iter().sum();
    let first_steps = (total <= 1).then(|| {
        let may = if overview.project.is_some() { may_anywhere(Scope::RunWrite) } else { may_create() };
        if may {
            return begin(overview.project.clone(), overview.newest.clone());
        }
        let text = "Runs of your organization appear here once somebody submits one.";
        view! { <EmptyState icon=Icon::Play title="Nothing here yet" text /> }.into_any()
    });
    let quiet = overview.running.is_empty() && overview.waiting.is_empty() && overview.failed.is_empty() && total > 1;
    view! {
        {first_steps}
        {quiet.then(|| view! { <Quiet newest=overview.newest.clone() /> })}
        {runs(&RUNNING, overview.running, &overview.counts)}
        {runs(&WAITING, overview.waiting, &overview.counts)}
        {runs(&FAILED, overview.failed, &overview.counts)}
    }
    .into_any()
}

/// Nothing needs anybody.
#[component]
fn Quiet(newest: Option<RunSummary>) -> impl IntoView {
    let last = newest.map(|run| {
        view! {
            <p class="muted">
                "The newest run is " <a class="link" href=routes::run(run.id)>{run.title()}</a> ", made " <Time at=run.created_at /> "."
            </p>
        }
    });
    view! {
        <div class="home-quiet">
            <p>"Nothing runs, nothing waits, and nothing failed lately."</p>
            {last}
            <a class="link" href=routes::RUNS>"All runs"</a>
        </div>
    }
}

/// A kind of runs.
struct Kind {
    title: &'static str,
    tone: Tone,
    columns: &'static [&'static str],
    /// What is worth saying of one.
    note: fn(&RunSummary) -> AnyView,
}

const RUNNING: Kind = Kind {
    title: "Running",
    tone: Tone::Running,
    columns: &["Status", "Name", "Project|medium-only", "For", "Created|num medium-only"],
    note: how_long,
};

const WAITING: Kind = Kind {
    title: "Waiting",
    tone: Tone::Waiting,
    columns: &["Status", "Name", "Project|medium-only", "What for", "Created|num medium-only"],
    note: what_it_says,
};

const FAILED: Kind = Kind {
    title: "Failed lately",
    tone: Tone::Failed,
    columns: &["Status", "Name", "Project|medium-only", "Why", "Created|num medium-only"],
    note: what_it_says,
};

/// The runs of one kind; nothing when there are none.
fn runs(kind: &'static Kind, runs: Vec<RunSummary>, counts: &RunCounts) -> Option<AnyView> {
    if runs.is_empty() {
        return None;
    }
    let more = usize::try_from(counts.of(kind.tone)).is_ok_and(|count| count > runs.len());
    let all = format!("{}?status={}", routes::RUNS, kind.tone.as_str());
    let actions = more.then(|| view! { <a class="link" href=all>"Show all"</a> }).into_any();
    let rows: Vec<_> = runs.into_iter().map(|run| row(run, kind.note)).collect();
    Some(
        view! {
            <Section title=kind.title actions>
                <Table caption=kind.title columns=kind.columns>
                    {rows}
                </Table>
            </Section>
        }
        .into_any(),
    )
}

fn row(run: RunSummary, note: fn(&RunSummary) -> AnyView) -> AnyView {
    let project = format!("{}/{}", run.organization, run.project);
    view! {
        <tr data-row="">
            <td><StatusBadge status=run.status /></td>
            <td><a class="row-link" href=routes::run(run.id)>{run.title()}</a></td>
            <td class="medium-only muted">{project}</td>
            <td class="home-why">{note(&run)}</td>
            <td class="num medium-only"><Time at=run.created_at /></td>
        </tr>
    }
    .into_any()
}

fn how_long(run: &RunSummary) -> AnyView {
    view! { <Duration from=run.started_at to=run.finished_at /> }.into_any()
}

/// What it waits for, or why it failed.
fn what_it_says(run: &RunSummary) -> AnyView {
    let words = if run.message.is_empty() { run.reason.clone() } else { sentence(&run.message) };
    view! { <span class="muted">{words}</span> }.into_any()
}
