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
        <Title text=tab_text() formatter=|page: String| if page.is_empty() { "Orrery".to_owned() } else { format!("{page} · Orrery") } />
        <Router>
            <Pages />
        </Router>
        <Toaster />
    }
}

/// What the tab says until the page has come alive and says it itself: what the server wrote there.
fn tab_text() -> String {
    #[cfg(feature = "hydrate")]
    let title = document().title();
    #[cfg(not(feature = "hydrate"))]
    let title = String::new();
    title.strip_suffix(" · Orrery").unwrap_or_default().to_owned()
}
