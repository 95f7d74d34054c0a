//! Runs that somebody wants to find again.

use diesel::prelude::*;
use domain::{RunId, Timestamp, UserId};

use crate::{Conn, StoreError, schema::bookmarks};

/// Adds a run to somebody's bookmarks, or takes it off them. Again changes nothing.
pub fn set(conn: &mut Conn, user: UserId, run: RunId, bookmarked: bool, now: Timestamp) -> Result<(), StoreError> {
    let (user_id, run_id) = (user.to_string(), run.to_string());
    if !bookmarked {
        diesel::delete(bookmarks::table.find((user_id, run_id))).execute(conn)?;
    } else if !has(conn, user, run)? {
        let row = (bookmarks::user_id.eq(user_id), bookmarks::run_id.eq(run_id), bookmarks::created_at.eq(now.as_micros()));
        diesel::insert_into(bookmarks::table).values(row).execute(conn)?;
    }
    Ok(())
}

/// Whether a run is among somebody's bookmarks.
pub fn has(conn: &mut Conn, user: UserId, run: RunId) -> Result<bool, StoreError> {
    let found: i64 = bookmarks::table.find((user.to_string(), run.to_string())).count().get_result(conn)?;
    Ok(found > 0)
}
