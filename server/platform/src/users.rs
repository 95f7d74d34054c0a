//! People: how they are made on the command line, and who is asking.

use domain::{
    ApiError, OrganizationId, Role, UserId,
    permissions::{Actor, Via},
    users::{NewUser, Viewer},
};
use store::{
    Conn, StoreError, installation, memberships, organizations,
    users::{self, User},
};

use crate::{Platform, fields::Fields};

/// Where the organization that new users join is remembered.
const FIRST_ORGANIZATION: &str = "first_organization";
/// What it is called unless setup says otherwise.
const DEFAULT_ORGANIZATION: &str = "default";

/// Makes a user, from the machine itself: owner of the first organization if they may administer, else a member of it. Makes the
/// organization `default` when there is none.
pub async fn create(platform: &Platform, new: NewUser) -> Result<Viewer, ApiError> {
    let mut fields = Fields::default();
    let username = fields.username("username", &new.username);
    let email = fields.email("email", new.email.as_deref());
    fields.new_password("password", &new.password);
    fields.finish()?;

    let password_hash = platform.inner.passwords.hash(new.password).await?;
    let now = platform.now();
    let id = UserId::from_uuid(platform.inner.ids.next(now));
    let organization_id = OrganizationId::from_uuid(platform.inner.ids.next(now));
    let user = User { id, username, email, password_hash, is_admin: new.is_admin, created_at: now };
    let role = if new.is_admin { Role::Owner } else { Role::Member };
    let viewer = platform
        .db()
        .write(move |conn| {
            let name = installation::get(conn, FIRST_ORGANIZATION)?.unwrap_or_else(|| DEFAULT_ORGANIZATION.to_owned());
            let organization = match organizations::by_name(conn, &name)? {
                Some(organization) => organization,
                None => insert_first_organization(conn, organization_id, &name, now)?,
            };
            users::insert(conn, &user)?;
            memberships::insert(conn, organization.id, user.id, role, now)?;
            Ok(viewer(&actor(conn, user, Via::CommandLine)?))
        })
        .await?;
    tracing::info!(user = %viewer.username, is_admin = viewer.is_admin, "user created");
    Ok(viewer)
}

/// Makes the organization that new users join.
pub(crate) fn insert_first_organization(
    conn: &mut Conn,
    id: OrganizationId,
    name: &str,
    now: domain::Timestamp,
) -> Result<organizations::Organization, StoreError> {
    installation::set(conn, FIRST_ORGANIZATION, name)?;
    organizations::insert(conn, id, name, now)
}

/// Who they are, as they see themselves.
pub fn viewer(actor: &Actor) -> Viewer {
    Viewer {
        id: actor.user_id,
        username: actor.username.clone(),
        email: actor.email.clone(),
        is_admin: actor.is_admin,
        memberships: actor.memberships.clone(),
    }
}

/// The user, come in by this door.
pub(crate) fn actor(conn: &mut Conn, user: User, via: Via) -> Result<Actor, StoreError> {
    let memberships = memberships::of_user(conn, user.id)?;
    Ok(Actor { user_id: user.id, username: user.username, email: user.email, is_admin: user.is_admin, memberships, via })
}
