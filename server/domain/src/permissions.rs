//! Roles in an organization, the scopes they grant, and who is asking.
//!
//! Roles and scopes are Polyaxon's; a token's scopes narrow what its owner's role grants, never widen it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{OrganizationId, UserId};

/// A right, as an API token lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// See the organization and its members.
    #[serde(rename = "org:read")]
    OrgRead,
    /// Change the organization and its members.
    #[serde(rename = "org:write")]
    OrgWrite,
    /// See projects.
    #[serde(rename = "project:read")]
    ProjectRead,
    /// Create, change and archive projects.
    #[serde(rename = "project:write")]
    ProjectWrite,
    /// Delete projects.
    #[serde(rename = "project:admin")]
    ProjectAdmin,
    /// See runs, their logs and artifacts.
    #[serde(rename = "projectResource:read")]
    RunRead,
    /// Submit, stop, restart, copy and tag runs.
    #[serde(rename = "projectResource:write")]
    RunWrite,
    /// Delete anybody's runs.
    #[serde(rename = "projectResource:admin")]
    RunAdmin,
}

impl Scope {
    /// Every scope.
    pub const ALL: &[Self] = &[
        Self::OrgRead,
        Self::OrgWrite,
        Self::ProjectRead,
        Self::ProjectWrite,
        Self::ProjectAdmin,
        Self::RunRead,
        Self::RunWrite,
        Self::RunAdmin,
    ];

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OrgRead => "org:read",
            Self::OrgWrite => "org:write",
            Self::ProjectRead => "project:read",
            Self::ProjectWrite => "project:write",
            Self::ProjectAdmin => "project:admin",
            Self::RunRead => "projectResource:read",
            Self::RunWrite => "projectResource:write",
            Self::RunAdmin => "projectResource:admin",
        }
    }

    /// What it allows, for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::OrgRead => "See the organization and its members",
            Self::OrgWrite => "Change the organization and its members",
            Self::ProjectRead => "See projects",
            Self::ProjectWrite => "Create, change and archive projects",
            Self::ProjectAdmin => "Delete projects",
            Self::RunRead => "See runs, logs and artifacts",
            Self::RunWrite => "Submit, stop, restart and copy runs",
            Self::RunAdmin => "Delete anybody's runs",
        }
    }
}

/// Why a text is not one of a fixed set of names.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is not one of {allowed}")]
pub struct UnknownName {
    given: String,
    allowed: String,
}

fn unknown(given: &str, allowed: impl Iterator<Item = &'static str>) -> UnknownName {
    UnknownName { given: given.chars().take(64).collect(), allowed: allowed.collect::<Vec<_>>().join(", ") }
}

impl FromStr for Scope {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .iter()
            .copied()
            .find(|scope| scope.as_str() == text)
            .ok_or_else(|| unknown(text, Self::ALL.iter().map(|scope| scope.as_str())))
    }
}

/// What a person is in an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Everything.
    Owner,
    /// Everything but deleting the organization.
    Manager,
    /// Projects and all runs.
    Admin,
    /// Runs.
    Member,
    /// Looks.
    Viewer,
}

impl Role {
    /// Every role, the strongest first.
    pub const ALL: &[Self] = &[Self::Owner, Self::Manager, Self::Admin, Self::Member, Self::Viewer];

    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Manager => "manager",
            Self::Admin => "admin",
            Self::Member => "member",
            Self::Viewer => "viewer",
        }
    }

    /// Whether the role grants `scope`.
    pub const fn grants(self, scope: Scope) -> bool {
        match scope {
            Scope::OrgRead | Scope::ProjectRead | Scope::RunRead => true,
            Scope::RunWrite | Scope::RunAdmin => !matches!(self, Self::Viewer),
            Scope::ProjectWrite | Scope::ProjectAdmin => matches!(self, Self::Owner | Self::Manager | Self::Admin),
            Scope::OrgWrite => matches!(self, Self::Owner | Self::Manager),
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .iter()
            .copied()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| unknown(text, Self::ALL.iter().map(|role| role.as_str())))
    }
}

/// One person's place in one organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The organization.
    pub organization_id: OrganizationId,
    /// Its name, which addresses it in URLs.
    pub organization: String,
    /// What the person is there.
    pub role: Role,
}

/// By which door somebody came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Via {
    /// A browser session: all of the person's rights.
    Session {
        /// SHA-256 of the session's token, which names its row.
        token_hash: String,
    },
    /// An API token: the person's rights narrowed to these scopes.
    Token {
        /// What the token may do at most.
        scopes: Vec<Scope>,
    },
    /// The command line on the machine itself.
    CommandLine,
}

/// Who is asking. Every function of `platform` takes one first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub user_id: UserId,
    /// Their name.
    pub username: String,
    /// Their address, if known.
    pub email: Option<String>,
    /// May administer the installation.
    pub is_admin: bool,
    /// The organizations they belong to.
    pub memberships: Vec<Membership>,
    /// By which door they came in.
    pub via: Via,
}

impl Actor {
    /// Whether the door they came in by lets `scope` through.
    fn door_allows(&self, scope: Scope) -> bool {
        match &self.via {
            Via::Session { .. } | Via::CommandLine => true,
            Via::Token { scopes } => scopes.contains(&scope),
        }
    }

    /// Whether they have `scope` in the organization.
    pub fn may(&self, organization: OrganizationId, scope: Scope) -> bool {
        self.door_allows(scope)
            && self
                .memberships
                .iter()
                .any(|membership| membership.organization_id == organization && membership.role.grants(scope))
    }

    /// The organizations in which they have `scope`.
    pub fn organizations_with(&self, scope: Scope) -> Vec<OrganizationId> {
        self.memberships
            .iter()
            .map(|membership| membership.organization_id)
            .filter(|organization| self.may(*organization, scope))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_tokens_scopes_narrow_and_never_widen() {
        let organization_id = OrganizationId::from_uuid(Uuid::from_u128(1));
        for role in Role::ALL {
            for scope in Scope::ALL {
                for held in [true, false] {
                    let actor = Actor {
                        user_id: UserId::from_uuid(Uuid::from_u128(2)),
                        username: "ada".into(),
                        email: None,
                        is_admin: true,
                        memberships: vec![Membership { organization_id, organization: "default".into(), role: *role }],
                        via: Via::Token { scopes: if held { vec![*scope] } else { Vec::new() } },
                    };
                    assert_eq!(actor.may(organization_id, *scope), held && role.grants(*scope));
                    assert!(!actor.may(OrganizationId::from_uuid(Uuid::from_u128(3)), *scope));
                }
            }
        }
    }
}
