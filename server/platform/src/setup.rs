//! The first admin, by a one-time link that is printed where Orrery is started.

use domain::{
    ApiError, ErrorCode, OrganizationId, Role, UserId,
    users::{CompleteSetup, SignedIn},
};
use store::{
    Conn, StoreError, installation, memberships,
    users::{self as accounts, User},
};

use crate::{Platform, fields::Fields, secrets, sessions, users};

/// Where the hash of the link's token is.
const TOKEN: &str = "setup_token_hash";

/// A new token for the setup link; the one before it stops working. `None` when there is a user already.
pub async fn issue_link_token(platform: &Platform) -> Result<Option<String>, ApiError> {
    let token = secrets::generate("");
    let hash = secrets::hash(&token);
    let open = platform
        .db()
        .write(move |conn| {
            if accounts::count(conn)? > 0 {
                installation::remove(conn, TOKEN)?;
                return Ok(false);
            }
            installation::set(conn, TOKEN, &hash)?;
            Ok(true)
        })
        .await?;
    Ok(open.then_some(token))
}

/// Whether nobody has been made yet.
pub async fn is_open(platform: &Platform) -> Result<bool, ApiError> {
    Ok(platform.db().read(accounts::count).await? == 0)
}

/// Whether it is the token of the link that was printed last, and setup is still open.
pub async fn check_token(platform: &Platform, token: &str) -> Result<bool, ApiError> {
    let hash = secrets::hash(token);
    Ok(platform.db().read(move |conn| Ok(state(conn, &hash)? == State::Open)).await?)
}

#[derive(PartialEq, Eq)]
enum State {
    Open,
    WrongToken,
    Done,
}

fn state(conn: &mut Conn, token_hash: &str) -> Result<State, StoreError> {
    if accounts::count(conn)? > 0 {
        return Ok(State::Done);
    }
    let expected = installation::get(conn, TOKEN)?;
    Ok(if expected.is_some_and(|expected| secrets::same(&expected, token_hash)) { State::Open } else { State::WrongToken })
}

fn check(conn: &mut Conn, token_hash: &str) -> Result<(), ApiError> {
    match state(conn, token_hash)? {
        State::Open => Ok(()),
        State::Done => Err(ApiError::new(ErrorCode::Conflict, "Orrery is set up already")
            .with_hint("sign in; whoever set it up can let you in")),
        State::WrongToken => Err(ApiError::forbidden("this setup link does not work")
            .with_hint("use the link that Orrery printed when it was last started, or start it again for a new one")),
    }
}

/// Makes the first admin and the organization to begin with, and signs the admin in. Of two at once, one wins.
pub async fn complete(platform: &Platform, form: CompleteSetup) -> Result<SignedIn, ApiError> {
    let token_hash = secrets::hash(&form.token);
    // Checked here too, so that only whoever has the link makes us hash a password.
    platform
        .db()
        .read({
            let token_hash = token_hash.clone();
            move |conn| Ok(check(conn, &token_hash))
        })
        .await??;

    let mut fields = Fields::default();
    let username = fields.username("username", &form.username);
    let email = fields.email("email", form.email.as_deref());
    fields.new_password("password", &form.password);
    let organization = fields.slug("organization", &form.organization);
    fields.finish()?;

    let password_hash = platform.inner.passwords.hash(form.password).await?;
    let now = platform.now();
    let user_id = UserId::from_uuid(platform.inner.ids.next(now));
    let organization_id = OrganizationId::from_uuid(platform.inner.ids.next(now));
    let signed_in = platform
        .db()
        .try_write(move |conn| {
            check(conn, &token_hash)?;
            let user = User { id: user_id, username, email, password_hash, is_admin: true, created_at: now };
            accounts::insert(conn, &user)?;
            users::insert_first_organization(conn, organization_id, &organization, now)?;
            memberships::insert(conn, organization_id, user_id, Role::Owner, now)?;
            installation::remove(conn, TOKEN)?;
            Ok::<_, ApiError>(sessions::open(conn, user, now)?)
        })
        .await?;
    tracing::info!(user = %signed_in.viewer.username, "set up: the first admin is created");
    Ok(signed_in)
}
