//! The sidebar: where one is, where one can go, who one is.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::{SIDEBAR, account::AccountMenu, palette, theme};
use crate::{
    context, routes,
    ui::{Icon, IconButton, Kbd, icon, logo},
};

/// The sidebar.
#[component]
pub fn Sidebar() -> impl IntoView {
    let theme = theme::use_theme();
    let name = context::organization().unwrap_or_else(|| "Orrery".to_owned());
    view! {
        <nav id=SIDEBAR class="side" popover="auto" aria-label="Main">
            <div class="side-head">
                <a class="brand" href=routes::HOME title="Orrery">
                    {logo::mark()}
                    <span class="brand-name">{name}</span>
                </a>
                <IconButton label="Collapse sidebar" icon=Icon::Sidebar class="side-toggle needs-script" on:click=|_| toggle() />
            </div>
            <button
                type="button"
                class="side-search needs-script"
                commandfor=palette::ID
                command="show-modal"
                aria-label="Search"
                title="Search"
                on:click=|_| palette::open()
            >
                {icon(Icon::Search)}
                <span class="side-word">"Search"</span>
                <Kbd keys="⌘ K" />
            </button>
            <div class="side-nav">
                {link(routes::HOME, Icon::Home, "Home")}
                {link(routes::RUNS, Icon::Play, "Runs")}
                {link(routes::PROJECTS, Icon::Folder, "Projects")}
            </div>
            <div class="side-foot">
                <AccountMenu />
                <IconButton label="Theme" icon=Icon::Contrast class="needs-script" on:click=move |_| theme.toggle() />
            </div>
        </nav>
    }
    .into_any()
}

fn link(href: &'static str, shape: Icon, label: &'static str) -> impl IntoView {
    let path = use_location().pathname;
    let here = move || path.with(|path| is_under(path, href));
    view! {
        <a class="side-link" href=href title=label aria-current=move || here().then_some("page")>
            {icon(shape)}
            <span class="side-word">{label}</span>
        </a>
    }
}

/// Whether the page at `path` belongs to the area at `area`.
fn is_under(path: &str, area: &str) -> bool {
    match path.strip_prefix(area) {
        Some(rest) if area == "/" => rest.is_empty(),
        Some(rest) => rest.is_empty() || rest.starts_with('/'),
        None => false,
    }
}

/// Makes the sidebar narrow, or wide again, now and on later pages.
fn toggle() {
    let closed = document().document_element().is_some_and(|root| root.has_attribute("data-sidebar"));
    theme::remember("sidebar", (!closed).then_some("closed"));
}

#[cfg(test)]
mod tests {
    use super::is_under;

    #[test]
    fn an_area_holds_its_pages_and_no_others() {
        for (path, area, expected) in [
            ("/", "/", true),
            ("/runs", "/", false),
            ("/runs", "/runs", true),
            ("/runs/1/logs", "/runs", true),
            ("/runsheet", "/runs", false),
            ("/projects", "/runs", false),
        ] {
            assert_eq!(is_under(path, area), expected, "{path} {area}");
        }
    }
}
