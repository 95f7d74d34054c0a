//! What pages ask of the server, one file per noun. Each asks `platform` and adds nothing but cookies and redirects.
//!
//! All are posted form-encoded, so that a plain form can call them: a form's fields are a function's arguments.

#![cfg_attr(
    not(feature = "ssr"),
    expect(clippy::unused_async_trait_impl, reason = "in the browser a server function's own body is not there")
)]

pub mod artifacts;
mod codec;
#[cfg(feature = "ssr")]
pub mod handover;
pub mod home;
pub mod logs;
pub mod metrics;
pub mod projects;
pub mod runs;
pub mod session;
pub mod tokens;
pub mod users;

use domain::{ApiError, ErrorCode};
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

pub use self::codec::{Json, JsonText};

/// The error of every server function: the platform's, or that it could not be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FnError(pub ApiError);

impl From<ApiError> for FnError {
    fn from(error: ApiError) -> Self {
        #[cfg(feature = "ssr")]
        let error = ApiError { request: crate::context::request_id(), ..error };
        Self(error)
    }
}

impl FromServerFnError for FnError {
    type Encoder = JsonText;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self(match error {
            ServerFnErrorErr::Request(_) => ApiError::new(ErrorCode::Unavailable, "Orrery can't be reached")
                .with_hint("check the connection and try again; nothing you typed is lost"),
            ServerFnErrorErr::Args(reason) | ServerFnErrorErr::MissingArg(reason) => {
                ApiError::new(ErrorCode::BadRequest, format!("the form was not understood: {reason}"))
            }
            // An answer that is no JSON comes from something in between, or from another version of Orrery.
            ServerFnErrorErr::Deserialization(_) => ApiError::new(ErrorCode::Unavailable, "the answer was not understood")
                .with_hint("reload the page and try again"),
            _ => ApiError::new(ErrorCode::Internal, "something went wrong on our side").with_hint("try again"),
        })
    }
}
