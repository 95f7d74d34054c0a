//! What a run will do, with every value resolved: what a cluster is given.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A run, ready to be launched.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// `job` for now.
    pub kind: String,
    /// The operation's name, or the component's; may be empty.
    pub name: String,
    /// What the file says of it.
    pub description: String,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// Declared inputs with their values.
    pub inputs: Vec<Io>,
    /// Declared outputs with the values the file gives them.
    pub outputs: Vec<Io>,
    /// Run one after the other, each to success, before `container`.
    pub init: Vec<Container>,
    /// The container whose end is the run's end.
    pub container: Container,
    /// When it is retried and when it is ended.
    pub termination: Termination,
    /// It needs nobody's word before it is queued.
    #[serde(default = "approved")]
    pub is_approved: bool,
}

/// What a file says that says nothing of it.
const fn approved() -> bool {
    true
}

/// One declared input or output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Io {
    /// Its name.
    pub name: String,
    /// Its declared type; `any` when none is.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it is; `None` when it has no value (yet).
    pub value: Option<Value>,
}

/// One container, a subset of Kubernetes' `v1.Container`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Container {
    /// Its name, unique in the run: `polyaxon-main` unless given.
    pub name: String,
    /// The image; the local runtime does not use it.
    pub image: Option<String>,
    /// The entry point; empty means the image's own.
    pub command: Vec<String>,
    /// Its arguments.
    pub args: Vec<String>,
    /// Variables in order; on duplicates the last wins.
    pub env: Vec<EnvVar>,
    /// Where it starts.
    pub working_dir: Option<String>,
}

/// One environment variable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvVar {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// When a run is retried and when it is ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Termination {
    /// How often it is started again after a failure.
    pub max_retries: u32,
    /// After how many seconds, all tries together, it is ended as failed.
    pub timeout: Option<u64>,
    /// For how many seconds its objects stay after its end; `None` is the cluster's default.
    pub ttl: Option<u64>,
}
