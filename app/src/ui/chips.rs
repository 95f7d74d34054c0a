//! Small words: tags, and the chips that filter a list.

use domain::statuses::Tone;
use leptos::prelude::*;

use super::status::tone_icon;

/// Words something is found by. Nothing when there are none.
#[component]
pub fn Tags(
    /// The words.
    tags: Vec<String>,
) -> impl IntoView {
    (!tags.is_empty())
        .then(|| {
            let tags: Vec<_> = tags.into_iter().map(|tag| view! { <li class="tag">{tag}</li> }).collect();
            view! { <ul class="tags" aria-label="Tags">{tags}</ul> }
        })
        .into_any()
}

/// A row of chips that filter the list below.
#[component]
pub fn FilterChips(
    /// By what they filter: `Status`.
    #[prop(into)]
    label: String,
    /// The chips.
    children: Children,
) -> impl IntoView {
    view! { <nav class="chips" aria-label=label>{children()}</nav> }.into_any()
}

/// A link that turns one filter on or off. The address holds what is on.
#[component]
pub fn FilterChip(
    /// The page with this filter turned the other way.
    #[prop(into)]
    href: Signal<String>,
    /// What it lets through.
    #[prop(into)]
    label: String,
    /// How many there are: `12`, `10,000+`.
    #[prop(optional, into)]
    count: MaybeProp<String>,
    /// The family of statuses, for its icon and colour.
    #[prop(optional, into)]
    tone: Option<Tone>,
    /// It is on.
    #[prop(into)]
    active: Signal<bool>,
) -> impl IntoView {
    view! {
        <a
            class="chip"
            href=move || href.get()
            aria-current=move || active.get().then_some("true")
            data-tone=tone.map(Tone::as_str)
        >
            {tone.map(tone_icon)}
            <span>{label}</span>
            {move || count.get().map(|count| view! { <span class="chip-count">{count}</span> })}
        </a>
    }
    .into_any()
}
