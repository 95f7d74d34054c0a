//! The form for a new run: a file, its problems while it is written, its inputs as fields, and what will happen.

use std::time::Duration;

use leptos::{leptos_dom::helpers::debounce, prelude::*, server_fn::ServerFn as _};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use spec::{Check, Outline, Problem};

use super::{
    checker,
    compiled::{Compiled, CompiledButton, CompiledPanel},
    desk::Desk,
    editor::{self, Editor},
    params::ParamFields,
    problems::Problems,
    samples::SAMPLES,
    summary::Summary,
    upload::{Intake, Upload},
};
use crate::{
    functions::runs::{CompileRun, SubmitRun},
    routes,
    ui::{
        ActionForm, Choice, Icon, Select, Submit, TextInput, ViewLink, Views,
        form::{sentence, use_form},
    },
};

/// The view without YAML: `?view=form`.
const FORM: &str = "form";
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
        <ActionForm action=submit class="submission" also=CompileRun::url()>
            <Fields projects project content />
        </ActionForm>
    }
    .into_any()
}

#[component]
fn Fields(projects: Vec<String>, project: String, content: String) -> impl IntoView {
    let form = use_form();
    let content = form.and_then(|form| form.typed(editor::CONTENT)).map_or(content, |typed| typed.replace("\r\n", "\n"));
    let desk = Desk::new();
    let intake = Intake::new(desk);
    let compiled = Compiled::new(desk.area);
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
    let query = use_query_map();
    let as_form = Memo::new(move |_| query.with(|query| query.get_str("view") == Some(FORM)));
    let address = move |view: &str| {
        query.with(|query| {
            let mut query = query.clone();
            query.remove("view");
            if !view.is_empty() {
                query.insert("view", view.to_owned());
            }
            format!("{}{}", routes::NEW_RUN, query.to_query_string())
        })
    };
    let navigate = use_navigate();
    let show_text = Callback::new(move |()| {
        if as_form.get_untracked() {
            let how = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
            navigate(&untrack(|| address("")), how);
        }
    });
    view! {
        <div class="submission-main" on:input=move |_| compiled.changed()>
            <div class="submission-bar">
                <Sources project=project.clone() desk intake />
                <div class="needs-script">
                    <Views label="How the run is described">
                        <ViewLink href=Signal::derive(move || address("")) label="YAML" active=Signal::derive(move || !as_form.get()) />
                        <ViewLink href=Signal::derive(move || address(FORM)) label="Form" active=as_form />
                    </Views>
                </div>
            </div>
            <div class="submission-text" hidden=move || as_form.get()>
                <Editor text problems inputs desk intake shown=Signal::derive(move || !as_form.get()) />
            </div>
            {move || as_form.get().then(|| about(outline))}
            <Problems problems quiet desk show_text />
            <ParamFields inputs problems />
        </div>
        <aside class="submission-side" aria-label="Summary" on:input=move |_| compiled.changed()>
            <div class="submission-where">
                <Select label="Project" name="project" choices value=project />
                <TextInput label="Name" name="name" required=false help="Replaces the name in the file." />
            </div>
            // Above what grows while one types: a button that moves is missed.
            <div class="form-actions">
                <Submit icon=Icon::Play>"Submit run"</Submit>
                <CompiledButton compiled />
            </div>
            <CompiledPanel compiled />
            <Summary outline problems />
        </aside>
    }
    .into_any()
}

/// Files to begin with: samples, and one's own.
#[component]
fn Sources(project: String, desk: Desk, intake: Intake) -> impl IntoView {
    let samples: Vec<_> = SAMPLES
        .iter()
        .map(|sample| {
            let href = format!("{}?project={project}&sample={}", routes::NEW_RUN, sample.name);
            let fill = move |event: leptos::ev::MouseEvent| {
                event.prevent_default();
                desk.replace(sample.content);
            };
            view! { <a class="btn btn-ghost btn-sm" href=href rel="external" on:click=fill>{sample.label}</a> }
        })
        .collect();
    view! {
        <div class="row submission-sources">
            <span class="muted">"Begin with a sample:"</span>
            {samples}
            <Upload intake />
        </div>
    }
    .into_any()
}

/// What the form stands for, for whoever does not look at the file.
fn about(outline: Memo<Option<Outline>>) -> AnyView {
    let words = move || match outline.get() {
        None => "Begin with a sample, or upload a file: what it asks for comes here as a form.".to_owned(),
        Some(outline) if outline.inputs.is_empty() => "This file asks for nothing: it can be submitted as it is.".to_owned(),
        Some(outline) => sentence(&outline.description),
    };
    let title =
        move || outline.with(|outline| outline.as_ref().map(|outline| outline.name.clone()).filter(|name| !name.is_empty()));
    view! {
        <div class="submission-about">
            {move || title().map(|title| view! { <h2 class="section-title">{title}</h2> })}
            <p class="muted">{words}</p>
        </div>
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
