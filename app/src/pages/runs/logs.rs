//! A run's log.

use domain::{ApiError, RunId};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::{
    logs::{LogViewer, Place},
    runs::OpenRun,
    ui::Load,
};

/// A run's log.
#[component]
pub fn RunLogs() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| params.with(|params| params.get_str("id").and_then(|id| id.parse::<RunId>().ok())));
    let place = Memo::new(move |_| query.with(Place::read));
    // Beside the run, not after it: what is begun only once the run is there may come too late for the page as it is sent.
    let first = Resource::new_blocking(
        move || (id.get(), place.get()),
        |(id, place)| async move {
            match id {
                Some(id) => place.load(id).await,
                None => Err(ApiError::not_found("run").into()),
            }
        },
    );
    OpenRun::get().map(|open| {
        open.show(move |run| {
            let id = run.with_untracked(|run| run.summary.id);
            let live = Memo::new(move |_| run.with(|run| !run.summary.status.is_done()));
            let containers = run.with_untracked(|run| run.containers.clone());
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
