//! Keys.

use leptos::prelude::*;

/// One or more keys, pressed one after the other: `g r`.
#[component]
pub fn Kbd(
    /// The keys, with blanks between.
    keys: &'static str,
) -> impl IntoView {
    let keys: Vec<_> = keys.split(' ').map(|key| view! { <kbd class="kbd">{key}</kbd> }).collect();
    view! { <span class="keys">{keys}</span> }.into_any()
}
