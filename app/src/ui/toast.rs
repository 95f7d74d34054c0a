//! Toasts: for what happened elsewhere, or can be undone. What is visible anyway gets none.

use std::time::Duration;

use leptos::prelude::*;

use super::icon::{Icon, icon};

/// A few words at the edge of the page, gone after eight seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// What happened.
    pub text: String,
    /// Where to look at it, if anywhere: address and words.
    pub link: Option<(String, String)>,
}

/// Shows toasts. Taken while a component is made, used whenever.
#[derive(Clone, Copy)]
pub struct Toasts(RwSignal<Vec<(u32, Toast)>>);

const SHOWN_FOR: Duration = Duration::from_secs(8);

impl Toasts {
    /// Shows one, unless it is there already.
    pub fn show(self, toast: Toast) {
        if self.0.with_untracked(|toasts| toasts.iter().any(|(_, shown)| *shown == toast)) {
            return;
        }
        let number = self.0.with_untracked(|toasts| toasts.last().map_or(0, |(number, _)| number + 1));
        self.0.update(|toasts| toasts.push((number, toast)));
        set_timeout(move || self.dismiss(number), SHOWN_FOR);
    }

    fn dismiss(self, number: u32) {
        self.0.update(|toasts| toasts.retain(|(other, _)| *other != number));
    }
}

/// Where toasts are shown.
pub fn use_toasts() -> Toasts {
    use_context().unwrap_or_else(provide_toasts)
}

/// Makes one place for the whole page. Called once, by the root.
pub(crate) fn provide_toasts() -> Toasts {
    let toasts = Toasts(RwSignal::new(Vec::new()));
    provide_context(toasts);
    toasts
}

/// The place.
#[component]
pub(crate) fn Toaster() -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.0.get() key=|(number, _)| *number let((number, toast))>
                {toast_view(toast, move || toasts.dismiss(number))}
            </For>
        </div>
    }
    .into_any()
}

/// One toast, for the place and for the gallery of the kit.
pub(crate) fn toast_view(toast: Toast, dismiss: impl Fn() + 'static) -> impl IntoView {
    view! {
        <div class="toast">
            <span>{toast.text}</span>
            {toast.link.map(|(href, words)| view! { <a class="link" href=href>{words}</a> })}
            <button type="button" class="btn btn-ghost btn-square btn-sm" aria-label="Dismiss" on:click=move |_| dismiss()>
                {icon(Icon::Close)}
            </button>
        </div>
    }
}
