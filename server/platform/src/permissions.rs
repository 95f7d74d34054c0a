//! What somebody may do, and how they are told that they may not.
//!
//! Who may not see a thing is told that it does not exist; who may see it but not touch it, what it would take.

use domain::{
    ApiError, OrganizationId, Scope,
    permissions::{Actor, Membership},
};

/// 404 for the noun unless they may see such things there.
pub(crate) fn see(actor: &Actor, organization: OrganizationId, scope: Scope, noun: &str) -> Result<(), ApiError> {
    if actor.may(organization, scope) { Ok(()) } else { Err(ApiError::not_found(noun)) }
}

/// What somebody wants to do, and what it takes.
pub(crate) struct Deed {
    /// The right it takes.
    pub(crate) takes: Scope,
    /// The right to know that the thing exists.
    pub(crate) seen_with: Scope,
    /// What the thing is called.
    pub(crate) noun: &'static str,
    /// Completes "you may not".
    pub(crate) doing: &'static str,
}

/// 403 unless they may do it there, or 404 if they may not even see it.
pub(crate) fn need(actor: &Actor, organization: OrganizationId, deed: &Deed) -> Result<(), ApiError> {
    if actor.may(organization, deed.takes) {
        return Ok(());
    }
    see(actor, organization, deed.seen_with, deed.noun)?;
    let role = actor.memberships.iter().find(|membership| membership.organization_id == organization);
    let hint = match role {
        Some(membership) if !membership.role.grants(deed.takes) => {
            format!("your role in `{}` is {}; ask one of its owners", membership.organization, membership.role)
        }
        _ => format!("use an API token with the scope `{}`", deed.takes.as_str()),
    };
    Err(ApiError::forbidden(format!("you may not {}", deed.doing)).with_hint(hint))
}

/// Their membership in the organization of this name, without regard to case; 404 for the noun when they have none.
pub(crate) fn membership<'a>(actor: &'a Actor, organization: &str, noun: &str) -> Result<&'a Membership, ApiError> {
    let found = actor.memberships.iter().find(|membership| membership.organization.eq_ignore_ascii_case(organization));
    found.ok_or_else(|| ApiError::not_found(noun))
}

#[cfg(test)]
mod tests {
    use domain::{ErrorCode, Role, UserId, permissions::Via};
    use uuid::Uuid;

    use super::*;

    fn actor(role: Role, via: Via) -> Actor {
        Actor {
            user_id: UserId::from_uuid(Uuid::from_u128(1)),
            username: "ada".into(),
            email: None,
            is_admin: false,
            memberships: vec![Membership { organization_id: here(), organization: "default".into(), role }],
            via,
        }
    }

    fn here() -> OrganizationId {
        OrganizationId::from_uuid(Uuid::from_u128(2))
    }

    const SUBMIT: Deed =
        Deed { takes: Scope::RunWrite, seen_with: Scope::ProjectRead, noun: "project", doing: "submit runs to this project" };

    #[test]
    fn a_refusal_says_what_it_would_take() {
        let token = Via::Token { scopes: vec![Scope::ProjectRead] };
        for (role, via, expected) in [
            (Role::Owner, token, "use an API token with the scope `projectResource:write`"),
            (Role::Viewer, Via::CommandLine, "your role in `default` is viewer; ask one of its owners"),
        ] {
            let error = need(&actor(role, via), here(), &SUBMIT).unwrap_err();
            assert_eq!((error.code, error.hint.as_deref()), (ErrorCode::Forbidden, Some(expected)));
        }
        assert_eq!(need(&actor(Role::Member, Via::CommandLine), here(), &SUBMIT), Ok(()));
    }

    #[test]
    fn what_may_not_be_seen_does_not_exist() {
        let blind = actor(Role::Owner, Via::Token { scopes: vec![Scope::OrgRead] });
        let elsewhere = membership(&blind, "elsewhere", "project").unwrap_err();
        let hidden = need(&blind, here(), &SUBMIT).unwrap_err();
        assert_eq!(elsewhere, hidden);
        assert_eq!(see(&blind, here(), Scope::RunRead, "run").unwrap_err().code, ErrorCode::NotFound);
    }
}
