//! What is told to open pages while they are looked at.

use serde::{Deserialize, Serialize};

use crate::{ProjectId, RunId, runs::RunSummary};

/// One entry of the live stream, fed from the outbox. On the wire (SSE): `id:` is `id`, `data:` is this as JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Its place in the outbox; grows by commit. What `Last-Event-ID` carries.
    pub id: i64,
    /// What happened.
    pub change: Change,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// A run was created, or anything a list shows of it changed.
    Run {
        /// The run as lists show it now.
        run: Box<RunSummary>,
    },
    /// A run is gone.
    RunDeleted {
        /// Which.
        run: RunId,
        /// Where it was.
        project: ProjectId,
    },
    /// A project was created, changed, archived or deleted.
    Project {
        /// Which.
        project: ProjectId,
    },
    /// The stream can't continue from where the reader was: load the page's data again.
    Reset,
}
