//! The log on the page.

use std::sync::Arc;

use domain::{RunId, logs::LogQuery};
use leptos::{ev, prelude::*};
use spec::names::count_text;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Element;

use super::{
    ear::listen,
    find_bar::{find_bar, hit_list},
    line::{log_line, open_line},
    place::{FIRST_LINES, Opening, Place, address},
    reader::{Reader, Standing},
    scroll,
    search::{Marks, Search},
    toolbar::{Choices, toolbar},
    window::{Row, Window},
};
use crate::ui::icon::{Icon, icon};

/// A run's log: the given lines at once, and what is written from then on.
#[component]
pub fn LogViewer(
    /// Whose log.
    run: RunId,
    /// What it begins with: see [`super::Place::load`].
    initial: Opening,
    /// The run is not done: an empty log may still get lines.
    #[prop(into)]
    live: Signal<bool>,
    /// What the address asks for.
    place: Place,
    /// The containers of the run, in order.
    #[prop(optional)]
    containers: Vec<String>,
) -> impl IntoView {
    let Opening { stretch, hits, refusal } = initial;
    let Place { line, from, query, .. } = place;
    let found = hits.as_ref().and_then(|hits| hits.matches.first()).filter(|_| from.is_none()).map(|found| found.line.number);
    let target = line.map(|line| line - 1).or(found);
    let asked = (query.clone(), target);
    let at_end = target.is_none() && from.is_none();
    let reader = Reader::new(run, stretch, query.container.clone(), target, at_end);
    let search = Search::new(reader, query, refusal);
    let choices = Choices::new();
    let Choices { wrap, times } = choices;

    Effect::new(move |_| {
        // Not before the server's lines are taken over: until then the page must be what the server sent.
        if reader.region.get().is_none() {
            return;
        }
        reader.alive.set(true);
        if !reader.window.with_untracked(Window::is_complete) {
            listen(reader);
        }
        match target {
            Some(target) if !reader.window.with_untracked(Window::is_empty) => reader.go_to(target),
            _ => reader.settle(),
        }
        search.begin();
    });
    // What somebody chose before this ran is news as well.
    Effect::new(move |before: Option<(LogQuery, Option<u64>)>| {
        let now = (LogQuery { container: reader.only.get(), ..search.query.get() }, reader.target.get());
        if *before.as_ref().unwrap_or(&asked) != now {
            note(&now.0, now.1);
        }
        now
    });

    let several = move || reader.window.with(|window| window.containers().len() > 1);
    let rows = move || {
        search.marks.with(|marks| {
            let row = |row: &Arc<Row>| (Arc::clone(row), marks.get(&row.number).cloned());
            reader.window.with(|window| window.rows().map(row).collect::<Vec<_>>())
        })
    };
    let key = |(row, marks): &(Arc<Row>, Option<Marks>)| (row.number, marks.clone());
    let row_view = move |(row, marks): (Arc<Row>, Option<Marks>)| {
        let query = LogQuery { container: reader.only.get_untracked(), ..search.query.get_untracked() };
        log_line(&row, reader.target.get_untracked(), marks.as_deref().unwrap_or_default(), &query)
    };
    let open = move || {
        let only = reader.only.get();
        let lines = if reader.window.with(Window::is_at_end) { reader.open.get() } else { Vec::new() };
        let shown = lines.iter().filter(|line| only.as_ref().is_none_or(|name| line.container == *name));
        shown.map(open_line).collect::<Vec<_>>()
    };
    let empty = move || {
        let nothing = reader.window.with(Window::is_empty) && reader.open.with(Vec::is_empty);
        let words = empty_text(live.get(), reader.standing.get(), reader.only.with(Option::is_some));
        nothing.then(|| view! { <p class="log-empty">{words}</p> })
    };

    view! {
        <section
            class="log"
            class:log-wrap=move || wrap.on.get()
            class:log-times=move || times.on.get()
            class:log-several=several
        >
            {toolbar(reader, live, choices)}
            {find_bar(reader, &search, containers)}
            {move || hits.as_ref().filter(|_| !reader.alive.get()).map(|hits| hit_list(hits, &search.query.get_untracked()))}
            <div class="log-frame">
                <div
                    node_ref=reader.region
                    class="log-region"
                    role="log"
                    aria-label="Log"
                    // A log that reads itself aloud line by line can't be listened to.
                    aria-live="off"
                    tabindex="0"
                    on:scroll=move |_| reader.scrolled()
                    // A browser would glide through all of the log.
                    on:keydown=move |event| {
                        let plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key() && !event.shift_key();
                        match event.key().as_str() {
                            "Home" if plain => reader.go_to_start(),
                            "End" if plain => reader.jump_to_end(),
                            _ => return,
                        }
                        event.prevent_default();
                    }
                    on:click=move |event| {
                        if let Some(number) = marked(&event) {
                            event.prevent_default();
                            reader.following.set(false);
                            reader.mark(Some(number));
                        }
                    }
                >
                    <div class="log-lines">
                        {space("log-space log-space-above", reader, Window::start)}
                        {move || older(reader, &search)}
                        <div class="log-rows">
                            <For each=rows key=key children=row_view />
                            {open}
                        </div>
                        {move || newer(reader, &search)}
                        {empty}
                        {space("log-space log-space-below", reader, |window| window.total() - window.end())}
                    </div>
                </div>
                {move || (!reader.following.get()).then(|| jump(reader))}
            </div>
        </section>
    }
    .into_any()
}

