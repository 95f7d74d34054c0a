//! The charts of a run, and the table above them.

use domain::{
    RunId, Timestamp,
    tracking::{MetricCurve, MetricSummary, RunMetrics},
};
use leptos::{html, prelude::*};

use super::{
    columns::Columns,
    plot::{self, Plot},
    polling::read_again,
    still::still,
    table::{anchor, table, value_text},
    toolbar::toolbar,
    view::View,
};
use crate::{
    functions::metrics::run_metrics,
    ui::{EmptyState, Icon},
};

/// How many points all charts have together once wasm draws them.
const POINTS: u32 = 12_000;

/// What a program writes to be seen here.
const SAMPLE: &str = "\
from polyaxon import tracking

tracking.init()
for step in range(100):
    tracking.log_metrics(step=step, loss=1 / (step + 1))
";

/// A run's metrics, read again while it goes on.
#[component]
pub fn Charts(
    /// The run.
    id: RunId,
    /// What it begins with.
    metrics: RunMetrics,
    /// There may be more points.
    #[prop(into)]
    live: Signal<bool>,
    /// How they are looked at.
    view: Memo<View>,
) -> impl IntoView {
    let metrics = RwSignal::new(metrics);
    let ready = RwSignal::new(false);
    // At once, for more points than a page is sent with.
    read_again(metrics, live, true, move || run_metrics(id, POINTS));
    Effect::new(move |_| {
        if metrics.with(|metrics| !metrics.curves.is_empty()) && !ready.get_untracked() {
            plot::load(ready);
        }
    });

    let some = Memo::new(move |_| metrics.with(|metrics| !metrics.curves.is_empty()));
    let names = Memo::new(move |_| {
        metrics.with(|metrics| metrics.curves.iter().map(|curve| curve.summary.name.clone()).collect::<Vec<_>>())
    });
    let left_out = Memo::new(move |_| metrics.with(|metrics| metrics.total.saturating_sub(metrics.curves.len() as u64)));
    let started = Memo::new(move |_| metrics.with(|metrics| metrics.started_at));
    let summaries = Memo::new(move |_| {
        metrics.with(|metrics| metrics.curves.iter().map(|curve| curve.summary.clone()).collect::<Vec<MetricSummary>>())
    });
    let chart = move |name: String| {
        let curve =
            Memo::new(move |_| metrics.with(|metrics| metrics.curves.iter().find(|curve| curve.summary.name == name).cloned()));
        view! { <Chart curve started view ready /> }
    };
    view! {
        <Show when=move || some.get() fallback=move || empty(live.get())>
            {toolbar(view)}
            {move || table(summaries.get())}
            {move || (left_out.get() > 0).then(|| view! { <p class="muted">{format!("{} more metrics are not drawn here.", left_out.get())}</p> })}
            <div class="charts">
                <For each=move || names.get() key=Clone::clone children=chart />
            </div>
        </Show>
    }
    .into_any()
}

fn empty(live: bool) -> AnyView {
    let text = if live {
        "Metrics appear here as soon as the run's program logs them."
    } else {
        "This run's program logged no metrics. It does so with Polyaxon's client."
    };
    view! { <EmptyState icon=Icon::ChartLine title="No metrics yet" text sample=SAMPLE sample_name="train.py" /> }.into_any()
}

/// One metric over its axis.
#[component]
fn Chart(
    curve: Memo<Option<MetricCurve>>,
    started: Memo<Option<Timestamp>>,
    view: Memo<View>,
    ready: RwSignal<bool>,
) -> impl IntoView {
    let columns = Memo::new(move |_| {
        curve
            .with(|curve| curve.as_ref().map(|curve| Columns::of(&curve.points, started.get(), view.get())))
            .unwrap_or_default()
    });
    let summary = Memo::new(move |_| curve.with(|curve| curve.as_ref().map(|curve| curve.summary.clone())));
    let name = summary.with_untracked(|summary| summary.as_ref().map(|summary| summary.name.clone())).unwrap_or_default();
    let last = move || summary.with(|summary| summary.as_ref().map(|summary| value_text(summary.last, summary.count)));
    let label = {
        let name = name.clone();
        move || format!("Chart of {name}, last {}", last().unwrap_or_default())
    };

    let target = NodeRef::<html::Div>::new();
    let drawn = RwSignal::new(false);
    let title = name.clone();
    let id = anchor(&name);
    let resizes = RwSignal::new(0_u32);
    // The plot is the effect's own: it is made, and dropped with it, in the browser only.
    Effect::new(move |before: Option<Option<(Plot, View)>>| {
        let (columns, view) = (columns.get(), view.get());
        resizes.track();
        let before = before.flatten();
        let Some(target) = target.get().filter(|_| ready.get()) else { return before };
        let plot = match before {
            Some((mut plot, of)) if of == view => {
                plot.show(&columns);
                Some((plot, of))
            }
            other => {
                // The old one leaves its place first.
                drop(other);
                Plot::new(&target, &title, &columns, view).map(|plot| (plot, view))
            }
        };
        drawn.set(plot.is_some());
        plot
    });
    let listener = window_event_listener(leptos::ev::resize, move |_| resizes.update(|count| *count = count.wrapping_add(1)));
    on_cleanup(move || listener.remove());

    view! {
        <section class="chart" id=id>
            <h2 class="chart-head">
                <span class="mono">{name}</span>
                <span class="num muted">{last}</span>
            </h2>
            <div class="chart-area" role="img" aria-label=label>
                <div class="chart-plot" node_ref=target></div>
                {move || (!drawn.get()).then(|| still(&columns.get(), view.get().log))}
            </div>
        </section>
    }
    .into_any()
}
