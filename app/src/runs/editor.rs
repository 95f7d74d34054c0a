//! The field a polyaxonfile is written in: a text area with line numbers that scroll with it, and marks where problems are.

use leptos::{ev, html, prelude::*};
use spec::{Problem, Severity};

use super::{text, upload::Intake};
use crate::ui::Field;

/// The field's name in the form.
pub(super) const CONTENT: &str = "content";
/// The text area's id.
pub(super) const ID: &str = "polyaxonfile";

const HELP: &str =
    "YAML or JSON. Tab indents by two spaces; press Esc, then Tab, to leave the field. Ctrl or ⌘ and Enter submits.";

/// The field. It follows `text` only at first; afterwards `text` follows it, and [`replace`] is the way to change it.
#[component]
pub fn Editor(
    /// What is written.
    text: RwSignal<String>,
    /// What is wrong with it.
    #[prop(into)]
    problems: Signal<Vec<Problem>>,
    /// The text area.
    area: NodeRef<html::Textarea>,
    /// Takes the files that are dropped on it.
    intake: Intake,
) -> impl IntoView {
    let lines = Memo::new(move |_| text.with(|text| text::line_count(text)));
    let leave = StoredValue::new(false);
    let invalid = move || problems.with(|problems| problems.iter().any(|problem| problem.severity == Severity::Error));
    // What was typed before wasm came is kept.
    Effect::new(move |_| {
        if let Some(area) = area.get()
            && area.value() != text.get_untracked()
        {
            text.set(area.value());
        }
    });
    view! {
        <Field id=ID name=CONTENT label="Polyaxonfile" help=HELP>
            <div class="editor">
                <div class="editor-page">
                    <ol class="editor-gutter" aria-hidden="true">
                        {move || (1..=lines.get()).map(|line| gutter_line(line, problems)).collect::<Vec<_>>()}
                    </ol>
                    <textarea
                        node_ref=area
                        id=ID
                        name=CONTENT
                        class="editor-text"
                        rows=move || lines.get().max(12)
                        wrap="off"
                        spellcheck="false"
                        autocapitalize="none"
                        autocomplete="off"
                        required
                        placeholder="Paste a polyaxonfile, drop a file here, or begin with a sample."
                        aria-invalid=move || invalid().then_some("true")
                        aria-describedby="polyaxonfile-help"
                        on:input:target=move |event| text.set(event.target().value())
                        on:keydown=move |event| keydown(&event, area, leave)
                        on:blur=move |_| leave.set_value(false)
                        on:dragover=|event| event.prevent_default()
                        on:drop=move |event| intake.dropped(&event)
                    >
                        {text.get_untracked()}
                    </textarea>
                </div>
            </div>
        </Field>
    }
    .into_any()
}

fn gutter_line(line: u32, problems: Signal<Vec<Problem>>) -> impl IntoView {
    let worst = move || {
        problems.with(|problems| {
            let here = problems.iter().filter(|problem| problem.span.line == line);
            here.map(|problem| problem.severity).min_by_key(|severity| *severity != Severity::Error)
        })
    };
    let mark = move || {
        worst().map(|severity| match severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        })
    };
    view! { <li data-problem=mark></li> }
}

/// Tab indents unless Esc came before it, Enter keeps the indent, Ctrl or ⌘ and Enter submits.
fn keydown(event: &ev::KeyboardEvent, area: NodeRef<html::Textarea>, leave: StoredValue<bool>) {
    let Some(area) = area.get_untracked().filter(|_| !event.is_composing()) else { return };
    let plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key() && !event.shift_key();
    match event.key().as_str() {
        "Escape" => leave.set_value(true),
        "Enter" if event.ctrl_key() || event.meta_key() => {
            event.prevent_default();
            if let Some(form) = area.form() {
                let _ = form.request_submit();
            }
        }
        "Tab" if plain && !leave.get_value() => {
            event.prevent_default();
            insert(&area, "  ");
        }
        "Enter" if plain => {
            let caret = area.selection_start().ok().flatten().unwrap_or(0);
            let text = area.value();
            let indent = text::indent_at(&text, caret);
            if !indent.is_empty() {
                event.prevent_default();
                insert(&area, &format!("\n{indent}"));
            }
        }
        _ => leave.set_value(false),
    }
}

/// Puts a text in place of the selection, so that the browser can undo it.
fn insert(area: &web_sys::HtmlTextAreaElement, text: &str) {
    use wasm_bindgen::JsCast as _;

    let typed = document()
        .dyn_into::<web_sys::HtmlDocument>()
        .is_ok_and(|document| document.exec_command_with_show_ui_and_value("insertText", false, text).unwrap_or(false));
    if !typed {
        let _ = area.set_range_text(text);
        let _ = web_sys::Event::new("input").map(|event| area.dispatch_event(&event));
    }
}

/// Puts another text in place of all that is written, so that the browser can undo it.
pub(super) fn replace(area: &web_sys::HtmlTextAreaElement, text: &str) {
    let _ = area.focus();
    area.select();
    insert(area, text);
    let _ = area.set_selection_range(0, 0);
}

/// Selects what a problem is about and brings it into view.
pub(super) fn jump(area: &web_sys::HtmlTextAreaElement, problem: &Problem) {
    let (text, span) = (area.value(), problem.span);
    let start = text::offset_of(&text, span.line, span.column);
    let end = text::offset_of(&text, span.end_line, span.end_column).max(start);
    let _ = area.focus();
    let _ = area.set_selection_range(start, end);
    if let Some(frame) = area.closest(".editor").ok().flatten() {
        let height = area.client_height() / i32::try_from(area.rows().max(1)).unwrap_or(1);
        let line = i32::try_from(span.line.saturating_sub(1)).unwrap_or(0);
        frame.set_scroll_top(height * line - frame.client_height() / 3);
    }
}
