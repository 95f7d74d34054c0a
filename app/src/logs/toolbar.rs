//! The line above a log: how it stands, and what can be done with it.

use domain::ApiError;
use leptos::prelude::*;
use spec::names::count_text;

use super::{
    reader::{Reader, Standing},
    window::Window,
};
use crate::ui::{
    CopyButton,
    form::sentence,
    icon::{Icon, icon},
};

/// A choice that is remembered in this browser.
#[derive(Clone, Copy)]
pub(super) struct Remembered {
    key: &'static str,
    pub(super) on: RwSignal<bool>,
}

impl Remembered {
    /// `on` until the browser says otherwise, which it does after the page has come alive.
    pub(super) fn new(key: &'static str, on: bool) -> Self {
        let choice = Self { key, on: RwSignal::new(on) };
        Effect::new(move |_| {
            if let Some(remembered) = storage().and_then(|storage| storage.get_item(key).ok()?) {
                choice.on.set(remembered == "on");
            }
        });
        choice
    }

    fn toggle(self) {
        self.on.update(|on| *on = !*on);
        if let Some(storage) = storage() {
            // A full or forbidden store only means that the choice is forgotten.
            let _ = storage.set_item(self.key, if self.on.get_untracked() { "on" } else { "off" });
        }
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok()?
}

/// How the log stands, in words.
fn standing_text(standing: Standing, running: bool, total: u64) -> String {
    match standing {
        Standing::Live if running => "Live".to_owned(),
        Standing::Live => "Collecting the last lines".to_owned(),
        Standing::Reconnecting => "Reconnecting…".to_owned(),
        Standing::Complete => format!("Complete, {} {}", count_text(total), if total == 1 { "line" } else { "lines" }),
    }
}

/// How a log is looked at.
#[derive(Clone, Copy)]
pub(super) struct Choices {
    /// Long lines go on below.
    pub(super) wrap: Remembered,
    /// Each line says when.
    pub(super) times: Remembered,
}

impl Choices {
    pub(super) fn new() -> Self {
        Self { wrap: Remembered::new("orrery.log.wrap", true), times: Remembered::new("orrery.log.timestamps", false) }
    }
}

/// The line above the log.
pub(super) fn toolbar(reader: Reader, running: Signal<bool>, choices: Choices) -> impl IntoView {
    let Choices { wrap, times } = choices;
    let total = move || reader.window.with(Window::total);
    let state = move || {
        let standing = reader.standing.get();
        // Only a complete log's count belongs to the state: a live one would be read aloud with every line.
        let total = if standing == Standing::Complete { total() } else { 0 };
        standing_text(standing, running.get(), total)
    };
    let count = move || (reader.standing.get() != Standing::Complete).then(|| format!("{} lines", count_text(total())));
    let trouble = move || reader.trouble.get().map(|error: ApiError| sentence(&error.message));
    view! {
        <div class="log-bar">
            <p class="log-state" data-standing=move || format!("{:?}", reader.standing.get()).to_lowercase()>
                <span role="status">{state}</span>
                <span class="log-count">{count}</span>
                <span class="log-trouble" role="alert">{trouble}</span>
            </p>
            <div class="log-tools">
                <Toggle choice=wrap label="Wrap" shape=Icon::Wrap />
                <Toggle choice=times label="Timestamps" shape=Icon::Clock />
                <CopyButton text=Signal::derive(move || loaded_text(reader)) label="Copy the lines loaded here" />
                <a class="btn btn-ghost btn-sm" href=format!("/runs/{}/logs/download", reader.run) download rel="external">
                    {icon(Icon::Download)}
                    "Download"
                </a>
            </div>
        </div>
    }
}

#[component]
fn Toggle(choice: Remembered, label: &'static str, shape: Icon) -> impl IntoView {
    view! {
        <button
            type="button"
            class="btn btn-ghost btn-sm needs-script"
            aria-pressed=move || if choice.on.get() { "true" } else { "false" }
            on:click=move |_| choice.toggle()
        >
            {icon(shape)}
            {label}
        </button>
    }
}

/// What can be seen by scrolling, as text.
fn loaded_text(reader: Reader) -> String {
    reader.window.with_untracked(|window| {
        let mut text = String::new();
        for row in window.rows() {
            text.push_str(&row.line.text());
            text.push('\n');
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_says_how_it_stands() {
        assert_eq!(standing_text(Standing::Live, true, 0), "Live");
        assert_eq!(standing_text(Standing::Live, false, 0), "Collecting the last lines");
        assert_eq!(standing_text(Standing::Complete, false, 1), "Complete, 1 line");
        assert_eq!(standing_text(Standing::Complete, false, 12_000), "Complete, 12,000 lines");
    }
}
