//! What surrounds the pages of one run: its header and its tabs.

use leptos::prelude::*;
use leptos_router::components::Outlet;

use crate::{
    live::ConnectionState,
    runs::{OpenRun, RunHeader},
    ui::Load,
};

/// What surrounds the pages of one run.
#[component]
pub fn RunFrame() -> impl IntoView {
    let open = OpenRun::provide();
    view! {
        <ConnectionState />
        <Load resource=open.loaded children=move |first| view! { <RunHeader run=open.current(first) /> }.into_any() />
        <Outlet />
    }
    .into_any()
}
