//! What runs keep: files and folders, how they are listed, and how they are looked at.

mod media;
mod preview;
mod text;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use self::{
    media::{Media, Separator, inert_type},
    preview::{Content, Preview, Sheet},
    text::{name_text, size_text},
};
use crate::Timestamp;

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

/// What something in a folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// A folder.
    Folder,
    /// A file.
    File,
    /// A link that leads to nothing within the run's own folder.
    DeadLink,
    /// A pipe, a socket or a device: there is nothing in it to read.
    Special,
    /// Its name is no text: it can't be asked for.
    Nameless,
}

/// Something in a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its name, as it is. Hostile: shown only as [`name_text`].
    pub name: String,
    /// What it is; of a link, what it leads to.
    pub kind: EntryKind,
    /// It is a link.
    pub link: bool,
    /// How long a file is, in bytes.
    pub bytes: u64,
    /// When it was written last.
    pub modified: Option<Timestamp>,
}

/// One page of a folder: folders first, then in the order people count in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// The folder, from the run's own; empty is that itself.
    pub path: String,
    /// What is on this page.
    pub entries: Vec<Entry>,
    /// Which page, from 1.
    pub page: u32,
    /// How many pages there are.
    pub pages: u32,
    /// How many folders there are in all, not counting what is in them.
    pub folders: u64,
    /// How many files and other things there are in all.
    pub files: u64,
    /// There is more than is counted.
    pub more: bool,
    /// There is nothing in it but empty folders, if that.
    pub bare: bool,
}
