//! Coming in with a password, and staying.

use domain::{
    ErrorCode, Scope,
    permissions::{Actor, Via},
    users::{ChangePassword, NewUser, SignIn},
};

use super::{DAY, MINUTE, TestPlatform, code, fields, pass, with_token};
use crate::{Platform, sessions, users};

const PASSWORD: &str = "correct horse";

async fn ada(platform: &Platform) {
    let new =
        NewUser { username: "Ada".into(), email: Some("ada@example.org".into()), password: PASSWORD.into(), is_admin: true };
    users::create(platform, new).await.unwrap();
}

fn form(username: &str, password: &str) -> SignIn {
    SignIn { username: username.into(), password: password.into() }
}

async fn come_in(platform: &Platform) -> (String, Actor) {
    let token = sessions::sign_in(platform, "10.0.0.1", form("ada", PASSWORD)).await.unwrap().session_token;
    let actor = sessions::authenticate(platform, &token).await.unwrap().unwrap();
    (token, actor)
}

#[tokio::test]
async fn by_name_or_address_without_regard_to_case_and_by_nothing_else() {
    for test in TestPlatform::all().await {
        let platform = &test.platform;
        ada(platform).await;
        for (name, password, expected) in [
            ("ada", PASSWORD, None),
            (" Ada ", PASSWORD, None),
            ("ADA@example.org", PASSWORD, None),
            ("ada", "correct horsf", Some(ErrorCode::Unauthenticated)),
            ("eve", PASSWORD, Some(ErrorCode::Unauthenticated)),
            ("ada\0", PASSWORD, Some(ErrorCode::Unauthenticated)),
            ("ada%", PASSWORD, Some(ErrorCode::Unauthenticated)),
            ("", "", Some(ErrorCode::Invalid)),
        ] {
            let result = sessions::sign_in(platform, "10.0.0.1", form(name, password)).await;
            assert_eq!(code(result), expected, "{}: {name:?}", test.name);
        }
        let wrong = sessions::sign_in(platform, "10.0.0.1", form("ada", "wrong password")).await.err();
        let nobody = sessions::sign_in(platform, "10.0.0.1", form("nobody", "wrong password")).await.err();
        assert_eq!(wrong, nobody, "who exists is not told");
    }
}

#[tokio::test]
async fn guessing_is_slowed_down_for_a_name_and_for_an_address() {
    for test in TestPlatform::all().await {
        let platform = &test.platform;
        ada(platform).await;
        for number in 0..10 {
            let client = format!("10.0.0.{number}");
            let name = if number % 2 == 0 { "ada" } else { " ADA" };
            assert_eq!(code(sessions::sign_in(platform, &client, form(name, "guess")).await), Some(ErrorCode::Unauthenticated));
        }
        let refused = sessions::sign_in(platform, "10.0.0.99", form("ada", PASSWORD)).await.err().unwrap();
        assert_eq!(refused.code, ErrorCode::RateLimited);
        assert!(refused.hint.unwrap().starts_with("wait "));

        for number in 0..10 {
            let name = format!("guess{number}");
            let result = sessions::sign_in(platform, "10.1.0.1", form(&name, "guess")).await;
            assert_eq!(code(result), Some(ErrorCode::Unauthenticated));
        }
        assert_eq!(code(sessions::sign_in(platform, "10.1.0.1", form("bob", "guess")).await), Some(ErrorCode::RateLimited));
        assert_eq!(code(sessions::sign_in(platform, "10.1.0.2", form("bob", "guess")).await), Some(ErrorCode::Unauthenticated));
    }
}

#[tokio::test]
async fn a_session_slides_and_ends() {
    for test in TestPlatform::all().await {
        let platform = &test.platform;
        ada(platform).await;
        let (token, _) = come_in(platform).await;
        let lives = || async { sessions::authenticate(platform, &token).await.unwrap().is_some() };

        // Used every ten days it lives on, but not for ever.
        for _ in 0..8 {
            pass(10 * DAY);
            assert!(lives().await, "{}", test.name);
            noted(platform, &token).await;
        }
        pass(9 * DAY);
        assert!(lives().await);
        pass(2 * DAY);
        assert!(!lives().await, "{}: 91 days", test.name);

        let (token, _) = come_in(platform).await;
        pass(14 * DAY + MINUTE);
        assert!(sessions::authenticate(platform, &token).await.unwrap().is_none(), "{}: 14 days unused", test.name);
    }
}