/// Room for lines that are not here: the scrollbar then stands for the whole log.
fn space(class: &'static str, reader: Reader, lines: fn(&Window) -> u64) -> impl IntoView {
    let height = Memo::new(move |_| reader.window.with(|window| scroll::space(lines(window), window.total())));
    let height = move || if reader.alive.get() { height.get() } else { 0 };
    view! { <div class=class style:--lines=move || height().to_string()></div> }
}

const fn empty_text(live: bool, standing: Standing, filtered: bool) -> &'static str {
    match (live, standing) {
        _ if filtered => "This container wrote nothing here.",
        (true, Standing::Live | Standing::Reconnecting) => {
            "Nothing written yet. Lines appear here as soon as the run writes them."
        }
        (false, Standing::Live | Standing::Reconnecting) => "The last lines are being collected.",
        (_, Standing::Complete) => "This run wrote nothing.",
    }
}

/// A plain link to the stretch before, for a page without a script: in a live one it arrives by scrolling.
fn older(reader: Reader, search: &Search) -> Option<impl IntoView + use<>> {
    let start = reader.window.with(Window::start);
    (start > 0 && !reader.alive.get()).then(|| {
        let from = start.saturating_sub(u64::from(FIRST_LINES)) + 1;
        let words = format!("{} earlier {}", count_text(start), if start == 1 { "line" } else { "lines" });
        view! { <a class="log-more log-older" href=address(&search.query.get_untracked(), &[("from", from)])>{words}</a> }
    })
}

/// A plain link to the stretch after.
fn newer(reader: Reader, search: &Search) -> Option<impl IntoView + use<>> {
    let (end, total) = reader.window.with(|window| (window.end(), window.total()));
    (end < total && !reader.alive.get()).then(|| {
        let words = format!("{} later {}", count_text(total - end), if total - end == 1 { "line" } else { "lines" });
        view! { <a class="log-more log-newer" href=address(&search.query.get_untracked(), &[("from", end + 1)])>{words}</a> }
    })
}

fn jump(reader: Reader) -> impl IntoView {
    let new =
        move || Some(reader.unseen.get()).filter(|unseen| *unseen > 0).map(|unseen| format!("{} new", count_text(unseen)));
    view! {
        <button type="button" class="log-jump needs-script" on:click=move |_| reader.jump_to_end()>
            {icon(Icon::JumpToEnd)}
            "Jump to end"
            <span class="log-jump-new">{new}</span>
        </button>
    }
}

