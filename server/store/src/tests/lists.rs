use domain::{RunId, Status, pages::COUNT_LIMIT, runs::RunSummary, statuses::Tone};
use proptest::{prelude::*, test_runner::TestRunner};

use super::{NOW, Place};
use crate::{
    Conn, Cursor, Db, StoreError,
    runs::{self, RunQuery},
    testing::databases,
};

const NAMES: [&str; 5] = ["train", "Évaluer 100%", "train_b", "", "TRAIN c"];

/// Some runs of two organizations in every family of statuses, newest first.
fn fill(conn: &mut Conn) -> (Vec<Place>, Vec<RunSummary>) {
    let places = vec![Place::make(conn, "ada"), Place::make(conn, "bob")];
    let mut all = Vec::new();
    for n in 0..48_usize {
        let statuses = [Status::Queued, Status::Running, Status::Succeeded, Status::Failed, Status::Stopped, Status::Unknown];
        let run = places[n % 3 % 2].run(conn, NAMES[n % 5], &[statuses[n * 7 % 6]]);
        all.push(runs::summary(conn, run).unwrap().unwrap());
    }
    all.reverse();
    (places, all)
}

fn matches(run: &RunSummary, query: &RunQuery, places: &[Place]) -> bool {
    let place = places.iter().find(|place| place.project == run.project_id).unwrap();
    query.organizations.contains(&place.organization)
        && query.project.is_none_or(|project| project == run.project_id)
        && (query.tones.is_empty() || query.tones.contains(&run.status.tone()))
        && query.name.as_ref().is_none_or(|name| run.name.to_lowercase().contains(&name.to_lowercase()))
}

pub(super) fn ids(runs: &[RunSummary]) -> Vec<RunId> {
    runs.iter().map(|run| run.id).collect()
}

/// From the first page to the last and back, on one connection.
pub(super) fn walk(conn: &mut Conn, mut query: RunQuery, expected: &[RunSummary]) -> Result<(), StoreError> {
    let mut forwards: Vec<Vec<RunId>> = Vec::new();
    let last = loop {
        let page = runs::page(conn, &query)?;
        assert_eq!(page.total, expected.len() as u64);
        assert_eq!(page.previous.is_some(), !forwards.is_empty());
        forwards.push(ids(&page.items));
        match &page.next {
            Some(next) => query.cursor = Cursor::parse(Some(next), None)?,
            None => break page,
        }
    };
    assert_eq!(forwards.concat(), ids(expected));
    assert!(forwards.iter().rev().skip(1).all(|page| page.len() == query.limit as usize));

    let mut backwards = vec![ids(&last.items)];
    let mut previous = last.previous;
    while let Some(cursor) = previous {
        query.cursor = Cursor::parse(None, Some(&cursor))?;
        let page = runs::page(conn, &query)?;
        assert!(page.next.is_some());
        backwards.push(ids(&page.items));
        previous = page.previous;
    }
    backwards.reverse();
    assert_eq!(backwards.concat(), ids(expected));
    Ok(())
}

fn check(db: &Db, query: RunQuery, places: &[Place], all: &[RunSummary]) {
    let expected: Vec<_> = all.iter().filter(|run| matches(run, &query, places)).cloned().collect();
    let any_tone = RunQuery { tones: Vec::new(), ..query.clone() };
    let by_tone = Tone::ALL
        .iter()
        .map(|tone| all.iter().filter(|run| run.status.tone() == *tone && matches(run, &any_tone, places)).count() as u64);
    let by_tone: Vec<u64> = by_tone.collect();
    let read = db.read(move |conn| {
        assert_eq!(runs::counts(conn, &query)?.by_tone.as_slice(), by_tone);
        walk(conn, query, &expected)
    });
    futures::executor::block_on(read).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_put_together_are_the_list() {
    for database in databases().await {
        let (places, all) = database.db.write(|conn| Ok(fill(conn))).await.unwrap();
        let queries = (
            proptest::sample::subsequence(places.clone(), 0..=2),
            proptest::option::weighted(0.2, proptest::sample::select(places.clone())),
            proptest::sample::subsequence(Tone::ALL.to_vec(), 0..=6),
            proptest::option::of(proptest::sample::select(vec!["train", "ÉVAL", "100%", "n_b", "_", "%", "nothing"])),
            1_u32..20,
        );
        let queries = queries.prop_map(|(seen, project, tones, name, limit)| RunQuery {
            project: project.map(|place| place.project),
            tones,
            name: name.map(str::to_owned),
            limit,
            ..RunQuery::newest(seen.iter().map(|place| place.organization).collect(), NOW)
        });
        let config = ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() };
        tokio::task::block_in_place(|| {
            let result = TestRunner::new(config).run(&queries, |query| {
                check(&database.db, query, &places, &all);
                Ok(())
            });
            result.unwrap_or_else(|error| panic!("{}: {error}", database.name));
        });
    }
}

