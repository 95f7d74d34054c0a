//! Putting files into the folder: chosen in a form that posts without wasm, or dropped on the page.

use domain::{
    RunId,
    artifacts::{name_text, size_text},
};
use leptos::{ev, prelude::*};
use web_sys::{DragEvent, HtmlFormElement, SubmitEvent};

use super::{
    address::{self, Place},
    browser::UPLOAD,
    sending::{Sending, State},
};
use crate::{
    context::failed_form,
    ui::{Alert, Button, Checkbox, Dialog, Icon, Mood, Variant, dialog::open_dialog, form::sentence, icon},
};

/// The dialog that takes files, around what files can be dropped on.
#[component]
pub(super) fn Upload(
    run: RunId,
    /// The folder that is open.
    place: Memo<Place>,
    /// Grows when files have arrived.
    arrived: RwSignal<u32>,
    /// Whoever may not put files there sees no form.
    may_write: bool,
    children: Children,
) -> impl IntoView {
    if !may_write {
        return children().into_any();
    }
    let sending = Sending::new(run, arrived, UPLOAD);
    let over = RwSignal::new(false);
    let has_files = |event: &DragEvent| {
        event.data_transfer().is_some_and(|data| data.types().iter().any(|kind| kind.as_string().as_deref() == Some("Files")))
    };
    let hover = move |event: DragEvent| {
        if has_files(&event) {
            event.prevent_default();
            over.set(true);
        }
    };
    let drop = move |event: DragEvent| {
        over.set(false);
        if let Some(files) = event.data_transfer().and_then(|data| data.files()).filter(|files| files.length() > 0) {
            event.prevent_default();
            open_dialog(UPLOAD);
            sending.send_files(&files, &place.with_untracked(|place| place.path.clone()));
        }
    };
    view! {
        <div
            class="drop-place"
            data-over=move || over.get().then_some("")
            on:dragover=hover
            on:dragleave=move |_| over.set(false)
            on:drop=drop
        >
            {children()}
        </div>
        <UploadForm run place sending />
    }
    .into_any()
}

#[component]
fn UploadForm(run: RunId, place: Memo<Place>, sending: Sending) -> impl IntoView {
    let action = address::upload(run);
    let failed = failed_form(&action);
    let open = failed.is_some();
    let before = StoredValue::new(failed.and_then(|form| form.error));
    let submit = move |event: ev::Targeted<SubmitEvent, HtmlFormElement>| {
        before.set_value(None);
        event.prevent_default();
        sending.send_form(&event.target());
    };
    let folder =
        move || place.with(|place| if place.path.is_empty() { "Artifacts".to_owned() } else { name_text(&place.path) });
    let error = move || match sending.state.get() {
        State::Failed(error) => Some(error),
        State::Idle => before.get_value(),
        State::Sending { .. } => None,
    };
    let busy = Signal::derive(move || matches!(sending.state.get(), State::Sending { .. }));
    view! {
        <Dialog id=UPLOAD title="Upload files" open=open>
            <form class="form" method="post" enctype="multipart/form-data" action=action on:submit:target=submit>
                {move || {
                    error()
                        .map(|error| {
                            let hint = error.hint.as_deref().map(sentence);
                            view! { <Alert mood=Mood::Danger title=sentence(&error.message) live=true>{hint}</Alert> }
                        })
                }}
                <p class="field-help">"Into " <b>{folder}</b> <span class="needs-script">"; dropping files on the page does the same"</span></p>
                <input type="hidden" name="path" value=move || place.with(|place| place.path.clone()) />
                <Checkbox name="overwrite" label="Replace files of the same name" />
                <div class="field">
                    <label class="field-label" for="upload_file">"Files"</label>
                    <input class="input artifact-files" type="file" id="upload_file" name="upload_file" multiple required />
                </div>
                {move || progress(sending)}
                <div class="dialog-actions">
                    <Button kind="submit" variant=Variant::Primary icon=Icon::Upload busy>"Upload"</Button>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}

#[expect(clippy::cast_precision_loss, reason = "a bar is not that long")]
fn progress(sending: Sending) -> Option<AnyView> {
    let State::Sending { sent, total } = sending.state.get() else { return None };
    let words = if sent < total || total == 0 {
        format!("{} of {}", size_text(sent), size_text(total))
    } else {
        format!("{} sent; putting it in its place", size_text(total))
    };
    Some(
        view! {
            <div class="artifact-progress">
                <progress max=total.max(1) value=sent as f64 aria-label="Upload"></progress>
                <span class="num muted" role="status">{words}</span>
                <button type="button" class="btn btn-sm" on:click=move |_| sending.cancel()>
                    {icon(Icon::Close)} "Cancel"
                </button>
            </div>
        }
        .into_any(),
    )
}
