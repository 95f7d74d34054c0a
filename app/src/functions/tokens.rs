//! What the account pages ask about API tokens and passwords.

use std::collections::BTreeMap;

use domain::{
    TokenId,
    tokens::{CreatedToken, TokenSummary},
};
use leptos::server;

#[cfg(feature = "ssr")]
use super::handover::{Handover, Made};
use super::{FnError, Json};

/// One's own tokens, newest first.
#[server(name = ListTokens, prefix = "/api/fn", endpoint = "list_tokens", input = Json, output = Json)]
pub async fn list_tokens() -> Result<Vec<TokenSummary>, FnError> {
    Ok(platform::tokens::list(&crate::context::platform()?, &crate::context::actor()?).await?)
}

/// Makes a token. Its secret is in the answer and nowhere else.
#[server(name = CreateToken, prefix = "/api/fn", endpoint = "create_token", output = Json)]
pub async fn create_token(
    /// What it is for.
    name: String,
    /// The ticked boxes, by the scope's name.
    #[server(default)]
    scopes: BTreeMap<String, String>,
    /// Empty is never.
    #[server(default)]
    expires_in_days: String,
) -> Result<CreatedToken, FnError> {
    let new = domain::tokens::NewToken {
        name: name.trim().to_owned(),
        scopes: scopes_of(&scopes)?,
        expires_in_days: days_of(&expires_in_days)?,
    };
    let created = platform::tokens::create(&crate::context::platform()?, &crate::context::actor()?, new).await?;
    Handover::put(Made::Token(created.clone()));
    Ok(created)
}

/// Makes a token useless at once.
#[server(name = DeleteToken, prefix = "/api/fn", endpoint = "delete_token", output = Json)]
pub async fn delete_token(
    /// Which; one's own.
    id: TokenId,
) -> Result<(), FnError> {
    platform::tokens::delete(&crate::context::platform()?, &crate::context::actor()?, id).await?;
    leptos_axum::redirect(crate::routes::TOKENS);
    Ok(())
}

#[cfg(any(feature = "ssr", test))]
fn scopes_of(ticked: &BTreeMap<String, String>) -> Result<Vec<domain::Scope>, domain::ApiError> {
    let scopes: Result<Vec<domain::Scope>, _> = ticked.keys().map(|name| name.parse()).collect();
    scopes.map_err(|error: domain::permissions::UnknownName| domain::ApiError::field("scopes", error.to_string()))
}

#[cfg(any(feature = "ssr", test))]
fn days_of(text: &str) -> Result<Option<u32>, domain::ApiError> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| {
            domain::ApiError::field("expires_in_days", "use a whole number of days from 1 to 3650, or leave it empty for never")
        }),
    }
}

#[cfg(test)]
mod tests {
    use domain::Scope;

    use super::*;

    #[test]
    fn a_plain_form_reaches_its_arguments() {
        let form = "name=ci&scopes%5Bproject%3Aread%5D=on&scopes%5BprojectResource%3Awrite%5D=on&expires_in_days=30";
        let new: CreateToken = serde_qs::Config::new(5, false).deserialize_str(form).unwrap();
        assert_eq!(scopes_of(&new.scopes), Ok(vec![Scope::ProjectRead, Scope::RunWrite]));
        assert_eq!(days_of(&new.expires_in_days), Ok(Some(30)));
    }

    #[test]
    fn no_ticked_box_is_no_scope_and_an_empty_term_is_never() {
        let new: CreateToken = serde_qs::from_str("name=ci&expires_in_days=").unwrap();
        assert_eq!(scopes_of(&new.scopes), Ok(Vec::new()));
        assert_eq!(days_of(&new.expires_in_days), Ok(None));
    }

    #[test]
    fn what_is_wrong_names_its_field() {
        let unknown = BTreeMap::from([("everything".to_owned(), "on".to_owned())]);
        assert!(scopes_of(&unknown).unwrap_err().field_message("scopes").is_some());
        for text in ["-1", "1.5", "soon"] {
            assert!(days_of(text).unwrap_err().field_message("expires_in_days").is_some(), "{text}");
        }
    }
}
