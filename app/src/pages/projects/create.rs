//! The form for a new project.

use domain::Scope;
use leptos::prelude::*;

use super::fields::{description_field, name_field, readme_field, tags_field};
use crate::{
    context,
    functions::projects::CreateProject,
    routes,
    ui::{ActionForm, ButtonLink, Choice, Crumb, EmptyState, Icon, PageHeader, Select, Submit},
};

/// The form for a new project.
#[component]
pub fn NewProject() -> impl IntoView {
    let action = ServerAction::<CreateProject>::new();
    let memberships = context::viewer().map(|viewer| viewer.memberships).unwrap_or_default();
    let organizations: Vec<String> = memberships
        .into_iter()
        .filter(|membership| membership.role.grants(Scope::ProjectWrite))
        .map(|membership| membership.organization)
        .collect();
    let organization = match organizations.as_slice() {
        [] => {
            return view! {
                <PageHeader title="New project" crumbs=vec![Crumb::new("Projects", routes::PROJECTS)] />
                <EmptyState
                    icon=Icon::Lock
                    title="You can't make projects"
                    text="Owners, managers and admins of an organization can. Ask one of yours."
                />
            }
            .into_any();
        }
        [only] => view! { <input type="hidden" name="organization" value=only.clone() /> }.into_any(),
        several => {
            let choices = several.iter().map(|name| Choice::new(name, name)).collect();
            view! { <Select label="Organization" name="organization" choices /> }.into_any()
        }
    };
    view! {
        <PageHeader title="New project" crumbs=vec![Crumb::new("Projects", routes::PROJECTS)] />
        <ActionForm action>
            {organization}
            {name_field(String::new(), true)}
            {description_field(String::new())}
            {tags_field(&[])}
            {readme_field(String::new())}
            <div class="form-actions">
                <ButtonLink href=routes::PROJECTS>"Cancel"</ButtonLink>
                <Submit>"Create project"</Submit>
            </div>
        </ActionForm>
    }
    .into_any()
}
