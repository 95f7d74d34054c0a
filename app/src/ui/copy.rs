//! Copying to the clipboard.

use std::time::Duration;

use leptos::prelude::*;

use super::icon::{Icon, icon};

/// A button that copies a text and says so for a moment.
#[component]
pub fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
    /// What it is: `Copy run id`.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        copy_text(&text.get_untracked());
        copied.set(true);
        set_timeout(move || copied.set(false), Duration::from_millis(1500));
    };
    view! {
        <button type="button" class="btn btn-ghost btn-square btn-sm needs-script" title=label.clone() aria-label=label on:click=copy>
            {move || icon(if copied.get() { Icon::Check } else { Icon::Copy })}
            <span class="sr-only" role="status">{move || copied.get().then_some("Copied")}</span>
        </button>
    }
    .into_any()
}

/// Copies by the clipboard's own interface, or, on pages without TLS, by the old way through a selection.
#[cfg(feature = "hydrate")]
pub fn copy_text(text: &str) {
    use wasm_bindgen::JsCast as _;

    if window().is_secure_context() {
        let _ = window().navigator().clipboard().write_text(text);
        return;
    }
    let place =
        document().create_element("textarea").ok().and_then(|place| place.dyn_into::<web_sys::HtmlTextAreaElement>().ok());
    if let (Some(place), Some(body)) = (place, document().body()) {
        place.set_value(text);
        let _ = body.append_child(&place);
        place.select();
        let _ = document().unchecked_into::<web_sys::HtmlDocument>().exec_command("copy");
        place.remove();
    }
}

/// Copies in the browser only.
#[cfg(not(feature = "hydrate"))]
pub fn copy_text(_: &str) {}
