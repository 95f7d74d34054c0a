//! The root: what every page shares, and the routes.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::Router;

use crate::{
    context, live,
    routes::Pages,
    ui::toast::{Toaster, provide_toasts},
};

/// Everything inside `<body>`.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    context::provide_page();
    provide_toasts();
    live::provide();
    view! {
        <Title formatter=|page: String| if page.is_empty() { "Orrery".to_owned() } else { format!("{page} · Orrery") } />
        <Router>
            <Pages />
        </Router>
        <Toaster />
    }
}
