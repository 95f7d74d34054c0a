//! What pages ask about projects, and what they do to them.

use domain::{
    pages::Page,
    projects::{ProjectDetail, ProjectFilter, ProjectSummary},
};
use leptos::server;

use super::{FnError, Json};
#[cfg(feature = "ssr")]
use crate::routes;

/// One page of projects, the ones with the newest runs first.
#[server(name = ListProjects, prefix = "/api/fn", endpoint = "list_projects", input = Json, output = Json)]
pub async fn list_projects(
    /// Which.
    filter: ProjectFilter,
) -> Result<Page<ProjectSummary>, FnError> {
    Ok(platform::projects::list(&crate::context::platform()?, &crate::context::actor()?, filter).await?)
}

/// Everything about one project but its runs.
#[server(name = GetProject, prefix = "/api/fn", endpoint = "get_project", input = Json, output = Json)]
pub async fn get_project(
    /// The organization it belongs to.
    organization: String,
    /// What it is called.
    name: String,
) -> Result<ProjectDetail, FnError> {
    Ok(platform::projects::get(&crate::context::platform()?, &crate::context::actor()?, &organization, &name).await?)
}

/// Makes a project and goes to its page.
#[server(name = CreateProject, prefix = "/api/fn", endpoint = "create_project", output = Json)]
pub async fn create_project(
    /// The organization it will belong to.
    organization: String,
    /// What it will be called.
    name: String,
    /// One line.
    #[server(default)]
    description: String,
    /// Words to find it by, separated by commas.
    #[server(default)]
    tags: String,
    /// Markdown.
    #[server(default)]
    readme: String,
) -> Result<(), FnError> {
    let new = domain::projects::NewProject {
        organization,
        name: name.trim().to_owned(),
        description: description.trim().to_owned(),
        readme: unix_lines(&readme),
        tags: tags_of(&tags),
    };
    let project = platform::projects::create(&crate::context::platform()?, &crate::context::actor()?, new).await?;
    leptos_axum::redirect(&routes::project(&project.organization, &project.name));
    Ok(())
}

/// Changes a project and goes to its page.
#[server(name = UpdateProject, prefix = "/api/fn", endpoint = "update_project", output = Json)]
pub async fn update_project(
    /// The organization it belongs to.
    organization: String,
    /// What it is called.
    project: String,
    /// What it will be called.
    name: String,
    /// One line.
    #[server(default)]
    description: String,
    /// Words to find it by, separated by commas.
    #[server(default)]
    tags: String,
    /// Markdown.
    #[server(default)]
    readme: String,
) -> Result<(), FnError> {
    let changes = domain::projects::ProjectChanges {
        name: Some(name.trim().to_owned()),
        description: Some(description.trim().to_owned()),
        readme: Some(unix_lines(&readme)),
        tags: Some(tags_of(&tags)),
    };
    let (platform, actor) = (crate::context::platform()?, crate::context::actor()?);
    let project = platform::projects::update(&platform, &actor, &organization, &project, changes).await?;
    leptos_axum::redirect(&routes::project(&project.organization, &project.name));
    Ok(())
}

/// Puts a project away: it takes no new runs, and lists leave it out.
#[server(name = ArchiveProject, prefix = "/api/fn", endpoint = "archive_project", output = Json)]
pub async fn archive_project(
    /// The organization it belongs to.
    organization: String,
    /// What it is called.
    project: String,
) -> Result<(), FnError> {
    let (platform, actor) = (crate::context::platform()?, crate::context::actor()?);
    platform::projects::archive(&platform, &actor, &organization, &project).await?;
    leptos_axum::redirect(&routes::project(&organization, &project));
    Ok(())
}

/// Takes a project back out of the archive.
#[server(name = RestoreProject, prefix = "/api/fn", endpoint = "restore_project", output = Json)]
pub async fn restore_project(
    /// The organization it belongs to.
    organization: String,
    /// What it is called.
    project: String,
) -> Result<(), FnError> {
    let (platform, actor) = (crate::context::platform()?, crate::context::actor()?);
    platform::projects::restore(&platform, &actor, &organization, &project).await?;
    leptos_axum::redirect(&routes::project(&organization, &project));
    Ok(())
}

/// Deletes a project with all its runs, and goes to the list.
#[server(name = DeleteProject, prefix = "/api/fn", endpoint = "delete_project", output = Json)]
pub async fn delete_project(
    /// The organization it belongs to.
    organization: String,
    /// What it is called.
    project: String,
    /// What it is called, typed once more.
    confirm: String,
) -> Result<(), FnError> {
    let (platform, actor) = (crate::context::platform()?, crate::context::actor()?);
    platform::projects::delete(&platform, &actor, &organization, &project, confirm.trim()).await?;
    leptos_axum::redirect(routes::PROJECTS);
    Ok(())
}

/// The words between the commas, each once.
#[cfg(any(feature = "ssr", test))]
fn tags_of(text: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in text.split(',').map(str::trim).filter(|tag| !tag.is_empty()) {
        if !tags.iter().any(|other| other == tag) {
            tags.push(tag.to_owned());
        }
    }
    tags
}

/// A form's lines end in CR LF.
#[cfg(any(feature = "ssr", test))]
fn unix_lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_the_words_between_commas() {
        for (text, tags) in [
            ("", &[][..]),
            (" , ,", &[]),
            ("vision", &["vision"]),
            ("vision, small , vision,new model", &["vision", "small", "new model"]),
        ] {
            assert_eq!(tags_of(text), tags, "{text:?}");
        }
    }

    #[test]
    fn a_plain_form_reaches_its_arguments() {
        let form = "organization=default&name=mnist&description=&tags=a%2C+b&readme=%23+Hello%0D%0Aworld";
        let new: CreateProject = serde_qs::Config::new(5, false).deserialize_str(form).unwrap();
        assert_eq!((new.name.as_str(), tags_of(&new.tags)), ("mnist", vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(unix_lines(&new.readme), "# Hello\nworld");
    }
}
