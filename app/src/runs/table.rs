//! The run list: the same table wherever runs are listed. The address holds what it shows.

use std::{collections::BTreeSet, time::Duration};

use domain::{
    events::Change,
    pages::{COUNT_LIMIT, Page},
    runs::{RunCounts, RunFilter, RunSummary},
    statuses::Tone,
};
use leptos::{html, prelude::*, task::spawn_local};
use leptos_router::hooks::{use_location, use_query_map};

use super::{
    bulk::{self, BulkBar},
    empty::NoRuns,
    filter_bar::{QueryChips, RunSearch, StatusChips, count_text},
    query,
    row::{Selected, row},
    rows::{Next, Rows},
    wire::RunPage,
};
use crate::{
    functions::runs::{list_runs, run_counts},
    live::{ConnectionState, Live},
    ui::{EmptyState, ErrorPage, Icon, Pagination, SortLink, Table, form::sentence, load::once_loaded},
};

/// Counting again waits this long, so that a burst of changes is counted once.
const COUNT_PAUSE: Duration = Duration::from_millis(1_500);

const COLUMNS: &[&str] = &[
    "",
    "Status",
    "Name",
    "Project|run-project",
    "User|run-user",
    "Kind|wide-only",
    "Tags|wide-only",
    "Duration|num",
    "Created|num",
];
const COLUMNS_OF_PROJECT: &[&str] =
    &["", "Status", "Name", "User|run-user", "Kind|wide-only", "Tags|wide-only", "Duration|num", "Created|num"];

/// What columns sort by.
const SORTED: [(&str, &str); 3] = [("Name", "name"), ("Duration", "duration"), ("Created", "created_at")];

/// Runs: filters, table, pages. Follows the live stream.
#[component]
pub fn RunTable(
    /// What the page lists: a project's runs (`organization` and `project`), or everything.
    #[prop(optional)]
    filter: RunFilter,
) -> impl IntoView {
    let within = StoredValue::new(filter);
    let path = use_location().pathname;
    let asked = use_query_map();
    let wanted = Memo::new(move |_| within.with_value(|within| asked.with(|asked| query::read(asked, within))));
    let counted = Memo::new(move |_| wanted.with(query::counted));

    let live = Live::get();
    let from = StoredValue::new(0);
    let page = Resource::new_blocking(
        move || wanted.get(),
        move |filter| {
            from.set_value(live.position());
            async move { list_runs(filter).await.map(RunPage) }
        },
    );
    let first_counts = Resource::new_blocking(move || counted.get(), run_counts);
    let (newer, recount) = live_counts(counted);
    let counts = Signal::derive(move || newer.get().or_else(|| first_counts.get()?.ok()));

    view! {
        <div class="toolbar run-toolbar">
            <RunSearch path wanted />
            // Without counts the chips are of use all the same.
            {once_loaded(first_counts, move |_| view! { <StatusChips path wanted counts /> }.into_any())}
            <ConnectionState />
        </div>
        <QueryChips path wanted />
        {once_loaded(page, move |loaded| match loaded {
            Ok(RunPage(page)) => {
                let (path, filter, within) = (path.get_untracked(), wanted.get_untracked(), within.get_value());
                view! { <List page path filter within from=from.get_value() newer_counts=newer recount /> }.into_any()
            }
            // The field is there to mend it in.
            Err(error) => match error.0.field_message("query").or(error.0.field_message("sort")) {
                Some(message) => view! { <div role="alert"><EmptyState icon=Icon::Search title="This can't be read" text=sentence(message) /></div> }.into_any(),
                None => view! { <ErrorPage error=error.0 /> }.into_any(),
            },
        })}
    }
    .into_any()
}

/// Counts that are newer than the page's, once there are any, and what makes them.
fn live_counts(counted: Memo<RunFilter>) -> (Signal<Option<RunCounts>>, Callback<()>) {
    let fresh = RwSignal::new(None::<(RunFilter, RunCounts)>);
    let due = StoredValue::new(false);
    let recount = Callback::new(move |()| {
        if due.get_value() {
            return;
        }
        due.set_value(true);
        set_timeout(
            move || {
                // The list may be gone by now.
                let Some(filter) = counted.try_get_untracked() else { return };
                due.set_value(false);
                spawn_local(async move {
                    if let Ok(counts) = run_counts(filter.clone()).await {
                        fresh.try_set(Some((filter, counts)));
                    }
                });
            },
            COUNT_PAUSE,
        );
    });
    let newer = Signal::derive(move || {
        fresh.with(|fresh| fresh.as_ref().filter(|(filter, _)| *filter == counted.get()).map(|(_, counts)| *counts))
    });
    (newer, recount)
}

