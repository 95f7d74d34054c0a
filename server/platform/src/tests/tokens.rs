//! API tokens.

use domain::{ErrorCode, Role, Scope, Status, permissions::Via, tokens::NewToken};

use super::{DAY, TestPlatform, code, fields, pass, with_token};
use crate::tokens;

fn new(scopes: &[Scope]) -> NewToken {
    NewToken { name: "ci".into(), scopes: scopes.to_vec(), expires_in_days: None }
}

#[tokio::test]
async fn a_token_works_until_it_expires_or_is_revoked() {
    for test in TestPlatform::all().await {
        let platform = &test.platform;
        let ada = test.person("ada", "default", Role::Owner).await;
        let days = NewToken { expires_in_days: Some(7), ..new(&[Scope::RunRead]) };
        let short = tokens::create(platform, &ada, days).await.unwrap();
        let long = tokens::create(platform, &ada, new(Scope::ALL)).await.unwrap();
        assert!(short.secret.starts_with("orr_"));
        assert_eq!(tokens::list(platform, &ada).await.unwrap(), [long.summary.clone(), short.summary.clone()]);

        let actor = tokens::authenticate(platform, &short.secret).await.unwrap().unwrap();
        assert_eq!(actor.via, Via::Token { scopes: vec![Scope::RunRead] });
        assert_eq!(actor.memberships, ada.memberships);
        pass(7 * DAY);
        assert!(tokens::authenticate(platform, &short.secret).await.unwrap().is_none(), "{}", test.name);
        assert!(tokens::authenticate(platform, &long.secret).await.unwrap().is_some());

        tokens::delete(platform, &ada, long.summary.id).await.unwrap();
        assert!(tokens::authenticate(platform, &long.secret).await.unwrap().is_none());
        assert_eq!(code(tokens::delete(platform, &ada, long.summary.id).await), Some(ErrorCode::NotFound));
    }
}

#[tokio::test]
async fn a_token_deals_only_with_what_it_may_do_itself() {
    for test in TestPlatform::all().await {
        let platform = &test.platform;
        let ada = test.person("ada", "default", Role::Owner).await;
        let strong = tokens::create(platform, &ada, new(Scope::ALL)).await.unwrap().summary;
        let weak = with_token(&ada, &[Scope::RunRead, Scope::RunWrite]);
        for (scopes, refused) in [
            (&[Scope::RunRead][..], false),
            (&[Scope::RunWrite, Scope::RunRead], false),
            (&[Scope::RunRead, Scope::ProjectRead], true),
            (Scope::ALL, true),
        ] {
            let result = tokens::create(platform, &weak, new(scopes)).await;
            assert_eq!(fields(result) == ["scopes"], refused, "{}: {scopes:?}", test.name);
        }
        let seen = tokens::list(platform, &weak).await.unwrap();
        assert_eq!(seen.len(), 2);
        assert!(seen.iter().all(|token| token.id != strong.id));
        assert_eq!(code(tokens::delete(platform, &weak, strong.id).await), Some(ErrorCode::NotFound));
        tokens::delete(platform, &weak, seen[0].id).await.unwrap();
        assert_eq!(tokens::list(platform, &ada).await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn nobody_sees_or_revokes_anothers() {
    for test in TestPlatform::all().await {
        let ada = test.person("ada", "default", Role::Owner).await;
        let eve = test.person("eve", "default", Role::Owner).await;
        let token = tokens::create(&test.platform, &ada, new(Scope::ALL)).await.unwrap().summary;
        assert_eq!(tokens::list(&test.platform, &eve).await.unwrap(), []);
        assert_eq!(code(tokens::delete(&test.platform, &eve, token.id).await), Some(ErrorCode::NotFound));
        assert_eq!(tokens::list(&test.platform, &ada).await.unwrap().len(), 1, "{}", test.name);
    }
}

#[tokio::test]
async fn every_bad_field_is_named() {
    for test in TestPlatform::all().await {
        let ada = test.person("ada", "default", Role::Owner).await;
        let bad = NewToken { name: " ".into(), scopes: Vec::new(), expires_in_days: Some(0) };
        assert_eq!(fields(tokens::create(&test.platform, &ada, bad).await), ["name", "scopes", "expires_in_days"]);
        let bad = NewToken { expires_in_days: Some(3651), ..new(&[Scope::RunRead]) };
        assert_eq!(fields(tokens::create(&test.platform, &ada, bad).await), ["expires_in_days"]);
    }
}

#[tokio::test]
async fn the_command_line_makes_tokens_for_users_that_exist() {
    for test in TestPlatform::all().await {
        test.person("ada", "default", Role::Owner).await;
        let token = tokens::create_for(&test.platform, "Ada", new(Scope::ALL)).await.unwrap();
        assert!(tokens::authenticate(&test.platform, &token.secret).await.unwrap().is_some());
        assert_eq!(code(tokens::create_for(&test.platform, "eve", new(Scope::ALL)).await), Some(ErrorCode::NotFound));
    }
}

#[tokio::test]
async fn a_secret_that_is_none_is_nobodys() {
    for test in TestPlatform::all().await {
        for secret in ["", "orr_", "orr_guess", "guess"] {
            assert!(tokens::authenticate(&test.platform, secret).await.unwrap().is_none(), "{secret}");
        }
    }
}

#[tokio::test]
async fn a_runs_own_token_works_while_it_is_not_over() {
    for test in TestPlatform::all().await {
        let platform = &test.platform;
        let ada = test.person("ada", "default", Role::Owner).await;
        test.project(&ada, "vision").await;
        let run = test.submit(&ada, "vision").await.id;
        // A launch that is repeated leaves those of before as they are.
        let secrets =
            [tokens::create_for_run(platform, run).await.unwrap(), tokens::create_for_run(platform, run).await.unwrap()];
        test.becomes(run, &[Status::Scheduled, Status::Running]).await;
        for secret in &secrets {
            let actor = tokens::authenticate(platform, secret).await.unwrap().unwrap();
            assert_eq!((actor.user_id, &actor.memberships), (ada.user_id, &ada.memberships));
            let organization = ada.memberships[0].organization_id;
            let may = [Scope::RunWrite, Scope::RunAdmin, Scope::ProjectWrite].map(|scope| actor.may(organization, scope));
            assert_eq!(may, [true, false, false], "{}", test.name);
        }
        assert_eq!(tokens::list(platform, &ada).await.unwrap(), []);
        test.becomes(run, &[Status::Succeeded]).await;
        assert!(tokens::authenticate(platform, &secrets[0]).await.unwrap().is_none());
    }
}
