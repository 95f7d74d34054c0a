//! The database (SQLite and Postgres from the same code), the outbox, and the object store of logs.
//!
//! | module | holds |
//! |---|---|
//! | [`organizations`], [`memberships`], [`users`], [`sessions`], [`tokens`], [`installation`] | who may come in |
//! | [`projects`], [`runs`] | what people work with; every status change goes through [`runs::transition`] |
//! | [`outbox`] | what open pages are told, in commit order |
//! | [`tracking`] | what runs tell of themselves: metrics in short, artifacts by name |
//! | [`SeriesStore`] | every point of every metric |
//! | [`LogStore`] | the lines of a run's log, each once, in order |
//!
//! Promises: what a row holds is checked when it is read; every list is cut on an index; a change that lists show is told through the
//! outbox in the transaction that makes it. Never: a decision about who may do what, a clock (time is an argument), the network beyond
//! the database. Below it: `domain`.
//!
//! Queries are functions over `&mut Conn`, run inside [`Db::read`], [`Db::write`] or [`Db::try_write`].

pub mod bench;
pub mod bookmarks;
pub mod installation;
pub mod logs;
pub mod memberships;
pub mod organizations;
pub mod outbox;
pub mod projects;
pub mod run_tokens;
pub mod runs;
pub mod series;
pub mod sessions;
#[cfg(feature = "testing")]
pub mod testing;
pub mod tokens;
pub mod tracking;
pub mod users;

mod columns;
mod db;
mod errors;
mod pages;
mod schema;
mod sql;

pub use db::{Conn, DatabaseUrl, Db, InvalidDatabaseUrl};
pub use errors::StoreError;
pub use logs::LogStore;
pub use pages::Cursor;
pub use series::SeriesStore;

#[cfg(test)]
mod tests;