/// One page of the list, once it is loaded.
#[component]
fn List(
    page: Page<RunSummary>,
    path: String,
    filter: RunFilter,
    within: RunFilter,
    from: u64,
    newer_counts: Signal<Option<RunCounts>>,
    recount: Callback<()>,
) -> impl IntoView {
    let Page { items, next, previous, total, at_least } = page;
    let newest = previous.is_none();
    let rows = RwSignal::new(Rows { shown: items, new: Vec::new() });
    let selected: Selected = RwSignal::new(BTreeSet::new());
    let place = NodeRef::<html::Div>::new();
    // Nobody loses their place as long as the head of the first page is in view.
    let at_top = move || newest && place.get_untracked().is_some_and(|place| place.get_bounding_client_rect().top() >= 0.0);

    let asked = StoredValue::new(filter.clone());
    let reload = Callback::new(move |()| {
        spawn_local(async move {
            let Some(filter) = asked.try_get_value() else { return };
            if let Ok(page) = list_runs(filter.clone()).await {
                rows.try_update(|rows| rows.reload(page.items, &filter, at_top()));
                recount.run(());
            }
        });
    });
    // Of a list that only the server can make, it is asked for the whole again: soon, and once for a burst of changes.
    let soon = StoredValue::new(false);
    let reload_soon = move || {
        if soon.get_value() || !at_top() {
            return;
        }
        soon.set_value(true);
        set_timeout(
            move || {
                if soon.try_set_value(false).is_none() {
                    reload.run(());
                }
            },
            COUNT_PAUSE,
        );
    };
    Live::get().follow(from, move |change: Change| {
        let next = asked.with_value(|filter| rows.try_update(|rows| rows.apply(change, filter, at_top())));
        match next {
            Some(Next::Reload) => reload.run(()),
            Some(Next::Count) => recount.run(()),
            Some(Next::ReloadSoon) => reload_soon(),
            _ => {}
        }
    });

    let with_project = within.project.is_none();
    let columns = if with_project { COLUMNS } else { COLUMNS_OF_PROJECT };
    let empty = Memo::new(move |_| rows.with(|rows| rows.shown.is_empty()));
    let older = next.map(|after| query::write(&path, &RunFilter { after: Some(after), ..query::first_page(&filter) }));
    let newer = previous.map(|before| query::write(&path, &RunFilter { before: Some(before), ..query::first_page(&filter) }));
    let tones = filter.tones.clone();
    let total = Memo::new(move |_| {
        let counted = newer_counts.get().map(|counts| {
            Tone::ALL.iter().filter(|tone| tones.is_empty() || tones.contains(tone)).map(|tone| counts.of(*tone)).sum()
        });
        match counted {
            Some(total) => total_text(total, total >= COUNT_LIMIT),
            None => total_text(total, at_least),
        }
    });
    let first_page = query::write(&path, &query::first_page(&filter));
    let sort = Callback::new({
        let (path, filter) = (path.clone(), filter.clone());
        move |label: &str| {
            let (_, field) = SORTED.iter().find(|(sorted, _)| *sorted == label)?;
            let href = query::write(&path, &query::sorted(&filter, field));
            Some(SortLink { href, descending: query::direction(&filter, field) })
        }
    });
    let nothing = StoredValue::new((path, filter, within));
    view! {
        <div class="runs" node_ref=place>
            {move || new_runs(rows, newest, &first_page)}
            <Show
                when=move || !empty.get()
                fallback=move || {
                    let (path, filter, within) = nothing.get_value();
                    view! { <NoRuns path filter within /> }
                }
            >
                <form id=bulk::FORM method="post" action="/api/fn/stop_runs" autocomplete="off">
                    <Table caption="Runs" columns sort>
                        <For
                            each=move || rows.with(|rows| rows.shown.iter().map(|run| run.id).collect::<Vec<_>>())
                            key=|id| *id
                            children=move |id| {
                                let first = rows.with_untracked(|rows| rows.shown.iter().find(|run| run.id == id).cloned());
                                first.map(|first| {
                                    let run = Memo::new(move |last: Option<&RunSummary>| {
                                        rows.with(|rows| rows.shown.iter().find(|run| run.id == id).cloned())
                                            .unwrap_or_else(|| last.unwrap_or(&first).clone())
                                    });
                                    row(run, selected, with_project)
                                })
                            }
                        />
                    </Table>
                </form>
                <BulkBar selected done=reload />
            </Show>
            {move || view! { <Pagination newer=newer.clone() older=older.clone() total=total.get() /> }}
        </div>
    }
    .into_any()
}

