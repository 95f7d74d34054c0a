//! What narrows a run list down: a name, and families of statuses with how many runs each has.

use std::time::Duration;

use domain::{
    pages::COUNT_LIMIT,
    runs::{RunCounts, RunFilter},
    statuses::Tone,
};
use leptos::{html, leptos_dom::helpers::debounce, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::query;
use crate::ui::{FilterChip, FilterChips, GetForm};

/// How long after the last key the list follows.
const PAUSE: Duration = Duration::from_millis(250);

/// The field that filters by name. Sent by Enter; with wasm, the list follows the typing.
#[component]
pub fn NameFilter(
    /// The list's page.
    path: Memo<String>,
    /// What the list shows.
    wanted: Memo<RunFilter>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let navigate = use_navigate();
    let typed = move |text: String| {
        let name = Some(text.trim().to_owned()).filter(|name| !name.is_empty());
        let filter = RunFilter { name, ..query::first_page(&wanted.get_untracked()) };
        let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
        navigate(&query::write(&path.get_untracked(), &filter), options);
    };
    let mut typed = debounce(PAUSE, typed);
    // Another way to this page (a link, Back) changes the field, but never under somebody's fingers.
    Effect::new(move |_| {
        let name = wanted.with(|filter| filter.name.clone()).unwrap_or_default();
        if let Some(input) = input.get() {
            let typing = document().active_element().is_some_and(|active| active.is_same_node(Some(&input)));
            if !typing && input.value() != name {
                input.set_value(&name);
            }
        }
    });
    let status = move || wanted.with(|filter| (!filter.tones.is_empty()).then(|| query::status_value(filter)));
    let project = move || wanted.with(|filter| Some(format!("{}/{}", filter.organization.as_ref()?, filter.project.as_ref()?)));
    view! {
        <GetForm action=path.get_untracked() class="run-filter">
            <input
                node_ref=input
                type="search"
                name="name"
                class="input"
                aria-label="Filter by name"
                placeholder="Filter by name"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                data-filter=""
                value=wanted.with_untracked(|filter| filter.name.clone())
                on:input:target=move |event| typed(event.target().value())
            />
            {move || status().map(|value| view! { <input type="hidden" name="status" value=value /> })}
            {move || project().map(|value| view! { <input type="hidden" name="project" value=value /> })}
            <noscript>
                <button class="btn">"Filter"</button>
            </noscript>
        </GetForm>
    }
    .into_any()
}

/// A chip for each family of statuses.
#[component]
pub fn StatusChips(
    /// The list's page.
    path: Memo<String>,
    /// What the list shows.
    wanted: Memo<RunFilter>,
    /// How many runs each family has; nothing while that is not known.
    #[prop(into)]
    counts: Signal<Option<RunCounts>>,
) -> impl IntoView {
    let chips: Vec<_> = Tone::ALL
        .iter()
        .map(|&tone| {
            let href = Signal::derive(move || wanted.with(|filter| query::write(&path.read(), &query::toggled(filter, tone))));
            let active = Signal::derive(move || wanted.with(|filter| filter.tones.contains(&tone)));
            let count = Signal::derive(move || counts.get().map(|counts| count_text(counts.of(tone))));
            view! { <FilterChip href label=tone.label() count tone=tone active /> }
        })
        .collect();
    let everything = Signal::derive(move || wanted.with(|filter| query::write(&path.read(), &query::counted(filter))));
    let unfiltered = Signal::derive(move || wanted.with(|filter| filter.tones.is_empty()));
    view! {
        <FilterChips label="Status">
            <FilterChip href=everything label="All" active=unfiltered />
            {chips}
        </FilterChips>
    }
    .into_any()
}

/// `12`, `1,204`, `10,000+`.
pub(super) fn count_text(count: u64) -> String {
    match count {
        COUNT_LIMIT.. => "10,000+".to_owned(),
        1_000.. => format!("{},{:03}", count / 1_000, count % 1_000),
        _ => count.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::count_text;

    #[test]
    fn counts_read_well() {
        for (count, text) in [(0, "0"), (999, "999"), (1_004, "1,004"), (9_999, "9,999"), (10_000, "10,000+")] {
            assert_eq!(count_text(count), text);
        }
    }
}
