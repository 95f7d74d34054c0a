//! What runs keep: who may look, put and delete, and for whom a ticket opens what.

use domain::artifacts::{Content, EntryKind, Upload};
use futures::stream;

use super::*;
use crate::runs::artifacts::{self, Artifact};

struct Kept {
    test: TestPlatform,
    ada: Actor,
    run: RunId,
}

/// A run of Ada's that kept some files, on every database.
async fn kept() -> Vec<Kept> {
    let mut all = Vec::new();
    for test in TestPlatform::all().await {
        let ada = test.person("ada", "default", Role::Owner).await;
        test.project(&ada, "vision").await;
        let run = test.submit(&ada, "vision").await.id;
        let folder = test.database.dir.path().join("artifacts").join(run.to_string()).join("outputs");
        std::fs::create_dir_all(&folder).unwrap();
        for (name, content) in
            [("report.html", "<script>1</script>"), ("other.html", "secret"), ("odd\n\u{202e}#?%41.txt", "odd")]
        {
            std::fs::write(folder.join(name), content).unwrap();
        }
        all.push(Kept { test, ada, run });
    }
    all
}

async fn ticket(kept: &Kept, actor: &Actor) -> String {
    let preview = artifacts::preview(&kept.test.platform, actor, kept.run, "outputs/report.html", 1).await.unwrap();
    let Content::Framed { ticket } = preview.content else { panic!("not framed") };
    ticket
}

#[tokio::test]
async fn odd_names_are_listed_looked_at_and_deleted() {
    for Kept { test, ada, run } in kept().await {
        let platform = &test.platform;
        let listing = artifacts::list(platform, &ada, run, "/outputs/../outputs/", 1).await.unwrap();
        assert_eq!((listing.path.as_str(), listing.files), ("outputs", 3));
        let odd = listing.entries.iter().find(|entry| entry.name.starts_with("odd")).unwrap();
        assert_eq!((odd.kind, odd.bytes), (EntryKind::File, 3));
        let path = format!("outputs/{}", odd.name);
        let preview = artifacts::preview(platform, &ada, run, &path, 1).await.unwrap();
        assert_eq!(preview.content, Content::Text { text: "odd".into(), shown: 3 });
        artifacts::delete(platform, &ada, run, &path).await.unwrap();
        assert_eq!(artifacts::list(platform, &ada, run, "outputs", 1).await.unwrap().files, 2);
        for (path, expected) in [
            ("outputs/gone", ErrorCode::NotFound),
            ("outputs", ErrorCode::BadRequest),
            ("", ErrorCode::NotFound),
            ("../../../etc/passwd", ErrorCode::NotFound),
            ("outputs/report.html/x", ErrorCode::NotFound),
            (&"x".repeat(5_000), ErrorCode::NotFound),
            ("a\0b", ErrorCode::Invalid),
        ] {
            assert_eq!(code(artifacts::preview(platform, &ada, run, path, 1).await), Some(expected), "{path:?}");
        }
        assert_eq!(code(artifacts::list(platform, &ada, run, "outputs/report.html", 1).await), Some(ErrorCode::NotFound));
        let other = test.submit(&ada, "vision").await.id;
        assert_eq!(artifacts::list(platform, &ada, other, "", 7).await.unwrap().pages, 1);
    }
}

#[tokio::test]
async fn a_ticket_opens_one_file_for_one_person_for_some_minutes() {
    for kept in kept().await {
        let (platform, run) = (&kept.test.platform, kept.run);
        let ticket = ticket(&kept, &kept.ada).await;
        let opened = artifacts::redeem(platform, run, "outputs/report.html", &ticket).await.unwrap();
        assert!(matches!(opened, Artifact::File { name, .. } if name == "report.html"));

        let other = kept.test.submit(&kept.ada, "vision").await.id;
        for (run, path) in [(run, "outputs/other.html"), (run, "outputs"), (run, ""), (other, "outputs/report.html")] {
            assert_eq!(code(artifacts::redeem(platform, run, path, &ticket).await), Some(ErrorCode::Forbidden), "{path}");
        }
        for place in 0..ticket.len() - 1 {
            let mut forged = ticket.clone().into_bytes();
            forged[place] = if forged[place] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(forged).unwrap();
            let refused = artifacts::redeem(platform, run, "outputs/report.html", &forged).await;
            assert_eq!(code(refused), Some(ErrorCode::Forbidden), "{place}");
        }
        for wrong in ["", "x", &ticket[1..], &format!("{ticket}A")] {
            assert_eq!(
                code(artifacts::redeem(platform, run, "outputs/report.html", wrong).await),
                Some(ErrorCode::Forbidden),
                "{wrong}"
            );
        }

        pass(9 * MINUTE);
        assert!(artifacts::redeem(platform, run, "outputs/report.html", &ticket).await.is_ok());
        pass(MINUTE);
        let expired = artifacts::redeem(platform, run, "outputs/report.html", &ticket).await.unwrap_err();
        assert!(expired.code == ErrorCode::Forbidden && expired.message.contains("expired"), "{expired}");
    }
}

#[tokio::test]
async fn a_ticket_is_worth_what_its_person_may_see_now() {
    for kept in kept().await {
        let platform = &kept.test.platform;
        let eve = kept.test.person("eve", "default", Role::Viewer).await;
        let ticket = ticket(&kept, &eve).await;
        assert!(artifacts::redeem(platform, kept.run, "outputs/report.html", &ticket).await.is_ok());
        let id = eve.user_id;
        platform.db().write(move |conn| store::testing::remove_memberships(conn, id)).await.unwrap();
        let gone = artifacts::redeem(platform, kept.run, "outputs/report.html", &ticket).await;
        assert_eq!(code(gone), Some(ErrorCode::NotFound), "{}", kept.test.name);
    }
}

#[tokio::test]
async fn who_may_only_look_puts_and_deletes_nothing() {
    for Kept { test, ada, run } in kept().await {
        let platform = &test.platform;
        let eve = test.person("eve", "default", Role::Viewer).await;
        let mallory = test.person("mallory", "elsewhere", Role::Owner).await;
        assert_eq!(artifacts::list(platform, &eve, run, "outputs", 1).await.unwrap().files, 3);
        let blind = with_token(&ada, &[Scope::ProjectRead]);
        for stranger in [&mallory, &blind] {
            assert_eq!(code(artifacts::list(platform, stranger, run, "outputs", 1).await), Some(ErrorCode::NotFound));
            let preview = artifacts::preview(platform, stranger, run, "outputs/report.html", 1).await;
            assert_eq!(code(preview), Some(ErrorCode::NotFound));
        }
        let content = || stream::iter([Ok(bytes::Bytes::from_static(b"x"))]);
        assert_eq!(code(artifacts::receive(platform, &eve, run, content()).await), Some(ErrorCode::Forbidden));
        assert_eq!(code(artifacts::delete(platform, &eve, run, "outputs").await), Some(ErrorCode::Forbidden));
        let upload = |name: &str| Upload { path: "outputs".into(), name: name.into(), unpack: false, overwrite: false };
        for (name, expected) in [("new.txt", None), ("new.txt", Some(ErrorCode::Conflict)), ("a\nb", Some(ErrorCode::Invalid))]
        {
            let file = artifacts::receive(platform, &ada, run, content()).await.unwrap();
            assert_eq!(code(artifacts::put(platform, &ada, run, upload(name), file).await), expected, "{name}");
        }
    }
}
