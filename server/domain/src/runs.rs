//! What can be asked of Orrery about runs, and what it answers.

mod order;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use self::order::{RunOrder, UnknownOrder};
use crate::{
    ProjectId, RunId, Timestamp,
    logs::LogLine,
    statuses::{Condition, Status, Tone},
};

/// How a run came from another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CloningKind {
    /// The same again.
    Restart,
    /// The same again, beginning with the original's artifacts.
    Copy,
}

impl CloningKind {
    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Restart => "restart",
            Self::Copy => "copy",
        }
    }
}

/// Who starts a run and watches it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ManagedBy {
    /// Orrery does, on a cluster.
    #[default]
    Agent,
    /// A client on somebody's machine: what it says of the run is all that is known.
    Cli,
    /// A person's own program: what it says of the run is all that is known.
    #[serde(alias = "client")]
    User,
}

impl ManagedBy {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Agent, Self::Cli, Self::User];

    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Cli => "cli",
            Self::User => "user",
        }
    }
}

/// What a run waits for before it may have a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pending {
    /// Its files are on their way.
    Upload,
    /// Somebody is to allow it.
    Approval,
}

impl Pending {
    /// Both.
    pub const ALL: &[Self] = &[Self::Upload, Self::Approval];

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::Approval => "approval",
        }
    }

    /// The reason of its condition, while it is `compiled` and not yet `queued`.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Upload => "PendingUpload",
            Self::Approval => "PendingApproval",
        }
    }
}

/// A run as lists show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunSummary {
    /// Its id.
    pub id: RunId,
    /// Its name; may be empty.
    pub name: String,
    /// The project's id.
    pub project_id: ProjectId,
    /// The organization's name.
    pub organization: String,
    /// The project's name.
    pub project: String,
    /// Who submitted it.
    pub user: String,
    /// `job` for now.
    pub kind: String,
    /// Where it is in its life.
    pub status: Status,
    /// The last condition's reason.
    pub reason: String,
    /// The last condition's message: while it waits, what it waits for; when it failed, why.
    pub message: String,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// What it came from, if it is a clone.
    pub original: Option<RunId>,
    /// How it came from it.
    pub cloning_kind: Option<CloningKind>,
    /// The main container's exit code, once it has one.
    pub exit_code: Option<i32>,
    /// Who starts it and watches it.
    pub managed_by: ManagedBy,
    /// When it was submitted.
    pub created_at: Timestamp,
    /// When anything of it last changed.
    pub updated_at: Timestamp,
    /// When it first had a process or a pod.
    pub started_at: Option<Timestamp>,
    /// When it was done.
    pub finished_at: Option<Timestamp>,
    /// When it was put away.
    pub archived_at: Option<Timestamp>,
}

impl RunSummary {
    /// The name people read: the name, or the short id when it has none.
    pub fn title(&self) -> String {
        if self.name.is_empty() { self.id.short() } else { self.name.clone() }
    }

    /// What it waits for before it may have a place; `None` when it waits for nothing, or only for a place.
    pub fn pending(&self) -> Option<Pending> {
        Pending::ALL.iter().copied().find(|pending| self.status == Status::Compiled && self.reason == pending.reason())
    }

    /// How long it has run, in seconds; `None` before it starts.
    pub fn duration(&self, now: Timestamp) -> Option<f64> {
        Some(self.finished_at.unwrap_or(now).seconds_since(self.started_at?))
    }
}

/// One declared input or output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IoValue {
    /// Its name.
    pub name: String,
    /// Its declared type: `int`, `str`, …; `any` when it was not declared.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it is; `None` while an output has none.
    pub value: Option<Value>,
}

/// Why a run failed, and what a person needs to mend it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    /// One sentence: what happened.
    pub summary: String,
    /// The container that failed, if one did.
    pub container: Option<String>,
    /// Its exit code.
    pub exit_code: Option<i32>,
    /// What to try.
    pub advice: String,
    /// The log's last lines, at most 20.
    pub last_lines: Vec<LogLine>,
}

