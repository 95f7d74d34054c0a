//! Tickets: how a frame that has no cookie fetches the one file it shows.
//!
//! A page or a drawing that a run made may hold scripts. It is shown in a frame whose origin is opaque, so that its scripts are
//! strangers to Orrery; as strangers they have no cookie either. So the frame's address carries a ticket: who looks, until when, and a
//! code over both with the run and the path, under a secret of this installation. It opens that one file, for some minutes, as long as
//! this person may see the run: their rights are looked up again when the ticket is used. It can't be changed into a ticket for
//! anything else, and it is worth nothing at any other door. Signing out does not end it; its few minutes do.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    ApiError, RunId, Scope, UserId,
    permissions::{Actor, Via},
};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use store::users as accounts;
use uuid::Uuid;

use super::{Artifact, folder, open};
use crate::{Platform, installation, users};

/// How long one is good, in seconds.
const LIFETIME: i64 = 10 * 60;
/// User, end and code, in bytes.
const LENGTH: usize = 16 + 8 + 32;

/// A ticket for one file, for somebody who has just been shown that they may see it.
pub(super) async fn issue(platform: &Platform, actor: &Actor, run: RunId, path: &str) -> Result<String, ApiError> {
    let until = platform.now().plus_seconds(LIFETIME).as_micros();
    let code = code(platform, run, actor.user_id, until, path).await?.finalize().into_bytes();
    let mut ticket = Vec::with_capacity(LENGTH);
    ticket.extend_from_slice(actor.user_id.as_uuid().as_bytes());
    ticket.extend_from_slice(&until.to_be_bytes());
    ticket.extend_from_slice(&code);
    Ok(URL_SAFE_NO_PAD.encode(ticket))
}

/// The file that this ticket is for, if it is for this one and may still be seen by whom it was made for.
pub async fn redeem(platform: &Platform, run: RunId, path: &str, ticket: &str) -> Result<Artifact, ApiError> {
    let path = folder::existing(path)?.to_string_lossy().into_owned();
    let bytes = URL_SAFE_NO_PAD.decode(ticket).ok().filter(|bytes| bytes.len() == LENGTH).ok_or_else(invalid)?;
    let (user, rest) = bytes.split_first_chunk::<16>().ok_or_else(invalid)?;
    let (until, signature) = rest.split_first_chunk::<8>().ok_or_else(invalid)?;
    let (user, until) = (UserId::from_uuid(Uuid::from_bytes(*user)), i64::from_be_bytes(*until));
    code(platform, run, user, until, &path).await?.verify_slice(signature).map_err(|_| invalid())?;
    if platform.now().as_micros() >= until {
        return Err(ApiError::forbidden("this preview has expired").with_hint("open the file's page again"));
    }
    let actor = platform.db().read(move |conn| {
        let Some(user) = accounts::by_id(conn, user)? else { return Ok(None) };
        // Whatever else they may do, this ticket only looks.
        users::actor(conn, user, Via::Token { scopes: vec![Scope::RunRead] }).map(Some)
    });
    let actor = actor.await?.ok_or_else(|| ApiError::not_found("artifact"))?;
    open(platform, &actor, run, &path).await
}

fn invalid() -> ApiError {
    ApiError::forbidden("this preview's address is not complete").with_hint("open the file's page again")
}

/// All parts but the last have a fixed length: no two tickets are over the same bytes.
async fn code(platform: &Platform, run: RunId, user: UserId, until: i64, path: &str) -> Result<Hmac<Sha256>, ApiError> {
    let secret = installation::ticket_secret(platform).await?;
    let mut code = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .map_err(|_| ApiError::new(domain::ErrorCode::Internal, "tickets can't be signed"))?;
    code.update(b"artifact frame\0");
    code.update(run.as_uuid().as_bytes());
    code.update(user.as_uuid().as_bytes());
    code.update(&until.to_be_bytes());
    code.update(path.as_bytes());
    Ok(code)
}