#[tokio::test]
async fn a_page_between_deleted_runs_leads_on() {
    for database in databases().await {
        database
            .db
            .write(|conn| {
                let place = Place::make(conn, "ada");
                let made: Vec<RunId> = (0..5).map(|_| place.run(conn, "", &[])).collect();
                let after = |conn: &mut Conn, after: RunId| {
                    let cursor = Cursor::parse(Some(&after.to_string()), None).unwrap();
                    let query = RunQuery { cursor, limit: 2, ..RunQuery::newest(vec![place.organization], NOW) };
                    runs::page(conn, &query).unwrap()
                };
                runs::delete(conn, made[2], NOW)?;
                let page = after(conn, made[2]);
                assert_eq!((ids(&page.items), page.previous.is_some(), page.next), (vec![made[1], made[0]], true, None));
                runs::delete(conn, made[0], NOW)?;
                runs::delete(conn, made[1], NOW)?;
                let page = after(conn, made[2]);
                assert_eq!((page.items.len(), page.previous), (0, Some(made[2].to_string())));
                Ok(())
            })
            .await
            .unwrap();
    }
}

#[test]
fn a_cursor_is_one_that_was_given_out() {
    let id = "018f0000000070008000000000000000";
    assert_eq!(Cursor::parse(Some(id), None).unwrap(), Cursor::After(id.to_owned()));
    for (after, before) in [(Some("x"), None), (None, Some("018F0000000070008000000000000000")), (Some(id), Some(id))] {
        assert!(matches!(Cursor::parse(after, before), Err(StoreError::Cursor(_))));
    }
}

#[tokio::test]
async fn counts_stop_at_the_limit() {
    use diesel::connection::SimpleConnection as _;
    for database in databases().await {
        database
            .db
            .write(|conn| {
                let place = Place::make(conn, "ada");
                place.run(conn, "", &[]);
                let many = COUNT_LIMIT + 50;
                conn.batch_execute(&format!(
                    "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {many})
                     INSERT INTO runs (id, organization_id, project_id, user_id, name, search_text, kind, status, tone, reason,
                         message, tags, cluster, attempt, created_at, finished_at, logs_complete)
                     SELECT 'x' || n, organization_id, project_id, user_id, 'x', 'x', kind, 'failed', 'failed', reason, message,
                         tags, cluster, attempt, created_at, created_at, logs_complete
                     FROM runs, numbers"
                ))?;
                let query = RunQuery { limit: 0, ..RunQuery::newest(vec![place.organization], NOW) };
                assert_eq!(runs::page(conn, &query)?.total, COUNT_LIMIT);
                let counts = runs::counts(conn, &query)?;
                assert_eq!((counts.of(Tone::Failed), counts.of(Tone::Waiting), counts.of(Tone::Running)), (COUNT_LIMIT, 1, 0));
                let project = crate::projects::by_id(conn, place.project)?.unwrap().summary;
                assert_eq!((project.runs, project.active_runs), (COUNT_LIMIT, 1));
                Ok(())
            })
            .await
            .unwrap();
    }
}
