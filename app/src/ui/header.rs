//! The top of a page: where one is, and what can be done here.

use leptos::prelude::*;
use leptos_meta::Title;

use super::icon::{Icon, icon};

/// A step on the way to a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crumb {
    /// Its name.
    pub label: String,
    /// Its page.
    pub href: String,
}

impl Crumb {
    /// A step.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into() }
    }
}

/// The breadcrumbs, which end in the page's heading, and the page's actions. Also names the tab.
#[component]
pub fn PageHeader(
    /// The page's name.
    #[prop(into)]
    title: Signal<String>,
    /// The way here from the top.
    #[prop(optional)]
    crumbs: Vec<Crumb>,
    /// What the tab says instead of the page's name: a run's says its status.
    #[prop(optional, into)]
    tab: MaybeProp<String>,
    /// The page's actions: the primary one last.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let crumbs: Vec<_> = crumbs
        .into_iter()
        .map(|crumb| view! { <li><a href=crumb.href>{crumb.label}</a> {icon(Icon::ChevronRight)}</li> })
        .collect();
    let way = (!crumbs.is_empty()).then(|| view! { <nav class="crumbs" aria-label="Breadcrumbs"><ol>{crumbs}</ol></nav> });
    // The server asks for the tab's text once the page is written, when what the page was made of may be gone.
    let said = untrack(move || tab.get().unwrap_or_else(|| title.get()));
    let text = move || tab.try_get().flatten().or_else(|| title.try_get()).unwrap_or_else(|| said.clone());
    view! {
        <Title text />
        <header class="page-head">
            <div class="page-way">
                {way}
                <h1 class="page-title">{move || title.get()}</h1>
            </div>
            {children.map(|children| view! { <div class="page-actions">{children()}</div> })}
        </header>
    }
    .into_any()
}
