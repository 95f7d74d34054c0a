//! How the text area is written in while there is no editor: what keys do, and changes that the browser can undo.

use leptos::{ev, html, prelude::*};
use spec::Problem;

use super::text;

/// Tab indents unless Esc came before it, Enter keeps the indent, Ctrl or ⌘ and Enter submits.
pub(super) fn keydown(event: &ev::KeyboardEvent, area: NodeRef<html::Textarea>, leave: StoredValue<bool>) {
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
