//! Reading one run, or the runs of one page.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::{
    OrganizationId, RunId, Timestamp,
    runs::{CloningKind, IoValue, ManagedBy, RunSummary},
};
use serde_json::{Map, Value};

use crate::{
    Conn, StoreError,
    columns::{parse, parse_json, unsigned},
    schema::{organizations, projects, run_specs, runs, users},
    sql::among,
};

/// A run as its own page needs it, but for its conditions and its log.
#[derive(Debug, Clone, PartialEq)]
pub struct RunRow {
    /// What lists show.
    pub summary: RunSummary,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// What its polyaxonfile says of it.
    pub description: String,
    /// The polyaxonfile as written.
    pub content: String,
    /// The compiled operation, as JSON.
    pub compiled: String,
    /// What the cluster is given, as JSON.
    pub plan: String,
    /// Its inputs.
    pub inputs: Vec<IoValue>,
    /// Its outputs.
    pub outputs: Vec<IoValue>,
    /// What clients note of it.
    pub meta_info: Map<String, Value>,
    /// How often it was started.
    pub attempt: u32,
    /// The container that was last at work.
    pub container: Option<String>,
    /// The cluster it runs on.
    pub cluster: String,
    /// Somebody wants it to end.
    pub stop_wanted: bool,
    /// No log line will follow.
    pub logs_complete: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = runs)]
struct SummaryRow {
    id: String,
    name: String,
    project_id: String,
    kind: String,
    status: String,
    reason: String,
    message: String,
    tags: String,
    original_id: Option<String>,
    cloning_kind: Option<String>,
    exit_code: Option<i32>,
    managed_by: String,
    created_at: i64,
    updated_at: i64,
    started_at: Option<i64>,
    finished_at: Option<i64>,
    archived_at: Option<i64>,
    #[diesel(select_expression = organizations::name)]
    organization: String,
    #[diesel(select_expression = projects::name)]
    project: String,
    #[diesel(select_expression = users::username)]
    user: String,
}

impl SummaryRow {
    fn read(self) -> Result<RunSummary, StoreError> {
        let cloning_kind = match self.cloning_kind.as_deref() {
            None => None,
            Some("restart") => Some(CloningKind::Restart),
            Some("copy") => Some(CloningKind::Copy),
            Some(other) => return Err(StoreError::damaged("runs.cloning_kind", format!("`{other}` is not one"))),
        };
        let managed_by = ManagedBy::ALL.iter().copied().find(|by| by.as_str() == self.managed_by);
        Ok(RunSummary {
            managed_by: managed_by
                .ok_or_else(|| StoreError::damaged("runs.managed_by", format!("`{}` is not one", self.managed_by)))?,
            updated_at: Timestamp::from_micros(self.updated_at),
            archived_at: self.archived_at.map(Timestamp::from_micros),
            id: parse("runs.id", &self.id)?,
            name: self.name,
            project_id: parse("runs.project_id", &self.project_id)?,
            organization: self.organization,
            project: self.project,
            user: self.user,
            kind: self.kind,
            status: parse("runs.status", &self.status)?,
            reason: self.reason,
            message: self.message,
            tags: parse_json("runs.tags", &self.tags)?,
            original: self.original_id.map(|id| parse("runs.original_id", &id)).transpose()?,
            cloning_kind,
            exit_code: self.exit_code,
            created_at: Timestamp::from_micros(self.created_at),
            started_at: self.started_at.map(Timestamp::from_micros),
            finished_at: self.finished_at.map(Timestamp::from_micros),
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = runs)]
struct DetailRow {
    organization_id: String,
    attempt: i32,
    container: Option<String>,
    cluster: String,
    stop_wanted_at: Option<i64>,
    logs_complete: bool,
    #[diesel(select_expression = run_specs::description)]
    description: String,
    #[diesel(select_expression = run_specs::content)]
    content: String,
    #[diesel(select_expression = run_specs::compiled)]
    compiled: String,
    #[diesel(select_expression = run_specs::plan)]
    plan: String,
    #[diesel(select_expression = run_specs::inputs)]
    inputs: String,
    #[diesel(select_expression = run_specs::outputs)]
    outputs: String,
    #[diesel(select_expression = run_specs::meta_info)]
    meta_info: String,
}

/// A run as lists show it.
pub fn summary(conn: &mut Conn, run: RunId) -> Result<Option<RunSummary>, StoreError> {
    Ok(summaries(conn, &[run])?.pop())
}

/// These runs, in this order; those that are gone are left out.
pub fn summaries(conn: &mut Conn, runs: &[RunId]) -> Result<Vec<RunSummary>, StoreError> {
    let ids: Vec<String> = runs.iter().map(RunId::to_string).collect();
    page(conn, &ids)
}

/// The same by their ids as the database has them.
pub(super) fn page(conn: &mut Conn, ids: &[String]) -> Result<Vec<RunSummary>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<SummaryRow> = runs::table
        .inner_join(organizations::table)
        .inner_join(projects::table)
        .inner_join(users::table)
        .filter(among(runs::id, ids))
        .select(SummaryRow::as_select())
        .load(conn)?;
    let mut rows: HashMap<String, SummaryRow> = rows.into_iter().map(|row| (row.id.clone(), row)).collect();
    ids.iter().filter_map(|id| rows.remove(id)).map(SummaryRow::read).collect()
}

/// A run's inputs and its outputs.
pub type Values = (Vec<IoValue>, Vec<IoValue>);

/// The values of these runs; of those that are gone, none.
pub fn values(conn: &mut Conn, runs: &[RunId]) -> Result<HashMap<RunId, Values>, StoreError> {
    let ids: Vec<String> = runs.iter().map(RunId::to_string).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(String, String, String)> = run_specs::table
        .filter(among(run_specs::run_id, &ids))
        .select((run_specs::run_id, run_specs::inputs, run_specs::outputs))
        .load(conn)?;
    rows.into_iter()
        .map(|(id, inputs, outputs)| {
            let (inputs, outputs) = (parse_json("run_specs.inputs", &inputs)?, parse_json("run_specs.outputs", &outputs)?);
            Ok((parse("run_specs.run_id", &id)?, (inputs, outputs)))
        })
        .collect()
}

/// A run as its own page needs it.
pub fn detail(conn: &mut Conn, run: RunId) -> Result<Option<RunRow>, StoreError> {
    let Some(summary) = summary(conn, run)? else { return Ok(None) };
    let row: DetailRow =
        runs::table.find(run.to_string()).inner_join(run_specs::table).select(DetailRow::as_select()).first(conn)?;
    Ok(Some(RunRow {
        summary,
        organization_id: parse("runs.organization_id", &row.organization_id)?,
        description: row.description,
        content: row.content,
        compiled: row.compiled,
        plan: row.plan,
        inputs: parse_json("run_specs.inputs", &row.inputs)?,
        outputs: parse_json("run_specs.outputs", &row.outputs)?,
        meta_info: parse_json("run_specs.meta_info", &row.meta_info)?,
        attempt: unsigned("runs.attempt", row.attempt.into())?,
        container: row.container,
        cluster: row.cluster,
        stop_wanted: row.stop_wanted_at.is_some(),
        logs_complete: row.logs_complete,
    }))
}
