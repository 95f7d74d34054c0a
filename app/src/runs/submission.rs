//! The form for a new run: a file, its problems while it is written, its inputs as fields, and what will happen.

use std::time::Duration;

use leptos::{html, leptos_dom::helpers::debounce, prelude::*};
use spec::{Check, Outline, Problem};

use super::{
    checker,
    editor::{self, Editor},
    params::ParamFields,
    problems::Problems,
    samples::SAMPLES,
    summary::Summary,
    upload::{Intake, Upload},
};
use crate::{
    functions::runs::SubmitRun,
    routes,
    ui::{ActionForm, Choice, Icon, Select, Submit, TextInput, form::use_form},
};

/// How long after the last key the file is checked.
const PAUSE: Duration = Duration::from_millis(150);

/// The form for a new run.
#[component]
pub fn Submission(
    /// The projects a run can be submitted to, as `organization/name`.
    projects: Vec<String>,
    /// The project that is chosen to begin with; empty for none.
    #[prop(into)]
    project: String,
    /// What is written to begin with.
    #[prop(into)]
    content: String,
) -> impl IntoView {
    let submit = ServerAction::<SubmitRun>::new();
    view! {
        <ActionForm action=submit class="submission">
            <Fields projects project content />
        </ActionForm>
    }
    .into_any()
}

#[component]
fn Fields(projects: Vec<String>, project: String, content: String) -> impl IntoView {
    let form = use_form();
    let content = form.and_then(|form| form.typed(editor::CONTENT)).map_or(content, |typed| typed.replace("\r\n", "\n"));
    let area = NodeRef::<html::Textarea>::new();
    let intake = Intake::new(area);
    let text = RwSignal::new(content);
    let check = checked(text);
    let problems = known_problems(text, check);
    let blank = Memo::new(move |_| text.with(|text| text.trim().is_empty()));
    let quiet = Memo::new(move |_| blank.get() || (check.with(Option::is_none) && problems.with(Vec::is_empty)));
    // A file that can't be read for the moment keeps the form of a moment ago.
    let outline = Memo::new(move |last: Option<&Option<Outline>>| {
        if blank.get() {
            return None;
        }
        check.with(|check| check.as_ref().and_then(|check| check.outline.clone())).or_else(|| last.cloned().flatten())
    });
    let inputs =
        Memo::new(move |_| outline.with(|outline| outline.as_ref().map(|outline| outline.inputs.clone()).unwrap_or_default()));
    let choices = std::iter::once(Choice::new("", "Choose a project…"))
        .filter(|_| projects.len() != 1)
        .chain(projects.iter().map(|name| Choice::new(name, name)))
        .collect();
    let samples: Vec<_> = SAMPLES
        .iter()
        .map(|sample| {
            let href = format!("{}?project={project}&sample={}", routes::NEW_RUN, sample.name);
            let fill = move |event: leptos::ev::MouseEvent| {
                if let Some(area) = area.get_untracked() {
                    event.prevent_default();
                    editor::replace(&area, sample.content);
                }
            };
            view! { <a class="btn btn-ghost btn-sm" href=href rel="external" on:click=fill>{sample.label}</a> }
        })
        .collect();
    view! {
        <div class="submission-main">
            <div class="row submission-sources">
                <span class="muted">"Begin with a sample:"</span>
                {samples}
                <Upload intake />
            </div>
            <Editor text problems area intake />
            <Problems problems quiet area />
            <ParamFields inputs problems />
        </div>
        <aside class="submission-side" aria-label="Summary">
            <Select label="Project" name="project" choices value=project />
            <TextInput label="Name" name="name" required=false help="Replaces the name in the file." />
            // Above what grows while one types: a button that moves is missed.
            <div class="form-actions">
                <Submit icon=Icon::Play>"Submit run"</Submit>
            </div>
            <Summary outline problems />
        </aside>
    }
    .into_any()
}

/// Checks the text once, then again whenever typing pauses, and at once when it begins. `None` while nothing can be said of it.
fn checked(text: RwSignal<String>) -> RwSignal<Option<Check>> {
    let check = RwSignal::new(text.with_untracked(|text| checker::first(text)));
    let ready = RwSignal::new(false);
    let now = move || {
        let Some(ready) = ready.try_get_untracked() else { return };
        if let Some(found) = text.try_with_untracked(|text| ready.then(|| checker::check(text)).flatten()) {
            check.set(found);
        }
    };
    Effect::new(move || checker::load(ready));
    // Whatever was written before it was there.
    Effect::new(move || {
        if ready.get() {
            now();
        }
    });
    let mut again = debounce(PAUSE, move |()| now());
    Effect::new(move |before: Option<bool>| {
        let blank = text.with(|text| text.trim().is_empty());
        match before {
            None => {}
            // What is pasted or chosen is checked at once: what was known of an empty file says nothing of it.
            Some(true) => now(),
            Some(false) => again(()),
        }
        blank
    });
    check
}

/// What is known to be wrong: what the server said of this very text, else what the check says.
fn known_problems(text: RwSignal<String>, check: RwSignal<Option<Check>>) -> Memo<Vec<Problem>> {
    let form = use_form();
    let error = Memo::new(move |_| form.and_then(|form| form.error.get()));
    let refused = RwSignal::new(text.get_untracked());
    Effect::new(move |_| {
        if error.with(Option::is_some) {
            refused.set(text.get_untracked());
        }
    });
    Memo::new(move |_| {
        let said = error.with(|error| error.as_ref().map(|error| error.problems.clone()).unwrap_or_default());
        if !said.is_empty() && *text.read() == *refused.read() {
            said
        } else if text.read().trim().is_empty() {
            Vec::new()
        } else {
            check.with(|check| check.as_ref().map(|check| check.problems.clone()).unwrap_or_default())
        }
    })
}
