//! What surrounds a page: the sidebar, the palette, the keys and the news, which stay while pages change.

pub mod account;
pub mod keys;
mod news;
pub mod palette;
pub mod sidebar;
pub mod theme;

use leptos::prelude::*;
use leptos_router::{components::Outlet, hooks::use_location};

use self::{keys::Keys, palette::Palette, sidebar::Sidebar};
use crate::ui::{Icon, icon, logo, menu::close_menu};

/// The sidebar's id: on a narrow screen it is a drawer that the browser itself opens and closes.
const SIDEBAR: &str = "sidebar";

/// What surrounds the pages of `routes`.
#[component]
pub fn Frame() -> impl IntoView {
    news::tell_of_own_runs();
    view! {
        <Framed>
            <Outlet />
        </Framed>
    }
}

/// What surrounds a page.
#[component]
pub fn Framed(
    /// The page.
    children: Children,
) -> impl IntoView {
    theme::provide_theme();
    let path = use_location().pathname;
    let announced = RwSignal::new(String::new());
    Effect::new(move |first: Option<()>| {
        path.track();
        if first.is_some() {
            close_menu(SIDEBAR);
            // A new page came without a load, so nobody has read its title aloud; the title itself follows in a moment.
            set_timeout(move || announced.set(document().title()), std::time::Duration::from_millis(200));
        }
    });
    view! {
        <a class="skip btn btn-primary" href="#main">"Skip to content"</a>
        <div class="frame">
            <Sidebar />
            <div class="beside">
                <header class="top">
                    <button
                        type="button"
                        class="btn btn-ghost btn-square"
                        popovertarget=SIDEBAR
                        aria-label="Open menu"
                        title="Open menu"
                    >
                        {icon(Icon::Menu)}
                    </button>
                    <a class="brand" href=crate::routes::HOME>{logo::mark()} "Orrery"</a>
                    <button
                        type="button"
                        class="btn btn-ghost btn-square needs-script top-search"
                        commandfor=palette::ID
                        command="show-modal"
                        aria-label="Search"
                        on:click=|_| palette::open()
                    >
                        {icon(Icon::Search)}
                    </button>
                </header>
                <main id="main" class="page" tabindex="-1">
                    {children()}
                </main>
            </div>
        </div>
        <Palette />
        <Keys />
        <p class="sr-only" aria-live="polite">{announced}</p>
    }
    .into_any()
}
