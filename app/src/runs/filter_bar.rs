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
use crate::{
    functions::runs::{QueryClause, query_clauses},
    ui::{FilterChip, FilterChips, GetForm, Icon, Menu, icon, load::once_loaded},
};

/// How long after the last key the list follows.
const PAUSE: Duration = Duration::from_millis(250);

/// What can be asked for, for those who have not done it yet.
const EXAMPLES: [(&str, &str); 7] = [
    ("status:failed, created_at:last_day", "what failed since this time yesterday"),
    ("metrics.loss:<0.5", "by the last value of a metric"),
    ("in.lr:>=0.01, tags:nightly", "all of several conditions"),
    ("out.accuracy:nil", "where a value is missing"),
    ("user:ada OR user:bob", "one or the other"),
    ("name:%train%, status:~stopped", "`~` turns a condition round"),
    ("duration:>3600, started_at:2026-11-01 .. 2026-11-24", "by seconds and days"),
];

/// The field that filters by a part of a name, or by a query. Sent by Enter; with wasm, the list follows the typing.
#[component]
pub fn RunSearch(
    /// The list's page.
    path: Memo<String>,
    /// What the list shows.
    wanted: Memo<RunFilter>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let navigate = use_navigate();
    let typed = move |text: String| {
        let filter = query::asked(&wanted.get_untracked(), &text);
        let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
        navigate(&query::write(&path.get_untracked(), &filter), options);
    };
    let mut typed = debounce(PAUSE, typed);
    // Another way to this page (a link, Back) changes the field, but never under somebody's fingers.
    Effect::new(move |_| {
        let text = wanted.with(query::typed);
        if let Some(input) = input.get() {
            let typing = document().active_element().is_some_and(|active| active.is_same_node(Some(&input)));
            if !typing && input.value() != text {
                input.set_value(&text);
            }
        }
    });
    let status = move || wanted.with(|filter| (!filter.tones.is_empty()).then(|| query::status_value(filter)));
    let project = move || wanted.with(|filter| Some(format!("{}/{}", filter.organization.as_ref()?, filter.project.as_ref()?)));
    let sort = move || wanted.with(|filter| filter.sort.clone());
    let hidden =
        |name: &'static str, value: Option<String>| value.map(|value| view! { <input type="hidden" name=name value=value /> });
    let examples: Vec<_> = EXAMPLES
        .iter()
        .map(|(text, meaning)| {
            let href = move || wanted.with(|filter| query::write(&path.read(), &query::asked(filter, text)));
            view! {
                <a class="menu-item query-example" href=href>
                    <span class="mono">{*text}</span>
                    <span class="muted">{*meaning}</span>
                </a>
            }
        })
        .collect();
    view! {
        <GetForm action=path.get_untracked() class="run-filter">
            <input
                node_ref=input
                type="search"
                name="query"
                class="input"
                aria-label="Filter by name or query"
                placeholder="Filter by name, or status:failed"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                data-filter=""
                value=wanted.with_untracked(query::typed)
                on:input:target=move |event| typed(event.target().value())
            />
            {move || hidden("status", status())}
            {move || hidden("project", project())}
            {move || hidden("sort", sort())}
            <noscript>
                <button class="btn">"Filter"</button>
            </noscript>
            <Menu id="query-help" label="What can be asked for" button=view! { "?" }.into_any() class="btn btn-ghost btn-square">
                <p class="menu-note">"A word filters by name. With a colon it is a query:"</p>
                {examples}
            </Menu>
        </GetForm>
    }
    .into_any()
}

/// The query as chips: one for each condition, which a click takes out. Nothing for a query that can't be read; the list says why.
#[component]
pub fn QueryChips(
    /// The list's page.
    path: Memo<String>,
    /// What the list shows.
    wanted: Memo<RunFilter>,
) -> impl IntoView {
    let asked = Memo::new(move |_| wanted.with(|filter| filter.query.clone()));
    let clauses = Resource::new_blocking(
        move || asked.get(),
        async |text| match text {
            Some(text) => query_clauses(text).await,
            None => Ok(Vec::new()),
        },
    );
    once_loaded(clauses, move |clauses| {
        let chips: Vec<_> = clauses
            .unwrap_or_default()
            .into_iter()
            .map(|QueryClause { text, rest }| {
                let href = move || wanted.with(|filter| query::write(&path.read(), &query::asked(filter, &rest)));
                let label = format!("Remove {text}");
                view! {
                    <a class="chip query-chip" href=href aria-label=label>
                        <span class="mono">{text}</span>
                        {icon(Icon::Close)}
                    </a>
                }
            })
            .collect();
        if chips.is_empty() {
            return ().into_any();
        }
        view! { <nav class="chips query-chips" aria-label="Query">{chips}</nav> }.into_any()
    })
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
    let everything = Signal::derive(move || wanted.with(|filter| query::write(&path.read(), &query::of_all_families(filter))));
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
        _ => spec::names::count_text(count),
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
