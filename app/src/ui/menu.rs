//! Menus: a button and what it unfolds. The browser opens it, places it, and closes it on Esc or a click elsewhere, without any script.

use leptos::prelude::*;

use super::icon::{Icon, icon};

/// A button that unfolds links and buttons.
#[component]
pub fn Menu(
    /// The id of what it unfolds; one of a kind on the page.
    #[prop(into)]
    id: String,
    /// What it holds, for screen readers and the tooltip.
    #[prop(into)]
    label: String,
    /// What is seen of it while folded; three dots when absent.
    #[prop(optional)]
    button: Option<AnyView>,
    /// Classes for the button, when it is not the three dots.
    #[prop(default = "btn")]
    class: &'static str,
    /// Unfolds upwards.
    #[prop(optional)]
    up: bool,
    /// Its right edges meet instead of its left ones.
    #[prop(optional)]
    end: bool,
    /// [`MenuLink`]s, buttons with the class `menu-item`, `<hr>`s.
    children: Children,
) -> impl IntoView {
    let body = match (up, end) {
        (true, _) => "menu-body menu-up",
        (false, true) => "menu-body menu-end",
        (false, false) => "menu-body",
    };
    let class = if button.is_some() { class } else { "btn btn-ghost btn-square" };
    let button = button.unwrap_or_else(|| icon(Icon::More).into_any());
    view! {
        <button type="button" class=class popovertarget=id.clone() aria-label=label.clone() title=label>
            {button}
        </button>
        <div id=id class=body popover="auto">
            {children()}
        </div>
    }
    .into_any()
}

/// A link in a menu.
#[component]
pub fn MenuLink(
    /// Where it goes.
    #[prop(into)]
    href: String,
    /// Before the words.
    icon: Icon,
    /// What is there.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! { <a class="menu-item" href=href>{self::icon(icon)} <span>{label}</span></a> }.into_any()
}

/// Folds the menu with this id. On the server: nothing.
pub fn close_menu(id: &str) {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast as _;
        let menu = document().get_element_by_id(id).and_then(|menu| menu.dyn_into::<web_sys::HtmlElement>().ok());
        // An error says that it was folded already.
        let _ = menu.map(|menu| menu.hide_popover());
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = id;
}
