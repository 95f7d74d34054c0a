//! Forms: real ones, which post without wasm, and then fail in place with everything typed still there.

use std::collections::BTreeMap;

use domain::ApiError;
use leptos::{
    context::Provider,
    ev::SubmitEvent,
    form::FromFormData,
    html,
    prelude::*,
    server_fn::{Http, ServerFn, codec::PostUrl},
};
use serde::de::DeserializeOwned;

use super::alert::{ErrorBody, Mood};
use crate::{
    context::{self, FormState},
    functions::{FnError, Json},
};

/// What the fields and the button of a form know of it.
#[derive(Clone, Copy)]
pub struct FormContext {
    /// What was wrong with it the last time it was sent.
    pub error: Signal<Option<ApiError>>,
    /// It is being sent.
    pub pending: Signal<bool>,
    typed: StoredValue<BTreeMap<String, String>>,
    answered: bool,
}

impl FormContext {
    /// What was typed into this field before the page was rendered again; `None` when it was not.
    pub fn typed(&self, name: &str) -> Option<String> {
        self.typed.with_value(|typed| typed.get(name).cloned())
    }

    /// The form was sent without wasm and is shown again: an absent checkbox was an empty one.
    pub const fn answered(&self) -> bool {
        self.answered
    }

    /// What is wrong with this field.
    pub fn error_of(self, name: String) -> Signal<Option<String>> {
        Signal::derive(move || self.error.with(|error| error.as_ref()?.field_message(&name).map(sentence)))
    }
}

/// The form around, for a part that is not one of the kit's fields.
pub fn use_form() -> Option<FormContext> {
    use_context()
}

/// A message as a sentence: capital letter, full stop.
pub fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let Some(first) = letters.next() else { return String::new() };
    let stop = if message.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{}{}{stop}", first.to_uppercase(), letters.as_str())
}

/// A form that calls a server function, through wasm when it is there, else by a plain post. Fails in place.
#[component]
pub fn ActionForm<F>(
    /// The call.
    action: ServerAction<F>,
    /// Classes for the form; `form` stacks its fields.
    #[prop(default = "form")]
    class: &'static str,
    /// The path of another function, which a button of it posts to.
    #[prop(optional)]
    also: Option<&'static str>,
    /// The fields and the button.
    children: Children,
) -> impl IntoView
where
    F: ServerFn<Error = FnError, Protocol = Http<PostUrl, Json>> + DeserializeOwned + Clone + Send + Sync + 'static,
    F::Output: Send + Sync + 'static,
{
    let value = action.value();
    let error = Signal::derive(move || value.with(|value| value.as_ref()?.as_ref().err().map(|error| error.0.clone())));
    let send = move |event: &SubmitEvent| {
        if let Ok(input) = F::from_event(event) {
            event.prevent_default();
            action.dispatch(input);
        }
    };
    let before = also.and_then(context::answered_form);
    form(F::url(), class, before, error, action.pending().into(), Some(Box::new(send)), children)
}

/// A form that is always posted plainly, and answered with a new page.
#[component]
pub fn PostForm(
    /// The server function's path.
    action: &'static str,
    /// Classes for the form; `form` stacks its fields.
    #[prop(default = "form")]
    class: &'static str,
    /// The fields and the button.
    children: Children,
) -> impl IntoView {
    form(action, class, None, Signal::stored(None), Signal::stored(false), None, children)
}

/// A form that changes the page's query: filters. The browser goes there; with wasm, the router does.
#[component]
pub fn GetForm(
    /// The page.
    #[prop(into)]
    action: String,
    /// Classes for the form.
    #[prop(default = "")]
    class: &'static str,
    /// The fields.
    children: Children,
) -> impl IntoView {
    view! {
        <leptos_router::components::Form action method="GET" attr:class=class attr:role="search">
            {children()}
        </leptos_router::components::Form>
    }
    .into_any()
}

type OnSubmit = Box<dyn Fn(&SubmitEvent) + Send + Sync>;

fn form(
    url: &'static str,
    class: &'static str,
    before: Option<FormState>,
    error: Signal<Option<ApiError>>,
    pending: Signal<bool>,
    send: Option<OnSubmit>,
    children: Children,
) -> AnyView {
    let before = before.or_else(|| context::answered_form(url));
    let answered = before.is_some();
    let (typed, first) = before.map(|form| (form.fields, form.error)).unzip();
    let first = StoredValue::new(first.flatten());
    let error = Signal::derive(move || if pending.get() { None } else { error.get().or_else(|| first.get_value()) });
    let context = FormContext { error, pending, typed: StoredValue::new(typed.unwrap_or_default()), answered };
    let on_submit = move |event: SubmitEvent| {
        if let Some(send) = &send {
            first.set_value(None);
            send(&event);
        }
    };
    view! {
        <Provider value=context>
            <form action=url method="post" class=class on:submit=on_submit novalidate=answered>
                {context::answering_page().map(|page| view! { <input type="hidden" name=context::PAGE value=page /> })}
                <ErrorSummary error />
                {children()}
            </form>
        </Provider>
    }
    .into_any()
}

/// What was wrong with the form as a whole; takes the focus when it appears.
#[component]
fn ErrorSummary(error: Signal<Option<ApiError>>) -> impl IntoView {
    let place = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if error.with(Option::is_some)
            && let Some(place) = place.get()
        {
            let _ = place.focus();
        }
    });
    move || {
        error.get().map(|error| {
            view! {
                <div node_ref=place class=Mood::Danger.class() role="alert" tabindex="-1" autofocus>
                    <ErrorBody error links=true />
                </div>
            }
        })
    }
}

/// A form as it looks after it failed, for the gallery of the kit.
pub(crate) fn failed(error: ApiError, children: impl FnOnce() -> AnyView + Send + 'static) -> AnyView {
    let context = FormContext {
        error: Signal::stored(Some(error.clone())),
        pending: Signal::stored(false),
        typed: StoredValue::new(BTreeMap::new()),
        answered: false,
    };
    view! {
        <Provider value=context>
            <div class="form">
                <div class=Mood::Danger.class()>
                    <ErrorBody error links=true />
                </div>
                {children()}
            </div>
        </Provider>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn messages_become_sentences() {
        for (message, expected) in
            [("the name is taken", "The name is taken."), ("ärger", "Ärger."), ("really?", "Really?"), ("", "")]
        {
            assert_eq!(sentence(message), expected);
        }
    }
}
