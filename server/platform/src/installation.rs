//! What is true of an installation as a whole.

use domain::ApiError;
use store::installation;

use crate::{Platform, secrets};

const KEY: &str = "key";
const TICKET_SECRET: &str = "ticket_secret";

/// The installation's own id: 32 hexadecimal digits, made when it is first asked for.
pub async fn key(platform: &Platform) -> Result<String, ApiError> {
    kept(platform, KEY, || platform.inner.ids.next(platform.now()).simple().to_string()).await
}

/// What tickets are signed with: a secret, unlike the id, made when it is first asked for.
pub(crate) async fn ticket_secret(platform: &Platform) -> Result<String, ApiError> {
    kept(platform, TICKET_SECRET, || secrets::generate("")).await
}

/// The value of this name; made when there is none yet, once for all processes.
async fn kept(platform: &Platform, name: &'static str, make: impl FnOnce() -> String) -> Result<String, ApiError> {
    if let Some(value) = platform.db().read(move |conn| installation::get(conn, name)).await? {
        return Ok(value);
    }
    let new = make();
    let kept = platform.db().write(move |conn| {
        if let Some(value) = installation::get(conn, name)? {
            return Ok(value);
        }
        installation::set(conn, name, &new)?;
        Ok(new)
    });
    Ok(kept.await?)
}
