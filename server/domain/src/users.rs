//! People, their sessions, and the first of them.

use serde::{Deserialize, Serialize};

use crate::{UserId, permissions::Membership};

/// Somebody, as they see themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// Their id.
    pub id: UserId,
    /// Their name.
    pub username: String,
    /// Their address.
    pub email: Option<String>,
    /// May administer the installation.
    pub is_admin: bool,
    /// The organizations they belong to.
    pub memberships: Vec<Membership>,
}

/// What a new user is made from.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewUser {
    /// Their name: `^[-a-zA-Z0-9_.]+$`, at most 64 characters, unique without regard to case.
    pub username: String,
    /// Their address.
    pub email: Option<String>,
    /// At least 8 characters.
    pub password: String,
    /// May administer the installation.
    pub is_admin: bool,
}

/// The first admin, and the organization to begin with.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompleteSetup {
    /// From the one-time link.
    pub token: String,
    /// The admin's name.
    pub username: String,
    /// Their address.
    pub email: Option<String>,
    /// At least 8 characters.
    pub password: String,
    /// The organization's name: `^[-a-zA-Z0-9_]+$`.
    pub organization: String,
}

/// Somebody who wants to come in.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// Their name or address.
    pub username: String,
    /// Their password.
    pub password: String,
}

/// A new password, and proof that it is theirs to change.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePassword {
    /// The present one.
    pub current: String,
    /// The new one: at least 8 characters.
    pub new: String,
}

/// Somebody who has come in.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct SignedIn {
    /// Who.
    pub viewer: Viewer,
    /// The session's token, for the cookie. Stored only as a hash.
    pub session_token: String,
}