/// A run as its own page shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunDetail {
    /// What lists show.
    pub summary: RunSummary,
    /// What its polyaxonfile says of it.
    pub description: String,
    /// Its timeline, oldest first.
    pub conditions: Vec<Condition>,
    /// Its inputs.
    pub inputs: Vec<IoValue>,
    /// Its outputs.
    pub outputs: Vec<IoValue>,
    /// What clients note of it.
    pub meta_info: Map<String, Value>,
    /// The polyaxonfile as written; empty when it has none.
    pub content: String,
    /// The compiled operation, as pretty-printed JSON.
    pub compiled: String,
    /// The containers it runs, in order: init containers first.
    pub containers: Vec<String>,
    /// The cluster it runs on: `local`.
    pub cluster: String,
    /// How often it was started.
    pub attempt: u32,
    /// Why it failed, when it has.
    pub failure: Option<Failure>,
    /// How many log lines there are.
    pub log_lines: u64,
    /// Whether whoever asked keeps it among their bookmarks.
    pub bookmarked: bool,
    /// What whoever asked may do.
    pub may: RunRights,
}

/// What somebody may do with a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRights {
    /// Stop, restart, copy.
    pub write: bool,
    /// Delete.
    pub delete: bool,
}

/// What a new run is made from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmitRun {
    /// The organization's name.
    pub organization: String,
    /// The project's name.
    pub project: String,
    /// The polyaxonfile: YAML or JSON.
    pub content: String,
    /// Overrides the file's name.
    pub name: Option<String>,
    /// Overrides the file's description.
    pub description: Option<String>,
    /// Added to the file's tags.
    pub tags: Vec<String>,
    /// Values for inputs, as text that the input's type parses. They win over the file's own params.
    pub params: BTreeMap<String, String>,
    /// It is not queued before [`Pending`] is over.
    pub pending: Option<Pending>,
    /// Who starts it. Only a run that Orrery starts needs a polyaxonfile.
    pub managed_by: ManagedBy,
    /// What the client notes of it.
    pub meta_info: Map<String, Value>,
}

/// What of a run is to change; `None` leaves it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunChanges {
    /// A new name.
    pub name: Option<String>,
    /// A new description.
    pub description: Option<String>,
    /// Tags.
    pub tags: Option<Vec<String>>,
    /// Values of inputs.
    pub inputs: Option<Map<String, Value>>,
    /// Values of outputs.
    pub outputs: Option<Map<String, Value>>,
    /// What clients note of it.
    pub meta_info: Option<Map<String, Value>>,
    /// Tags and values come to those there are, instead of in their place.
    pub merge: bool,
}

/// Which runs a list holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunFilter {
    /// Only this organization's.
    pub organization: Option<String>,
    /// Only this project's (with `organization`).
    pub project: Option<String>,
    /// Only these families of statuses; empty is all.
    pub tones: Vec<Tone>,
    /// Only those whose name contains this, without regard to case.
    pub name: Option<String>,
    /// Only those that answer this query; see [`crate::pql`].
    pub query: Option<String>,
    /// In this [`RunOrder`]; newest first when `None`.
    pub sort: Option<String>,
    /// A cursor of [`crate::pages::Page::next`].
    pub after: Option<String>,
    /// A cursor of [`crate::pages::Page::previous`].
    pub before: Option<String>,
    /// How many of the newest to leave out, at most [`crate::pages::OFFSET_LIMIT`]; instead of a cursor.
    pub offset: Option<u32>,
    /// How many, 1 to 200; 50 when `None`.
    pub limit: Option<u32>,
}

/// How many runs there are in each family, under a filter without its families.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunCounts {
    /// In the order of [`Tone::ALL`]; each counted up to [`crate::pages::COUNT_LIMIT`].
    pub by_tone: [u64; 6],
}

impl RunCounts {
    /// How many there are of this family.
    pub fn of(&self, tone: Tone) -> u64 {
        Tone::ALL.iter().position(|other| *other == tone).map_or(0, |index| self.by_tone[index])
    }
}
