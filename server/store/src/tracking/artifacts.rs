//! What runs read and made, by name: the rows of `run_artifacts`.

use diesel::{dsl::sql, prelude::*, sql_types::Bool};
use domain::{ProjectId, RunId, pages::COUNT_LIMIT, tracking::RunArtifact};

use super::place;
use crate::{
    Conn, StoreError,
    columns::{parse, parse_json, signed, to_json},
    db::MultiBackend,
    pages,
    schema::run_artifacts,
};

/// Which artifacts a list holds.
#[derive(Debug, Clone, Default)]
pub struct ArtifactQuery {
    /// Only this run's.
    pub run: Option<RunId>,
    /// Only this project's.
    pub project: Option<ProjectId>,
    /// Only those with one of these names; empty is all.
    pub names: Vec<String>,
    /// Only those of one of these kinds; empty is all.
    pub kinds: Vec<String>,
    /// Only what was read, or only what was made.
    pub is_input: Option<bool>,
    /// How many to leave out.
    pub offset: u32,
    /// How many at most.
    pub limit: u32,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = run_artifacts, treat_none_as_null = true, primary_key(run_id, name, kind))]
struct Row {
    run_id: String,
    name: String,
    kind: String,
    path: String,
    state: Option<String>,
    is_input: bool,
    connection: Option<String>,
    summary: String,
    meta_info: String,
}

impl Row {
    fn of(artifact: &RunArtifact) -> Result<Self, StoreError> {
        Ok(Self {
            run_id: artifact.run.to_string(),
            name: artifact.name.clone(),
            kind: artifact.kind.clone(),
            path: artifact.path.clone(),
            state: artifact.state.clone(),
            is_input: artifact.is_input,
            connection: artifact.connection.clone(),
            summary: to_json("run_artifacts.summary", &artifact.summary)?,
            meta_info: to_json("run_artifacts.meta_info", &artifact.meta_info)?,
        })
    }

    fn read(self) -> Result<RunArtifact, StoreError> {
        Ok(RunArtifact {
            run: parse("run_artifacts.run_id", &self.run_id)?,
            summary: parse_json("run_artifacts.summary", &self.summary)?,
            meta_info: parse_json("run_artifacts.meta_info", &self.meta_info)?,
            name: self.name,
            kind: self.kind,
            path: self.path,
            state: self.state,
            is_input: self.is_input,
            connection: self.connection,
        })
    }
}

fn matching(query: &ArtifactQuery) -> run_artifacts::BoxedQuery<'_, MultiBackend> {
    let mut rows = run_artifacts::table.into_boxed();
    if let Some(run) = query.run {
        rows = rows.filter(run_artifacts::run_id.eq(run.to_string()));
    }
    if let Some(project) = query.project {
        rows = rows.filter(run_artifacts::project_id.eq(project.to_string()));
    }
    if !query.names.is_empty() {
        rows = rows.filter(run_artifacts::name.eq_any(&query.names));
    }
    if !query.kinds.is_empty() {
        rows = rows.filter(run_artifacts::kind.eq_any(&query.kinds));
    }
    if let Some(is_input) = query.is_input {
        rows = rows.filter(run_artifacts::is_input.eq(is_input));
    }
    rows
}

/// A list of artifacts, those of the newest run first and then by name, and how many there are (counted up to [`COUNT_LIMIT`]).
pub fn artifacts(conn: &mut Conn, query: &ArtifactQuery) -> Result<(Vec<RunArtifact>, u64), StoreError> {
    let rows: Vec<Row> = matching(query)
        .order((run_artifacts::run_id.desc(), run_artifacts::name, run_artifacts::kind))
        .offset(query.offset.into())
        .limit(query.limit.into())
        .select(Row::as_select())
        .load(conn)?;
    let total = pages::count(conn, matching(query).select(sql::<Bool>("TRUE")))?;
    Ok((rows.into_iter().map(Row::read).collect::<Result<_, _>>()?, total.min(COUNT_LIMIT)))
}

/// A run's artifact of this name; of several kinds, the first.
pub fn artifact(conn: &mut Conn, run: RunId, name: &str) -> Result<Option<RunArtifact>, StoreError> {
    let row: Option<Row> = run_artifacts::table
        .filter(run_artifacts::run_id.eq(run.to_string()))
        .filter(run_artifacts::name.eq(name))
        .order(run_artifacts::kind)
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    row.map(Row::read).transpose()
}

/// Notes artifacts of one run, in place of those of the same name and kind; at most so many for a run. Says whether the run is there and
/// all of them were noted.
pub fn note_artifacts(conn: &mut Conn, run: RunId, artifacts: &[RunArtifact], most: u64) -> Result<bool, StoreError> {
    let id = run.to_string();
    let Some((_, project)) = place(conn, &id)? else { return Ok(false) };
    let mut left = None;
    for artifact in artifacts {
        let row = Row { run_id: id.clone(), ..Row::of(artifact)? };
        if diesel::update(run_artifacts::table.find((&id, &row.name, &row.kind))).set(&row).execute(conn)? > 0 {
            continue;
        }
        let free = if let Some(free) = left {
            free
        } else {
            let present: i64 = run_artifacts::table.filter(run_artifacts::run_id.eq(&id)).count().get_result(conn)?;
            signed(most) - present
        };
        if free <= 0 {
            return Ok(false);
        }
        left = Some(free - 1);
        diesel::insert_into(run_artifacts::table).values((row, run_artifacts::project_id.eq(&project))).execute(conn)?;
    }
    Ok(true)
}

/// Forgets a run's artifacts of this name; says whether there were any.
pub fn delete_artifact(conn: &mut Conn, run: RunId, name: &str) -> Result<bool, StoreError> {
    let rows = run_artifacts::table.filter(run_artifacts::run_id.eq(run.to_string())).filter(run_artifacts::name.eq(name));
    Ok(diesel::delete(rows).execute(conn)? > 0)
}

/// Notes for a run what another one has.
pub fn copy_artifacts(conn: &mut Conn, from: RunId, to: RunId, most: u64) -> Result<(), StoreError> {
    let query = ArtifactQuery { run: Some(from), limit: u32::try_from(most).unwrap_or(u32::MAX), ..ArtifactQuery::default() };
    let (copied, _) = artifacts(conn, &query)?;
    note_artifacts(conn, to, &copied, most)?;
    Ok(())
}
