//! The form for a new run.

use domain::projects::ProjectFilter;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    functions::projects::list_projects,
    routes,
    runs::{SAMPLES, Submission},
    ui::{ButtonLink, Crumb, EmptyState, Icon, Load, PageHeader, Variant},
};

/// More projects than this are not offered; a project's own page offers itself.
const MOST_PROJECTS: u32 = 200;

/// The form for a new run. `?project=organization/name` chooses the project, `?sample=hello.yaml` begins with a sample.
#[component]
pub fn NewRun() -> impl IntoView {
    let query = use_query_map();
    let filter = || ProjectFilter { limit: Some(MOST_PROJECTS), ..ProjectFilter::default() };
    let projects = Resource::new_blocking(|| (), move |()| list_projects(filter()));
    view! {
        <PageHeader title="New run".to_owned() crumbs=vec![Crumb::new("Runs", routes::RUNS)] />
        <Load
            resource=projects
            children=move |page| {
                let names: Vec<_> =
                    page.items.iter().map(|project| format!("{}/{}", project.organization, project.name)).collect();
                let asked = query.with_untracked(|query| (query.get("project"), query.get("sample")));
                form(names, asked.0, asked.1)
            }
        />
    }
    .into_any()
}

fn form(mut projects: Vec<String>, project: Option<String>, sample: Option<String>) -> AnyView {
    let project = project.filter(|project| project.contains('/'));
    if let Some(project) = &project
        && !projects.contains(project)
    {
        projects.insert(0, project.clone());
    }
    if projects.is_empty() {
        return view! {
            <EmptyState
                icon=Icon::Folder
                title="First, a project"
                text="A run belongs to a project. Make one, then come back here to submit to it."
            >
                <ButtonLink href=routes::NEW_PROJECT.to_owned() variant=Variant::Primary icon=Icon::Plus>"New project"</ButtonLink>
            </EmptyState>
        }
        .into_any();
    }
    let content = SAMPLES.iter().find(|known| sample.as_deref() == Some(known.name)).map_or("", |sample| sample.content);
    view! { <Submission projects project=project.unwrap_or_default() content /> }.into_any()
}
