//! Who belongs to which organization, as what.

use diesel::prelude::*;
use domain::{OrganizationId, Role, Timestamp, UserId, permissions::Membership};

use crate::{
    Conn, StoreError,
    columns::parse,
    schema::{memberships, organizations},
};

/// Makes somebody a member who is none yet.
pub fn insert(
    conn: &mut Conn,
    organization: OrganizationId,
    user: UserId,
    role: Role,
    now: Timestamp,
) -> Result<(), StoreError> {
    diesel::insert_into(memberships::table)
        .values((
            memberships::organization_id.eq(organization.to_string()),
            memberships::user_id.eq(user.to_string()),
            memberships::role.eq(role.as_str()),
            memberships::created_at.eq(now.as_micros()),
        ))
        .execute(conn)?;
    Ok(())
}

/// The organizations somebody belongs to, by name.
pub fn of_user(conn: &mut Conn, user: UserId) -> Result<Vec<Membership>, StoreError> {
    let rows: Vec<(String, String, String)> = memberships::table
        .inner_join(organizations::table)
        .filter(memberships::user_id.eq(user.to_string()))
        .order(organizations::name_folded)
        .select((organizations::id, organizations::name, memberships::role))
        .load(conn)?;
    rows.into_iter()
        .map(|(id, organization, role)| {
            Ok(Membership {
                organization_id: parse("organizations.id", &id)?,
                organization,
                role: parse("memberships.role", &role)?,
            })
        })
        .collect()
}
