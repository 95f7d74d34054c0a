//! One project: what it is about, and its runs.

use domain::{
    events::Change,
    projects::{ProjectDetail, ProjectSummary},
    runs::RunFilter,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    functions::projects::get_project,
    pages::reload::reload_after_changes,
    routes,
    runs::RunTable,
    ui::{Alert, ButtonLink, Crumb, Icon, Load, Mood, PageHeader, Section, Tags, Time, Variant},
};

/// The organization and the name in the page's address.
pub(super) fn address() -> Memo<(String, String)> {
    let params = use_params_map();
    Memo::new(move |_| {
        params.with(|params| (params.get("organization").unwrap_or_default(), params.get("name").unwrap_or_default()))
    })
}

/// One project: what it is about, and its runs.
#[component]
pub fn ProjectPage() -> impl IntoView {
    let address = address();
    let project = Resource::new_blocking(move || address.get(), |(organization, name)| get_project(organization, name));
    reload_after_changes(project, |change| matches!(change, Change::Project { .. } | Change::Reset));
    view! {
        <Load resource=project children=move |project| head(project) />
        // Outside of what loads again: the list keeps itself up to date.
        {move || runs(address.get())}
        <Load resource=project children=move |project| readme(project) />
    }
    .into_any()
}

fn head(ProjectDetail { summary, may, .. }: ProjectDetail) -> AnyView {
    let (organization, name) = (summary.organization.clone(), summary.name.clone());
    let settings = may.write || may.delete;
    let takes_runs = may.submit && summary.archived_at.is_none();
    view! {
        <PageHeader title=name.clone() crumbs=vec![Crumb::new("Projects", routes::PROJECTS)]>
            {settings
                .then(|| {
                    view! {
                        <ButtonLink href=routes::project_settings(&organization, &name) icon=Icon::Settings>
                            "Settings"
                        </ButtonLink>
                    }
                })}
            {takes_runs
                .then(|| {
                    view! {
                        <ButtonLink href=routes::new_run_of(&organization, &name) variant=Variant::Primary icon=Icon::Plus>
                            "New run"
                        </ButtonLink>
                    }
                })}
        </PageHeader>
        {archived(&summary, may.write)}
        {(!summary.description.is_empty()).then(|| view! { <p class="project-about">{summary.description.clone()}</p> })}
        <div class="project-facts"><Tags tags=summary.tags /></div>
    }
    .into_any()
}

fn archived(project: &ProjectSummary, may_restore: bool) -> Option<impl IntoView + use<>> {
    let at = project.archived_at?;
    let settings = routes::project_settings(&project.organization, &project.name);
    Some(view! {
        <Alert mood=Mood::Warning title="This project is archived">
            "It takes no new runs. Archived " <Time at=at /> ". "
            {may_restore.then(|| view! { <a class="link" href=settings>"Restore it in the settings"</a> ". " })}
        </Alert>
    })
}

fn runs((organization, name): (String, String)) -> impl IntoView {
    let filter = RunFilter { organization: Some(organization), project: Some(name), ..RunFilter::default() };
    view! {
        <Section title="Runs">
            <RunTable filter />
        </Section>
    }
}

fn readme(ProjectDetail { summary, readme_html, may, .. }: ProjectDetail) -> AnyView {
    let edit = may.write.then(|| {
        let href = format!("{}#readme", routes::project_settings(&summary.organization, &summary.name));
        view! { <ButtonLink href variant=Variant::Quiet icon=Icon::Pencil>"Edit"</ButtonLink> }.into_any()
    });
    if !readme_html.is_empty() {
        // Sanitised by the platform.
        return section(edit, view! { <div class="prose" inner_html=readme_html></div> }.into_any());
    }
    match edit {
        None => ().into_any(),
        edit => {
            let text = "Say what this project is about: data, metrics, who to ask. Write it in Markdown.";
            section(edit, view! { <p class="muted">{text}</p> }.into_any())
        }
    }
}

fn section(edit: Option<AnyView>, text: AnyView) -> AnyView {
    match edit {
        Some(actions) => view! { <Section title="README" card=true actions>{text}</Section> }.into_any(),
        None => view! { <Section title="README" card=true>{text}</Section> }.into_any(),
    }
}
