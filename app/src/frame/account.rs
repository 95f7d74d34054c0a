//! The account menu at the sidebar's foot.

use leptos::prelude::*;

use super::{keys, theme};
use crate::{
    context, routes,
    ui::{Icon, Menu, MenuLink, PostForm, dialog::open_dialog, icon, menu::close_menu},
};

const ID: &str = "account-menu";

/// The form that signs out; the palette sends it too.
pub(super) const SIGN_OUT: &str = "sign-out";

/// Who one is, and what there is for oneself alone.
#[component]
pub fn AccountMenu() -> impl IntoView {
    let viewer = context::viewer();
    let username = viewer.as_ref().map(|viewer| viewer.username.clone()).unwrap_or_default();
    let note = viewer.and_then(|viewer| {
        let place = viewer.memberships.into_iter().next();
        viewer.email.or_else(|| place.map(|place| format!("{} · {}", place.organization, place.role)))
    });
    let initial: String = username.chars().take(1).flat_map(char::to_uppercase).collect();
    let button = view! {
        <span class="avatar" aria-hidden="true">{initial}</span>
        <span class="side-word brand-name">{username}</span>
    };
    view! {
        <Menu id=ID label="Account menu" class="side-link" up=true button=button.into_any()>
            {note.map(|note| view! { <p class="menu-note">{note}</p> })}
            <MenuLink href=routes::ACCOUNT icon=Icon::User label="Account" on:click=|_| close_menu(ID) />
            <MenuLink href=routes::TOKENS icon=Icon::Key label="API tokens" on:click=|_| close_menu(ID) />
            <button
                type="button"
                class="menu-item needs-script"
                on:click=|_| {
                    close_menu(ID);
                    open_dialog(keys::ID);
                }
            >
                {icon(Icon::Keyboard)}
                <span>"Keyboard shortcuts"</span>
            </button>
            <hr />
            <ThemeSwitch />
            <hr />
            <PostForm action="/api/fn/sign_out" class="contents" {..} id=SIGN_OUT>
                <button class="menu-item">{icon(Icon::SignOut)} <span>"Sign out"</span></button>
            </PostForm>
        </Menu>
    }
    .into_any()
}

/// Light, dark, or as the system says.
#[component]
fn ThemeSwitch() -> impl IntoView {
    let choice = theme::use_theme();
    let buttons = theme::Theme::ALL.map(|theme| {
        let shape = match theme {
            theme::Theme::Light => Icon::Sun,
            theme::Theme::Dark => Icon::Moon,
            theme::Theme::System => Icon::Monitor,
        };
        view! {
            <button
                type="button"
                aria-pressed=move || if choice.get() == theme { "true" } else { "false" }
                on:click=move |_| choice.set(theme)
            >
                {icon(shape)}
                {theme.label()}
            </button>
        }
    });
    view! { <div class="switch needs-script" role="group" aria-label="Theme">{buttons.collect_view()}</div> }.into_any()
}
