//! What a run's own program comes in with. Secrets are stored as hashes only, and work while the run is not over.

use diesel::prelude::*;
use domain::{RunId, Timestamp};

use crate::{
    Conn, StoreError,
    schema::{run_tokens, runs, users},
    users::{User, UserRow},
};

/// Adds one to those a run has.
pub fn insert(conn: &mut Conn, run: RunId, secret_hash: &str, now: Timestamp) -> Result<(), StoreError> {
    let row = (
        run_tokens::secret_hash.eq(secret_hash),
        run_tokens::run_id.eq(run.to_string()),
        run_tokens::created_at.eq(now.as_micros()),
    );
    diesel::insert_into(run_tokens::table).values(row).execute(conn)?;
    Ok(())
}

/// Who submitted the run whose secret this is, while it is not over.
pub fn user_by_hash(conn: &mut Conn, secret_hash: &str) -> Result<Option<User>, StoreError> {
    let row: Option<UserRow> = run_tokens::table
        .inner_join(runs::table.inner_join(users::table))
        .filter(run_tokens::secret_hash.eq(secret_hash))
        .filter(runs::finished_at.is_null())
        .select(UserRow::as_select())
        .first(conn)
        .optional()?;
    row.map(UserRow::read).transpose()
}
