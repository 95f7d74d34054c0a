//! What would run, beside the file: the operation with the form's values in it, compiled by the server while somebody looks.

use std::time::Duration;

use domain::ApiError;
use leptos::{form::FromFormData, html, leptos_dom::helpers::debounce, prelude::*, server_fn::ServerFn};

use super::problems;
use crate::{
    functions::{FnError, runs::CompileRun},
    ui::{Alert, CopyButton, Mood, form::sentence, yaml},
};

/// How long after the last change it is compiled again.
const PAUSE: Duration = Duration::from_millis(300);
const ID: &str = "compiled";

/// The compiled operation: whether it is looked at, and what it is.
#[derive(Clone, Copy)]
pub struct Compiled {
    open: RwSignal<bool>,
    compile: ServerAction<CompileRun>,
    /// What the server sent with the page, to a form that was posted without wasm.
    first: StoredValue<Option<String>>,
    area: NodeRef<html::Textarea>,
    /// Something of the form has changed.
    changed: Trigger,
}

impl Compiled {
    /// Of the form that this text area is in.
    pub(super) fn new(area: NodeRef<html::Textarea>) -> Self {
        let first = SharedValue::new(handed_over).into_inner();
        let (open, compile) = (RwSignal::new(first.is_some()), ServerAction::<CompileRun>::new());
        let changed = Trigger::new();
        let mut soon = debounce(PAUSE, move |()| {
            if open.try_get_untracked() == Some(true) {
                ask(area, compile);
            }
        });
        Effect::new(move |before: Option<()>| {
            changed.track();
            if before.is_some() && open.get_untracked() {
                soon(());
            }
        });
        Self { open, compile, first: StoredValue::new(first), area, changed }
    }

    /// Something of the form has changed: what is looked at is compiled again.
    pub(super) fn changed(self) {
        self.changed.notify();
    }

    fn toggle(self) {
        self.open.update(|open| *open = !*open);
        if self.open.get_untracked() {
            ask(self.area, self.compile);
        }
    }

    fn found(self) -> Option<Result<String, ApiError>> {
        let answer = self.compile.value().get();
        answer.map(|answer| answer.map_err(|FnError(error)| error)).or_else(|| self.first.get_value().map(Ok))
    }
}

/// Has the form compiled as it is filled in now.
fn ask(area: NodeRef<html::Textarea>, compile: ServerAction<CompileRun>) {
    let form = area.try_get_untracked().flatten().and_then(|area| area.form());
    if let Some(data) = form.and_then(|form| web_sys::FormData::new_with_form(&form).ok())
        && let Ok(request) = CompileRun::from_form_data(&data)
    {
        compile.dispatch(request);
    }
}

/// What a plain form has just had compiled: this page is its answer.
fn handed_over() -> Option<String> {
    #[cfg(feature = "ssr")]
    return crate::functions::handover::Handover::compiled();
    #[cfg(not(feature = "ssr"))]
    None
}

/// Shows the compiled operation, and hides it again. Without wasm it posts the form, and the page comes back with it.
#[component]
pub fn CompiledButton(
    /// The operation.
    compiled: Compiled,
) -> impl IntoView {
    let press = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        compiled.toggle();
    };
    view! {
        <button
            type="submit"
            class="btn"
            formaction=CompileRun::url()
            formnovalidate
            aria-expanded=move || if compiled.open.get() { "true" } else { "false" }
            aria-controls=ID
            on:click=press
        >
            {move || {
                if compiled.open.get() {
                    view! {
                        <span class="needs-script">"Hide compiled"</span>
                        <span class="without-script">"Compile again"</span>
                    }
                        .into_any()
                } else {
                    "Show compiled".into_any()
                }
            }}
        </button>
    }
    .into_any()
}

/// The compiled operation, or why there is none.
#[component]
pub fn CompiledPanel(
    /// The operation.
    compiled: Compiled,
) -> impl IntoView {
    let pending = compiled.compile.pending();
    let text = Signal::derive(move || compiled.found().and_then(Result::ok).unwrap_or_default());
    view! {
        <section
            id=ID
            class="compiled"
            aria-label="Compiled"
            aria-busy=move || pending.get().then_some("true")
            hidden=move || !compiled.open.get()
        >
            <figure class="code">
                <figcaption class="code-head">
                    <span>"What would run"</span>
                    <CopyButton text=text label="Copy what would run" />
                </figcaption>
                {move || match compiled.found() {
                    None => view! { <p class="compiled-wait">"Compiling…"</p> }.into_any(),
                    Some(Ok(text)) => {
                        view! {
                            <pre tabindex="0" aria-label="What would run">
                                <code>{yaml::coloured(&text)}</code>
                            </pre>
                        }
                            .into_any()
                    }
                    Some(Err(error)) => refusal(error),
                }}
            </figure>
        </section>
    }
    .into_any()
}

fn refusal(error: ApiError) -> AnyView {
    let fields = error.fields.iter().map(|field| sentence(&format!("{}: {}", field.field, field.message)));
    let reasons: Vec<_> =
        error.problems.iter().map(problems::words).chain(fields.filter(|words| *words != sentence(&error.message))).collect();
    let reasons: Vec<_> = reasons.into_iter().map(|words| view! { <li>{words}</li> }).collect();
    let hint = error.hint.as_deref().map(sentence);
    view! {
        <Alert mood=Mood::Danger title=sentence(&error.message)>
            {(!reasons.is_empty()).then(|| view! { <ul class="note-list">{reasons}</ul> })} {hint}
        </Alert>
    }
    .into_any()
}
