//! The first thing to know of a run that failed or waits: why.

use domain::{
    runs::{Failure, RunDetail},
    statuses::Tone,
};
use leptos::prelude::*;

use crate::{
    logs::{ansi, log_text},
    routes,
    ui::{Alert, Mood, form::sentence},
};

/// Why the run failed, or what it waits for. Nothing when neither is so.
#[component]
pub fn Why(
    /// The run.
    run: Signal<RunDetail>,
) -> impl IntoView {
    let failure = Memo::new(move |_| run.with(|run| run.failure.clone()));
    let tone = Memo::new(move |_| run.with(|run| run.summary.status.tone()));
    let message = Memo::new(move |_| run.with(|run| run.summary.message.clone()));
    let id = run.with_untracked(|run| run.summary.id);
    move || match (failure.get(), tone.get()) {
        (Some(failure), _) => failed(failure, routes::run_logs(id)),
        (None, Tone::Waiting) if !message.read().is_empty() => {
            view! { <div class="why"><Alert mood=Mood::Info title=sentence(&message.get()) /></div> }.into_any()
        }
        (None, Tone::Warning | Tone::Failed) if !message.read().is_empty() => {
            view! { <div class="why"><Alert mood=Mood::Warning title=sentence(&message.get()) /></div> }.into_any()
        }
        _ => ().into_any(),
    }
}

fn failed(failure: Failure, log: String) -> AnyView {
    let container = failure.container.as_ref().filter(|name| !failure.summary.contains(name.as_str()));
    let code = failure.exit_code.filter(|code| !failure.summary.contains(&code.to_string()));
    let where_from = match (container, code) {
        (Some(container), Some(code)) => Some(format!("Container {container}, exit code {code}.")),
        (Some(container), None) => Some(format!("Container {container}.")),
        (None, Some(code)) => Some(format!("Exit code {code}.")),
        (None, None) => None,
    };
    let mut style = ansi::Style::default();
    let lines: Vec<_> = failure
        .last_lines
        .iter()
        .map(|line| {
            let text = log_text(&ansi::render(&line.text, &mut style));
            view! { <span class="last-line">{text} "\n"</span> }
        })
        .collect();
    let count = lines.len();
    view! {
        <section class="why" aria-label="Why it failed">
            <Alert mood=Mood::Danger title=sentence(&failure.summary)>
                {where_from.map(|text| view! { <p>{text}</p> })}
                {(!failure.advice.is_empty()).then(|| view! { <p>{sentence(&failure.advice)}</p> })}
            </Alert>
            {(count > 0)
                .then(|| {
                    view! {
                        <figure class="code last-lines">
                            <figcaption class="code-head">
                                <span>{if count == 1 { "The log's last line".to_owned() } else { format!("The log's last {count} lines") }}</span>
                                <a class="link" href=log>"Whole log"</a>
                            </figcaption>
                            <pre tabindex="0" aria-label="Last log lines">{lines}</pre>
                        </figure>
                    }
                })}
        </section>
    }
    .into_any()
}
