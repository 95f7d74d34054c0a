//! API tokens. The secret is shown once; the database has its hash.
//!
//! A token deals with tokens only as far as its own scopes go: it makes none that may do more than itself, and sees and revokes only
//! those that may not.

use domain::{
    ApiError, ErrorCode, RunId, Scope, Timestamp, TokenId,
    permissions::{Actor, Via},
    tokens::{CreatedToken, NewToken, TokenSummary},
    users::SignIn,
};
use store::{
    StoreError, run_tokens,
    tokens::{self, NewTokenRow},
    users as accounts,
};

use crate::{Platform, fields::Fields, secrets, sessions, users};

/// How every token begins, so that people and scanners know one when they see it.
const PREFIX: &str = "orr_";
/// How many somebody may have.
const MOST: usize = 200;
/// The longest a token may be made to last.
const MOST_DAYS: u32 = 3650;
/// What the tokens are called that clients get for a password.
const CLIENT: &str = "Signed in with a client";
/// How many of these somebody has at most.
const CLIENTS: usize = 20;
/// How long these last.
const CLIENT_DAYS: u32 = 30;
/// What a run's own program may do of what its submitter may: see projects, and deal with runs.
const OF_RUNS: &[Scope] = &[Scope::ProjectRead, Scope::RunRead, Scope::RunWrite];
/// How many seconds pass before another use is noted.
const NOTED_EVERY: i64 = 60;

/// Their tokens, newest first.
pub async fn list(platform: &Platform, actor: &Actor) -> Result<Vec<TokenSummary>, ApiError> {
    let user = actor.user_id;
    let mut tokens = platform.db().read(move |conn| tokens::of_user(conn, user)).await?;
    tokens.retain(|token| reaches(actor, &token.scopes));
    Ok(tokens)
}

/// Whether the door they came in by lets all of these scopes through.
fn reaches(actor: &Actor, scopes: &[Scope]) -> bool {
    match &actor.via {
        Via::Session { .. } | Via::CommandLine => true,
        Via::Token { scopes: held } => scopes.iter().all(|scope| held.contains(scope)),
    }
}

/// Makes a token for them.
pub async fn create(platform: &Platform, actor: &Actor, new: NewToken) -> Result<CreatedToken, ApiError> {
    let mut fields = Fields::default();
    let name = fields.title("name", &new.name);
    let scopes: Vec<Scope> = Scope::ALL.iter().copied().filter(|scope| new.scopes.contains(scope)).collect();
    if scopes.is_empty() {
        fields.refuse("scopes", "choose at least one");
    } else if !reaches(actor, &scopes) {
        fields.refuse("scopes", "may only be those of the token that you use now");
    }
    if new.expires_in_days.is_some_and(|days| !(1..=MOST_DAYS).contains(&days)) {
        fields.refuse("expires_in_days", format!("takes a whole number from 1 to {MOST_DAYS}, or nothing for never"));
    }
    fields.finish()?;

    let now = platform.now();
    let expires_at = new.expires_in_days.map(|days| now.plus_seconds(i64::from(days) * 24 * 3600));
    let secret = secrets::generate(PREFIX);
    let secret_hash = secrets::hash(&secret);
    let (id, user_id) = (TokenId::from_uuid(platform.inner.ids.next(now)), actor.user_id);
    let summary = platform
        .db()
        .try_write(move |conn| {
            if tokens::of_user(conn, user_id)?.len() >= MOST {
                return Err(ApiError::new(ErrorCode::Conflict, format!("you have {MOST} tokens already"))
                    .with_hint("revoke those that nothing uses any more"));
            }
            let row = NewTokenRow {
                id,
                user_id,
                name: &name,
                secret_hash: &secret_hash,
                scopes: &scopes,
                created_at: now,
                expires_at,
            };
            Ok(tokens::insert(conn, &row)?)
        })
        .await?;
    tracing::info!(user = %actor.username, token = %summary.id, "API token created");
    Ok(CreatedToken { summary, secret })
}

