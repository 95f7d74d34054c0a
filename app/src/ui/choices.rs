//! Fields to choose in: one of a few, yes or no, several of some.

use leptos::prelude::*;

use super::{
    field::{Ties, frame, value_of},
    form::{FormContext, use_form},
    icon::{Icon, icon},
};

/// Whether a checkbox is ticked.
fn checked_of(form: Option<FormContext>, name: &str, value: &str, checked: bool) -> bool {
    match form {
        Some(form) if form.answered() => form.typed(name).is_some_and(|typed| typed == value),
        _ => checked,
    }
}

/// One choice of a select.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What people read.
    pub label: String,
}

impl Choice {
    /// A choice.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// One of a few.
#[component]
pub fn Select(
    /// What is chosen.
    #[prop(into)]
    label: String,
    /// The field's name in the form and its id.
    #[prop(into)]
    name: String,
    /// What there is to choose from.
    choices: Vec<Choice>,
    /// What is chosen to begin with.
    #[prop(optional, into)]
    value: String,
    /// What it does.
    #[prop(optional, into)]
    help: String,
    /// Something must be chosen; when false, the label says "Optional".
    #[prop(default = true)]
    required: bool,
) -> impl IntoView {
    let ties = Ties::new(&name, &name, !help.is_empty());
    let value = value_of(&name, value);
    let options: Vec<_> = choices
        .into_iter()
        .map(|choice| {
            let selected = choice.value == value;
            view! { <option value=choice.value selected=selected>{choice.label}</option> }
        })
        .collect();
    let control = view! {
        <select
            id=name.clone()
            name=name.clone()
            class="select"
            required=required
            aria-invalid=ties.invalid()
            aria-describedby=move || ties.described_by.get()
        >
            {options}
        </select>
    };
    frame(&name, label, help, !required, ties.error, control.into_any())
}

/// Yes or no, its label to the right.
#[component]
pub fn Checkbox(
    /// What yes means.
    #[prop(into)]
    label: String,
    /// The field's name in the form.
    #[prop(into)]
    name: String,
    /// What the form sends for yes.
    #[prop(default = "true".to_owned(), into)]
    value: String,
    /// Yes to begin with.
    #[prop(optional)]
    checked: bool,
    /// What it does.
    #[prop(optional, into)]
    help: String,
) -> impl IntoView {
    let id = format!("{name}-{value}");
    let help_id = (!help.is_empty()).then(|| format!("{id}-help"));
    let checked = checked_of(use_form(), &name, &value, checked);
    view! {
        <div class="check">
            <input type="checkbox" class="checkbox" id=id.clone() name=name value=value checked=checked aria-describedby=help_id.clone() />
            <label for=id>{label}</label>
            {help_id.map(|id| view! { <p class="field-help" id=id>{help}</p> })}
        </div>
    }
    .into_any()
}

/// Fields that belong together, under one heading that screen readers say with each.
#[component]
pub fn Group(
    /// What they are.
    #[prop(into)]
    label: String,
    /// The name under which an error of the whole group comes.
    #[prop(optional, into)]
    name: String,
    /// What they do.
    #[prop(optional, into)]
    help: String,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let error = Ties::new(&name, &name, false).error;
    view! {
        <fieldset class="group" id=(!name.is_empty()).then(|| name.clone())>
            <legend class="field-label">{label}</legend>
            {(!help.is_empty()).then(|| view! { <p class="field-help">{help}</p> })}
            {children()}
            {move || {
                error.get().map(|error| view! { <p class="field-error">{icon(Icon::CircleAlert)} <span>{error}</span></p> })
            }}
        </fieldset>
    }
    .into_any()
}