/// The line, from 0, whose number a plain click is on: it is marked without loading the page again.
fn marked(event: &ev::MouseEvent) -> Option<u64> {
    if event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key() || event.button() != 0 {
        return None;
    }
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let row = target.closest("a.log-number").ok()??.parent_element()?;
    row.id().strip_prefix('L')?.parse::<u64>().ok()?.checked_sub(1)
}

/// Puts what is looked for and the marked line, from 0, into the address.
fn note(query: &LogQuery, target: Option<u64>) {
    let line = target.map(|number| ("line", number + 1));
    let hash = target.map(|number| format!("#L{}", number + 1)).unwrap_or_default();
    let address = format!("{}{hash}", address(query, line.as_slice()));
    // At worst the address stays as it was.
    let _ = window().history().and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&address)));
}

#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests {
    use domain::{
        Timestamp,
        logs::{LogLine, LogPage, Stream},
    };

    use super::*;

    fn html(lines: std::ops::Range<u64>, total: u64, complete: bool, line: Option<u64>, text: &str) -> String {
        let lines = lines
            .map(|number| LogLine {
                number,
                at: Timestamp::from_micros(1_795_496_592_345_678),
                container: "main".into(),
                stream: if number % 2 == 0 { Stream::Stdout } else { Stream::Stderr },
                text: text.into(),
            })
            .collect();
        let run = "0".repeat(32).parse().unwrap();
        Owner::new().with(|| {
            let initial = Opening { stretch: LogPage { lines, total, complete }.into(), ..Opening::default() };
            view! { <LogViewer run initial live=!complete place=Place { line, ..Place::default() } /> }.to_html()
        })
    }

    #[test]
    fn the_last_lines_are_there_without_a_script() {
        let html = html(100..300, 300, true, None, "hello");
        for part in [
            r#"role="log""#,
            r#"aria-label="Log""#,
            r#"id="L101""#,
            r#"id="L300""#,
            r#"href="?line=300#L300""#,
            "05:03:12.345",
            r#"data-stream="stderr""#,
            "100 earlier lines",
            r#"href="?from=1""#,
            "Complete, 300 lines",
            "/logs/download",
        ] {
            assert!(html.contains(part), "{part} is missing");
        }
        assert!(!html.contains("Jump to end") && !html.contains("later line"));
        assert_eq!(html.matches("class=\"log-line\"").count(), 200);
    }

    #[test]
    fn a_page_from_the_middle_leads_on() {
        let html = html(200..400, 1_000, false, Some(300), "hello");
        for part in [r#"href="?from=1""#, "200 earlier lines", r#"href="?from=401""#, "600 later lines", "Jump to end"] {
            assert!(html.contains(part), "{part} is missing");
        }
        let (_, line) = html.split_once(r#"id="L300""#).unwrap();
        assert!(line.split_once('>').unwrap().0.contains("is-target"));
        assert_eq!(html.matches("is-target").count(), 1);
    }

    #[test]
    fn hostile_text_stays_text() {
        let html = html(
            0..1,
            1,
            true,
            None,
            "<img src=x onerror=alert(1)>\u{1b}]8;;javascript:alert(1)\u{7}click\u{1b}]8;;\u{7}\u{1b}[38;2;1;2;3m\"&",
        );
        assert!(!html.contains("<img") && !html.contains("javascript:"));
        assert!(html.contains("&lt;img src=x onerror=alert(1)&gt;click"));
        assert!(html.contains("--log-fg:#010203;"));
    }

    #[test]
    fn an_empty_log_says_what_it_is_waiting_for() {
        assert!(html(0..0, 0, false, None, "").contains("Lines appear here"));
        assert!(html(0..0, 0, true, None, "").contains("This run wrote nothing"));
    }
}
