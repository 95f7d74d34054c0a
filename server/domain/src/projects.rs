//! Projects: where runs live.

use serde::{Deserialize, Serialize};

use crate::{ProjectId, Timestamp};

/// A project as lists show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProjectSummary {
    /// Its id.
    pub id: ProjectId,
    /// The organization it belongs to.
    pub organization: String,
    /// Its name, unique in the organization: `^[-a-zA-Z0-9_]+$`.
    pub name: String,
    /// One line.
    pub description: String,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// When it was archived, if it is.
    pub archived_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// How many runs it holds that are not done.
    pub active_runs: u64,
    /// How many runs it holds, counted up to [`crate::pages::COUNT_LIMIT`].
    pub runs: u64,
    /// When its newest run was created.
    pub last_run_at: Option<Timestamp>,
}

/// A project as its own page shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProjectDetail {
    /// What lists show.
    pub summary: ProjectSummary,
    /// The README as written: Markdown.
    pub readme: String,
    /// The README as sanitised HTML.
    pub readme_html: String,
    /// What whoever asked may do.
    pub may: ProjectRights,
}

/// What somebody may do with a project.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectRights {
    /// Change and archive it.
    pub write: bool,
    /// Delete it.
    pub delete: bool,
    /// Submit runs to it.
    pub submit: bool,
}

/// What a new project is made from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewProject {
    /// The organization it will belong to.
    pub organization: String,
    /// Its name.
    pub name: String,
    /// One line.
    pub description: String,
    /// Markdown.
    pub readme: String,
    /// Words to find it by.
    pub tags: Vec<String>,
}

/// What of a project is to change; `None` leaves it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectChanges {
    /// A new name.
    pub name: Option<String>,
    /// A new description.
    pub description: Option<String>,
    /// A new README.
    pub readme: Option<String>,
    /// New tags.
    pub tags: Option<Vec<String>>,
}

/// Which projects a list holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectFilter {
    /// Only this organization's.
    pub organization: Option<String>,
    /// Only those whose name or description contains this, without regard to case.
    pub search: Option<String>,
    /// Archived ones instead of live ones.
    pub archived: bool,
    /// A cursor of [`crate::pages::Page::next`].
    pub after: Option<String>,
    /// A cursor of [`crate::pages::Page::previous`].
    pub before: Option<String>,
    /// How many of the newest to leave out, at most [`crate::pages::OFFSET_LIMIT`]; instead of a cursor.
    pub offset: Option<u32>,
    /// How many, 1 to 200; 50 when `None`.
    pub limit: Option<u32>,
}
