//! The first admin.

use domain::{
    ErrorCode, Role,
    users::{CompleteSetup, NewUser},
};

use super::{TestPlatform, code, fields};
use crate::{sessions, setup, users};

fn form(token: &str, username: &str) -> CompleteSetup {
    CompleteSetup {
        token: token.into(),
        username: username.into(),
        email: Some(format!("{username}@example.org")),
        password: "correct horse".into(),
        organization: "acme".into(),
    }
}

fn user(username: &str, is_admin: bool) -> NewUser {
    NewUser { username: username.into(), email: None, password: "correct horse".into(), is_admin }
}

#[tokio::test]
async fn the_link_makes_an_owner_once_and_signs_them_in() {
    for test in TestPlatform::all().await {
        let platform = &test.platform;
        let old = setup::issue_link_token(platform).await.unwrap().unwrap();
        let token = setup::issue_link_token(platform).await.unwrap().unwrap();
        assert!(setup::is_open(platform).await.unwrap());
        for (token, works) in [(&token, true), (&old, false), (&String::new(), false)] {
            assert_eq!(setup::check_token(platform, token).await, Ok(works), "{}", test.name);
        }
        assert_eq!(code(setup::complete(platform, form(&old, "eve")).await), Some(ErrorCode::Forbidden));

        let signed_in = setup::complete(platform, form(&token, "ada")).await.unwrap();
        assert!(signed_in.viewer.is_admin);
        assert_eq!(signed_in.viewer.memberships[0].role, Role::Owner);
        assert_eq!(signed_in.viewer.memberships[0].organization, "acme");
        let actor = sessions::authenticate(platform, &signed_in.session_token).await.unwrap().unwrap();
        assert_eq!(users::viewer(&actor), signed_in.viewer);

        assert!(!setup::is_open(platform).await.unwrap());
        assert_eq!(setup::check_token(platform, &token).await, Ok(false));
        assert_eq!(setup::issue_link_token(platform).await, Ok(None));
        assert_eq!(code(setup::complete(platform, form(&token, "eve")).await), Some(ErrorCode::Conflict));
    }
}

#[tokio::test]
async fn of_two_at_once_one_wins() {
    for test in TestPlatform::all().await {
        let token = setup::issue_link_token(&test.platform).await.unwrap().unwrap();
        let rival = CompleteSetup { organization: "elsewhere".into(), ..form(&token, "eve") };
        let (one, other) =
            tokio::join!(setup::complete(&test.platform, form(&token, "ada")), setup::complete(&test.platform, rival));
        let outcomes = [code(one), code(other)];
        assert!(outcomes.contains(&None) && outcomes.contains(&Some(ErrorCode::Conflict)), "{}: {outcomes:?}", test.name);
        let count = test.platform.db().read(store::users::count).await.unwrap();
        assert_eq!(count, 1, "{}", test.name);
    }
}

#[tokio::test]
async fn every_bad_field_is_named() {
    for test in TestPlatform::all().await {
        let token = setup::issue_link_token(&test.platform).await.unwrap().unwrap();
        let bad = CompleteSetup {
            token: token.clone(),
            username: "a b".into(),
            email: Some("nobody".into()),
            password: "short".into(),
            organization: "a.b".into(),
        };
        assert_eq!(fields(setup::complete(&test.platform, bad).await), ["username", "email", "password", "organization"]);
        assert!(setup::check_token(&test.platform, &token).await.unwrap(), "a mistake does not use the link up");
    }
}

#[tokio::test]
async fn the_command_line_makes_users_and_their_organization() {
    for test in TestPlatform::all().await {
        let admin = users::create(&test.platform, user("ada", true)).await.unwrap();
        let member = users::create(&test.platform, user("bob", false)).await.unwrap();
        assert_eq!((admin.memberships[0].role, member.memberships[0].role), (Role::Owner, Role::Member));
        assert_eq!(admin.memberships[0].organization, "default");
        assert_eq!(admin.memberships[0].organization_id, member.memberships[0].organization_id);
        assert_eq!(setup::issue_link_token(&test.platform).await, Ok(None));

        let taken = users::create(&test.platform, user("ADA", false)).await;
        assert_eq!(fields(taken), ["username"], "{}", test.name);
        let bad = NewUser { username: "..".into(), email: Some("x".into()), password: String::new(), is_admin: false };
        assert_eq!(fields(users::create(&test.platform, bad).await), ["username", "email", "password"]);
    }
}

#[tokio::test]
async fn who_comes_after_setup_joins_the_organization_that_it_named() {
    for test in TestPlatform::all().await {
        let token = setup::issue_link_token(&test.platform).await.unwrap().unwrap();
        setup::complete(&test.platform, form(&token, "ada")).await.unwrap();
        let member = users::create(&test.platform, user("bob", false)).await.unwrap();
        assert_eq!(member.memberships[0].organization, "acme", "{}", test.name);
    }
}
