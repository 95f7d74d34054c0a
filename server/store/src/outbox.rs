//! What open pages are told: written in the transaction that makes the change, read in commit order.
//!
//! An id is given while nobody else writes (see `db`), so that a reader who has seen an id will never be shown a smaller one.

use diesel::prelude::*;
use domain::{OrganizationId, Timestamp, events::Change};

use crate::{
    Conn, StoreError,
    columns::{parse, parse_json, to_json},
    schema::outbox,
};

/// One entry.
#[derive(Debug, Clone, PartialEq)]
pub struct OutboxRow {
    /// Its place; grows by commit.
    pub id: i64,
    /// Whose members may be told.
    pub organization_id: OrganizationId,
    /// What happened.
    pub change: Change,
}

/// Adds an entry; answers its id.
pub fn append(conn: &mut Conn, change: &Change, organization: OrganizationId, now: Timestamp) -> Result<i64, StoreError> {
    let row = (
        outbox::organization_id.eq(organization.to_string()),
        outbox::change.eq(to_json("outbox.change", change)?),
        outbox::created_at.eq(now.as_micros()),
    );
    let insert = diesel::insert_into(outbox::table).values(row);
    Ok(match conn {
        Conn::Sqlite(conn) => insert.returning(outbox::id).get_result(conn)?,
        Conn::Postgres(conn) => insert.returning(outbox::id).get_result(conn)?,
    })
}

/// At most `limit` entries after `id`, in order.
pub fn after(conn: &mut Conn, id: i64, limit: u32) -> Result<Vec<OutboxRow>, StoreError> {
    let rows: Vec<(i64, String, String)> = outbox::table
        .filter(outbox::id.gt(id))
        .order(outbox::id)
        .limit(limit.into())
        .select((outbox::id, outbox::organization_id, outbox::change))
        .load(conn)?;
    rows.into_iter()
        .map(|(id, organization, change)| {
            Ok(OutboxRow {
                id,
                organization_id: parse("outbox.organization_id", &organization)?,
                change: parse_json("outbox.change", &change)?,
            })
        })
        .collect()
}

/// The newest entry's id; `None` before the first. Trimming leaves the newest.
pub fn last_id(conn: &mut Conn) -> Result<Option<i64>, StoreError> {
    Ok(outbox::table.select(outbox::id).order(outbox::id.desc()).first(conn).optional()?)
}

/// The oldest entry's id. Who has seen the one before it, or a later one, has missed nothing.
pub fn first_id(conn: &mut Conn) -> Result<Option<i64>, StoreError> {
    Ok(outbox::table.select(outbox::id).order(outbox::id).first(conn).optional()?)
}

/// Forgets what is older than `before`: the oldest entries up to the first one that is not, and never the newest.
pub fn trim(conn: &mut Conn, before: Timestamp) -> Result<(), StoreError> {
    let kept: Option<i64> = outbox::table
        .filter(outbox::created_at.ge(before.as_micros()))
        .select(outbox::id)
        .order(outbox::id)
        .first(conn)
        .optional()?;
    let kept = match kept {
        Some(id) => Some(id),
        None => last_id(conn)?,
    };
    if let Some(id) = kept {
        diesel::delete(outbox::table.filter(outbox::id.lt(id))).execute(conn)?;
    }
    Ok(())
}
