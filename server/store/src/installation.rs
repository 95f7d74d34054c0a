//! What belongs to the installation as a whole: one value by name.

use diesel::prelude::*;

use crate::{Conn, StoreError, schema::installation};

/// The value of this name.
pub fn get(conn: &mut Conn, name: &str) -> Result<Option<String>, StoreError> {
    Ok(installation::table.find(name).select(installation::value).first(conn).optional()?)
}

/// Sets or changes the value of this name.
pub fn set(conn: &mut Conn, name: &str, value: &str) -> Result<(), StoreError> {
    // Nobody else writes in between, so that this needs no upsert, which the two databases do not share.
    let changed = diesel::update(installation::table.find(name)).set(installation::value.eq(value)).execute(conn)?;
    if changed == 0 {
        diesel::insert_into(installation::table)
            .values((installation::name.eq(name), installation::value.eq(value)))
            .execute(conn)?;
    }
    Ok(())
}

/// Forgets the value of this name; says whether there was one.
pub fn remove(conn: &mut Conn, name: &str) -> Result<bool, StoreError> {
    Ok(diesel::delete(installation::table.find(name)).execute(conn)? > 0)
}
