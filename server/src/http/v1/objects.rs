//! The objects of REST v1, under the names Polyaxon gives their fields.

use domain::{
    Scope, Timestamp,
    projects::{ProjectDetail, ProjectSummary},
    runs::{IoValue, ManagedBy, Pending, RunSummary},
    statuses::Condition,
    tokens::{CreatedToken, TokenSummary},
    users::Viewer,
};
use platform::runs::RunRecord;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// 1 is live, 0 archived.
fn live_state(archived_at: Option<Timestamp>) -> i32 {
    i32::from(archived_at.is_none())
}

/// `v1User`.
#[derive(Serialize, ToSchema)]
pub(super) struct User {
    username: String,
    email: String,
    kind: &'static str,
    /// Where the client works unless told otherwise.
    organization: Option<String>,
}

impl From<Viewer> for User {
    fn from(viewer: Viewer) -> Self {
        let organization = viewer.memberships.into_iter().next().map(|membership| membership.organization);
        Self { username: viewer.username, email: viewer.email.unwrap_or_default(), kind: "user", organization }
    }
}

/// `v1Token`.
#[derive(Serialize, ToSchema)]
pub(super) struct Token {
    uuid: String,
    /// The token itself: once, when it is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    name: String,
    #[schema(value_type = Vec<String>)]
    scopes: Vec<Scope>,
    created_at: String,
    expires_at: Option<String>,
    /// When it was last used.
    last_used_at: Option<String>,
}

impl From<CreatedToken> for Token {
    fn from(created: CreatedToken) -> Self {
        Self { key: Some(created.secret), ..created.summary.into() }
    }
}

impl From<TokenSummary> for Token {
    fn from(token: TokenSummary) -> Self {
        Self {
            uuid: token.id.to_string(),
            key: None,
            name: token.name,
            scopes: token.scopes,
            created_at: token.created_at.to_string(),
            expires_at: token.expires_at.map(|at| at.to_string()),
            last_used_at: token.last_used_at.map(|at| at.to_string()),
        }
    }
}

/// `v1Project`.
#[derive(Serialize, ToSchema)]
pub(super) struct Project {
    uuid: String,
    owner: String,
    name: String,
    description: String,
    tags: Vec<String>,
    created_at: String,
    updated_at: String,
    is_public: bool,
    live_state: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    readme: Option<String>,
}

impl From<ProjectSummary> for Project {
    fn from(project: ProjectSummary) -> Self {
        Self {
            uuid: project.id.to_string(),
            owner: project.organization,
            name: project.name,
            description: project.description,
            tags: project.tags,
            created_at: project.created_at.to_string(),
            updated_at: project.updated_at.to_string(),
            is_public: false,
            live_state: live_state(project.archived_at),
            readme: None,
        }
    }
}

impl From<ProjectDetail> for Project {
    fn from(project: ProjectDetail) -> Self {
        Self { readme: Some(project.readme), ..project.summary.into() }
    }
}

/// `v1Run`.
#[derive(Serialize, ToSchema)]
pub(super) struct Run {
    uuid: String,
    name: String,
    tags: Vec<String>,
    user: String,
    owner: String,
    project: String,
    created_at: String,
    updated_at: String,
    started_at: Option<String>,
    finished_at: Option<String>,
    /// In seconds.
    wait_time: Option<f64>,
    /// In seconds.
    duration: Option<f64>,
    managed_by: &'static str,
    is_managed: bool,
    is_approved: bool,
    pending: Option<&'static str>,
    status: &'static str,
    live_state: i32,
    kind: String,
    runtime: String,
    original: Option<Original>,
    #[schema(value_type = Object)]
    inputs: Map<String, Value>,
    #[schema(value_type = Object)]
    outputs: Map<String, Value>,
}

/// `v1Run` with what lists leave out.
#[derive(Serialize, ToSchema)]
pub(super) struct RunDetail {
    #[serde(flatten)]
    run: Run,
    description: String,
    /// The compiled operation, as JSON.
    content: String,
    /// The polyaxonfile as written.
    raw_content: String,
    status_conditions: Vec<StatusCondition>,
    settings: Settings,
    #[schema(value_type = Object)]
    meta_info: Map<String, Value>,
    /// By whoever asks.
    bookmarked: bool,
}

