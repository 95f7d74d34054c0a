//! The mark: a sun and the planets around it, as the brass machine shows them.

use leptos::prelude::*;

/// The mark alone, in brass.
pub fn mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
            <path d="M16.27 3.24A9.75 9.75 0 1 0 20.08 17.45" />
            <path d="M15.13 7.00A5.9 5.9 0 0 0 6.11 12.31" />
            <circle cx="12" cy="12" r="3" />
            <circle cx="19.25" cy="5.48" r="2" />
            <circle cx="7.35" cy="15.63" r="1.5" />
        </svg>
    }
}
