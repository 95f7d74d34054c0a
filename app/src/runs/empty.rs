//! What a run list shows when it holds nothing.

use domain::runs::RunFilter;
use leptos::prelude::*;

use super::{query, samples::SAMPLES};
use crate::{
    routes,
    ui::{ButtonLink, EmptyState, Icon, Variant},
};

/// No runs: because there are none, or because none match.
#[component]
pub fn NoRuns(
    /// The list's page.
    path: String,
    /// What was asked for.
    filter: RunFilter,
    /// What the page lists.
    within: RunFilter,
) -> impl IntoView {
    if query::is_narrowed(&filter, &within) {
        return view! {
            <EmptyState icon=Icon::Search title="No runs match" text="Nothing here has that name, project and status.">
                <ButtonLink href=query::write(&path, &within)>"Clear filters"</ButtonLink>
            </EmptyState>
        }
        .into_any();
    }
    let new_run = match (&within.organization, &within.project) {
        (Some(organization), Some(project)) => routes::new_run_of(organization, project),
        _ => routes::NEW_RUN.to_owned(),
    };
    let text = "A run is a job that a polyaxonfile describes: a command, its inputs, and where it runs. This one prints a line \
        five times a second.";
    view! {
        <EmptyState
            icon=Icon::Play
            title="No runs yet"
            text
            sample=Some(SAMPLES[0].content.to_owned())
            sample_name=SAMPLES[0].name
        >
            <ButtonLink href=new_run variant=Variant::Primary icon=Icon::Plus>"New run"</ButtonLink>
        </EmptyState>
    }
    .into_any()
}
