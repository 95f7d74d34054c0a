//! Buttons do things; links that look like buttons go places.

use leptos::prelude::*;

use super::{
    form::FormContext,
    icon::{Icon, icon},
};

/// How much a button asks to be pressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Variant {
    /// Bordered: one of several actions.
    #[default]
    Plain,
    /// Filled: what most people came to do. One a page, last in its row.
    Primary,
    /// No border until pointed at.
    Quiet,
    /// It destroys something.
    Danger,
}

impl Variant {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Plain => "btn",
            Self::Primary => "btn btn-primary",
            Self::Quiet => "btn btn-ghost",
            Self::Danger => "btn btn-danger",
        }
    }
}

/// A button. `on:click` goes on it as on an element.
#[component]
pub fn Button(
    /// How it looks.
    #[prop(optional)]
    variant: Variant,
    /// Before the word.
    #[prop(optional, into)]
    icon: Option<Icon>,
    /// Its work is under way: it turns, and can't be pressed again.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// It can't be pressed now; say why beside it.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// `button`, or `submit` in a form.
    #[prop(default = "button")]
    kind: &'static str,
    /// What it does, as a verb.
    children: Children,
) -> impl IntoView {
    button(variant, icon, busy, disabled, kind, children)
}

fn button(
    variant: Variant,
    icon: Option<Icon>,
    busy: Signal<bool>,
    disabled: Signal<bool>,
    kind: &'static str,
    children: Children,
) -> AnyView {
    view! {
        <button
            type=kind
            class=variant.class()
            disabled=move || disabled.get() && !busy.get()
            aria-busy=move || busy.get().then_some("true")
        >
            {move || {
                if busy.get() { Some(self::icon(Icon::Spinner).into_any()) } else { icon.map(|shape| self::icon(shape).into_any()) }
            }}
            {children()}
        </button>
    }
    .into_any()
}

/// The button that sends the form around it; busy while the form is being sent.
#[component]
pub fn Submit(
    /// How it looks.
    #[prop(default = Variant::Primary)]
    variant: Variant,
    /// Before the word.
    #[prop(optional, into)]
    icon: Option<Icon>,
    /// It can't be pressed now; say why beside it.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// What it does, as a verb.
    children: Children,
) -> impl IntoView {
    let busy = use_context::<FormContext>().map(|form| form.pending).unwrap_or_default();
    button(variant, icon, busy, disabled, "submit", children)
}

/// A link that looks like a button.
#[component]
pub fn ButtonLink(
    /// Where it goes.
    #[prop(into)]
    href: Signal<String>,
    /// How it looks.
    #[prop(optional)]
    variant: Variant,
    /// Before the word.
    #[prop(optional, into)]
    icon: Option<Icon>,
    /// What is there.
    children: Children,
) -> impl IntoView {
    view! {
        <a href=move || href.get() class=variant.class()>
            {icon.map(self::icon)}
            {children()}
        </a>
    }
    .into_any()
}

/// A button that is only an icon; its label is read aloud and shown as a tooltip.
#[component]
pub fn IconButton(
    /// What it does.
    #[prop(into)]
    label: Signal<String>,
    /// What is seen.
    #[prop(into)]
    icon: Signal<Icon>,
    /// For a switch: whether it is on.
    #[prop(optional, into)]
    pressed: MaybeProp<bool>,
    /// It can't be pressed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// `button`, or `submit` in a form.
    #[prop(default = "button")]
    kind: &'static str,
    /// Further classes.
    #[prop(default = "")]
    class: &'static str,
) -> impl IntoView {
    view! {
        <button
            type=kind
            class=format!("btn btn-ghost btn-square {class}")
            title=move || label.get()
            aria-label=move || label.get()
            aria-pressed=move || pressed.get().map(|on| if on { "true" } else { "false" })
            disabled=move || disabled.get()
        >
            {move || self::icon(icon.get())}
        </button>
    }
    .into_any()
}

/// A link that is only an icon.
#[component]
pub fn IconLink(
    /// What is there.
    #[prop(into)]
    label: String,
    /// What is seen.
    icon: Icon,
    /// Where it goes.
    #[prop(into)]
    href: String,
) -> impl IntoView {
    view! {
        <a href=href class="btn btn-ghost btn-square" title=label.clone() aria-label=label>
            {self::icon(icon)}
        </a>
    }
    .into_any()
}
