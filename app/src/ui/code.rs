//! Text that machines read.

use leptos::prelude::*;

use super::copy::CopyButton;

/// Code as it is, with a button that copies it.
#[component]
pub fn CodeBlock(
    /// The code.
    #[prop(into)]
    text: String,
    /// What it is: a file's name, a language.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <figure class="code">
            <figcaption class="code-head">
                <span>{label.clone()}</span>
                <CopyButton text=text.clone() label=format!("Copy {label}") />
            </figcaption>
            <pre tabindex="0" aria-label=label><code>{text}</code></pre>
        </figure>
    }
    .into_any()
}

/// An identifier, shortened, with a button that copies it whole.
#[component]
pub fn ShortId(
    /// The whole.
    #[prop(into)]
    id: String,
    /// What is seen of it.
    #[prop(into)]
    short: String,
) -> impl IntoView {
    view! {
        <span class="short-id">
            <code title=id.clone()>{short}</code>
            <CopyButton text=id label="Copy id" />
        </span>
    }
    .into_any()
}
