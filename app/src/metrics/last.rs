//! The last values of a run's metrics, on its overview.

use domain::{RunId, tracking::MetricSummary};
use leptos::{prelude::*, task::spawn_local};

use super::table::value_text;
use crate::{
    context,
    functions::metrics::metric_summaries,
    routes,
    ui::{Fact, Facts, Load, Section},
};

/// How many are shown.
const SHOWN: usize = 12;
/// How often they are read again while the run goes on, in microseconds.
const EVERY: i64 = 5_000_000;

/// A section of last values; nothing while there is no metric.
#[component]
pub fn LastValues(
    /// The run.
    id: RunId,
    /// There may be more.
    #[prop(into)]
    live: Signal<bool>,
) -> impl IntoView {
    let first = Resource::new_blocking(|| (), move |()| metric_summaries(id));
    view! { <Load resource=first children=move |metrics| view! { <Metrics id metrics live /> }.into_any() /> }.into_any()
}

#[component]
fn Metrics(id: RunId, metrics: Vec<MetricSummary>, live: Signal<bool>) -> impl IntoView {
    let metrics = RwSignal::new(metrics);
    let now = context::now();
    let begun = now.get_untracked();
    let turn = Memo::new(move |_| (now.get().as_micros() - begun.as_micros()) / EVERY);
    Effect::new(move |before: Option<bool>| {
        turn.track();
        // Once more after the end: the last values come with it.
        let live = live.get();
        if before.is_some() && (live || before == Some(true)) && !document().hidden() {
            spawn_local(async move {
                if let Ok(newer) = metric_summaries(id).await {
                    metrics.try_set(newer);
                }
            });
        }
        live
    });
    move || {
        let metrics = metrics.get();
        let (href, more) = (routes::run_metrics(id), metrics.len().saturating_sub(SHOWN));
        (!metrics.is_empty()).then(|| {
            let facts: Vec<_> = metrics
                .into_iter()
                .take(SHOWN)
                .map(|metric| {
                    let title = metric.last_step.map(|step| format!("at step {step}"));
                    view! {
                        <Fact label=metric.name>
                            <code class="io-value num" title=title>{value_text(metric.last, metric.count)}</code>
                        </Fact>
                    }
                })
                .collect();
            let open = if more > 0 { format!("{more} more and charts") } else { "Charts".to_owned() };
            let actions = view! { <a class="link" href=href>{open}</a> }.into_any();
            view! { <Section title="Metrics" actions><Facts>{facts}</Facts></Section> }
        })
    }
}
