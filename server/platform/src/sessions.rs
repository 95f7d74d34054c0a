//! Signing in and out. A session is a random token in a cookie; the database has its hash.

use domain::{
    ApiError, ErrorCode, Timestamp,
    permissions::{Actor, Via},
    users::{ChangePassword, SignIn, SignedIn},
};
use store::{
    Conn, StoreError,
    sessions::{self, Session},
    users::{self as accounts, User},
};

use crate::{Platform, fields::Fields, secrets, users};

/// A session ends when it was not used for so many seconds…
const IDLE: i64 = 14 * 24 * 3600;
/// … and in any case after so many.
const ABSOLUTE: i64 = 90 * 24 * 3600;
/// How many seconds pass before another use is noted.
const NOTED_EVERY: i64 = 60;

/// Opens a session for whoever knows the password.
pub async fn sign_in(platform: &Platform, client: &str, form: SignIn) -> Result<SignedIn, ApiError> {
    let user = known(platform, client, form).await?;
    let now = platform.now();
    let signed_in = platform.db().write(move |conn| open(conn, user, now)).await?;
    tracing::info!(user = %signed_in.viewer.username, "signed in");
    Ok(signed_in)
}

/// The user who has this name and password. Failures are limited per address (`client`) and per name.
pub(crate) async fn known(platform: &Platform, client: &str, form: SignIn) -> Result<User, ApiError> {
    let mut fields = Fields::default();
    let name = form.username.trim().to_owned();
    fields.present("username", &name);
    fields.present("password", &form.password);
    fields.finish()?;

    let limits = &platform.inner.sign_in_limits;
    let (client_try, name_try) = (limits.take_client(client)?, limits.take_name(&name)?);
    // No name has control characters, and Postgres would not even look for one.
    let user = if name.contains(char::is_control) {
        None
    } else {
        platform.db().read(move |conn| accounts::by_login(conn, &name)).await?
    };
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    let known = platform.inner.passwords.verify(form.password, hash).await?;
    let Some(user) = user.filter(|_| known) else {
        tracing::info!(client, "a sign-in failed");
        return Err(ApiError::new(ErrorCode::Unauthenticated, "the name or the password is wrong"));
    };
    client_try.give_back();
    name_try.give_back();
    Ok(user)
}

/// Opens a session.
pub(crate) fn open(conn: &mut Conn, user: User, now: Timestamp) -> Result<SignedIn, StoreError> {
    let session_token = secrets::generate("");
    let token_hash = secrets::hash(&session_token);
    sessions::insert(conn, &token_hash, user.id, now, end(now, now))?;
    let actor = users::actor(conn, user, Via::Session { token_hash })?;
    Ok(SignedIn { viewer: users::viewer(&actor), session_token })
}

/// When a session that began then, and was used just now, ends if nobody uses it again.
fn end(began: Timestamp, used: Timestamp) -> Timestamp {
    used.plus_seconds(IDLE).min(began.plus_seconds(ABSOLUTE))
}

/// Whose session this token is, while it lasts.
pub async fn authenticate(platform: &Platform, token: &str) -> Result<Option<Actor>, ApiError> {
    let token_hash = secrets::hash(token);
    let now = platform.now();
    let found = platform
        .db()
        .look_up(move |conn| {
            let Some(session) = sessions::user_of(conn, &token_hash, now)? else { return Ok(None) };
            let stale = is_stale(&session, now);
            let actor = users::actor(conn, session.user, Via::Session { token_hash: token_hash.clone() })?;
            Ok::<_, StoreError>(Some((actor, stale.then_some(token_hash))))
        })
        .await?;
    let Some((actor, stale)) = found else { return Ok(None) };
    if let Some(token_hash) = stale {
        // Nobody waits for it, and somebody who is signed in stays so when it can't be written.
        tokio::spawn(note_use(platform.clone(), token_hash, now));
    }
    Ok(Some(actor))
}

fn is_stale(session: &Session, now: Timestamp) -> bool {
    now >= session.last_used_at.plus_seconds(NOTED_EVERY)
}

async fn note_use(platform: Platform, token_hash: String, now: Timestamp) {
    let noted = platform.db().write(move |conn| match sessions::user_of(conn, &token_hash, now)? {
        // Another request may have been first.
        Some(session) if is_stale(&session, now) => sessions::touch(conn, &token_hash, now, end(session.created_at, now)),
        _ => Ok(()),
    });
    if let Err(error) = noted.await {
        tracing::warn!(%error, "can't note that a session is used");
    }
}

/// Ends the session they came in by, if they came in by one.
pub async fn sign_out(platform: &Platform, actor: &Actor) -> Result<(), ApiError> {
    if let Via::Session { token_hash } = &actor.via {
        let token_hash = token_hash.clone();
        platform.db().write(move |conn| sessions::delete(conn, &token_hash)).await?;
        tracing::info!(user = %actor.username, "signed out");
    }
    Ok(())
}

/// Changes their password, for whoever knows the present one, and ends every other session of theirs. Not through an API token.
pub async fn change_password(platform: &Platform, actor: &Actor, form: ChangePassword) -> Result<(), ApiError> {
    let kept = match &actor.via {
        Via::Session { token_hash } => token_hash.clone(),
        Via::CommandLine => String::new(),
        Via::Token { .. } => {
            return Err(
                ApiError::forbidden("you may not change a password with an API token").with_hint("sign in with a browser")
            );
        }
    };
    let mut fields = Fields::default();
    fields.present("current", &form.current);
    fields.new_password("new", &form.new);
    fields.finish()?;

    let tried = platform.inner.sign_in_limits.take_name(&actor.username)?;
    let id = actor.user_id;
    let user = platform.db().read(move |conn| accounts::by_id(conn, id)).await?.ok_or_else(ApiError::unauthenticated)?;
    if !platform.inner.passwords.verify(form.current, Some(user.password_hash)).await? {
        return Err(ApiError::field("current", "is not your password"));
    }
    tried.give_back();
    let password_hash = platform.inner.passwords.hash(form.new).await?;
    platform
        .db()
        .write(move |conn| {
            accounts::set_password_hash(conn, id, &password_hash)?;
            sessions::delete_others_of(conn, id, &kept)
        })
        .await?;
    tracing::info!(user = %actor.username, "password changed; other sessions ended");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_slides_but_not_for_ever() {
        let began = Timestamp::from_micros(0);
        let day = 24 * 3600;
        for (used, ends) in [(0, 14), (10, 24), (76, 90), (80, 90), (89, 90)] {
            assert_eq!(end(began, began.plus_seconds(used * day)), began.plus_seconds(ends * day), "{used}");
        }
    }
}
