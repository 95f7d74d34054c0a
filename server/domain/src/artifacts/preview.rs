//! One file, as it is looked at on a page.

use serde::{Deserialize, Serialize};

use super::EntryKind;
use crate::Timestamp;

/// One file, or what else has a name of its own, as it is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Its path from the run's folder. Hostile, as everything in it.
    pub path: String,
    /// How long it is, in bytes.
    pub bytes: u64,
    /// When it was written last.
    pub modified: Option<Timestamp>,
    /// What of it is shown.
    pub content: Content,
}

/// What is shown of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// There is nothing in it.
    Empty,
    /// A picture, fetched by the browser.
    Image,
    /// Sound, fetched by the browser.
    Audio,
    /// Moving pictures, fetched by the browser.
    Video,
    /// A page or a drawing, which may run: only in a frame that nothing leads out of, with this ticket.
    Framed {
        /// What the frame shows instead of a cookie.
        ticket: String,
    },
    /// Text, of which this is the beginning.
    Text {
        /// The text.
        text: String,
        /// How much of the file it is, in bytes.
        shown: u64,
    },
    /// Markdown, of which this is the beginning.
    Markdown {
        /// As HTML that is safe on our own pages.
        html: String,
        /// How much of the file it is, in bytes.
        shown: u64,
    },
    /// JSON, all of it.
    Json {
        /// As HTML: what is in braces can be closed.
        html: String,
    },
    /// Some rows of a table.
    Table(Sheet),
    /// Nothing that can be shown.
    Binary {
        /// How it begins.
        head: Vec<u8>,
        /// Why it is not shown, as a sentence; empty when nobody knows what it is.
        reason: String,
    },
    /// No file and no folder.
    Other(EntryKind),
}

/// Some rows of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Its first row.
    pub head: Vec<String>,
    /// Some of the rows after that.
    pub rows: Vec<Vec<String>>,
    /// How many rows come before those.
    pub before: u64,
    /// How many rows were counted in all.
    pub total: u64,
    /// How many columns are left out.
    pub hidden_columns: usize,
    /// How much of the file was read, in bytes, when it was not all of it.
    pub read: Option<u64>,
    /// How many parts of it there are.
    pub parts: u32,
}
