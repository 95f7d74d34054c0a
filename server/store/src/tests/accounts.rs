use domain::{OrganizationId, Role, Scope, TokenId, UserId};
use uuid::Uuid;

use super::{NOW, Place};
use crate::{StoreError, installation, memberships, organizations, sessions, testing::databases, tokens, users};

#[tokio::test]
async fn names_are_unique_without_regard_to_case() {
    for database in databases().await {
        database
            .db
            .write(|conn| {
                let place = Place::make(conn, "Ärzte");
                assert_eq!(users::by_login(conn, "äRZTE")?.unwrap().id, place.user);
                assert_eq!(users::by_login(conn, "ÄRZTE@Example.org")?.unwrap().id, place.user);
                assert_eq!(organizations::by_name(conn, "ärzte")?.unwrap().id, place.organization);
                let mut user = users::by_id(conn, place.user)?.unwrap();
                user.id = UserId::from_uuid(Uuid::now_v7());
                "äRzte".clone_into(&mut user.username);
                assert!(matches!(users::insert(conn, &user), Err(StoreError::Taken { field: "username" })));
                "other".clone_into(&mut user.username);
                assert!(matches!(users::insert(conn, &user), Err(StoreError::Taken { field: "email" })));
                user.email = None;
                users::insert(conn, &user)?;
                let id = OrganizationId::from_uuid(Uuid::now_v7());
                let taken = organizations::insert(conn, id, "ÄRZTE", NOW);
                assert!(matches!(taken, Err(StoreError::Taken { field: "organization" })));
                assert_eq!((users::count(conn)?, organizations::count(conn)?), (2, 1));
                let [membership] = memberships::of_user(conn, place.user)?.try_into().unwrap();
                assert_eq!((membership.organization.as_str(), membership.role), ("Ärzte", Role::Owner));
                assert_eq!(memberships::of_user(conn, user.id)?, []);
                assert!(users::set_password_hash(conn, user.id, "new")?);
                assert_eq!(users::by_id(conn, user.id)?.unwrap().password_hash, "new");
                Ok(())
            })
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn sessions_end() {
    for database in databases().await {
        database
            .db
            .write(|conn| {
                let place = Place::make(conn, "ada");
                for hash in ["one", "two", "three"] {
                    sessions::insert(conn, hash, place.user, NOW, NOW.plus_seconds(60))?;
                }
                assert_eq!(sessions::user_of(conn, "one", NOW)?.unwrap().user.id, place.user);
                assert!(sessions::user_of(conn, "one", NOW.plus_seconds(60))?.is_none());
                sessions::touch(conn, "one", NOW.plus_seconds(30), NOW.plus_seconds(90))?;
                assert_eq!(sessions::user_of(conn, "one", NOW.plus_seconds(60))?.unwrap().last_used_at, NOW.plus_seconds(30));
                sessions::delete_expired(conn, NOW.plus_seconds(60))?;
                assert!(sessions::user_of(conn, "two", NOW)?.is_none());
                sessions::insert(conn, "four", place.user, NOW, NOW.plus_seconds(60))?;
                sessions::delete_others_of(conn, place.user, "four")?;
                assert!(sessions::user_of(conn, "one", NOW)?.is_none());
                sessions::delete(conn, "four")?;
                assert!(sessions::user_of(conn, "four", NOW)?.is_none());
                Ok(())
            })
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn tokens_are_their_owners() {
    for database in databases().await {
        database
            .db
            .write(|conn| {
                let (ada, bob) = (Place::make(conn, "ada"), Place::make(conn, "bob"));
                let token = tokens::NewTokenRow {
                    id: TokenId::from_uuid(Uuid::now_v7()),
                    user_id: ada.user,
                    name: "laptop",
                    secret_hash: "hash",
                    scopes: &[Scope::RunRead, Scope::RunWrite],
                    created_at: NOW,
                    expires_at: Some(NOW.plus_seconds(60)),
                };
                let summary = tokens::insert(conn, &token)?;
                let found = tokens::by_hash(conn, "hash", NOW)?.unwrap();
                assert_eq!((&found.summary, found.user.id), (&summary, ada.user));
                assert!(tokens::by_hash(conn, "hash", NOW.plus_seconds(60))?.is_none());
                tokens::touch(conn, token.id, NOW)?;
                assert_eq!(tokens::of_user(conn, ada.user)?[0].last_used_at, Some(NOW));
                assert_eq!(tokens::of_user(conn, bob.user)?, []);
                assert!(!tokens::delete(conn, bob.user, token.id)?);
                assert!(tokens::delete(conn, ada.user, token.id)?);
                assert!(tokens::by_hash(conn, "hash", NOW)?.is_none());
                Ok(())
            })
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn the_installation_remembers() {
    for database in databases().await {
        database
            .db
            .write(|conn| {
                assert_eq!(installation::get(conn, "setup")?, None);
                installation::set(conn, "setup", "one")?;
                installation::set(conn, "setup", "two")?;
                assert_eq!(installation::get(conn, "setup")?.as_deref(), Some("two"));
                assert!(installation::remove(conn, "setup")?);
                assert!(!installation::remove(conn, "setup")?);
                Ok(())
            })
            .await
            .unwrap();
    }
}
