//! Ways to look at one thing: links side by side, one of which is where one is.

use leptos::prelude::*;

/// A row of ways to look at something.
#[component]
pub fn Views(
    /// What is looked at.
    #[prop(into)]
    label: String,
    /// [`ViewLink`]s.
    children: Children,
) -> impl IntoView {
    view! { <nav class="views" aria-label=label>{children()}</nav> }.into_any()
}

/// One of them. The address holds which one it is; what is on the page stays.
#[component]
pub fn ViewLink(
    /// The page, looked at in this way.
    #[prop(into)]
    href: Signal<String>,
    /// Its name.
    #[prop(into)]
    label: String,
    /// It is looked at in this way.
    #[prop(into)]
    active: Signal<bool>,
) -> impl IntoView {
    view! {
        <a class="view" href=move || href.get() data-noscroll="" aria-current=move || active.get().then_some("true")>
            {label}
        </a>
    }
    .into_any()
}
