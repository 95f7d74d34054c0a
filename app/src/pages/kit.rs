//! The gallery: every part of the kit in every state, in both themes side by side.

mod controls;
mod parts;

use leptos::prelude::*;

use crate::ui::{ButtonLink, Crumb, Icon, Menu, MenuLink, PageHeader, Variant};

/// The gallery.
#[component]
pub fn Kit() -> impl IntoView {
    let themes = ["light", "dark"].map(|theme| {
        view! {
            <div class="kit-theme" data-theme=theme>
                {controls::show(theme)}
                {parts::show(theme)}
            </div>
        }
    });
    view! {
        <PageHeader title="Kit" crumbs=vec![Crumb::new("Home", "/")]>
            <Menu id="kit-menu" label="More" end=true>
                <MenuLink href="/ui" icon=Icon::Copy label="A link" />
                <hr />
                <button type="button" class="menu-item">"A button"</button>
            </Menu>
            <ButtonLink href="/ui" variant=Variant::Quiet>"Quiet"</ButtonLink>
            <ButtonLink href="/ui">"Plain"</ButtonLink>
            <ButtonLink href="/ui" variant=Variant::Primary icon=Icon::Plus>"Primary"</ButtonLink>
        </PageHeader>
        <div class="kit">{themes.collect_view()}</div>
    }
    .into_any()
}
