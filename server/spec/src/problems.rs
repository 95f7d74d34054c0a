//! What is wrong with a polyaxonfile, and where.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The file can't be run.
    Error,
    /// The file can be run, but probably does not say what was meant.
    Warning,
}

/// A stretch of the file. Lines and columns count from 1, columns in characters; the end is exclusive. All zero: outside
/// of the file, as for a value given on a form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The first character's line.
    pub line: u32,
    /// The first character's column.
    pub column: u32,
    /// The line of the end.
    pub end_line: u32,
    /// The column of the end.
    pub end_column: u32,
    /// Which of the files that are put together: 0 is the first.
    #[serde(default, skip_serializing_if = "is_first")]
    pub file: u16,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde wants it")]
const fn is_first(file: &u16) -> bool {
    *file == 0
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// Where in the text.
    pub span: Span,
    /// Where in the document: `run.container.command[2]`; empty at the root.
    pub path: String,
    /// What is wrong and what is allowed. Lower case, no full stop.
    pub message: String,
    /// What to do about it: "did you mean `image`?"
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
}

/// `line 3, column 5: run.container: unknown field `imaeg` (did you mean `image`?)`
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Line 0: what a person gives besides the file.
        if self.span.line > 0 {
            write!(f, "line {}, column {}: ", self.span.line, self.span.column)?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)?;
        match &self.fix {
            Some(fix) => write!(f, " ({fix})"),
            None => Ok(()),
        }
    }
}
