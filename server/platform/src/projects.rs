//! Projects: where runs live.

use domain::{
    ApiError, ErrorCode, OrganizationId, ProjectId, Scope,
    pages::Page,
    permissions::Actor,
    projects::{NewProject, ProjectChanges, ProjectDetail, ProjectFilter, ProjectRights, ProjectSummary},
};
use store::{
    Conn,
    projects::{self, NewProjectRow, Project, ProjectQuery},
};

use crate::{
    Platform, blocking,
    fields::Fields,
    markdown, pages,
    permissions::{Deed, membership, need, see},
};

const NOUN: &str = "project";
const CREATE: Deed =
    Deed { takes: Scope::ProjectWrite, seen_with: Scope::ProjectRead, noun: "organization", doing: "create projects here" };
const CHANGE: Deed =
    Deed { takes: Scope::ProjectWrite, seen_with: Scope::ProjectRead, noun: NOUN, doing: "change or archive this project" };
const DELETE: Deed =
    Deed { takes: Scope::ProjectAdmin, seen_with: Scope::ProjectRead, noun: NOUN, doing: "delete this project" };

/// The projects they may see, newest first.
pub async fn list(platform: &Platform, actor: &Actor, filter: ProjectFilter) -> Result<Page<ProjectSummary>, ApiError> {
    let organizations = match filter.organization {
        Some(name) => vec![organization(actor, &name, Scope::ProjectRead)?],
        None => actor.organizations_with(Scope::ProjectRead),
    };
    let query = ProjectQuery {
        organizations,
        search: pages::search(filter.search),
        archived: filter.archived,
        cursor: pages::cursor(filter.after.as_deref(), filter.before.as_deref(), filter.offset)?,
        limit: pages::limit(filter.limit)?,
    };
    Ok(platform.db().read(move |conn| projects::page(conn, &query)).await?)
}

/// One project, and what they may do with it.
pub async fn get(platform: &Platform, actor: &Actor, organization: &str, name: &str) -> Result<ProjectDetail, ApiError> {
    let project = find(platform, actor, organization, name).await?;
    see(actor, project.organization_id, Scope::ProjectRead, NOUN)?;
    let id = project.id;
    let project = platform.db().read(move |conn| projects::by_id(conn, id)).await?.ok_or_else(|| ApiError::not_found(NOUN))?;
    let may = |scope| actor.may(project.organization_id, scope);
    let may = ProjectRights {
        write: may(Scope::ProjectWrite),
        delete: may(Scope::ProjectAdmin),
        submit: may(Scope::RunWrite) && project.summary.archived_at.is_none(),
    };
    let readme = project.readme.clone();
    let readme_html = blocking(move || markdown::to_html(&readme)).await?;
    Ok(ProjectDetail { summary: project.summary, readme: project.readme, readme_html, may })
}

/// The project of this name in an organization of theirs. Whether they may see it is still to be asked.
pub(crate) async fn find(platform: &Platform, actor: &Actor, organization: &str, name: &str) -> Result<Project, ApiError> {
    let (actor, organization, name) = (actor.clone(), organization.to_owned(), name.to_owned());
    platform.db().look_up(move |conn| find_in(conn, &actor, &organization, &name)).await
}

/// The same in a transaction.
pub(crate) fn find_in(conn: &mut Conn, actor: &Actor, organization: &str, name: &str) -> Result<Project, ApiError> {
    let organization_id = membership(actor, organization, NOUN)?.organization_id;
    // Postgres would not even look for a name with a NUL in it.
    let found = if name.contains(char::is_control) { None } else { projects::find(conn, organization_id, name)? };
    found.ok_or_else(|| ApiError::not_found(NOUN))
}

/// Makes a project.
pub async fn create(platform: &Platform, actor: &Actor, new: NewProject) -> Result<ProjectSummary, ApiError> {
    let organization_id = membership(actor, &new.organization, CREATE.noun)?.organization_id;
    need(actor, organization_id, &CREATE)?;
    let mut fields = Fields::default();
    let name = fields.slug("name", &new.name);
    let description = fields.line("description", &new.description);
    let readme = fields.readme("readme", new.readme);
    let tags = fields.tags("tags", &new.tags);
    fields.finish()?;

    let created_at = platform.now();
    let id = ProjectId::from_uuid(platform.inner.ids.next(created_at));
    let row = NewProjectRow { id, organization_id, name, description, readme, tags, created_at };
    let summary = platform.db().write(move |conn| projects::insert(conn, row)).await?;
    say("created", actor, (&summary.organization, &summary.name));
    Ok(summary)
}

