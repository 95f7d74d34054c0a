//! What can be done to several runs at once. A plain form with buttons: it works without wasm too.

use domain::{ApiError, RunId};
use leptos::{ev, prelude::*};

use super::row::Selected;
use crate::{
    functions::runs::{DeleteRuns, StopRuns},
    ui::{Alert, Dialog, DialogButton, Icon, Mood, Variant, dialog::close_dialog, form::sentence},
};

/// The id of the form that the rows' boxes are in.
pub(super) const FORM: &str = "runs-form";
const DIALOG: &str = "delete-runs";

/// The bar under the list, seen while something is ticked, and the question before deleting.
#[component]
pub fn BulkBar(
    /// What is ticked.
    selected: Selected,
    /// Called when something was done.
    done: Callback<()>,
) -> impl IntoView {
    let stop = ServerAction::<StopRuns>::new();
    let delete = ServerAction::<DeleteRuns>::new();
    let ids = move || selected.with_untracked(|selected| selected.iter().copied().collect::<Vec<RunId>>());
    let stop_all = move |event: ev::MouseEvent| {
        event.prevent_default();
        stop.dispatch(StopRuns { ids: ids() });
    };
    let delete_all = move |event: ev::MouseEvent| {
        event.prevent_default();
        close_dialog(DIALOG);
        delete.dispatch(DeleteRuns { ids: ids() });
    };
    Effect::new(move |_| {
        let finished = [
            stop.value().with(|value| matches!(value, Some(Ok(())))),
            delete.value().with(|value| matches!(value, Some(Ok(())))),
        ];
        if finished.contains(&true) {
            selected.update(std::collections::BTreeSet::clear);
            done.run(());
        }
    });
    let refused = move || -> Option<ApiError> {
        let of =
            |value: &Option<Result<(), crate::functions::FnError>>| value.as_ref()?.as_ref().err().map(|error| error.0.clone());
        stop.value().with(of).or_else(|| delete.value().with(of))
    };
    let count = move || selected.with(std::collections::BTreeSet::len);
    let busy = move || stop.pending().get() || delete.pending().get();
    view! {
        {move || refused().map(|error| view! { <Alert mood=Mood::Danger title=sentence(&error.message) live=true>{error.hint.map(|hint| sentence(&hint))}</Alert> })}
        <div class="bulk" role="group" aria-label="Selected runs">
            <span class="num" role="status">{move || Some(count()).filter(|count| *count > 0).map(|count| format!("{count} selected"))}</span>
            <button type="submit" form=FORM formaction="/api/fn/stop_runs" class="btn" disabled=busy on:click=stop_all>
                "Stop"
            </button>
            <DialogButton dialog=DIALOG variant=Variant::Danger icon=Icon::Trash>"Delete"</DialogButton>
            <button type="reset" form=FORM class="btn btn-ghost" on:click=move |_| selected.update(std::collections::BTreeSet::clear)>
                "Clear"
            </button>
        </div>
        <Dialog id=DIALOG title="Delete the selected runs?">
            <p class="dialog-words">
                "Their logs and artifacts are deleted with them, and can't be brought back. A run that is still going must be stopped first."
            </p>
            <div class="dialog-actions">
                <button type="submit" form=FORM formaction="/api/fn/delete_runs" class="btn btn-danger" disabled=busy on:click=delete_all>
                    {move || match count() {
                        0 => "Delete runs".to_owned(),
                        1 => "Delete 1 run".to_owned(),
                        count => format!("Delete {count} runs"),
                    }}
                </button>
            </div>
        </Dialog>
    }
    .into_any()
}
