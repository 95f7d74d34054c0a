//! What can go wrong between Orrery and its database and files.

use diesel::result::{DatabaseErrorKind, Error as DieselError};
use domain::{ApiError, ErrorCode, FieldError, RunId};

/// Why something could not be read or stored. What was begun is rolled back.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database is away, locked or busy: the same may work in a moment.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The disk is full, or can't be written to for another reason that is the machine's: the same may work once there is room.
    #[error("the disk is full or can't be written to: {0}")]
    Disk(String),
    /// The database refused.
    #[error("the database failed")]
    Database(#[source] DieselError),
    /// The database could not be brought up to date.
    #[error("the database can't be brought up to date: {0}")]
    Migration(String),
    /// A newer Orrery has written this database.
    #[error("the database is newer than this version of Orrery: it has the migration {0}; start the newer version")]
    Newer(String),
    /// A stored value is not what this version of Orrery writes.
    #[error("{what} can't be read: {problem}")]
    Damaged {
        /// Which column or object.
        what: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Something else already has this name.
    #[error("this {field} is taken")]
    Taken {
        /// The field that must differ.
        field: &'static str,
    },
    /// A page was asked for with a cursor that no page gave out.
    #[error("`{0}` is not a cursor of this list")]
    Cursor(String),
    /// Another writer has stored lines of the same log. Resuming tells where to go on.
    #[error("the log of run {0} was written by somebody else in the meantime")]
    LogMoved(RunId),
    /// Lines were appended to a log out of order.
    #[error("the log of run {run} goes on with line {expected}, not {given}")]
    LogOrder {
        /// Whose log.
        run: RunId,
        /// The number the next line must have.
        expected: u64,
        /// The number it was given.
        given: u64,
    },
    /// The object store.
    #[error("the log store failed")]
    Objects(#[source] object_store::Error),
}

impl StoreError {
    pub(crate) fn damaged(what: impl Into<String>, problem: impl ToString) -> Self {
        Self::Damaged { what: what.into(), problem: problem.to_string() }
    }
}

impl From<DieselError> for StoreError {
    fn from(error: DieselError) -> Self {
        let away = match &error {
            DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection, _) | DieselError::BrokenTransactionManager => true,
            // SQLite has one kind for everything; Postgres says `lock timeout`, or why it ended the connection.
            DieselError::DatabaseError(DatabaseErrorKind::Unknown, information) => {
                ["database is locked", "database table is locked", "lock timeout", "terminating connection", "server closed"]
                    .iter()
                    .any(|sign| information.message().contains(sign))
            }
            _ => false,
        };
        if away {
            Self::Unavailable(error.to_string())
        } else if is_of_disk(&error.to_string()) {
            Self::Disk(error.to_string())
        } else {
            Self::Database(error)
        }
    }
}

impl From<object_store::Error> for StoreError {
    fn from(error: object_store::Error) -> Self {
        // It wraps what the system said once or more; the innermost has the words.
        let mut reason: &dyn std::error::Error = &error;
        while let Some(inner) = reason.source() {
            reason = inner;
        }
        if is_of_disk(&reason.to_string()) { Self::Disk(reason.to_string()) } else { Self::Objects(error) }
    }
}

/// Whether it is the disk that refuses: in the words of SQLite, Postgres and the system.
fn is_of_disk(words: &str) -> bool {
    ["database or disk is full", "disk I/O error", "No space left", "Disk quota exceeded", "File too large"]
        .iter()
        .any(|sign| words.contains(sign))
}

/// What a caller is told. What they must not see is logged here, once.
impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::Unavailable(_) => {
                tracing::warn!(%error, "the store is not available");
                Self::new(ErrorCode::Unavailable, "the database is not available").with_hint("try again in a moment")
            }
            StoreError::Disk(_) => {
                tracing::error!(%error, "nothing can be stored");
                Self::new(ErrorCode::Unavailable, "the disk is full").with_hint("ask whoever runs Orrery for more room")
            }
            StoreError::Taken { field } => {
                let fields = vec![FieldError { field: (*field).to_owned(), message: "is taken; choose another".to_owned() }];
                Self { fields, ..Self::new(ErrorCode::Conflict, error.to_string()) }
            }
            StoreError::Cursor(_) => {
                Self::new(ErrorCode::BadRequest, error.to_string()).with_hint("begin again with the first page")
            }
            _ => {
                tracing::error!(error = &error as &dyn std::error::Error, "the store failed");
                Self::new(ErrorCode::Internal, "something went wrong on our side").with_hint("the server's log says what")
            }
        }
    }
}
