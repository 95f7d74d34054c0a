//! The last values of a run's metrics, on its overview.

use domain::{RunId, tracking::MetricSummary};
use leptos::prelude::*;

use super::{polling::read_again, table::value_text};
use crate::{
    functions::metrics::metric_summaries,
    routes,
    ui::{Fact, Facts, Load, Section},
};

/// How many are shown.
const SHOWN: usize = 12;

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
    read_again(metrics, live, false, move || metric_summaries(id));
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
