//! What a run was made from: its polyaxonfile as written, and as compiled.

use domain::runs::RunDetail;
use leptos::prelude::*;

use crate::{
    runs::OpenRun,
    ui::{CodeBlock, Section},
};

/// What a run was made from.
#[component]
pub fn RunSpec() -> impl IntoView {
    OpenRun::get().map(|open| open.show(spec))
}

fn spec(run: Signal<RunDetail>) -> AnyView {
    // Neither changes once the run is made.
    let (content, compiled) = run.with_untracked(|run| (run.content.clone(), run.compiled.clone()));
    view! {
        <Section title="As written" text="The polyaxonfile that was submitted.">
            <CodeBlock text=content label="polyaxonfile.yaml" />
        </Section>
        <Section title="As compiled" text="The operation with every input resolved: what the cluster is given.">
            <CodeBlock text=compiled label="operation.json" />
        </Section>
    }
    .into_any()
}