/// Makes a token for the user of this name, from the machine itself.
pub async fn create_for(platform: &Platform, username: &str, new: NewToken) -> Result<CreatedToken, ApiError> {
    let name = username.to_owned();
    let actor = platform
        .db()
        .read(move |conn| match accounts::by_login(conn, &name)? {
            Some(user) => users::actor(conn, user, Via::CommandLine).map(Some),
            None => Ok(None),
        })
        .await?;
    let actor = actor.ok_or_else(|| {
        ApiError::new(ErrorCode::NotFound, format!("there is no user `{username}`"))
            .with_hint("make one with `orrery admin create-user`")
    })?;
    create(platform, &actor, new).await
}

/// Makes a token for whoever knows the password: what a client gets that signs in with one. Somebody has at most [`CLIENTS`] of them; a
/// further one takes the place of the oldest.
pub async fn create_for_client(platform: &Platform, client: &str, form: SignIn) -> Result<CreatedToken, ApiError> {
    let user = sessions::known(platform, client, form).await?;
    let actor = platform.db().read(move |conn| users::actor(conn, user, Via::CommandLine)).await?;
    let actor_id = actor.user_id;
    let clients = list(platform, &actor).await?.into_iter().filter(|token| token.name == CLIENT);
    for token in clients.skip(CLIENTS - 1) {
        platform.db().write(move |conn| tokens::delete(conn, actor_id, token.id)).await?;
    }
    let new = NewToken { name: CLIENT.into(), scopes: Scope::ALL.to_vec(), expires_in_days: Some(CLIENT_DAYS) };
    create(platform, &actor, new).await
}

/// Makes a token for a run's own program, for the scheduler to hand it: of its submitter's rights those about runs, while it is not over.
pub async fn create_for_run(platform: &Platform, run: RunId) -> Result<String, ApiError> {
    let secret = secrets::generate(PREFIX);
    let (secret_hash, now) = (secrets::hash(&secret), platform.now());
    platform.db().write(move |conn| run_tokens::insert(conn, run, &secret_hash, now)).await?;
    Ok(secret)
}

/// Takes a token of theirs away: it stops working at once.
pub async fn delete(platform: &Platform, actor: &Actor, token: TokenId) -> Result<(), ApiError> {
    if !list(platform, actor).await?.iter().any(|summary| summary.id == token) {
        return Err(ApiError::not_found("API token"));
    }
    let user = actor.user_id;
    if !platform.db().write(move |conn| tokens::delete(conn, user, token)).await? {
        return Err(ApiError::not_found("API token"));
    }
    tracing::info!(user = %actor.username, %token, "API token revoked");
    Ok(())
}

/// Whose token this is, while it works.
pub async fn authenticate(platform: &Platform, secret: &str) -> Result<Option<Actor>, ApiError> {
    if !secret.starts_with(PREFIX) {
        return Ok(None);
    }
    let secret_hash = secrets::hash(secret);
    let now = platform.now();
    let found = platform
        .db()
        .look_up(move |conn| {
            let Some(token) = tokens::by_hash(conn, &secret_hash, now)? else {
                let Some(user) = run_tokens::user_by_hash(conn, &secret_hash)? else { return Ok(None) };
                return Ok(Some((users::actor(conn, user, Via::Token { scopes: OF_RUNS.to_vec() })?, None)));
            };
            let actor = users::actor(conn, token.user, Via::Token { scopes: token.summary.scopes })?;
            let stale = token.summary.last_used_at.is_none_or(|used| now >= used.plus_seconds(NOTED_EVERY));
            Ok::<_, StoreError>(Some((actor, stale.then_some(token.summary.id))))
        })
        .await?;
    let Some((actor, stale)) = found else { return Ok(None) };
    if let Some(token) = stale {
        // Nobody waits for it, and a token that works goes on working when it can't be written.
        tokio::spawn(note_use(platform.clone(), token, now));
    }
    Ok(Some(actor))
}

async fn note_use(platform: Platform, token: TokenId, now: Timestamp) {
    if let Err(error) = platform.db().write(move |conn| tokens::touch(conn, token, now)).await {
        tracing::warn!(%error, "can't note that an API token is used");
    }
}
