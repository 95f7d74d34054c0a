//! One row of a run list.

use std::collections::BTreeSet;

use domain::{RunId, runs::RunSummary, statuses::Tone};
use leptos::{ev, prelude::*};
use web_sys::HtmlInputElement;

use crate::{
    routes,
    ui::{Duration, StatusBadge, Tags, Time, form::sentence},
};

/// The runs somebody has ticked.
pub(super) type Selected = RwSignal<BTreeSet<RunId>>;

/// What a list says of a run besides its facts: why it waits, or why it failed.
pub fn note(run: &RunSummary) -> Option<String> {
    let telling = matches!(run.status.tone(), Tone::Waiting | Tone::Failed | Tone::Warning);
    (telling && !run.message.is_empty()).then(|| sentence(&run.message))
}

/// A row. What can change while a run goes on follows `run`; the rest is written once.
pub(super) fn row(run: Memo<RunSummary>, selected: Selected, with_project: bool) -> impl IntoView {
    let RunSummary { id, organization, project, user, kind, tags, .. } = run.get_untracked();
    let title = Memo::new(move |_| run.with(RunSummary::title));
    let note = Memo::new(move |_| run.with(note));
    let tick = move |event: ev::Targeted<ev::Event, HtmlInputElement>| {
        let on = event.target().checked();
        selected.update(|selected| {
            if on {
                selected.insert(id)
            } else {
                selected.remove(&id)
            };
        });
    };
    let project = with_project.then(|| {
        let href = routes::project(&organization, &project);
        view! { <td class="run-project"><a href=href>{project}</a></td> }
    });
    view! {
        <tr data-row="">
            <td class="run-tick">
                <input
                    type="checkbox"
                    class="checkbox"
                    name="ids[]"
                    value=id.to_string()
                    aria-label=move || format!("Select {}", title.get())
                    prop:checked=move || selected.with(|selected| selected.contains(&id))
                    on:change:target=tick
                />
            </td>
            <td class="run-status">
                <StatusBadge status=Signal::derive(move || run.with(|run| run.status)) />
            </td>
            <td class="run-name">
                <a class="row-link" href=routes::run(id)>{title}</a>
                {move || note.get().map(|note| view! { <p class="run-note">{note}</p> })}
            </td>
            {project}
            <td class="run-user">{user}</td>
            <td class="wide-only">{kind}</td>
            <td class="wide-only"><Tags tags /></td>
            <td class="run-duration num">
                <Duration
                    from=Signal::derive(move || run.with(|run| run.started_at))
                    to=Signal::derive(move || run.with(|run| run.finished_at))
                />
            </td>
            <td class="run-created num"><Time at=run.with_untracked(|run| run.created_at) /></td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use domain::Status;

    use super::*;
    use crate::runs::fixtures::run;

    #[test]
    fn a_note_says_why_it_waits_or_failed_and_nothing_else() {
        let with = |status, message: &str| note(&RunSummary { message: message.into(), ..run(1, status) });
        assert_eq!(with(Status::Queued, "waits for one of 2 places"), Some("Waits for one of 2 places.".into()));
        assert_eq!(with(Status::Failed, "exit code 1"), Some("Exit code 1.".into()));
        assert_eq!(with(Status::Failed, ""), None);
        assert_eq!(with(Status::Running, "started"), None);
    }
}
