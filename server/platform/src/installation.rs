//! What is true of an installation as a whole.

use domain::ApiError;
use store::installation;

use crate::Platform;

const KEY: &str = "key";

/// The installation's own id: 32 hexadecimal digits, made when it is first asked for.
pub async fn key(platform: &Platform) -> Result<String, ApiError> {
    if let Some(key) = platform.db().read(|conn| installation::get(conn, KEY)).await? {
        return Ok(key);
    }
    let new = platform.inner.ids.next(platform.now()).simple().to_string();
    let kept = platform.db().write(move |conn| {
        if let Some(key) = installation::get(conn, KEY)? {
            return Ok(key);
        }
        installation::set(conn, KEY, &new)?;
        Ok(new)
    });
    Ok(kept.await?)
}