/// Changes a project.
pub async fn update(
    platform: &Platform,
    actor: &Actor,
    organization: &str,
    name: &str,
    changes: ProjectChanges,
) -> Result<ProjectSummary, ApiError> {
    let project = find(platform, actor, organization, name).await?;
    need(actor, project.organization_id, &CHANGE)?;
    let mut fields = Fields::default();
    let changes = ProjectChanges {
        name: changes.name.map(|name| fields.slug("name", &name)),
        description: changes.description.map(|description| fields.line("description", &description)),
        readme: changes.readme.map(|readme| fields.readme("readme", readme)),
        tags: changes.tags.map(|tags| fields.tags("tags", &tags)),
    };
    fields.finish()?;

    let (id, now) = (project.id, platform.now());
    let updated = platform.db().write(move |conn| projects::update(conn, id, changes, now)).await?;
    let summary = updated.ok_or_else(|| ApiError::not_found(NOUN))?;
    say("changed", actor, (&summary.organization, &summary.name));
    Ok(summary)
}

/// Puts a project away: it takes no new runs and leaves the list. What runs goes on.
pub async fn archive(platform: &Platform, actor: &Actor, organization: &str, name: &str) -> Result<ProjectSummary, ApiError> {
    set_archived(platform, actor, organization, name, true).await
}

/// Takes a project back from where [`archive`] put it.
pub async fn restore(platform: &Platform, actor: &Actor, organization: &str, name: &str) -> Result<ProjectSummary, ApiError> {
    set_archived(platform, actor, organization, name, false).await
}

async fn set_archived(
    platform: &Platform,
    actor: &Actor,
    organization: &str,
    name: &str,
    archived: bool,
) -> Result<ProjectSummary, ApiError> {
    let project = find(platform, actor, organization, name).await?;
    need(actor, project.organization_id, &CHANGE)?;
    let (id, now) = (project.id, platform.now());
    let at = archived.then_some(now);
    let changed = platform.db().write(move |conn| projects::set_archived(conn, id, at, now)).await?;
    let summary = changed.ok_or_else(|| ApiError::not_found(NOUN))?;
    say(if archived { "archived" } else { "restored" }, actor, (&summary.organization, &summary.name));
    Ok(summary)
}

/// Deletes a project with all its runs, their logs and artifacts, for whoever types its name. Not while one of them is not done.
pub async fn delete(platform: &Platform, actor: &Actor, organization: &str, name: &str, confirm: &str) -> Result<(), ApiError> {
    let project = find(platform, actor, organization, name).await?;
    need(actor, project.organization_id, &DELETE)?;
    if confirm.trim() != project.name {
        return Err(ApiError::field("confirm", format!("type `{}` to confirm", project.name)));
    }
    let (id, now) = (project.id, platform.now());
    platform
        .db()
        .try_write(move |conn| {
            let present = projects::by_id(conn, id)?.ok_or_else(|| ApiError::not_found(NOUN))?;
            match present.summary.active_runs {
                0 => {}
                active => return Err(still_active(active)),
            }
            projects::delete(conn, id, now)?;
            Ok(())
        })
        .await?;
    say("deleted", actor, (&project.organization, &project.name));
    Ok(())
}

fn still_active(runs: u64) -> ApiError {
    let message = if runs == 1 {
        "a run of this project is not done".to_owned()
    } else {
        format!("{runs} runs of this project are not done")
    };
    ApiError::new(ErrorCode::Conflict, message).with_hint("stop them first, or wait for them to end")
}

/// Refuses new runs where there may be none.
pub(crate) fn takes_runs(project: &Project) -> Result<(), ApiError> {
    match project.archived_at {
        None => Ok(()),
        Some(_) => Err(ApiError::new(ErrorCode::Conflict, format!("the project `{}` is archived", project.name))
            .with_hint("restore it in its settings, or choose another project")),
    }
}

fn say(what: &str, actor: &Actor, (organization, project): (&str, &str)) {
    tracing::info!(user = %actor.username, project = %format_args!("{organization}/{project}"), "project {what}");
}

/// The organization of this name, for whoever has `scope` in it.
pub(crate) fn organization(actor: &Actor, name: &str, scope: Scope) -> Result<OrganizationId, ApiError> {
    let id = membership(actor, name, "organization")?.organization_id;
    see(actor, id, scope, "organization")?;
    Ok(id)
}
