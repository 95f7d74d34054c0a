//! Browsers that are signed in. Tokens are stored as hashes only.

use diesel::prelude::*;
use domain::{Timestamp, UserId};

use crate::{
    Conn, StoreError,
    schema::{sessions, users},
    users::{User, UserRow},
};

/// A browser that is signed in.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Who signed in.
    pub user: User,
    /// When.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was last used, as far as [`touch`] was told.
    pub last_used_at: Timestamp,
}

/// Begins a session.
pub fn insert(
    conn: &mut Conn,
    token_hash: &str,
    user: UserId,
    created_at: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::token_hash.eq(token_hash),
            sessions::user_id.eq(user.to_string()),
            sessions::created_at.eq(created_at.as_micros()),
            sessions::expires_at.eq(expires_at.as_micros()),
            sessions::last_used_at.eq(created_at.as_micros()),
        ))
        .execute(conn)?;
    Ok(())
}

/// The session of this token, unless it has ended.
pub fn user_of(conn: &mut Conn, token_hash: &str, now: Timestamp) -> Result<Option<Session>, StoreError> {
    let row: Option<(UserRow, i64, i64, i64)> = sessions::table
        .inner_join(users::table)
        .filter(sessions::token_hash.eq(token_hash))
        .filter(sessions::expires_at.gt(now.as_micros()))
        .select((UserRow::as_select(), sessions::created_at, sessions::expires_at, sessions::last_used_at))
        .first(conn)
        .optional()?;
    row.map(|(user, created_at, expires_at, last_used_at)| {
        Ok(Session {
            user: user.read()?,
            created_at: Timestamp::from_micros(created_at),
            expires_at: Timestamp::from_micros(expires_at),
            last_used_at: Timestamp::from_micros(last_used_at),
        })
    })
    .transpose()
}

/// Notes that it was used, and that it goes on until `expires_at`.
pub fn touch(conn: &mut Conn, token_hash: &str, now: Timestamp, expires_at: Timestamp) -> Result<(), StoreError> {
    diesel::update(sessions::table.find(token_hash))
        .set((sessions::last_used_at.eq(now.as_micros()), sessions::expires_at.eq(expires_at.as_micros())))
        .execute(conn)?;
    Ok(())
}

/// Ends a session.
pub fn delete(conn: &mut Conn, token_hash: &str) -> Result<(), StoreError> {
    diesel::delete(sessions::table.find(token_hash)).execute(conn)?;
    Ok(())
}

/// Ends every session of somebody but the one they are in.
pub fn delete_others_of(conn: &mut Conn, user: UserId, keep: &str) -> Result<(), StoreError> {
    diesel::delete(sessions::table.filter(sessions::user_id.eq(user.to_string())).filter(sessions::token_hash.ne(keep)))
        .execute(conn)?;
    Ok(())
}

/// Forgets the sessions that have ended.
pub fn delete_expired(conn: &mut Conn, now: Timestamp) -> Result<(), StoreError> {
    diesel::delete(sessions::table.filter(sessions::expires_at.le(now.as_micros()))).execute(conn)?;
    Ok(())
}
