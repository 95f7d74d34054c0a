//! What people do to their own account.

use leptos::server;

use super::{FnError, Json};

/// The account page once the password is changed.
#[cfg(feature = "ssr")]
const CHANGED: &str = "/account?changed=password";

/// Changes one's password and ends one's other sessions. Answered, to a plain form, by the account page that says so.
#[server(name = ChangePassword, prefix = "/api/fn", endpoint = "change_password", output = Json)]
pub async fn change_password(
    /// The one until now.
    current_password: String,
    /// The one from now on.
    new_password: String,
) -> Result<(), FnError> {
    let change = domain::users::ChangePassword { current: current_password, new: new_password };
    let changed = platform::sessions::change_password(&crate::context::platform()?, &crate::context::actor()?, change).await;
    changed.map_err(as_in_the_form)?;
    leptos_axum::redirect(CHANGED);
    Ok(())
}

/// The platform calls the fields `current` and `new`; in a form every secret's name says `password`, so that none is ever sent back.
#[cfg(any(feature = "ssr", test))]
fn as_in_the_form(mut error: domain::ApiError) -> domain::ApiError {
    for field in &mut error.fields {
        if let name @ ("current" | "new") = field.field.as_str() {
            error.message = format!("the {name} password: {}", field.message);
            field.field = format!("{name}_password");
        }
    }
    error
}

#[cfg(test)]
mod tests {
    use domain::ApiError;

    use super::*;

    #[test]
    fn an_error_comes_to_the_forms_own_field() {
        let error = as_in_the_form(ApiError::field("new", "needs at least 8 characters"));
        assert_eq!(error.field_message("new_password"), Some("needs at least 8 characters"));
        assert_eq!(error.message, "the new password: needs at least 8 characters");
    }
}
