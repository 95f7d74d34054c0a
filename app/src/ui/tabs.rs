//! Tabs: links to the pages of one thing.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// A row of tabs.
#[component]
pub fn Tabs(
    /// Whose pages they are: `Run`.
    #[prop(into)]
    label: String,
    /// [`Tab`]s.
    children: Children,
) -> impl IntoView {
    view! { <nav class="tabs" aria-label=label>{children()}</nav> }.into_any()
}

/// A link to one of the pages; it knows whether it is the one that is open.
#[component]
pub fn Tab(
    /// The page.
    #[prop(into)]
    href: Signal<String>,
    /// Its name.
    #[prop(into)]
    label: String,
    /// How much is there.
    #[prop(optional, into)]
    count: MaybeProp<String>,
) -> impl IntoView {
    let path = use_location().pathname;
    let open = move || path.with(|path| href.with(|href| path.trim_end_matches('/') == href.trim_end_matches('/')));
    view! {
        <a class="tab" href=move || href.get() aria-current=move || open().then_some("page")>
            {label}
            {move || count.get().map(|count| view! { <span class="chip-count">{count}</span> })}
        </a>
    }
    .into_any()
}
