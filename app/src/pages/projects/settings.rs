//! A project's settings: what it is called and says, the archive, and its end.

use domain::projects::{ProjectDetail, ProjectSummary};
use leptos::prelude::*;

use super::{
    fields::{description_field, name_field, readme_field, tags_field},
    list::many,
    show::address,
};
use crate::{
    context,
    functions::projects::{ArchiveProject, DeleteProject, RestoreProject, UpdateProject, get_project},
    routes,
    ui::{
        ActionForm, Alert, Crumb, Dialog, DialogButton, EmptyState, Icon, Load, Mood, PageHeader, Section, Submit, TextInput,
        Variant,
    },
};

/// A project's settings.
#[component]
pub fn ProjectSettings() -> impl IntoView {
    let address = address();
    let project = Resource::new_blocking(move || address.get(), |(organization, name)| get_project(organization, name));
    view! { <Load resource=project children=move |project| settings(project) /> }.into_any()
}

fn settings(ProjectDetail { summary, readme, may, .. }: ProjectDetail) -> AnyView {
    let crumbs = vec![
        Crumb::new("Projects", routes::PROJECTS),
        Crumb::new(&summary.name, routes::project(&summary.organization, &summary.name)),
    ];
    let tab = format!("Settings of {}", summary.name);
    if !may.write && !may.delete {
        return view! {
            <PageHeader title="Settings" crumbs tab />
            <EmptyState
                icon=Icon::Lock
                title="You can't change this project"
                text="Owners, managers and admins of the organization can. Ask one of them."
            />
        }
        .into_any();
    }
    view! {
        <PageHeader title="Settings" crumbs tab />
        {may.write.then(|| view! { <About project=summary.clone() readme /> })}
        {may.write.then(|| view! { <Archive project=summary.clone() /> })}
        {may.delete.then(|| view! { <Delete project=summary /> })}
    }
    .into_any()
}

/// Which project a form is about.
fn which(project: &ProjectSummary) -> impl IntoView + use<> {
    view! {
        <input type="hidden" name="organization" value=project.organization.clone() />
        <input type="hidden" name="project" value=project.name.clone() />
    }
}

#[component]
fn About(project: ProjectSummary, readme: String) -> impl IntoView {
    let action = ServerAction::<UpdateProject>::new();
    view! {
        <ActionForm action>
            {which(&project)}
            {name_field(project.name, false)}
            {description_field(project.description)}
            {tags_field(&project.tags)}
            {readme_field(readme)}
            <div class="form-actions">
                <Submit>"Save changes"</Submit>
            </div>
        </ActionForm>
    }
}

#[component]
fn Archive(project: ProjectSummary) -> impl IntoView {
    if project.archived_at.is_some() {
        let action = ServerAction::<RestoreProject>::new();
        return view! {
            <Section title="Restore" text="It takes new runs again, and lists show it." card=true>
                <ActionForm action>
                    {which(&project)}
                    <div><Submit variant=Variant::Plain icon=Icon::ArchiveRestore>"Restore project"</Submit></div>
                </ActionForm>
            </Section>
        }
        .into_any();
    }
    let action = ServerAction::<ArchiveProject>::new();
    let text = "Its runs stay, it takes no new ones, and lists leave it out. It can be restored at any time.";
    view! {
        <Section title="Archive" text card=true>
            <ActionForm action>
                {which(&project)}
                <div><Submit variant=Variant::Plain icon=Icon::Archive>"Archive project"</Submit></div>
            </ActionForm>
        </Section>
    }
    .into_any()
}

const DELETE_DIALOG: &str = "delete-project";

#[component]
fn Delete(project: ProjectSummary) -> impl IntoView {
    let action = ServerAction::<DeleteProject>::new();
    let failed = context::failed_form("/api/fn/delete_project").is_some();
    let name = project.name.clone();
    view! {
        <Section title="Delete" text="Deletes the project and everything in it. This can't be undone." danger=true>
            <DialogButton dialog=DELETE_DIALOG variant=Variant::Danger icon=Icon::Trash>
                "Delete project"
            </DialogButton>
        </Section>
        <Dialog id=DELETE_DIALOG title=format!("Delete {name}?") open=failed>
            <ActionForm action>
                {which(&project)}
                <p>{loss(&project)}</p>
                {(project.active_runs > 0)
                    .then(|| view! { <Alert mood=Mood::Warning title=format!("{} of its runs are not done. Stop them first.", project.active_runs) /> })}
                <TextInput label="Type the project's name to confirm" name="confirm" placeholder=name mono=true />
                <div class="dialog-actions">
                    <Submit variant=Variant::Danger icon=Icon::Trash>"Delete for good"</Submit>
                </div>
            </ActionForm>
        </Dialog>
    }
}

/// What will be lost, and how much.
fn loss(project: &ProjectSummary) -> String {
    match project.runs {
        0 => "The project has no runs. Its description, tags and README will be lost.".to_owned(),
        1 => "1 run with its log, inputs, outputs and artifacts will be lost, and the project's README.".to_owned(),
        runs => format!(
            "{} runs with their logs, inputs, outputs and artifacts will be lost, and the project's README.",
            many(runs)
        ),
    }
}
