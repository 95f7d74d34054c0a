//! API tokens.

use serde::{Deserialize, Serialize};

use crate::{Scope, Timestamp, TokenId};

/// A token as lists show it: never the token itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TokenSummary {
    /// Its id.
    pub id: TokenId,
    /// What its owner calls it.
    pub name: String,
    /// What it may do at most.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops working; `None` is never.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
}

/// What a new token is made from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewToken {
    /// What its owner calls it.
    pub name: String,
    /// What it may do at most.
    pub scopes: Vec<Scope>,
    /// After how many days it stops working, 1 to 3650; `None` is never.
    pub expires_in_days: Option<u32>,
}

/// A token just made. The secret is shown once and stored nowhere.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct CreatedToken {
    /// What lists show.
    pub summary: TokenSummary,
    /// What a client sends.
    pub secret: String,
}
