//! Keyboard shortcuts, and the dialog that lists them. Never while somebody types, and never in front of an open dialog.

use leptos::prelude::*;

use crate::ui::{Dialog, Kbd};

/// The dialog's id.
pub(super) const ID: &str = "keys";

const LIST: &[(&str, &str)] = &[
    ("⌘ K", "Search and commands (Ctrl K)"),
    ("/", "Filter the list"),
    ("j", "Next row"),
    ("k", "Previous row"),
    ("Enter", "Open the row"),
    ("x", "Select the row"),
    ("c", "New run"),
    ("g r", "Go to runs"),
    ("g p", "Go to projects"),
    ("g h", "Go home"),
    ("Esc", "Close what is on top"),
    ("?", "Show this list"),
];

/// The dialog; in the browser, the listening too.
#[component]
pub fn Keys() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    listen::start();
    let list: Vec<_> =
        LIST.iter().map(|(keys, meaning)| view! { <div><dt>{*meaning}</dt> <dd><Kbd keys=keys /></dd></div> }).collect();
    view! {
        <Dialog id=ID title="Keyboard shortcuts">
            <dl class="key-list">{list}</dl>
        </Dialog>
    }
    .into_any()
}

/// What a key means, by itself or after `g`.
#[cfg_attr(not(any(feature = "hydrate", test)), expect(dead_code, reason = "only browsers have keys"))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Go(&'static str),
    Prefix,
    Filter,
    Row(i32),
    Select,
    Help,
}

#[cfg(any(feature = "hydrate", test))]
fn meaning(key: &str, after_g: bool) -> Option<Meaning> {
    use crate::routes;

    Some(match (key, after_g) {
        ("r", true) => Meaning::Go(routes::RUNS),
        ("p", true) => Meaning::Go(routes::PROJECTS),
        ("h", true) => Meaning::Go(routes::HOME),
        ("g", _) => Meaning::Prefix,
        ("c", _) => Meaning::Go(routes::NEW_RUN),
        ("/", _) => Meaning::Filter,
        ("j", _) => Meaning::Row(1),
        ("k", _) => Meaning::Row(-1),
        ("x", _) => Meaning::Select,
        ("?", _) => Meaning::Help,
        _ => return None,
    })
}

#[cfg(feature = "hydrate")]
mod listen {
    use leptos::{ev, prelude::*};
    use leptos_router::hooks::use_navigate;
    use wasm_bindgen::JsCast as _;
    use web_sys::{Element, HtmlElement, KeyboardEvent};

    use super::{super::palette, ID, Meaning, meaning};
    use crate::ui::dialog::open_dialog;

    /// How long after `g` its second key counts, in milliseconds.
    const PATIENCE: f64 = 1_500.0;

    pub(super) fn start() {
        let navigate = use_navigate();
        let g_at = StoredValue::new(f64::NEG_INFINITY);
        let handle = window_event_listener(ev::keydown, move |event| {
            if event.default_prevented() || event.is_composing() {
                return;
            }
            if (event.ctrl_key() || event.meta_key()) && event.key().eq_ignore_ascii_case("k") {
                event.prevent_default();
                palette::open();
                return;
            }
            if event.ctrl_key() || event.meta_key() || event.alt_key() || is_typing(&event) || find("dialog[open]").is_some() {
                return;
            }
            let now = event.time_stamp();
            let after_g = now - g_at.get_value() < PATIENCE;
            g_at.set_value(f64::NEG_INFINITY);
            let Some(meaning) = meaning(&event.key(), after_g) else { return };
            event.prevent_default();
            match meaning {
                Meaning::Go(page) => navigate(page, leptos_router::NavigateOptions::default()),
                Meaning::Prefix => g_at.set_value(now),
                Meaning::Filter => focus(find("[data-filter]")),
                Meaning::Row(step) => walk(step),
                Meaning::Select => select(),
                Meaning::Help => open_dialog(ID),
            }
        });
        on_cleanup(move || handle.remove());
    }

    fn is_typing(event: &KeyboardEvent) -> bool {
        event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .and_then(|target| target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]").ok().flatten())
            .is_some()
    }

    fn find(selector: &str) -> Option<Element> {
        document().query_selector(selector).ok().flatten()
    }

    fn focus(element: Option<Element>) {
        if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            let _ = element.focus();
        }
    }

    /// The row that has the focus.
    fn row() -> Option<Element> {
        document().active_element()?.closest("[data-row]").ok().flatten()
    }

    /// Moves the focus to the link of another row; from nowhere, to the first.
    fn walk(step: i32) {
        let Ok(rows) = document().query_selector_all("[data-row]") else { return };
        let here = row();
        let at = (0..rows.length()).find(|index| here.is_some() && rows.item(*index).as_ref() == here.as_deref());
        let next = at.map_or(Some(0), |at| at.checked_add_signed(step));
        let row = next.and_then(|next| rows.item(next)).and_then(|row| row.dyn_into::<Element>().ok());
        focus(row.and_then(|row| row.query_selector(".row-link").ok().flatten()));
    }

    fn select() {
        let checkbox = row().and_then(|row| row.query_selector("input[type=checkbox]").ok().flatten());
        if let Some(checkbox) = checkbox.and_then(|checkbox| checkbox.dyn_into::<HtmlElement>().ok()) {
            checkbox.click();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_tells_the_truth() {
        for (keys, _) in LIST.iter().filter(|(keys, _)| !matches!(*keys, "⌘ K" | "Enter" | "Esc")) {
            let (key, after_g) = keys.strip_prefix("g ").map_or((*keys, false), |key| (key, true));
            assert!(meaning(key, after_g).is_some(), "{keys}");
        }
        assert_eq!(meaning("r", false), None);
        assert_eq!(meaning("h", false), None);
    }
}
