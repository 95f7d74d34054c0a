//! The one error every caller sees: browser, REST and command line.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::RequestId;

/// What kind of refusal it is; each has one HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// 400: the request can't be understood.
    BadRequest,
    /// 401: nobody is signed in, or the credentials are wrong.
    Unauthenticated,
    /// 403: this person may not do it.
    Forbidden,
    /// 404: it does not exist, or this person may not know that it does.
    NotFound,
    /// 409: it clashes with what is there.
    Conflict,
    /// 413: it is too big.
    TooLarge,
    /// 422: understood, and wrong: see `fields`.
    Invalid,
    /// 429: too many tries.
    RateLimited,
    /// 503: something Orrery needs is briefly away.
    Unavailable,
    /// 500: our fault.
    Internal,
}

impl ErrorCode {
    /// The HTTP status it is answered with.
    pub const fn http_status(self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::Unauthenticated => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Conflict => 409,
            Self::TooLarge => 413,
            Self::Invalid => 422,
            Self::RateLimited => 429,
            Self::Unavailable => 503,
            Self::Internal => 500,
        }
    }
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's name in the form or the JSON body.
    pub field: String,
    /// What is wrong and what is allowed. Lower case, no full stop.
    pub message: String,
}

/// A refusal with what a person needs to go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub struct ApiError {
    /// The kind.
    pub code: ErrorCode,
    /// What happened. Lower case, no full stop; never a secret, never an internal detail.
    pub message: String,
    /// What is wrong with which field, when fields are to blame.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldError>,
    /// Located messages, when a polyaxonfile is to blame.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<spec::Problem>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Which request it was, to find it in the server's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<RequestId>,
}

impl ApiError {
    /// An error of this kind.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), fields: Vec::new(), problems: Vec::new(), hint: None, request: None }
    }

    /// 404 for a noun: `no such project`.
    pub fn not_found(noun: &str) -> Self {
        Self::new(ErrorCode::NotFound, format!("no such {noun}"))
            .with_hint(format!("it may have been deleted, or you may not be allowed to see this {noun}"))
    }

    /// 403, saying what would be needed.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Forbidden, message)
    }

    /// 401: nobody is signed in.
    pub fn unauthenticated() -> Self {
        Self::new(ErrorCode::Unauthenticated, "you are not signed in").with_hint("sign in, or send a valid API token")
    }

    /// 422 for one field.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::fields(vec![FieldError { field: field.into(), message: message.into() }])
    }

    /// 422 for several fields.
    pub fn fields(fields: Vec<FieldError>) -> Self {
        let message = match fields.as_slice() {
            [one] => format!("{}: {}", one.field.replace('_', " "), one.message),
            several => format!("{} fields need attention", several.len()),
        };
        Self { fields, ..Self::new(ErrorCode::Invalid, message) }
    }

    /// 422 for a polyaxonfile.
    pub fn problems(problems: Vec<spec::Problem>) -> Self {
        let message = match problems.len() {
            1 => "the polyaxonfile has a problem".to_owned(),
            several => format!("the polyaxonfile has {several} problems"),
        };
        Self { problems, ..Self::new(ErrorCode::Invalid, message) }
    }

    /// The same error with what to do about it.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What is wrong with `field`, if anything is.
    pub fn field_message(&self, field: &str) -> Option<&str> {
        self.fields.iter().find(|error| error.field == field).map(|error| error.message.as_str())
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
