//! Times and durations for people. The server and the browser begin with the same present, so that both write the same.

use domain::{
    Timestamp,
    time::{ago_text, duration_text},
};
use leptos::prelude::*;

use crate::context;

/// How long ago something was; the exact time in the tooltip.
#[component]
pub fn Time(
    /// When.
    #[prop(into)]
    at: Signal<Timestamp>,
) -> impl IntoView {
    let now = context::moment();
    view! {
        <time class="time" datetime=move || at.get().to_string() title=move || at.get().to_utc_text()>
            {move || ago_text(at.get(), now.get())}
        </time>
    }
    .into_any()
}

/// How long something took, or has taken so far: then it counts on.
#[component]
pub fn Duration(
    /// When it began; nothing is shown before.
    #[prop(into)]
    from: Signal<Option<Timestamp>>,
    /// When it ended; it goes on until then.
    #[prop(into)]
    to: Signal<Option<Timestamp>>,
) -> impl IntoView {
    let now = context::now();
    let text = move || match (from.get(), to.get()) {
        (None, _) => "–".to_owned(),
        (Some(from), Some(to)) => duration_text(to.seconds_since(from)),
        // Whole seconds while it counts: tenths would only flicker.
        (Some(from), None) => duration_text(now.get().seconds_since(from).floor()),
    };
    view! { <span class="num">{text}</span> }.into_any()
}
