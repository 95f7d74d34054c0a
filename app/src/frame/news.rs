//! What happened elsewhere: a run of one's own is over while its reader looks at something that does not show it.

use domain::{events::Change, runs::RunSummary};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{
    context,
    live::Live,
    routes,
    ui::{Toast, use_toasts},
};

/// Tells of every run of the viewer's own that is over, by a toast, for as long as the calling component lives.
pub(super) fn tell_of_own_runs() {
    let Some(viewer) = context::viewer() else { return };
    let (toasts, live, now, path) = (use_toasts(), Live::get(), context::now(), use_location().pathname);
    // A run that was over before, and changes all the same, is no news.
    let since = now.get_untracked();
    live.follow(live.position(), move |change| {
        let Change::Run { run } = change else { return };
        let just_over = run.finished_at.is_some_and(|at| at > since);
        if just_over && run.user == viewer.username && !path.with_untracked(|path| shows(path, &run)) {
            let text = format!("{} {}", run.title(), run.status.as_str());
            toasts.show(Toast { text, link: Some((routes::run(run.id), "Open".into())) });
        }
    });
}

/// Whether the page at this path shows the run's status anyway.
fn shows(path: &str, run: &RunSummary) -> bool {
    path == routes::HOME
        || path == routes::RUNS
        || path == routes::project(&run.organization, &run.project)
        || path.starts_with(&routes::run(run.id))
}

#[cfg(test)]
mod tests {
    use domain::Status;

    use super::*;
    use crate::runs::fixtures;

    #[test]
    fn what_is_visible_anyway_is_no_news() {
        let run = fixtures::run(1, Status::Succeeded);
        let (own, other) = (routes::run(run.id), routes::run(fixtures::id(2)));
        let project = routes::project(&run.organization, &run.project);
        for (path, visible) in [
            ("/", true),
            ("/runs", true),
            (&own, true),
            (&format!("{own}/logs"), true),
            (&project, true),
            (&other, false),
            ("/runs/new", false),
            ("/account", false),
            (&format!("{project}/settings"), false),
        ] {
            assert_eq!(shows(path, &run), visible, "{path}");
        }
    }
}
