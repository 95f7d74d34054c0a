//! Reading projects with what is counted of them, in one query.

use std::collections::HashMap;

use diesel::{
    dsl::sql,
    expression::SqlLiteral,
    prelude::*,
    sql_types::{BigInt, Nullable},
};
use domain::{OrganizationId, ProjectId, Timestamp, pages::COUNT_LIMIT, projects::ProjectSummary};

use crate::{
    Conn, StoreError,
    columns::{fold, parse, parse_json, unsigned},
    schema::{organizations, projects},
    sql::among,
};

/// A project as its own page needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectRow {
    /// What lists show.
    pub summary: ProjectSummary,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// The README as written.
    pub readme: String,
}

/// A project as what is done in it needs it. What is counted of one is left out: that takes longer than most of what is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// What that one is called.
    pub organization: String,
    /// Its name.
    pub name: String,
    /// When it was archived, if it is.
    pub archived_at: Option<Timestamp>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = projects)]
struct FewColumns {
    id: String,
    organization_id: String,
    #[diesel(select_expression = organizations::name)]
    organization: String,
    name: String,
    archived_at: Option<i64>,
}

impl FewColumns {
    fn read(self) -> Result<Project, StoreError> {
        Ok(Project {
            id: parse("projects.id", &self.id)?,
            organization_id: parse("projects.organization_id", &self.organization_id)?,
            organization: self.organization,
            name: self.name,
            archived_at: self.archived_at.map(Timestamp::from_micros),
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = projects)]
struct Columns {
    id: String,
    organization_id: String,
    name: String,
    description: String,
    tags: String,
    archived_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
    #[diesel(select_expression = organizations::name)]
    organization: String,
    #[diesel(select_expression = active_runs(), select_expression_type = SqlLiteral<BigInt>)]
    active_runs: i64,
    #[diesel(select_expression = some_runs(), select_expression_type = SqlLiteral<BigInt>)]
    runs: i64,
    #[diesel(select_expression = last_run_at(), select_expression_type = SqlLiteral<Nullable<BigInt>>)]
    last_run_at: Option<i64>,
}

/// One scan of the index of unfinished runs.
fn active_runs() -> SqlLiteral<BigInt> {
    sql("(SELECT COUNT(*) FROM runs WHERE runs.project_id = projects.id AND runs.finished_at IS NULL)")
}

/// Stops at the limit, which a count without a subquery would not.
fn some_runs() -> SqlLiteral<BigInt> {
    sql(&format!(
        "(SELECT COUNT(*) FROM (SELECT 1 FROM runs WHERE runs.project_id = projects.id LIMIT {COUNT_LIMIT}) AS counted)"
    ))
}

/// The first entry of an index.
fn last_run_at() -> SqlLiteral<Nullable<BigInt>> {
    sql("(SELECT runs.created_at FROM runs WHERE runs.project_id = projects.id ORDER BY runs.id DESC LIMIT 1)")
}

impl Columns {
    fn read(self) -> Result<(OrganizationId, ProjectSummary), StoreError> {
        let summary = ProjectSummary {
            id: parse("projects.id", &self.id)?,
            organization: self.organization,
            name: self.name,
            description: self.description,
            tags: parse_json("projects.tags", &self.tags)?,
            archived_at: self.archived_at.map(Timestamp::from_micros),
            created_at: Timestamp::from_micros(self.created_at),
            updated_at: Timestamp::from_micros(self.updated_at),
            active_runs: unsigned("a count", self.active_runs)?,
            runs: unsigned("a count", self.runs)?,
            last_run_at: self.last_run_at.map(Timestamp::from_micros),
        };
        Ok((parse("projects.organization_id", &self.organization_id)?, summary))
    }
}

/// These projects, in this order; those that are gone are left out.
pub(super) fn summaries(conn: &mut Conn, ids: &[String]) -> Result<Vec<ProjectSummary>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Columns> = projects::table
        .inner_join(organizations::table)
        .filter(among(projects::id, ids))
        .select(Columns::as_select())
        .load(conn)?;
    let mut rows: HashMap<String, Columns> = rows.into_iter().map(|row| (row.id.clone(), row)).collect();
    ids.iter().filter_map(|id| rows.remove(id)).map(|row| row.read().map(|(_, summary)| summary)).collect()
}

/// The project of this id, with what is counted of it.
pub fn by_id(conn: &mut Conn, project: ProjectId) -> Result<Option<ProjectRow>, StoreError> {
    let row: Option<(Columns, String)> = projects::table
        .find(project.to_string())
        .inner_join(organizations::table)
        .select((Columns::as_select(), projects::readme))
        .first(conn)
        .optional()?;
    row.map(|(columns, readme)| {
        let (organization_id, summary) = columns.read()?;
        Ok(ProjectRow { summary, organization_id, readme })
    })
    .transpose()
}

/// The organization's project of this name, without regard to case.
pub fn find(conn: &mut Conn, organization: OrganizationId, name: &str) -> Result<Option<Project>, StoreError> {
    let row: Option<FewColumns> = projects::table
        .inner_join(organizations::table)
        .filter(projects::organization_id.eq(organization.to_string()))
        .filter(projects::name_folded.eq(fold(name)))
        .select(FewColumns::as_select())
        .first(conn)
        .optional()?;
    row.map(FewColumns::read).transpose()
}

/// The project of this id.
pub fn find_by_id(conn: &mut Conn, project: ProjectId) -> Result<Option<Project>, StoreError> {
    let row: Option<FewColumns> = projects::table
        .find(project.to_string())
        .inner_join(organizations::table)
        .select(FewColumns::as_select())
        .first(conn)
        .optional()?;
    row.map(FewColumns::read).transpose()
}
