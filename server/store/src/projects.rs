//! Projects: rows, lists, and what changes them. Every change is told through the outbox.

mod lists;
mod rows;

use diesel::prelude::*;
use domain::{
    OrganizationId, ProjectId, Timestamp,
    events::Change,
    projects::{ProjectChanges, ProjectSummary},
};

pub use self::{
    lists::{ProjectQuery, page},
    rows::{Project, ProjectRow, by_id, find, find_by_id},
};
use crate::{
    Conn, StoreError,
    columns::{fold, parse, to_json},
    outbox,
    schema::projects,
};

/// A project to be stored.
#[derive(Debug, Clone)]
pub struct NewProjectRow {
    /// Its id: a UUID version 7, by which lists are ordered.
    pub id: ProjectId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// Its name, unique in the organization without regard to case.
    pub name: String,
    /// One line.
    pub description: String,
    /// Markdown.
    pub readme: String,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// When it is made.
    pub created_at: Timestamp,
}

/// What a search looks in.
fn search_text(name: &str, description: &str) -> String {
    fold(&format!("{name}\n{description}"))
}

/// Makes a project; `Taken` when its organization has one of this name.
pub fn insert(conn: &mut Conn, project: NewProjectRow) -> Result<ProjectSummary, StoreError> {
    check_name(conn, project.organization_id, &project.name, project.id)?;
    diesel::insert_into(projects::table)
        .values((
            projects::id.eq(project.id.to_string()),
            projects::organization_id.eq(project.organization_id.to_string()),
            projects::name.eq(&project.name),
            projects::name_folded.eq(fold(&project.name)),
            projects::description.eq(&project.description),
            projects::readme.eq(&project.readme),
            projects::tags.eq(to_json("projects.tags", &project.tags)?),
            projects::search_text.eq(search_text(&project.name, &project.description)),
            projects::created_at.eq(project.created_at.as_micros()),
            projects::updated_at.eq(project.created_at.as_micros()),
        ))
        .execute(conn)?;
    let row = tell(conn, project.id, project.created_at)?;
    row.map(|row| row.summary).ok_or_else(|| StoreError::damaged("projects", "a new row is gone"))
}

fn check_name(conn: &mut Conn, organization: OrganizationId, name: &str, but: ProjectId) -> Result<(), StoreError> {
    let holder: Option<String> = projects::table
        .filter(projects::organization_id.eq(organization.to_string()))
        .filter(projects::name_folded.eq(fold(name)))
        .select(projects::id)
        .first(conn)
        .optional()?;
    match holder {
        Some(holder) if holder != but.to_string() => Err(StoreError::Taken { field: "name" }),
        _ => Ok(()),
    }
}

/// Tells open pages that the project is not what it was; answers what it is.
fn tell(conn: &mut Conn, project: ProjectId, now: Timestamp) -> Result<Option<ProjectRow>, StoreError> {
    let row = by_id(conn, project)?;
    if let Some(row) = &row {
        outbox::append(conn, &Change::Project { project }, row.organization_id, now)?;
    }
    Ok(row)
}

#[derive(AsChangeset)]
#[diesel(table_name = projects)]
struct Changes {
    name: String,
    name_folded: String,
    description: String,
    readme: String,
    tags: String,
    search_text: String,
    updated_at: i64,
}

/// Changes a project; `None` when there is none, `Taken` when its organization has another one of the new name.
pub fn update(
    conn: &mut Conn,
    project: ProjectId,
    changes: ProjectChanges,
    now: Timestamp,
) -> Result<Option<ProjectSummary>, StoreError> {
    let Some(present) = by_id(conn, project)? else { return Ok(None) };
    let name = changes.name.unwrap_or(present.summary.name);
    check_name(conn, present.organization_id, &name, project)?;
    let description = changes.description.unwrap_or(present.summary.description);
    let row = Changes {
        name_folded: fold(&name),
        search_text: search_text(&name, &description),
        name,
        description,
        readme: changes.readme.unwrap_or(present.readme),
        tags: to_json("projects.tags", &changes.tags.unwrap_or(present.summary.tags))?,
        updated_at: now.as_micros(),
    };
    diesel::update(projects::table.find(project.to_string())).set(row).execute(conn)?;
    Ok(tell(conn, project, now)?.map(|row| row.summary))
}

/// Archives a project (`at`) or takes it back (`None`); `None` when there is none. One that already is as asked is left alone.
pub fn set_archived(
    conn: &mut Conn,
    project: ProjectId,
    at: Option<Timestamp>,
    now: Timestamp,
) -> Result<Option<ProjectSummary>, StoreError> {
    let Some(present) = by_id(conn, project)? else { return Ok(None) };
    if present.summary.archived_at.is_some() == at.is_some() {
        return Ok(Some(present.summary));
    }
    diesel::update(projects::table.find(project.to_string()))
        .set((projects::archived_at.eq(at.map(Timestamp::as_micros)), projects::updated_at.eq(now.as_micros())))
        .execute(conn)?;
    Ok(tell(conn, project, now)?.map(|row| row.summary))
}

/// Deletes a project with all its runs; says whether it was there. Whether its runs have ended is the caller's to check, and their log
/// files are left to delete ([`crate::runs::deleted`]).
pub fn delete(conn: &mut Conn, project: ProjectId, now: Timestamp) -> Result<bool, StoreError> {
    let id = project.to_string();
    let organization: Option<String> = projects::table.find(&id).select(projects::organization_id).first(conn).optional()?;
    let Some(organization) = organization else { return Ok(false) };
    diesel::delete(projects::table.find(&id)).execute(conn)?;
    outbox::append(conn, &Change::Project { project }, parse("projects.organization_id", &organization)?, now)?;
    Ok(true)
}
