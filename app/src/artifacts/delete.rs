//! Deleting a file or a folder, after saying what is lost.

use domain::{RunId, artifacts::name_text};
use leptos::prelude::*;

use crate::{
    context::failed_form,
    functions::artifacts::DeleteArtifact,
    ui::{ActionForm, Dialog, DialogButton, Icon, Submit, Variant},
};

/// Deletes the folder that is open.
#[component]
pub(super) fn DeleteFolder(
    run: RunId,
    path: String,
    /// How much is in it.
    folders: u64,
    files: u64,
    delete: ServerAction<DeleteArtifact>,
) -> impl IntoView {
    let name = name_text(path.rsplit('/').next().unwrap_or_default());
    let count = |count: u64, noun: &str| if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") };
    let words = format!(
        "{name} is deleted with all that is in it: {} and {}{}. That can't be undone.",
        count(folders, "folder"),
        count(files, "file"),
        if folders > 0 { ", and what is in those folders" } else { "" },
    );
    view! { <Delete run path title="Delete this folder?" words id="delete-folder" does="Delete folder" delete /> }
}

/// Deletes the file that is looked at.
#[component]
pub(super) fn DeleteFile(
    run: RunId,
    /// Which.
    path: String,
    delete: ServerAction<DeleteArtifact>,
) -> impl IntoView {
    let words = format!("{} is deleted. That can't be undone.", name_text(&path));
    view! { <Delete run path title="Delete this file?" words id="delete-file" does="Delete file" delete /> }
}

#[component]
fn Delete(
    run: RunId,
    path: String,
    title: &'static str,
    words: String,
    id: &'static str,
    does: &'static str,
    delete: ServerAction<DeleteArtifact>,
) -> impl IntoView {
    let failed = failed_form("/api/fn/delete_artifact");
    let open = failed.is_some_and(|form| form.fields.get("path") == Some(&path));
    view! {
        <DialogButton dialog=id variant=Variant::Plain icon=Icon::Trash>{does}</DialogButton>
        <Dialog id=id title=title open=open>
            <p class="dialog-words">{words}</p>
            <ActionForm action=delete class="stack">
                <input type="hidden" name="run" value=run.to_string() />
                <input type="hidden" name="path" value=path />
                <div class="dialog-actions">
                    <Submit variant=Variant::Danger icon=Icon::Trash>"Delete"</Submit>
                </div>
            </ActionForm>
        </Dialog>
    }
    .into_any()
}
