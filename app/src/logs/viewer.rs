//! The log on the page.
#![expect(clippy::similar_names, reason = "`live` and `line` are what callers call them")]

use std::sync::Arc;

use domain::{RunId, logs::LogPage};
use leptos::{ev, prelude::*};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Element;

use super::{
    line::{log_line, open_line},
    place::FIRST_LINES,
    reader::{Reader, Standing},
    toolbar::{Choices, count_text, toolbar},
    window::{Row, Window},
};
use crate::ui::icon::{Icon, icon};

/// A run's log: the given lines at once, and what is written from then on.
#[component]
pub fn LogViewer(
    /// Whose log.
    run: RunId,
    /// What it begins with: see [`super::Place::load`].
    initial: LogPage,
    /// The run is not done: an empty log may still get lines.
    #[prop(into)]
    live: Signal<bool>,
    /// The line to show and mark, from 1.
    line: Option<u64>,
) -> impl IntoView {
    let reader = Reader::new(run, initial, line.is_none());
    let choices = Choices::new(reader);
    let Choices { containers, container, wrap, times } = choices;

    Effect::new(move |_| {
        if !reader.window.with_untracked(Window::is_complete) {
            reader.listen();
        }
        if let Some(line) = line {
            reader.show(line);
        }
    });

    let several = move || containers.with(|containers| containers.len() > 1);
    let row_number = |row: &Arc<Row>| row.number;
    let rows = move || {
        let only = container.get();
        reader.window.with(|window| {
            let shown = window.rows().filter(|row| only.as_ref().is_none_or(|name| row.container == *name));
            shown.map(Arc::clone).collect::<Vec<_>>()
        })
    };
    let open = move || {
        let only = container.get();
        let lines = if reader.window.with(Window::is_at_end) { reader.open.get() } else { Vec::new() };
        let shown = lines.iter().filter(|line| only.as_ref().is_none_or(|name| line.container == *name));
        shown.map(open_line).collect::<Vec<_>>()
    };
    let empty = move || {
        let nothing = reader.window.with(Window::is_empty) && reader.open.with(Vec::is_empty);
        nothing.then(|| view! { <p class="log-empty">{empty_text(live.get(), reader.standing.get())}</p> })
    };

    view! {
        <section
            class="log"
            class:log-wrap=move || wrap.on.get()
            class:log-times=move || times.on.get()
            class:log-several=several
        >
            {toolbar(reader, live, choices)}
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
                    on:click=move |event| {
                        if mark(event) {
                            reader.following.set(false);
                        }
                    }
                >
                    <div class="log-lines">
                        {move || older(reader)}
                        <For each=rows key=row_number children=move |row| log_line(&row, line) />
                        {open}
                        {move || newer(reader)}
                        {empty}
                    </div>
                </div>
                {move || (!reader.following.get()).then(|| jump(reader))}
            </div>
        </section>
    }
    .into_any()
}

const fn empty_text(live: bool, standing: Standing) -> &'static str {
    match (live, standing) {
        (true, Standing::Live | Standing::Reconnecting) => {
            "Nothing written yet. Lines appear here as soon as the run writes them."
        }
        (false, Standing::Live | Standing::Reconnecting) => "The last lines are being collected.",
        (_, Standing::Complete) => "This run wrote nothing.",
    }
}

/// A plain link to the stretch before; in a live page it arrives by scrolling, or here.
fn older(reader: Reader) -> Option<impl IntoView> {
    let start = reader.window.with(Window::start);
    (start > 0).then(|| {
        let from = start.saturating_sub(u64::from(FIRST_LINES)) + 1;
        let load = move |event: ev::MouseEvent| {
            event.prevent_default();
            reader.load_older();
        };
        let words = format!("{} earlier {}", count_text(start), if start == 1 { "line" } else { "lines" });
        view! { <a class="log-more log-older" href=format!("?from={from}") on:click=load>{words}</a> }
    })
}

/// A plain link to the stretch after.
fn newer(reader: Reader) -> Option<impl IntoView> {
    let (end, total) = reader.window.with(|window| (window.end(), window.total()));
    (end < total).then(|| {
        let load = move |event: ev::MouseEvent| {
            event.prevent_default();
            reader.load_newer();
        };
        let words = format!("{} later {}", count_text(total - end), if total - end == 1 { "line" } else { "lines" });
        view! { <a class="log-more log-newer" href=format!("?from={}", end + 1) on:click=load>{words}</a> }
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

/// A plain click on a line's number marks the line and puts it into the address, without loading the page again; says whether it did.
fn mark(event: ev::MouseEvent) -> bool {
    if event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key() || event.button() != 0 {
        return false;
    }
    let link = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|element| element.closest("a.log-number").ok()?);
    let Some(link) = link else { return false };
    let (Some(address), Some(row)) = (link.get_attribute("href"), link.parent_element()) else { return false };
    event.prevent_default();
    if let Some(marked) = document().query_selector(".log-line.is-target").ok().flatten() {
        let _ = marked.class_list().remove_1("is-target");
    }
    let _ = row.class_list().add_1("is-target");
    // At worst the address stays as it was.
    let _ = window().history().and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&address)));
    true
}

#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests {
    use domain::{
        Timestamp,
        logs::{LogLine, Stream},
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
        Owner::new()
            .with(|| view! { <LogViewer run initial=LogPage { lines, total, complete } live=!complete line /> }.to_html())
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
