//! Organizations: who owns projects and runs.

use diesel::prelude::*;
use domain::{OrganizationId, Timestamp};

use crate::{
    Conn, StoreError,
    columns::{fold, parse, unsigned},
    schema::organizations,
};

/// An organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// Its id.
    pub id: OrganizationId,
    /// Its name, unique without regard to case.
    pub name: String,
}

/// Makes an organization; `Taken` when its name is.
pub fn insert(conn: &mut Conn, id: OrganizationId, name: &str, now: Timestamp) -> Result<Organization, StoreError> {
    if by_name(conn, name)?.is_some() {
        return Err(StoreError::Taken { field: "organization" });
    }
    diesel::insert_into(organizations::table)
        .values((
            organizations::id.eq(id.to_string()),
            organizations::name.eq(name),
            organizations::name_folded.eq(fold(name)),
            organizations::created_at.eq(now.as_micros()),
        ))
        .execute(conn)?;
    Ok(Organization { id, name: name.to_owned() })
}

/// The organization of this name, without regard to case.
pub fn by_name(conn: &mut Conn, name: &str) -> Result<Option<Organization>, StoreError> {
    let row: Option<(String, String)> = organizations::table
        .filter(organizations::name_folded.eq(fold(name)))
        .select((organizations::id, organizations::name))
        .first(conn)
        .optional()?;
    row.map(|(id, name)| Ok(Organization { id: parse("organizations.id", &id)?, name })).transpose()
}

/// How many there are.
pub fn count(conn: &mut Conn) -> Result<u64, StoreError> {
    let count: i64 = organizations::table.count().get_result(conn)?;
    unsigned("a count", count)
}
