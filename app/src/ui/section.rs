//! Parts of a page: a heading, what belongs under it, and lists of facts.

use leptos::prelude::*;

/// A part of a page with a heading.
#[component]
pub fn Section(
    /// The heading.
    #[prop(into)]
    title: String,
    /// Under the heading: what this part is about.
    #[prop(optional, into)]
    text: String,
    /// At the heading's right: links and buttons.
    #[prop(optional)]
    actions: Option<AnyView>,
    /// In a box of its own.
    #[prop(optional)]
    card: bool,
    /// Destroys things: the box says so.
    #[prop(optional)]
    danger: bool,
    /// What belongs there.
    children: Children,
) -> impl IntoView {
    let class = match (card || danger, danger) {
        (_, true) => "card card-danger",
        (true, false) => "card",
        (false, false) => "plain",
    };
    view! {
        <section class="section">
            <div class="section-head">
                <div>
                    <h2 class="section-title">{title}</h2>
                    {(!text.is_empty()).then(|| view! { <p class="section-text">{text}</p> })}
                </div>
                {actions.map(|actions| view! { <div class="row">{actions}</div> })}
            </div>
            <div class=class>{children()}</div>
        </section>
    }
    .into_any()
}

/// A list of facts: names left, values right.
#[component]
pub fn Facts(
    /// [`Fact`]s.
    children: Children,
) -> impl IntoView {
    view! { <dl class="facts">{children()}</dl> }.into_any()
}

/// One fact.
#[component]
pub fn Fact(
    /// Its name.
    #[prop(into)]
    label: String,
    /// Its value.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="fact">
            <dt>{label}</dt>
            <dd>{children()}</dd>
        </div>
    }
    .into_any()
}
