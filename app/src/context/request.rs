//! The request a page or a server function answers: the server's side of the context.

use domain::{ApiError, RequestId, permissions::Actor};
use leptos::prelude::{provide_context, use_context};
use leptos_axum::ResponseOptions;
use platform::Platform;

use super::FormState;

/// What the server knows of whoever asks.
#[derive(Clone)]
pub struct RequestContext {
    /// The request's name, to find it in the server's log.
    pub id: Option<RequestId>,
    /// Who, when they are signed in.
    pub actor: Option<Actor>,
    /// Their address, for rate limits.
    pub client: String,
    /// The page is reached by TLS, so the session's cookie may be bound to it.
    pub secure_cookie: bool,
    /// The form that failed, when the page is rendered again because of it.
    pub form: Option<FormState>,
    /// The page's path and query, when that is not the request's.
    pub page: Option<String>,
}

/// Makes the platform and the request known to pages and server functions.
pub fn provide(platform: Platform, request: RequestContext) {
    provide_context(platform);
    provide_context(request);
}

/// The session cookie's name. With TLS the browser itself guards it: sent by TLS only, to this host only.
pub const fn session_cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-orrery_session" } else { "orrery_session" }
}

/// What everything is asked of.
pub fn platform() -> Result<Platform, ApiError> {
    use_context().ok_or_else(|| ApiError::new(domain::ErrorCode::Internal, "the page was rendered without a platform"))
}

/// The request's name, as the server's log has it.
pub fn request_id() -> Option<RequestId> {
    use_context::<RequestContext>()?.id
}

/// Whoever asks; an error when they are not signed in.
pub fn actor() -> Result<Actor, ApiError> {
    use_context::<RequestContext>().and_then(|request| request.actor).ok_or_else(ApiError::unauthenticated)
}

/// Answers the page with the status of this error.
pub fn set_status(error: &ApiError) {
    let status = axum::http::StatusCode::from_u16(error.code.http_status());
    if let (Some(response), Ok(status)) = (use_context::<ResponseOptions>(), status) {
        response.set_status(status);
    }
}
