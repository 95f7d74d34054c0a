//! Fields: the label above, help below, what is wrong at the field itself. Inside one of the kit's forms a field shows again what was
//! typed, and finds its own error by its name.

use leptos::prelude::*;

use super::{
    form::use_form,
    icon::{Icon, icon},
};

/// The attributes that tie a control to its words.
#[derive(Clone)]
pub(super) struct Ties {
    pub(super) error: Signal<Option<String>>,
    pub(super) described_by: Signal<Option<String>>,
}

impl Ties {
    pub(super) fn new(id: &str, name: &str, has_help: bool) -> Self {
        let error = use_form().map_or_else(|| Signal::stored(None), |form| form.error_of(name.to_owned()));
        let (help_id, error_id) = (format!("{id}-help"), format!("{id}-error"));
        let described_by = Signal::derive(move || match (has_help, error.with(Option::is_some)) {
            (false, false) => None,
            (true, false) => Some(help_id.clone()),
            (false, true) => Some(error_id.clone()),
            (true, true) => Some(format!("{error_id} {help_id}")),
        });
        Self { error, described_by }
    }

    pub(super) fn invalid(&self) -> impl Fn() -> Option<&'static str> + Send + Sync + Clone + 'static {
        let error = self.error;
        move || error.with(Option::is_some).then_some("true")
    }
}

/// What was typed before, or else what is there to begin with.
pub(super) fn value_of(name: &str, value: String) -> String {
    use_form().and_then(|form| form.typed(name)).unwrap_or(value)
}

/// A label, a control of one's own, help and error: for controls the kit has not.
#[component]
pub fn Field(
    /// The control's id.
    #[prop(into)]
    id: String,
    /// The field's name in the form, by which its error is found.
    #[prop(optional, into)]
    name: String,
    /// What goes in.
    #[prop(into)]
    label: String,
    /// What may go in, and what it does.
    #[prop(optional, into)]
    help: String,
    /// It may stay empty.
    #[prop(optional)]
    optional: bool,
    /// The control, with this id and, when there is help, `aria-describedby="{id}-help"`.
    children: Children,
) -> impl IntoView {
    let name = if name.is_empty() { id.clone() } else { name };
    let error = Ties::new(&id, &name, !help.is_empty()).error;
    frame(&id, label, help, optional, error, children().into_any())
}

pub(super) fn frame(
    id: &str,
    label: String,
    help: String,
    optional: bool,
    error: Signal<Option<String>>,
    control: AnyView,
) -> AnyView {
    let (help_id, error_id) = (format!("{id}-help"), format!("{id}-error"));
    view! {
        <div class="field">
            <div class="field-head">
                <label class="field-label" for=id.to_owned()>{label}</label>
                {optional.then(|| view! { <span class="field-optional">"Optional"</span> })}
            </div>
            {control}
            {move || {
                error.get().map(|error| {
                    view! { <p class="field-error" id=error_id.clone()>{icon(Icon::CircleAlert)} <span>{error}</span></p> }
                })
            }}
            {(!help.is_empty()).then(|| view! { <p class="field-help" id=help_id>{help}</p> })}
        </div>
    }
    .into_any()
}