/// What a clone was made of, and how.
#[derive(Serialize, ToSchema)]
struct Original {
    uuid: String,
    kind: Option<&'static str>,
}

impl Run {
    /// As lists show it.
    pub(super) fn listed(run: RunSummary, (inputs, outputs): (Vec<IoValue>, Vec<IoValue>), now: Timestamp) -> Self {
        let text = |at: Timestamp| at.to_string();
        let pending = run.pending();
        let seconds = |seconds: f64| (seconds * 100.0).round() / 100.0;
        Self {
            uuid: run.id.to_string(),
            duration: run.duration(now).map(seconds),
            wait_time: run.started_at.map(|at| seconds(at.seconds_since(run.created_at))),
            updated_at: run.updated_at.to_string(),
            created_at: run.created_at.to_string(),
            started_at: run.started_at.map(text),
            finished_at: run.finished_at.map(text),
            name: run.name,
            tags: run.tags,
            user: run.user,
            owner: run.organization,
            project: run.project,
            managed_by: run.managed_by.as_str(),
            // A client on somebody's machine watches over its run as well.
            is_managed: run.managed_by != ManagedBy::User,
            is_approved: pending.is_none(),
            pending: pending.map(Pending::as_str),
            status: run.status.as_str(),
            live_state: live_state(run.archived_at),
            runtime: run.kind.clone(),
            kind: run.kind,
            original: run.original.map(|original| Original {
                uuid: original.to_string(),
                kind: run.cloning_kind.map(domain::runs::CloningKind::as_str),
            }),
            inputs: values(inputs),
            outputs: values(outputs),
        }
    }
}

impl RunDetail {
    pub(super) fn new(RunRecord { row: run, conditions, bookmarked }: RunRecord, now: Timestamp) -> Self {
        Self {
            settings: Settings::of(&run.cluster),
            description: run.description,
            content: run.compiled,
            raw_content: run.content,
            status_conditions: conditions.into_iter().map(StatusCondition::from).collect(),
            bookmarked,
            meta_info: run.meta_info,
            run: Run::listed(run.summary, (run.inputs, run.outputs), now),
        }
    }
}

fn values(values: Vec<IoValue>) -> Map<String, Value> {
    values.into_iter().filter_map(|io| Some((io.name, io.value?))).collect()
}

/// `v1RunSettings`.
#[derive(Serialize, ToSchema)]
pub(super) struct Settings {
    /// Part of the paths of streams: here, the cluster.
    namespace: String,
}

impl Settings {
    /// Paths have no empty parts, wherever a run runs.
    pub(super) fn of(cluster: &str) -> Self {
        let namespace = if cluster.is_empty() { "default" } else { cluster };
        Self { namespace: namespace.to_owned() }
    }
}

/// `v1StatusCondition`.
#[derive(Serialize, ToSchema)]
pub(super) struct StatusCondition {
    #[serde(rename = "type")]
    status: &'static str,
    #[serde(rename = "status")]
    holds: &'static str,
    reason: String,
    message: String,
    last_update_time: String,
    last_transition_time: String,
}

impl From<Condition> for StatusCondition {
    fn from(condition: Condition) -> Self {
        Self {
            status: condition.status.as_str(),
            holds: "True",
            reason: condition.reason,
            message: condition.message,
            last_update_time: condition.at.to_string(),
            last_transition_time: condition.at.to_string(),
        }
    }
}

/// `v1Status`.
#[derive(Serialize, ToSchema)]
pub(super) struct Statuses {
    uuid: String,
    status: &'static str,
    status_conditions: Vec<StatusCondition>,
}

impl Statuses {
    pub(super) fn new(run: &RunSummary, conditions: Vec<Condition>) -> Self {
        Self {
            uuid: run.id.to_string(),
            status: run.status.as_str(),
            status_conditions: conditions.into_iter().map(StatusCondition::from).collect(),
        }
    }
}
