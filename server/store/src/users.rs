//! People's accounts.

use diesel::prelude::*;
use domain::{Timestamp, UserId};

use crate::{
    Conn, StoreError,
    columns::{fold, parse, unsigned},
    schema::users,
};

/// Somebody's account. Not `Debug`: it holds the hash of a password.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// Their id.
    pub id: UserId,
    /// Their name, unique without regard to case.
    pub username: String,
    /// Their address, unique without regard to case.
    pub email: Option<String>,
    /// What their password is checked against.
    pub password_hash: String,
    /// May administer the installation.
    pub is_admin: bool,
    /// When the account was made.
    pub created_at: Timestamp,
}

/// What is read of a user, wherever one is joined.
#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub(crate) struct UserRow {
    id: String,
    username: String,
    email: Option<String>,
    password_hash: String,
    is_admin: bool,
    created_at: i64,
}

impl UserRow {
    pub(crate) fn read(self) -> Result<User, StoreError> {
        Ok(User {
            id: parse("users.id", &self.id)?,
            username: self.username,
            email: self.email,
            password_hash: self.password_hash,
            is_admin: self.is_admin,
            created_at: Timestamp::from_micros(self.created_at),
        })
    }
}

/// Makes an account; `Taken` when its name or address is.
pub fn insert(conn: &mut Conn, user: &User) -> Result<(), StoreError> {
    let username = fold(&user.username);
    let email = user.email.as_deref().map(fold);
    if users::table.filter(users::username_folded.eq(&username)).count().get_result::<i64>(conn)? > 0 {
        return Err(StoreError::Taken { field: "username" });
    }
    if let Some(email) = &email
        && users::table.filter(users::email_folded.eq(email)).count().get_result::<i64>(conn)? > 0
    {
        return Err(StoreError::Taken { field: "email" });
    }
    diesel::insert_into(users::table)
        .values((
            users::id.eq(user.id.to_string()),
            users::username.eq(&user.username),
            users::username_folded.eq(username),
            users::email.eq(&user.email),
            users::email_folded.eq(email),
            users::password_hash.eq(&user.password_hash),
            users::is_admin.eq(user.is_admin),
            users::created_at.eq(user.created_at.as_micros()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Whose name or address this is, without regard to case.
pub fn by_login(conn: &mut Conn, name_or_email: &str) -> Result<Option<User>, StoreError> {
    let folded = fold(name_or_email);
    let row: Option<UserRow> = users::table
        .filter(users::username_folded.eq(&folded).or(users::email_folded.eq(&folded)))
        .order(users::id)
        .select(UserRow::as_select())
        .first(conn)
        .optional()?;
    row.map(UserRow::read).transpose()
}

/// The account of this id.
pub fn by_id(conn: &mut Conn, id: UserId) -> Result<Option<User>, StoreError> {
    let row: Option<UserRow> = users::table.find(id.to_string()).select(UserRow::as_select()).first(conn).optional()?;
    row.map(UserRow::read).transpose()
}

/// How many there are.
pub fn count(conn: &mut Conn) -> Result<u64, StoreError> {
    let count: i64 = users::table.count().get_result(conn)?;
    unsigned("a count", count)
}

/// Changes what a password is checked against; says whether the account is there.
pub fn set_password_hash(conn: &mut Conn, id: UserId, password_hash: &str) -> Result<bool, StoreError> {
    let changed =
        diesel::update(users::table.find(id.to_string())).set(users::password_hash.eq(password_hash)).execute(conn)?;
    Ok(changed > 0)
}
