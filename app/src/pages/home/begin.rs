//! The three steps of a new installation.

use domain::runs::RunSummary;
use leptos::prelude::*;

use crate::{
    functions::runs::SubmitRun,
    routes,
    runs::SAMPLES,
    ui::{ActionForm, ButtonLink, CodeBlock, Icon, Section, Submit, Variant, icon},
};

/// A step: what it is, and whether it is done.
struct Step {
    title: &'static str,
    text: &'static str,
    done: bool,
    /// What does it; shown for the first step that is not done.
    action: AnyView,
}

/// Make a project, run the sample, open its log. `project` is one to begin with, as `organization/name`; `run` the first run.
pub(super) fn begin(project: Option<String>, run: Option<RunSummary>) -> AnyView {
    let submit = ServerAction::<SubmitRun>::new();
    let make = view! {
        <ButtonLink href=routes::NEW_PROJECT variant=Variant::Primary icon=Icon::Plus>
            "New project"
        </ButtonLink>
    };
    let sample = SAMPLES.first().map(|sample| sample.content).unwrap_or_default();
    let has_project = project.is_some();
    let start = view! {
        <ActionForm action=submit>
            <input type="hidden" name="project" value=project.unwrap_or_default() />
            <input type="hidden" name="content" value=sample />
            <div>
                <Submit icon=Icon::Play>"Run the sample"</Submit>
            </div>
        </ActionForm>
        <details class="home-sample">
            <summary>"What it is"</summary>
            <CodeBlock text=sample label="Polyaxonfile" />
        </details>
    };
    let open = run.as_ref().map(|run| {
        view! {
            <ButtonLink href=routes::run_logs(run.id) variant=Variant::Primary icon=Icon::Log>
                "Open its log"
            </ButtonLink>
        }
    });
    let steps = [
        Step {
            title: "Make a project",
            text: "A project holds the runs that belong together.",
            done: has_project,
            action: make.into_any(),
        },
        Step {
            title: "Run the sample",
            text: "A few lines of YAML say what to run. This one prints for a while and ends.",
            done: run.is_some(),
            action: start.into_any(),
        },
        Step { title: "Open its log", text: "Lines arrive while the run writes them.", done: false, action: open.into_any() },
    ];
    let mut next = true;
    let steps: Vec<_> = steps
        .into_iter()
        .map(|step| {
            let current = next && !step.done;
            next &= step.done;
            item(step, current)
        })
        .collect();
    view! {
        <Section title="Begin here" card=true>
            <ol class="begin">{steps}</ol>
        </Section>
    }
    .into_any()
}

fn item(step: Step, current: bool) -> AnyView {
    let mark = step.done.then(|| view! { {icon(Icon::Check)} <span class="sr-only">"Done: "</span> });
    view! {
        <li class="begin-step" data-done=step.done.then_some("") aria-current=current.then_some("step")>
            <span class="begin-mark">{mark}</span>
            <div class="begin-body">
                <p class="begin-title">{step.title}</p>
                <p class="muted">{step.text}</p>
                {current.then_some(step.action)}
            </div>
        </li>
    }
    .into_any()
}
