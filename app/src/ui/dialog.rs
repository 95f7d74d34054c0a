//! Dialogs: the browser's own `<dialog>`. Opened by the browser without any script (`commandfor`), by wasm where it can't yet.

use leptos::{html, prelude::*};

use super::{
    button::Variant,
    icon::{Icon, icon},
};

/// A button that opens the dialog with this id.
#[component]
pub fn DialogButton(
    /// The dialog's id.
    #[prop(into)]
    dialog: String,
    /// How it looks.
    #[prop(optional)]
    variant: Variant,
    /// Before the word.
    #[prop(optional, into)]
    icon: Option<Icon>,
    /// What it begins.
    children: Children,
) -> impl IntoView {
    let id = dialog.clone();
    view! {
        <button
            type="button"
            class=variant.class()
            commandfor=dialog
            command="show-modal"
            aria-haspopup="dialog"
            on:click=move |event| {
                // Where the browser knows `command`, it would open the dialog once more.
                event.prevent_default();
                open_dialog(&id);
            }
        >
            {icon.map(self::icon)}
            {children()}
        </button>
    }
    .into_any()
}

/// A box in front of the page that wants an answer. Esc and the cross close it; the rest of the page waits.
#[component]
pub fn Dialog(
    /// Its id, for [`DialogButton`] and [`open_dialog`].
    #[prop(into)]
    id: String,
    /// What it asks.
    #[prop(into)]
    title: String,
    /// Open from the beginning: the form in it has failed.
    #[prop(optional)]
    open: bool,
    /// The form, the buttons.
    children: Children,
) -> impl IntoView {
    let place = NodeRef::<html::Dialog>::new();
    let title_id = format!("{id}-title");
    let labelled_by = title_id.clone();
    Effect::new(move |_| {
        // `open` alone shows it without holding the rest of the page.
        if let Some(dialog) = place.get_untracked().filter(|_| open) {
            dialog.close();
            let _ = dialog.show_modal();
        }
    });
    view! {
        <dialog id=id class="dialog" node_ref=place open=open aria-labelledby=labelled_by>
            <div class="dialog-head">
                <h2 id=title_id class="dialog-title">{title}</h2>
                <form method="dialog">
                    <button class="btn btn-ghost btn-square" aria-label="Close">{icon(Icon::Close)}</button>
                </form>
            </div>
            {children()}
        </dialog>
    }
    .into_any()
}

/// Opens the dialog with this id. On the server: nothing.
pub fn open_dialog(id: &str) {
    #[cfg(feature = "hydrate")]
    if let Some(dialog) = dialog(id).filter(|dialog| !dialog.open()) {
        let _ = dialog.show_modal();
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = id;
}

/// Closes the dialog with this id. On the server: nothing.
pub fn close_dialog(id: &str) {
    #[cfg(feature = "hydrate")]
    if let Some(dialog) = dialog(id) {
        dialog.close();
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = id;
}

#[cfg(feature = "hydrate")]
fn dialog(id: &str) -> Option<web_sys::HtmlDialogElement> {
    use wasm_bindgen::JsCast as _;
    document().get_element_by_id(id)?.dyn_into().ok()
}
