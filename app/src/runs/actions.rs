//! What can be done with a run: one row of plain forms.

use domain::{
    Status,
    runs::{Pending, RunDetail},
};
use leptos::prelude::*;

use crate::{
    context::failed_form,
    functions::runs::{ApproveRun, CopyRun, DeleteRun, RestartRun, StopRun},
    ui::{ActionForm, Dialog, DialogButton, Icon, Submit, Variant},
};

const DIALOG: &str = "delete-run";

/// The actions that whoever looks may take.
#[component]
pub fn RunActions(
    /// The run.
    run: Signal<RunDetail>,
) -> impl IntoView {
    let RunDetail { summary, may, .. } = run.get_untracked();
    let id = StoredValue::new(summary.id.to_string());
    let approve = ServerAction::<ApproveRun>::new();
    let stop = ServerAction::<StopRun>::new();
    let restart = ServerAction::<RestartRun>::new();
    let copy = ServerAction::<CopyRun>::new();
    let delete = ServerAction::<DeleteRun>::new();
    let status = Memo::new(move |_| run.with(|run| run.summary.status));
    let waits = Memo::new(move |_| run.with(|run| run.summary.pending() == Some(Pending::Approval)));
    let stopping = Signal::derive(move || status.get() == Status::Stopping);
    let lines = Memo::new(move |_| run.with(|run| run.log_lines));
    view! {
        {may
            .write
            .then(|| {
                view! {
                    <Show when=move || waits.get()>
                        <ActionForm action=approve class="run-action">
                            <input type="hidden" name="id" value=id.get_value() />
                            <Submit icon=Icon::Check>"Approve"</Submit>
                        </ActionForm>
                    </Show>
                    <Show when=move || !status.get().is_done()>
                        <ActionForm action=stop class="run-action">
                            <input type="hidden" name="id" value=id.get_value() />
                            <Submit variant=Variant::Plain icon=Icon::Stop disabled=stopping>"Stop"</Submit>
                        </ActionForm>
                    </Show>
                    <ActionForm action=restart class="run-action">
                        <input type="hidden" name="id" value=id.get_value() />
                        <Submit variant=Variant::Plain icon=Icon::Restart>"Restart"</Submit>
                    </ActionForm>
                    <ActionForm action=copy class="run-action">
                        <input type="hidden" name="id" value=id.get_value() />
                        <Submit variant=Variant::Plain icon=Icon::CopyRun>"Copy"</Submit>
                    </ActionForm>
                }
            })}
        {may
            .delete
            .then(|| {
                view! {
                    <DialogButton dialog=DIALOG variant=Variant::Plain icon=Icon::Trash>"Delete"</DialogButton>
                    <Dialog id=DIALOG title="Delete this run?" open=failed_form("/api/fn/delete_run").is_some()>
                        <p class="dialog-words">
                            {summary.title()} " is deleted with its log ("
                            <span class="num">{move || lines.get()}</span>
                            {move || if lines.get() == 1 { " line" } else { " lines" }}
                            ") and its artifacts. That can't be undone."
                        </p>
                        <ActionForm action=delete class="stack">
                            <input type="hidden" name="id" value=id.get_value() />
                            <div class="dialog-actions">
                                <Submit variant=Variant::Danger icon=Icon::Trash>"Delete run"</Submit>
                            </div>
                        </ActionForm>
                    </Dialog>
                }
            })}
    }
    .into_any()
}
