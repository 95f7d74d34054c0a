//! What is shown where nothing is yet: it teaches.

use leptos::prelude::*;

use super::{
    code::CodeBlock,
    icon::{Icon, icon},
};

/// One sentence, one action, and a sample to copy.
#[component]
pub fn EmptyState(
    /// A picture for it.
    icon: Icon,
    /// What is not there: `No runs yet`.
    #[prop(into)]
    title: String,
    /// What would be here, and how it comes to be.
    #[prop(into)]
    text: String,
    /// Something to copy and try.
    #[prop(optional, into)]
    sample: MaybeProp<String>,
    /// What the sample is: `hello.yaml`.
    #[prop(default = "Sample".to_owned(), into)]
    sample_name: String,
    /// The action: a button or a link.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <div class="empty-icon">{self::icon(icon)}</div>
            <h2 class="empty-title">{title}</h2>
            <p class="empty-text">{text}</p>
            {children.map(|children| view! { <div class="row empty-actions">{children()}</div> })}
            {sample.get_untracked().map(|sample| view! { <CodeBlock text=sample label=sample_name /> })}
        </div>
    }
    .into_any()
}
