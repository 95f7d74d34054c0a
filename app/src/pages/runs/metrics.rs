//! A run's metrics.

use leptos::prelude::*;
use leptos_meta::Stylesheet;
use leptos_router::hooks::use_query_map;

use crate::{
    functions::metrics::run_metrics,
    metrics::{Charts, View, plot::STYLES},
    runs::OpenRun,
    ui::Load,
};

/// How many points the page is sent with: enough for still pictures.
const FIRST_POINTS: u32 = 2_000;

/// A run's metrics.
#[component]
pub fn RunMetricsPage() -> impl IntoView {
    let query = use_query_map();
    let view = Memo::new(move |_| query.with(View::read));
    view! {
        <Stylesheet href=STYLES />
        {OpenRun::get()
            .map(|open| {
                open.show(move |run| {
                    let id = run.with_untracked(|run| run.summary.id);
                    let live = Memo::new(move |_| run.with(|run| !run.summary.status.is_done()));
                    let first = Resource::new_blocking(|| (), move |()| run_metrics(id, FIRST_POINTS));
                    view! { <Load resource=first children=move |metrics| view! { <Charts id metrics live view /> }.into_any() /> }.into_any()
                })
            })}
    }
    .into_any()
}
