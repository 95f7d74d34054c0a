//! Coming in and going out. Plain forms only: a new session begins with a new page.

#[cfg(feature = "ssr")]
use leptos::prelude::use_context;
use leptos::server;
use serde::{Deserialize, Serialize};

use super::{FnError, Json};

/// Comes in, and goes to `next` if that is a page of ours.
#[server(name = SignIn, prefix = "/api/fn", endpoint = "sign_in", output = Json)]
pub async fn sign_in(
    /// A name or an address.
    username: String,
    /// The password.
    password: String,
    /// Where to go then.
    next: Option<String>,
) -> Result<(), FnError> {
    let request = request()?;
    let signed_in = platform::sessions::sign_in(
        &crate::context::platform()?,
        &request.client,
        domain::users::SignIn { username, password },
    )
    .await?;
    set_session(&request, Some(&signed_in.session_token));
    leptos_axum::redirect(next.as_deref().and_then(local_page).unwrap_or(crate::routes::HOME));
    Ok(())
}

/// Goes out.
#[server(name = SignOut, prefix = "/api/fn", endpoint = "sign_out", output = Json)]
pub async fn sign_out() -> Result<(), FnError> {
    platform::sessions::sign_out(&crate::context::platform()?, &crate::context::actor()?).await?;
    set_session(&request()?, None);
    leptos_axum::redirect("/login");
    Ok(())
}

/// Makes the first admin and the first organization, and comes in as that admin.
#[server(name = CompleteSetup, prefix = "/api/fn", endpoint = "complete_setup", output = Json)]
pub async fn complete_setup(
    /// From the link.
    token: String,
    /// The admin's name.
    username: String,
    /// The admin's address; empty is none.
    email: Option<String>,
    /// The admin's password.
    password: String,
    /// The organization's name.
    organization: String,
) -> Result<(), FnError> {
    let email = email.map(|email| email.trim().to_owned()).filter(|email| !email.is_empty());
    let answers = domain::users::CompleteSetup { token, username, email, password, organization };
    let signed_in = platform::setup::complete(&crate::context::platform()?, answers).await?;
    set_session(&request()?, Some(&signed_in.session_token));
    leptos_axum::redirect(crate::routes::HOME);
    Ok(())
}

/// Whether a setup link can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SetupLink {
    /// It can.
    Valid,
    /// Setup is open, but not by this link.
    Wrong,
    /// There is an admin already.
    Done,
}

/// Whether the setup link with this token can be used.
#[server(name = CheckSetupLink, prefix = "/api/fn", endpoint = "check_setup_link", output = Json)]
pub async fn check_setup_link(
    /// From the link.
    token: String,
) -> Result<SetupLink, FnError> {
    let platform = crate::context::platform()?;
    Ok(if !platform::setup::is_open(&platform).await? {
        SetupLink::Done
    } else if platform::setup::check_token(&platform, &token).await? {
        SetupLink::Valid
    } else {
        SetupLink::Wrong
    })
}

#[cfg(feature = "ssr")]
fn request() -> Result<crate::context::RequestContext, FnError> {
    use_context().ok_or_else(|| domain::ApiError::unauthenticated().into())
}

/// Sets the session's cookie, or removes it. The server ends sessions; the cookie itself lasts as long as browsers allow.
#[cfg(feature = "ssr")]
fn set_session(request: &crate::context::RequestContext, token: Option<&str>) {
    use axum::http::{HeaderValue, header::SET_COOKIE};

    let name = crate::context::session_cookie_name(request.secure_cookie);
    let (value, age) = token.map_or(("", 0), |token| (token, 400 * 86_400));
    let secure = if request.secure_cookie { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}");
    if let (Some(response), Ok(cookie)) = (use_context::<leptos_axum::ResponseOptions>(), HeaderValue::from_str(&cookie)) {
        response.append_header(SET_COOKIE, cookie);
    }
}

/// `page` if it is a path of ours: an address of another site could make a sign-in form a stepping stone.
pub(crate) fn local_page(page: &str) -> Option<&str> {
    let local =
        page.starts_with('/') && !page.starts_with("//") && page.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    local.then_some(page)
}

#[cfg(test)]
mod tests {
    use super::local_page;

    #[test]
    fn only_our_own_pages_are_gone_to() {
        for page in ["/", "/runs?status=failed&name=a%20b", "/projects/default/mnist#readme"] {
            assert_eq!(local_page(page), Some(page));
        }
        for page in
            ["", "runs", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nSet-Cookie: x", "/ä", "/\t/x"]
        {
            assert_eq!(local_page(page), None, "{page}");
        }
    }
}
