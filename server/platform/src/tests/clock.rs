//! A clock that jumps by an hour, either way.

use std::time::Duration;

use domain::{Role, Status, permissions::Actor, runs::RunFilter};
use futures::StreamExt as _;

use super::{TestPlatform, pass};
use crate::{events, runs};

const HOUR: i64 = 3_600;

async fn newest_first(test: &TestPlatform, actor: &Actor) -> Vec<domain::RunId> {
    let page = runs::list(&test.platform, actor, RunFilter::default()).await.unwrap();
    page.items.into_iter().map(|run| run.id).collect()
}

#[tokio::test]
async fn order_and_durations_survive_a_clock_that_jumps() {
    for test in TestPlatform::all().await {
        for jump in [-HOUR, HOUR] {
            let name = if jump < 0 { "ada" } else { "bob" };
            let actor = test.person(name, name, Role::Owner).await;
            test.project(&actor, "vision").await;
            let first = test.submit(&actor, "vision").await.id;
            test.becomes(first, &[Status::Scheduled, Status::Running]).await;
            pass(jump);
            let second = test.submit(&actor, "vision").await.id;
            test.becomes(first, &[Status::Succeeded]).await;
            test.becomes(second, &[Status::Scheduled, Status::Running, Status::Failed]).await;
            let third = test.submit(&actor, "vision").await.id;
            assert_eq!(newest_first(&test, &actor).await, [third, second, first], "{} {jump}", test.name);
            for run in [first, second] {
                let details = runs::get(&test.platform, &actor, run).await.unwrap();
                assert!(details.conditions.is_sorted_by_key(|condition| condition.at), "{} {jump}", test.name);
                let summary = details.summary;
                assert!(summary.duration(test.platform.now()).unwrap() >= 0.0, "{} {jump}", test.name);
                assert!(summary.finished_at >= summary.started_at && summary.started_at >= Some(summary.created_at));
            }
        }
    }
}

#[tokio::test]
async fn pages_are_told_in_order_across_a_jump() {
    for test in TestPlatform::all().await {
        let ada = test.person("ada", "default", Role::Owner).await;
        test.project(&ada, "vision").await;
        tokio::spawn(events::pump(test.platform.clone()));
        tokio::time::sleep(Duration::from_millis(300)).await;
        for jump in [-HOUR, HOUR, -HOUR] {
            let mut open = Box::pin(events::subscribe(&test.platform, &ada, None).await.unwrap());
            let before = test.submit(&ada, "vision").await.id;
            tokio::time::sleep(Duration::from_millis(300)).await;
            pass(jump);
            let after = test.submit(&ada, "vision").await.id;
            let mut ids = Vec::new();
            let mut seen = Vec::new();
            while let Ok(Some(event)) = tokio::time::timeout(Duration::from_millis(600), open.next()).await {
                ids.push(event.id);
                if let domain::events::Change::Run { run } = event.change {
                    seen.push(run.id);
                }
            }
            assert!(ids.is_sorted(), "{} {jump}", test.name);
            seen.dedup();
            assert!(seen.ends_with(&[before, after]), "{} {jump}: {seen:?}", test.name);
            // Who was cut off by it is told what they missed.
            let cut = ids[ids.len() - 2];
            let mut again = Box::pin(events::subscribe(&test.platform, &ada, Some(cut)).await.unwrap());
            assert_eq!(again.next().await.unwrap().id, ids[ids.len() - 1], "{} {jump}", test.name);
        }
    }
}
