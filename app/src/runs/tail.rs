//! The end of a run's log, on its overview.

use domain::{
    RunId,
    logs::{LogLine, LogPage},
};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    context,
    functions::logs::log_page,
    logs::{ansi, log_text},
    routes,
    ui::Load,
};

/// How many lines are shown.
const LINES: u32 = 10;
/// How often they are read again while the run writes, in microseconds. The log's own page is where lines arrive one by one.
const EVERY: i64 = 1_000_000;

/// The last lines, read again while the run goes on.
#[component]
pub fn LogTail(
    /// The run.
    id: RunId,
    /// It may still write.
    #[prop(into)]
    live: Signal<bool>,
) -> impl IntoView {
    let first = Resource::new_blocking(|| (), move |()| log_page(id, None, LINES));
    view! { <Load resource=first children=move |page| view! { <Lines id page live /> }.into_any() /> }.into_any()
}

#[component]
fn Lines(id: RunId, page: LogPage, live: Signal<bool>) -> impl IntoView {
    let page = RwSignal::new(page);
    let now = context::now();
    let begun = now.get_untracked();
    let turn = Memo::new(move |_| (now.get().as_micros() - begun.as_micros()) / EVERY);
    Effect::new(move |first: Option<()>| {
        turn.track();
        let writing = live.get_untracked() || !page.with_untracked(|page| page.complete);
        if first.is_some() && writing && !document().hidden() {
            spawn_local(async move {
                if let Ok(newer) = log_page(id, None, LINES).await {
                    page.try_set(newer);
                }
            });
        }
    });
    let lines = Memo::new(move |_| page.with(|page| page.lines.clone()));
    view! {
        <figure class="code log-tail">
            <figcaption class="code-head">
                <span>"Log"</span>
                <a class="link" href=routes::run_logs(id)>"Open log"</a>
            </figcaption>
            <pre tabindex="0" aria-label="Last log lines">
                {move || match lines.read().as_slice() {
                    [] => view! { <span class="muted">"Nothing written yet"</span> }.into_any(),
                    lines => {
                        let mut style = ansi::Style::default();
                        lines.iter().map(|line| self::line(line, &mut style)).collect::<Vec<_>>().into_any()
                    }
                }}
            </pre>
        </figure>
    }
    .into_any()
}

fn line(line: &LogLine, style: &mut ansi::Style) -> impl IntoView + use<> {
    let text = log_text(&ansi::render(&line.text, style));
    view! { <span class="last-line">{text} "\n"</span> }
}