/// `12 runs`, `10,000+ runs`; nothing for none.
fn total_text(total: u64, at_least: bool) -> String {
    match (total, at_least) {
        (0, _) => String::new(),
        (1, false) => "1 run".to_owned(),
        (COUNT_LIMIT.., _) | (_, false) => format!("{} runs", count_text(total)),
        (_, true) => format!("{}+ runs", count_text(total)),
    }
}

/// How many runs wait to be shown. They go in when asked for, so that nothing moves under somebody's eyes.
fn new_runs(rows: RwSignal<Rows>, newest: bool, first_page: &str) -> Option<AnyView> {
    let count = rows.with(|rows| rows.new.len());
    let words = format!("{count} new");
    let full = rows.with(|rows| rows.shown.len() >= super::rows::MOST_ROWS);
    (count > 0).then(|| {
        if newest && !full {
            view! {
                <button type="button" class="new-runs" on:click=move |_| rows.update(Rows::show_new)>
                    {words}
                </button>
            }
            .into_any()
        } else {
            view! { <a class="new-runs" href=first_page.to_owned() rel="external">{words}</a> }.into_any()
        }
    })
}

#[cfg(feature = "ssr")]
#[cfg(test)]
mod tests {
    use domain::Status;

    use super::*;
    use crate::runs::fixtures::run;

    fn page(count: u32) -> Page<RunSummary> {
        let status = |number| if number % 4 == 0 { Status::Failed } else { Status::Succeeded };
        let items = (0..count).rev().map(|number| RunSummary {
            message: "container main ended with exit code 1".into(),
            ..run(number, status(number))
        });
        Page { items: items.collect(), next: Some("o_x".into()), previous: None, total: 12_000, at_least: true }
    }

    fn html(page: Page<RunSummary>, filter: RunFilter) -> String {
        let (path, within) = ("/runs".to_owned(), RunFilter::default());
        Owner::new().with(|| {
            let recount = Callback::new(|()| {});
            view! { <List page path filter within from=0 newer_counts=Signal::stored(None) recount /> }.to_html()
        })
    }

    #[test]
    fn a_row_says_what_matters_without_a_script() {
        let html = html(page(5), RunFilter::default());
        for part in [
            "<caption",
            "data-status=\"failed\"",
            "href=\"/runs/00000000000000000000000000000004\"",
            "train-4",
            "Container main ended with exit code 1.",
            "href=\"/projects/default/mnist\"",
            "1 m 0 s",
            "href=\"/runs?after=o_x\"",
            "10,000+ runs",
            "formaction=\"/api/fn/delete_runs\"",
        ] {
            assert!(html.contains(part), "{part} is missing in {html}");
        }
        assert_eq!(html.matches("Container main ended").count(), 2, "only failed and waiting runs have a note");
    }

    #[test]
    fn nothing_found_is_not_nothing_there() {
        let nothing = || Page { next: None, ..page(0) };
        let named = RunFilter { name: Some("x".into()), ..RunFilter::default() };
        assert!(html(nothing(), RunFilter::default()).contains("No runs yet"));
        assert!(html(nothing(), named).contains("Clear filters"));
    }

    /// Some 70 KB, which are 6 KB as they travel: rows repeat each other.
    #[test]
    fn fifty_rows_are_small() {
        let page = page(50);
        // As the page carries them for wasm: a string in a script.
        let data = serde_json::to_string(&serde_json::to_string(&RunPage(page.clone())).unwrap()).unwrap();
        let html = html(page, RunFilter::default());
        assert!(html.len() + data.len() < 70_000, "{} bytes of HTML and {} of data", html.len(), data.len());
    }
}
