//! What a run keeps.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    artifacts::{Browser, Place},
    runs::OpenRun,
};

/// What a run keeps.
#[component]
pub fn RunArtifacts() -> impl IntoView {
    let query = use_query_map();
    let place = Memo::new(move |_| query.with(Place::read));
    OpenRun::get().map(|open| open.show(move |run| view! { <Browser run place /> }.into_any()))
}
