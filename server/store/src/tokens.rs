//! API tokens. Secrets are stored as hashes only.

use diesel::prelude::*;
use domain::{Scope, Timestamp, TokenId, UserId, tokens::TokenSummary};

use crate::{
    Conn, StoreError,
    columns::{parse, parse_json, to_json},
    schema::{tokens, users},
    users::{User, UserRow},
};

/// A token to be stored.
pub struct NewTokenRow<'a> {
    /// Its id.
    pub id: TokenId,
    /// Whose it is.
    pub user_id: UserId,
    /// What they call it.
    pub name: &'a str,
    /// The hash of what a client sends.
    pub secret_hash: &'a str,
    /// What it may do at most.
    pub scopes: &'a [Scope],
    /// When it is made.
    pub created_at: Timestamp,
    /// When it stops working; `None` is never.
    pub expires_at: Option<Timestamp>,
}

/// A token somebody came in with.
#[derive(Clone, PartialEq)]
pub struct ApiToken {
    /// What lists show of it.
    pub summary: TokenSummary,
    /// Whose it is.
    pub user: User,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = tokens)]
struct TokenRow {
    id: String,
    name: String,
    scopes: String,
    created_at: i64,
    expires_at: Option<i64>,
    last_used_at: Option<i64>,
}

impl TokenRow {
    fn read(self) -> Result<TokenSummary, StoreError> {
        Ok(TokenSummary {
            id: parse("tokens.id", &self.id)?,
            name: self.name,
            scopes: parse_json("tokens.scopes", &self.scopes)?,
            created_at: Timestamp::from_micros(self.created_at),
            expires_at: self.expires_at.map(Timestamp::from_micros),
            last_used_at: self.last_used_at.map(Timestamp::from_micros),
        })
    }
}

/// Makes a token.
pub fn insert(conn: &mut Conn, token: &NewTokenRow<'_>) -> Result<TokenSummary, StoreError> {
    diesel::insert_into(tokens::table)
        .values((
            tokens::id.eq(token.id.to_string()),
            tokens::user_id.eq(token.user_id.to_string()),
            tokens::name.eq(token.name),
            tokens::secret_hash.eq(token.secret_hash),
            tokens::scopes.eq(to_json("tokens.scopes", token.scopes)?),
            tokens::created_at.eq(token.created_at.as_micros()),
            tokens::expires_at.eq(token.expires_at.map(Timestamp::as_micros)),
        ))
        .execute(conn)?;
    Ok(TokenSummary {
        id: token.id,
        name: token.name.to_owned(),
        scopes: token.scopes.to_vec(),
        created_at: token.created_at,
        expires_at: token.expires_at,
        last_used_at: None,
    })
}

/// Somebody's tokens, newest first.
pub fn of_user(conn: &mut Conn, user: UserId) -> Result<Vec<TokenSummary>, StoreError> {
    let rows: Vec<TokenRow> = tokens::table
        .filter(tokens::user_id.eq(user.to_string()))
        .order(tokens::id.desc())
        .select(TokenRow::as_select())
        .load(conn)?;
    rows.into_iter().map(TokenRow::read).collect()
}

/// Takes a token of somebody's away; says whether there was one.
pub fn delete(conn: &mut Conn, user: UserId, token: TokenId) -> Result<bool, StoreError> {
    let deleted =
        diesel::delete(tokens::table.find(token.to_string()).filter(tokens::user_id.eq(user.to_string()))).execute(conn)?;
    Ok(deleted > 0)
}

/// The token of this secret, unless it has expired.
pub fn by_hash(conn: &mut Conn, secret_hash: &str, now: Timestamp) -> Result<Option<ApiToken>, StoreError> {
    let row: Option<(TokenRow, UserRow)> = tokens::table
        .inner_join(users::table)
        .filter(tokens::secret_hash.eq(secret_hash))
        .filter(tokens::expires_at.is_null().or(tokens::expires_at.gt(now.as_micros())))
        .select((TokenRow::as_select(), UserRow::as_select()))
        .first(conn)
        .optional()?;
    row.map(|(token, user)| Ok(ApiToken { summary: token.read()?, user: user.read()? })).transpose()
}

/// Notes that it was used.
pub fn touch(conn: &mut Conn, token: TokenId, now: Timestamp) -> Result<(), StoreError> {
    diesel::update(tokens::table.find(token.to_string())).set(tokens::last_used_at.eq(now.as_micros())).execute(conn)?;
    Ok(())
}
