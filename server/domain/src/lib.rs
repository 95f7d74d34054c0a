//! The vocabulary every layer shares: ids, statuses, quantities of time, roles, views and errors.
//!
//! Promises: pure data and pure decisions, on the server and in the browser (wasm) alike. Never: I/O, a clock,
//! randomness. Above it: everything. Below it: `spec`.

pub mod artifacts;
pub mod errors;
pub mod events;
pub mod ids;
pub mod logs;
pub mod pages;
pub mod permissions;
pub mod pql;
pub mod projects;
pub mod runs;
pub mod statuses;
pub mod time;
pub mod tokens;
pub mod tracking;
pub mod users;

pub use errors::{ApiError, ErrorCode, FieldError};
pub use ids::{OrganizationId, ProjectId, RequestId, RunId, TokenId, UserId};
pub use permissions::{Role, Scope};
pub use statuses::Status;
pub use time::Timestamp;
