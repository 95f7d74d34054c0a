//! A run at a glance: why it is as it is, its timeline, its values, and where it ran.

use domain::{
    runs::{CloningKind, RunDetail},
    statuses::Tone,
};
use leptos::prelude::*;

use crate::{
    metrics::LastValues,
    routes,
    runs::{LogTail, OpenRun, Timeline, Values, Why},
    ui::{Fact, Facts, Section, Tags},
};

/// A run at a glance.
#[component]
pub fn RunOverview() -> impl IntoView {
    OpenRun::get().map(|open| open.show(overview))
}

fn overview(run: Signal<RunDetail>) -> AnyView {
    let id = run.with_untracked(|run| run.summary.id);
    let description = run.with_untracked(|run| run.description.clone());
    let status = Memo::new(move |_| run.with(|run| run.summary.status));
    let inputs = Memo::new(move |_| run.with(|run| run.inputs.clone()));
    let outputs = Memo::new(move |_| run.with(|run| run.outputs.clone()));
    let started = Memo::new(move |_| run.with(|run| run.summary.started_at.is_some()));
    // A failed run shows its last lines where it says why.
    let tail = move || started.get() && status.get().tone() != Tone::Failed;
    view! {
        {(!description.is_empty()).then(|| view! { <p class="run-description">{description}</p> })}
        <Why run />
        <div class="run-columns">
            <div class="stack">
                <Show when=tail>
                    <LogTail id live=Signal::derive(move || !status.get().is_done()) />
                </Show>
                <Section title="Timeline">
                    <Timeline run />
                </Section>
            </div>
            <div class="stack">
                <Section title="Inputs">
                    <Values values=inputs none="This run takes no inputs." />
                </Section>
                <Section title="Outputs">
                    <Values values=outputs none="This run declares no outputs." />
                </Section>
                <LastValues id live=Signal::derive(move || !status.get().is_done()) />
                <Section title="Facts">{move || facts(&run.read())}</Section>
            </div>
        </div>
    }
    .into_any()
}

fn facts(run: &RunDetail) -> AnyView {
    let summary = &run.summary;
    let original = summary.original.map(|original| {
        let label = match summary.cloning_kind {
            Some(CloningKind::Copy) => "Copy of",
            _ => "Restart of",
        };
        view! { <Fact label><a class="link mono" href=routes::run(original)>{original.short()}</a></Fact> }
    });
    let (kind, cluster, containers, tags) =
        (summary.kind.clone(), run.cluster.clone(), run.containers.join(", "), summary.tags.clone());
    let (attempt, exit_code, lines) = (run.attempt, summary.exit_code, run.log_lines);
    view! {
        <Facts>
            <Fact label="Kind">{kind}</Fact>
            <Fact label="Cluster">{cluster}</Fact>
            <Fact label="Containers"><span class="mono">{containers}</span></Fact>
            <Fact label="Attempt"><span class="num">{attempt}</span></Fact>
            {exit_code.map(|code| view! { <Fact label="Exit code"><span class="num">{code}</span></Fact> })}
            <Fact label="Log lines"><span class="num">{lines}</span></Fact>
            {original}
            {(!tags.is_empty()).then(|| view! { <Fact label="Tags"><Tags tags /></Fact> })}
        </Facts>
    }
    .into_any()
}
