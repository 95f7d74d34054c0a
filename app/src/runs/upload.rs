//! A file from the disk, chosen or dropped: it is read into the editor, where it can be looked at before it is sent.

use js_sys::futures::JsFuture;
use leptos::{ev, html, prelude::*, task::spawn_local};
use web_sys::{DragEvent, File, HtmlInputElement};

use super::desk::Desk;

/// Larger files are no polyaxonfiles. In bytes.
const MOST: f64 = 1_048_576.0;

/// Reads files to where they are written on, and remembers why one could not be read.
#[derive(Clone, Copy)]
pub struct Intake {
    desk: Desk,
    trouble: RwSignal<Option<&'static str>>,
}

impl Intake {
    /// To this desk.
    pub(super) fn new(desk: Desk) -> Self {
        Self { desk, trouble: RwSignal::new(None) }
    }

    /// For `drop`: takes the first file that was dropped. Dropped text goes where the browser puts it.
    pub(super) fn dropped(self, event: &DragEvent) {
        if let Some(file) = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0)) {
            event.prevent_default();
            self.take(file);
        }
    }

    fn chosen(self, input: &HtmlInputElement) {
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            self.take(file);
        }
        // The same file can be chosen again after it was changed.
        input.set_value("");
    }

    fn take(self, file: File) {
        self.trouble.set(None);
        if file.size() > MOST {
            self.trouble.set(Some("That file is larger than 1 MiB: it can't be a polyaxonfile."));
            return;
        }
        spawn_local(async move {
            match JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()) {
                Some(text) => self.desk.replace(&text.replace("\r\n", "\n")),
                None => _ = self.trouble.try_set(Some("That file can't be read.")),
            }
        });
    }
}

/// The button; dropping a file on the editor does the same.
#[component]
pub fn Upload(
    /// Where the file goes.
    intake: Intake,
) -> impl IntoView {
    let place = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        // Chosen before wasm was there.
        if let Some(input) = place.get() {
            intake.chosen(&input);
        }
    });
    let chosen = move |event: ev::Targeted<ev::Event, HtmlInputElement>| intake.chosen(&event.target());
    view! {
        <label class="btn btn-ghost btn-sm needs-script upload">
            <input node_ref=place type="file" class="sr-only" accept=".yaml,.yml,.json" on:change:target=chosen />
            "Upload a file"
        </label>
        <noscript>
            <span class="muted">"Uploading a file needs JavaScript; paste its text instead."</span>
        </noscript>
        {move || intake.trouble.get().map(|text| view! { <span class="field-error" role="alert">{text}</span> })}
    }
    .into_any()
}
