//! What a file holds, as HTML: made on the server, from text that is escaped like all text here. The browser only shows it.

use std::fmt::Write as _;

use domain::{
    RunId,
    artifacts::{Content, EntryKind, Media, Preview, Sheet, name_text, size_text},
};
use leptos::prelude::*;

use super::address::{self, Place};
use crate::logs::{ansi, log_text};

/// The HTML of what is shown of a file. Links in it stay on the page.
pub fn to_html(run: RunId, preview: Preview) -> String {
    let Preview { path, bytes, content, .. } = preview;
    let view = match content {
        Content::Empty => words("This file is empty."),
        Content::Image => {
            let alt = name_text(&path);
            view! { <img class="artifact-image" src=address::raw(run, &path) alt=alt /> }.into_any()
        }
        Content::Audio => {
            view! { <audio controls preload="metadata" src=address::raw(run, &path) aria-label=name_text(&path)></audio> }.into_any()
        }
        Content::Video => {
            view! {
                <video class="artifact-image" controls preload="metadata" src=address::raw(run, &path) aria-label=name_text(&path)></video>
            }
            .into_any()
        }
        Content::Framed { ticket } => frame(run, &path, &ticket),
        Content::Text { text, shown } => view! {
            {limit(shown, bytes)}
            {lines(&text)}
        }
        .into_any(),
        Content::Markdown { html, shown } => view! {
            {limit(shown, bytes)}
            <div class="prose" inner_html=html></div>
        }
        .into_any(),
        Content::Json { html } => {
            view! { <div class="artifact-json" tabindex="0" role="group" aria-label="JSON" inner_html=html></div> }.into_any()
        }
        Content::Table(sheet) => table(run, &path, bytes, sheet),
        Content::Binary { head, reason } => binary(&head, bytes, reason),
        Content::Other(EntryKind::DeadLink) => words("This link leads to nothing within the run's own folder."),
        Content::Other(_) => words("This is a pipe, a socket or a device: there is nothing in it to read."),
    };
    view.to_html()
}

fn words(words: &'static str) -> AnyView {
    view! { <p class="muted">{words}</p> }.into_any()
}

/// Says it when not all of a file is shown.
fn limit(shown: u64, bytes: u64) -> Option<impl IntoView> {
    (shown < bytes).then(|| {
        let words = format!("The first {} of {}; the rest is in the download.", size_text(shown), size_text(bytes));
        view! { <p class="artifact-limit">{words}</p> }
    })
}

/// Without `allow-same-origin`: the frame's origin is its own, whatever runs in it.
fn frame(run: RunId, path: &str, ticket: &str) -> AnyView {
    let sandbox = if Media::of(path) == Media::Page { "allow-scripts" } else { "" };
    let note = "Shown apart from Orrery: it has no network, and can't see who you are.";
    view! {
        <p class="artifact-limit">{note}</p>
        <iframe
            class="artifact-frame"
            sandbox=sandbox
            src=address::frame(run, path, ticket)
            title=name_text(path)
            referrerpolicy="no-referrer"
        ></iframe>
    }
    .into_any()
}

/// Numbered by the style sheet, in the colours of a terminal where there are any.
fn lines(text: &str) -> AnyView {
    let mut style = ansi::Style::default();
    let mut html = String::with_capacity(text.len() * 5 / 4);
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        let rendered = ansi::render(line.strip_suffix('\r').unwrap_or(line), &mut style);
        html.push_str("<span>");
        match rendered.spans.as_slice() {
            // As few characters as can be: there may be thousands, and each comes with the page twice.
            [] if rendered.cut == 0 => {}
            [span] if rendered.cut == 0 && span.style == ansi::Style::default() => {
                html_escape::encode_text_to_string(&span.text, &mut html);
            }
            _ => html.push_str(&log_text(&rendered).to_html()),
        }
        html.push_str("\n</span>");
    }
    view! { <pre class="artifact-text" tabindex="0" role="group" aria-label="Text" inner_html=html></pre> }.into_any()
}

fn table(run: RunId, path: &str, bytes: u64, sheet: Sheet) -> AnyView {
    let Sheet { head, rows, before, total, hidden_columns, read, parts } = sheet;
    let (first, last) = (before + 1, before + rows.len() as u64);
    let mut said = match total {
        0 => "No rows.".to_owned(),
        total => format!("Rows {first} to {last} of {total}"),
    };
    if let Some(read) = read {
        _ = write!(said, " in the first {} of {}; the rest is in the download", size_text(read), size_text(bytes));
    }
    if hidden_columns > 0 {
        _ = write!(said, "; {hidden_columns} more columns are in the download");
    }
    let number = |text: &str| text.trim().parse::<f64>().is_ok();
    let rows = rows.into_iter().zip(first..).map(|(row, at)| {
        let cells: Vec<_> = row
            .into_iter()
            .map(|value| {
                let class = number(&value).then_some("num");
                view! { <td class=class>{value}</td> }
            })
            .collect();
        view! { <tr><th scope="row" class="num">{at}</th>{cells}</tr> }
    });
    let rows: Vec<_> = rows.collect();
    let heads: Vec<_> = head.into_iter().map(|name| view! { <th scope="col">{name}</th> }).collect();
    let part = u32::try_from(before / 100 + 1).unwrap_or(1);
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let at = |part: u32| Place { file: Some(name.to_owned()), part, ..Place::folder(folder) }.address(run);
    let ways = (parts > 1).then(|| {
        view! {
            <nav class="row" aria-label="Rows">
                {(part > 1).then(|| view! { <a class="btn btn-sm" rel="prev" href=at(part - 1)>"Previous rows"</a> })}
                {(part < parts).then(|| view! { <a class="btn btn-sm" rel="next" href=at(part + 1)>"Next rows"</a> })}
            </nav>
        }
    });
    view! {
        <div class="artifact-line"><p class="artifact-limit num">{said}</p>{ways}</div>
        <div class="table-frame artifact-table" tabindex="0" role="group" aria-label="Rows">
            <table class="table">
                <thead><tr><td></td>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn binary(head: &[u8], bytes: u64, reason: String) -> AnyView {
    let reason = if reason.is_empty() { "This is no text, and nothing that is shown here.".to_owned() } else { reason };
    let mut dump = String::new();
    for (row, bytes) in head.chunks(16).enumerate() {
        _ = write!(dump, "{:08x}  ", row * 16);
        for place in 0..16 {
            match bytes.get(place) {
                Some(byte) => _ = write!(dump, "{byte:02x} "),
                None => dump.push_str("   "),
            }
        }
        dump.push(' ');
        dump.extend(bytes.iter().map(|byte| if byte.is_ascii_graphic() || *byte == b' ' { char::from(*byte) } else { '.' }));
        dump.push('\n');
    }
    let said = format!("{reason} Its first {} of {}:", size_text(head.len() as u64), size_text(bytes));
    view! {
        <p class="artifact-limit">{said}</p>
        <pre class="artifact-hex" tabindex="0" role="group" aria-label="First bytes">{dump}</pre>
    }
    .into_any()
}
