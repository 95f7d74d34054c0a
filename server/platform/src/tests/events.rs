//! The live stream.

use std::time::Duration;

use domain::{
    Role, Scope, Status,
    events::{Change, Event},
    permissions::Actor,
};
use futures::{Stream, StreamExt as _};

use super::{MINUTE, TestPlatform, pass, with_token};
use crate::{events, runs};

/// The next event, or `None` when there is none for a while.
async fn next(stream: &mut (impl Stream<Item = Event> + Unpin)) -> Option<Event> {
    tokio::time::timeout(Duration::from_millis(600), stream.next()).await.ok().flatten()
}

async fn subscribe(
    test: &TestPlatform,
    actor: &Actor,
    seen: Option<i64>,
) -> std::pin::Pin<Box<impl Stream<Item = Event> + use<>>> {
    Box::pin(events::subscribe(&test.platform, actor, seen).await.unwrap())
}

/// Pumps, from now on.
async fn pump(test: &TestPlatform) {
    tokio::spawn(events::pump(test.platform.clone()));
    tokio::time::sleep(Duration::from_millis(300)).await;
}

fn status(event: &Event) -> Option<Status> {
    match &event.change {
        Change::Run { run } => Some(run.status),
        _ => None,
    }
}

#[tokio::test]
async fn changes_arrive_in_order_for_those_who_may_see_them() {
    for test in TestPlatform::all().await {
        let ada = test.person("ada", "default", Role::Owner).await;
        let eve = test.person("eve", "elsewhere", Role::Owner).await;
        pump(&test).await;
        let mut sees = subscribe(&test, &ada, None).await;
        let mut outsider = subscribe(&test, &eve, None).await;
        let mut projects_only = subscribe(&test, &with_token(&ada, &[Scope::ProjectRead]), None).await;
        let project = test.project(&ada, "vision").await;
        let run = test.submit(&ada, "vision").await.id;
        runs::stop(&test.platform, &ada, run).await.unwrap();
        runs::delete(&test.platform, &ada, run).await.unwrap();

        let first = next(&mut sees).await.unwrap();
        assert_eq!(first.change, Change::Project { project: project.id }, "{}", test.name);
        let mut last = first.id;
        for expected in [Status::Created, Status::Compiled, Status::Queued, Status::Stopped] {
            let event = next(&mut sees).await.unwrap();
            assert_eq!(status(&event), Some(expected));
            assert!(event.id > last);
            last = event.id;
        }
        let gone = next(&mut sees).await.unwrap();
        assert_eq!(gone.change, Change::RunDeleted { run, project: project.id });
        assert_eq!(next(&mut projects_only).await.unwrap(), first);
        assert_eq!(next(&mut projects_only).await, None);
        assert_eq!(next(&mut outsider).await, None);
    }
}

#[tokio::test]
async fn who_comes_back_is_told_what_they_missed_the_last_of_each() {
    for test in TestPlatform::all().await {
        let ada = test.person("ada", "default", Role::Owner).await;
        pump(&test).await;
        test.project(&ada, "vision").await;
        let mut stream = subscribe(&test, &ada, Some(0)).await;
        let seen = next(&mut stream).await.unwrap().id;
        drop(stream);
        let run = test.submit(&ada, "vision").await.id;
        let other = test.submit(&ada, "vision").await.id;
        test.becomes(run, &[Status::Scheduled, Status::Running]).await;

        let mut stream = subscribe(&test, &ada, Some(seen)).await;
        let (first, second) = (next(&mut stream).await.unwrap(), next(&mut stream).await.unwrap());
        assert_eq!((status(&first), status(&second)), (Some(Status::Queued), Some(Status::Running)), "{}", test.name);
        assert!(matches!(&first.change, Change::Run { run } if run.id == other));
        runs::stop(&test.platform, &ada, other).await.unwrap();
        assert_eq!(next(&mut stream).await.as_ref().and_then(status), Some(Status::Stopped), "and what follows, once");
        assert_eq!(next(&mut stream).await, None);
    }
}

#[tokio::test]
async fn a_page_that_was_rendered_a_moment_ago_misses_nothing() {
    for test in TestPlatform::all().await {
        let ada = test.person("ada", "default", Role::Owner).await;
        pump(&test).await;
        test.project(&ada, "vision").await;
        let run = test.submit(&ada, "vision").await.id;
        tokio::time::sleep(Duration::from_millis(400)).await;
        pass(MINUTE);
        test.becomes(run, &[Status::Scheduled]).await;
        tokio::time::sleep(Duration::from_millis(400)).await;
        let mut stream = subscribe(&test, &ada, None).await;
        assert_eq!(next(&mut stream).await.as_ref().and_then(status), Some(Status::Scheduled), "{}", test.name);
        assert_eq!(next(&mut stream).await, None, "what is older was on the page");
        pass(MINUTE);
        assert_eq!(next(&mut subscribe(&test, &ada, None).await).await, None);
    }
}

#[tokio::test]
async fn who_can_not_be_told_all_of_it_starts_afresh() {
    for test in TestPlatform::all().await {
        let ada = test.person("ada", "default", Role::Owner).await;
        pump(&test).await;
        for number in 0..3 {
            test.project(&ada, &format!("p{number}")).await;
        }
        pass(MINUTE);
        let now = test.platform.now();
        test.platform.db().write(move |conn| store::outbox::trim(conn, now)).await.unwrap();
        let newest = test.platform.db().read(store::outbox::last_id).await.unwrap().unwrap();
        for seen in [0, newest + 100] {
            let mut stream = subscribe(&test, &ada, Some(seen)).await;
            assert_eq!(next(&mut stream).await, Some(Event { id: newest, change: Change::Reset }), "{}: {seen}", test.name);
            assert_eq!(next(&mut stream).await, None);
        }
    }
}

#[tokio::test]
async fn a_reader_who_lags_behind_starts_afresh() {
    for test in TestPlatform::all().await {
        let ada = test.person("ada", "default", Role::Owner).await;
        pump(&test).await;
        let mut stream = subscribe(&test, &ada, None).await;
        let organization = ada.memberships[0].organization_id;
        let project = domain::ProjectId::from_uuid(uuid::Uuid::nil());
        let now = test.platform.now();
        for _ in 0..5 {
            let fill = test.platform.db().write(move |conn| {
                (0..300)
                    .try_for_each(|_| store::outbox::append(conn, &Change::Project { project }, organization, now).map(|_| ()))
            });
            fill.await.unwrap();
            tokio::time::sleep(Duration::from_millis(400)).await;
        }
        assert_eq!(next(&mut stream).await.unwrap().change, Change::Reset, "{}", test.name);
        assert_eq!(next(&mut stream).await.unwrap().change, Change::Project { project });
    }
}