/// Waits until the use of a moment ago is written.
async fn noted(platform: &Platform, token: &str) {
    let hash = crate::secrets::hash(token);
    for _ in 0..500 {
        let (hash, now) = (hash.clone(), platform.now());
        let session = platform.db().read(move |conn| store::sessions::user_of(conn, &hash, now)).await.unwrap().unwrap();
        if now.seconds_since(session.last_used_at) < 1.0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the use of a session is not noted");
}

#[tokio::test]
async fn a_token_that_is_none_is_nobodys() {
    for test in TestPlatform::all().await {
        ada(&test.platform).await;
        for token in ["", "x", "\0", &"a".repeat(100_000)] {
            assert!(sessions::authenticate(&test.platform, token).await.unwrap().is_none());
        }
    }
}

#[tokio::test]
async fn signing_out_ends_this_session_and_no_other() {
    for test in TestPlatform::all().await {
        let platform = &test.platform;
        ada(platform).await;
        let (one, actor) = come_in(platform).await;
        let (other, _) = come_in(platform).await;
        sessions::sign_out(platform, &actor).await.unwrap();
        assert!(sessions::authenticate(platform, &one).await.unwrap().is_none());
        assert!(sessions::authenticate(platform, &other).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn a_new_password_takes_the_old_one_and_ends_other_sessions() {
    for test in TestPlatform::all().await {
        let platform = &test.platform;
        ada(platform).await;
        let (here, actor) = come_in(platform).await;
        let (elsewhere, _) = come_in(platform).await;
        let change = |current: &str, new: &str| {
            let form = ChangePassword { current: current.into(), new: new.into() };
            async { sessions::change_password(platform, &actor, form).await }
        };
        assert_eq!(fields(change("", "short").await), ["current", "new"]);
        assert_eq!(fields(change("wrong password", "battery staple").await), ["current"]);
        let token = with_token(&actor, Scope::ALL);
        let form_ = ChangePassword { current: PASSWORD.into(), new: "battery staple".into() };
        assert_eq!(code(sessions::change_password(platform, &token, form_).await), Some(ErrorCode::Forbidden));

        change(PASSWORD, "battery staple").await.unwrap();
        assert!(sessions::authenticate(platform, &here).await.unwrap().is_some());
        assert!(sessions::authenticate(platform, &elsewhere).await.unwrap().is_none(), "{}", test.name);
        assert_eq!(code(sessions::sign_in(platform, "c", form("ada", PASSWORD)).await), Some(ErrorCode::Unauthenticated));
        assert_eq!(code(sessions::sign_in(platform, "c", form("ada", "battery staple")).await), None);
    }
}

#[tokio::test]
async fn the_present_password_can_not_be_guessed_either() {
    for test in TestPlatform::all().await {
        ada(&test.platform).await;
        let (_, actor) = come_in(&test.platform).await;
        let mut last = None;
        for _ in 0..11 {
            let form = ChangePassword { current: "guess".into(), new: "battery staple".into() };
            last = code(sessions::change_password(&test.platform, &actor, form).await);
        }
        assert_eq!(last, Some(ErrorCode::RateLimited), "{}", test.name);
    }
}

#[tokio::test]
async fn who_came_in_is_who_they_are() {
    for test in TestPlatform::all().await {
        ada(&test.platform).await;
        let (_, actor) = come_in(&test.platform).await;
        assert_eq!((actor.username.as_str(), actor.is_admin), ("Ada", true));
        assert!(matches!(actor.via, Via::Session { .. }));
        assert!(actor.may(actor.memberships[0].organization_id, Scope::OrgWrite));
    }
}
