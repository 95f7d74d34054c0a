//! The field a polyaxonfile is written in: a text area with line numbers that scroll with it and marks where problems are, until an
//! editor comes and takes its place.

use leptos::{html, prelude::*};
use spec::{Input, Problem, Severity};

use super::{area, desk::Desk, text, upload::Intake};
use crate::ui::{Field, field::area_text};

/// The field's name in the form.
pub(super) const CONTENT: &str = "content";
/// The field's id.
pub(super) const ID: &str = "polyaxonfile";

const HELP: &str =
    "YAML or JSON. Tab indents by two spaces; press Esc, then Tab, to leave the field. Ctrl or ⌘ and Enter submits.";

/// The field. It follows `text` only at first; afterwards `text` follows it, and [`Desk::replace`] is the way to change it.
#[component]
pub fn Editor(
    /// What is written.
    text: RwSignal<String>,
    /// What is wrong with it.
    problems: Memo<Vec<Problem>>,
    /// The inputs it declares.
    inputs: Memo<Vec<Input>>,
    /// Where it is written.
    desk: Desk,
    /// Takes the files that are dropped on it.
    intake: Intake,
    /// It is looked at.
    #[prop(into)]
    shown: Signal<bool>,
) -> impl IntoView {
    let lines = Memo::new(move |_| text.with(|text| text::line_count(text)));
    let leave = StoredValue::new(false);
    let invalid = move || problems.with(|problems| problems.iter().any(|problem| problem.severity == Severity::Error));
    let (area, live) = (desk.area, desk.live);
    let place = NodeRef::<html::Div>::new();
    // What was typed before wasm came is kept.
    Effect::new(move |_| {
        if let Some(area) = area.get()
            && area.value() != text.get_untracked()
        {
            text.set(area.value());
        }
    });
    #[cfg(feature = "hydrate")]
    enliven(desk, place, problems, inputs);
    #[cfg(not(feature = "hydrate"))]
    let _ = inputs;
    Effect::new(move |_| {
        if shown.get()
            && let Some(problem) = desk.wanted.get()
        {
            desk.wanted.set(None);
            request_animation_frame(move || desk.jump(&problem));
        }
    });
    view! {
        <Field id=ID name=CONTENT label="Polyaxonfile" help=HELP>
            <div class="editor" on:dragover=|event| event.prevent_default() on:drop=move |event| intake.dropped(&event)>
                <div class="editor-page" hidden=move || live.get()>
                    <ol class="editor-gutter" aria-hidden="true">
                        {move || {
                            (!live.get())
                                .then(|| (1..=lines.get()).map(|line| gutter_line(line, problems)).collect::<Vec<_>>())
                        }}
                    </ol>
                    <textarea
                        node_ref=area
                        id=ID
                        name=CONTENT
                        class="editor-text"
                        rows=move || if live.get() { 1 } else { lines.get().max(12) }
                        wrap="off"
                        spellcheck="false"
                        autocapitalize="none"
                        autocomplete="off"
                        // What is not seen can't be complained about by the browser; the server says the same.
                        required=move || !live.get() && shown.get()
                        placeholder="Paste a polyaxonfile, drop a file here, or begin with a sample."
                        aria-invalid=move || invalid().then_some("true")
                        aria-describedby="polyaxonfile-help"
                        on:input:target=move |event| text.set(event.target().value())
                        on:keydown=move |event| area::keydown(&event, area, leave)
                        on:blur=move |_| leave.set_value(false)
                    >
                        {area_text(text.get_untracked())}
                    </textarea>
                </div>
                <div class="editor-live" node_ref=place></div>
            </div>
        </Field>
    }
    .into_any()
}

/// Fetches the editor, and keeps it told.
#[cfg(feature = "hydrate")]
fn enliven(desk: Desk, place: NodeRef<html::Div>, problems: Memo<Vec<Problem>>, inputs: Memo<Vec<Input>>) {
    let ready = RwSignal::new(false);
    Effect::new(move |_| super::codemirror::load(ready));
    Effect::new(move |_| {
        if ready.get()
            && let Some(place) = place.get()
        {
            desk.enliven(&place);
        }
    });
    Effect::new(move |_| {
        if desk.live.get() {
            problems.with(|problems| inputs.with(|inputs| desk.tell(problems, inputs)));
        }
    });
    on_cleanup(move || desk.clear());
}

fn gutter_line(line: u32, problems: Memo<Vec<Problem>>) -> impl IntoView {
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