/// One line of text. `on:input` goes on the whole field; `prop:value` is not needed.
#[component]
pub fn TextInput(
    /// What goes in.
    #[prop(into)]
    label: String,
    /// The field's name in the form, and its id unless that is given.
    #[prop(into)]
    name: String,
    /// The control's id, when two forms on a page have a field of this name.
    #[prop(optional, into)]
    id: String,
    /// What is there to begin with.
    #[prop(optional, into)]
    value: String,
    /// What may go in, and what it does.
    #[prop(optional, into)]
    help: String,
    /// An example.
    #[prop(optional, into)]
    placeholder: String,
    /// `text`, `email`, `number`, `search`, …
    #[prop(default = "text")]
    kind: &'static str,
    /// What the browser may fill in; `off` for nothing.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// It must not stay empty; when false, the label says "Optional".
    #[prop(default = true)]
    required: bool,
    /// The cursor begins here.
    #[prop(optional)]
    autofocus: bool,
    /// Code: names, paths, numbers to compare.
    #[prop(optional)]
    mono: bool,
) -> impl IntoView {
    let id = if id.is_empty() { name.clone() } else { id };
    let ties = Ties::new(&id, &name, !help.is_empty());
    let value = value_of(&name, value);
    let control = view! {
        <input
            id=id.clone()
            name=name
            type=kind
            class=if mono { "input mono" } else { "input" }
            value=value
            placeholder=(!placeholder.is_empty()).then_some(placeholder)
            autocomplete=autocomplete
            autocapitalize="none"
            spellcheck="false"
            required=required
            autofocus=autofocus
            aria-invalid=ties.invalid()
            aria-describedby=move || ties.described_by.get()
        />
    };
    frame(&id, label, help, !required, ties.error, control.into_any())
}

/// A password, with a switch to see it. Never filled in again after a failure.
#[component]
pub fn PasswordInput(
    /// What goes in.
    #[prop(into)]
    label: String,
    /// The field's name in the form and its id.
    #[prop(into)]
    name: String,
    /// `current-password` or `new-password`.
    #[prop(default = "current-password")]
    autocomplete: &'static str,
    /// What may go in.
    #[prop(optional, into)]
    help: String,
) -> impl IntoView {
    let ties = Ties::new(&name, &name, !help.is_empty());
    let shown = RwSignal::new(false);
    let control = view! {
        <div class="input-with-button">
            <input
                id=name.clone()
                name=name.clone()
                type=move || if shown.get() { "text" } else { "password" }
                class="input"
                autocomplete=autocomplete
                required
                aria-invalid=ties.invalid()
                aria-describedby=move || ties.described_by.get()
            />
            <button
                type="button"
                class="btn btn-ghost btn-sm needs-script"
                aria-pressed=move || if shown.get() { "true" } else { "false" }
                on:click=move |_| shown.update(|shown| *shown = !*shown)
            >
                {move || if shown.get() { "Hide" } else { "Show" }}
            </button>
        </div>
    };
    frame(&name, label, help, false, ties.error, control.into_any())
}

/// Several lines of text.
#[component]
pub fn TextArea(
    /// What goes in.
    #[prop(into)]
    label: String,
    /// The field's name in the form and its id.
    #[prop(into)]
    name: String,
    /// What is there to begin with.
    #[prop(optional, into)]
    value: String,
    /// What may go in, and what it does.
    #[prop(optional, into)]
    help: String,
    /// An example.
    #[prop(optional, into)]
    placeholder: String,
    /// How many lines are seen at first.
    #[prop(default = 4)]
    rows: u32,
    /// It must not stay empty; when false, the label says "Optional".
    #[prop(optional)]
    required: bool,
    /// Code.
    #[prop(optional)]
    mono: bool,
    /// For reading and writing the text from outside.
    #[prop(optional)]
    node_ref: NodeRef<leptos::html::Textarea>,
) -> impl IntoView {
    let ties = Ties::new(&name, &name, !help.is_empty());
    let value = value_of(&name, value);
    let control = view! {
        <textarea
            node_ref=node_ref
            id=name.clone()
            name=name.clone()
            class=if mono { "textarea mono" } else { "textarea" }
            rows=rows
            placeholder=(!placeholder.is_empty()).then_some(placeholder)
            required=required
            spellcheck=if mono { "false" } else { "true" }
            autocapitalize=mono.then_some("none")
            aria-invalid=ties.invalid()
            aria-describedby=move || ties.described_by.get()
        >
            {area_text(value)}
        </textarea>
    };
    frame(&name, label, help, !required, ties.error, control.into_any())
}

/// A text as the child of a `textarea`. Leptos writes it into the page as it is, where `</textarea>` would end the field; in the browser it is a
/// text anyway.
pub(crate) fn area_text(text: String) -> String {
    #[cfg(feature = "ssr")]
    let text = html_escape::encode_text(&text).into_owned();
    text
}
