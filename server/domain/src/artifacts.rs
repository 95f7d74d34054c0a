//! What runs keep: files and folders.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What is in one folder of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArtifactTree {
    /// Files by name, with their sizes in bytes.
    pub files: BTreeMap<String, u64>,
    /// The names of folders.
    pub dirs: Vec<String>,
}

/// Where an upload goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// The folder, from the run's own; empty is that itself.
    pub path: String,
    /// What the file is called; of a path, its last part.
    pub name: String,
    /// It is a `tar.gz` whose content is meant.
    pub unpack: bool,
    /// It may take the place of what is there.
    pub overwrite: bool,
}
