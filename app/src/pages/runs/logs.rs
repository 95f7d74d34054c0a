//! A run's log.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    logs::{LogViewer, Place},
    runs::OpenRun,
    ui::Load,
};

/// A run's log.
#[component]
pub fn RunLogs() -> impl IntoView {
    let query = use_query_map();
    let place = Memo::new(move |_| query.with(Place::read));
    OpenRun::get().map(|open| {
        open.show(move |run| {
            let id = run.with_untracked(|run| run.summary.id);
            let live = Memo::new(move |_| run.with(|run| !run.summary.status.is_done()));
            let containers = run.with_untracked(|run| run.containers.clone());
            let first = Resource::new_blocking(move || place.get(), move |place| place.load(id));
            view! {
                <Load
                    resource=first
                    children=move |initial| {
                        let (place, containers) = (place.get_untracked(), containers.clone());
                        view! { <LogViewer run=id initial live place containers /> }.into_any()
                    }
                />
            }
            .into_any()
        })
    })
}
