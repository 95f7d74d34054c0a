//! What lists are asked for by follows what a run's own page reads.

use diesel::{ExpressionMethods as _, QueryDsl as _, RunQueryDsl as _};
use domain::{OrganizationId, ProjectId, RunId, Status, Timestamp, runs::IoValue};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{NOW, Place, condition};
use crate::{
    Conn, bookmarks, organizations,
    runs::{self, RunEdit, Transition},
    schema::{run_tags, run_values},
    testing::databases,
};

type Values = Vec<(String, String, Option<f64>, String, String)>;

fn values(conn: &mut Conn, run: RunId) -> Values {
    run_values::table
        .filter(run_values::run_id.eq(run.to_string()))
        .order((run_values::side, run_values::name))
        .select((run_values::side, run_values::name, run_values::number, run_values::text, run_values::project_id))
        .load(conn)
        .unwrap()
}

fn tags(conn: &mut Conn, run: RunId) -> Vec<(String, String)> {
    let rows = run_tags::table.filter(run_tags::run_id.eq(run.to_string())).order(run_tags::tag);
    rows.select((run_tags::tag, run_tags::project_id)).load(conn).unwrap()
}

fn io(name: &str, value: Option<Value>) -> IoValue {
    IoValue { name: name.into(), kind: "any".into(), value }
}

#[tokio::test]
async fn tags_and_values_are_rows_too() {
    for database in databases().await {
        database
            .db
            .write(|conn| {
                let place = Place::make(conn, "ada");
                let new = runs::NewRun {
                    tags: vec!["b".into(), "a".into(), "b".into()],
                    inputs: vec![
                        io("lr", Some(json!(0.1))),
                        io("deep", Some(json!(true))),
                        io("nul", Some(json!("a\u{0}b"))),
                        io("none", None),
                        io("null", Some(Value::Null)),
                        io("long", Some(json!("ä".repeat(1000)))),
                    ],
                    ..place.new_run("train")
                };
                let run = runs::insert(conn, new)?.id;
                let at = place.project.to_string();
                assert_eq!(tags(conn, run), [("a".to_owned(), at.clone()), ("b".to_owned(), at.clone())]);
                let row = |side: &str, name: &str, number, text: &str| {
                    (side.to_owned(), name.to_owned(), number, text.to_owned(), at.clone())
                };
                let inputs = [
                    row("input", "deep", None, "true"),
                    row("input", "long", None, &"ä".repeat(256)),
                    row("input", "lr", Some(0.1), "0.1"),
                    row("input", "nul", None, "a\u{fffd}b"),
                ];
                assert_eq!(values(conn, run), inputs);

                let edit = RunEdit {
                    outputs: Some(vec![io("acc", Some(json!(1))), io("files", Some(json!(["a"])))]),
                    inputs: Some(Vec::new()),
                    tags: Some(Vec::new()),
                    ..RunEdit::default()
                };
                runs::update(conn, run, &edit, NOW)?;
                let outputs = [row("output", "acc", Some(1.0), "1"), row("output", "files", None, "[\"a\"]")];
                assert_eq!((values(conn, run), tags(conn, run)), (outputs.to_vec(), vec![]));

                runs::delete(conn, run, NOW)?;
                assert_eq!(values(conn, run), []);
                Ok(())
            })
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_run_is_moved_with_its_tags_and_values() {
    for database in databases().await {
        database
            .db
            .write(|conn| {
                let place = Place::make(conn, "ada");
                let (other, elsewhere) = (ProjectId::from_uuid(Uuid::now_v7()), OrganizationId::from_uuid(Uuid::now_v7()));
                crate::projects::insert(conn, place.new_project(other, "other"))?;
                organizations::insert(conn, elsewhere, "elsewhere", NOW)?;
                let foreign = Place { organization: elsewhere, ..place };
                let foreign_project = ProjectId::from_uuid(Uuid::now_v7());
                crate::projects::insert(conn, foreign.new_project(foreign_project, "foreign"))?;

                let new = runs::NewRun { inputs: vec![io("lr", Some(json!(1)))], ..place.new_run("train") };
                let run = runs::insert(conn, new)?.id;
                assert_eq!(runs::transfer(conn, run, foreign_project, NOW)?, None);
                let moved = runs::transfer(conn, run, other, NOW)?.unwrap();
                assert_eq!((moved.project.as_str(), moved.project_id), ("other", other));
                assert_eq!(runs::transfer(conn, run, other, NOW)?.unwrap(), moved);
                let there = other.to_string();
                assert!(values(conn, run).iter().all(|row| row.4 == there));
                assert!(tags(conn, run).iter().all(|row| row.1 == there) && !tags(conn, run).is_empty());
                Ok(())
            })
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_run_is_put_away_and_back_and_bookmarked() {
    for database in databases().await {
        database
            .db
            .write(|conn| {
                let place = Place::make(conn, "ada");
                let run = place.run(conn, "train", &[]);
                let later = NOW.plus_seconds(5);
                assert_eq!(runs::set_archived(conn, run, true, later)?.unwrap().archived_at, Some(later));
                assert_eq!(runs::set_archived(conn, run, true, later.plus_seconds(1))?.unwrap().archived_at, Some(later));
                assert_eq!(runs::set_archived(conn, run, false, later)?.unwrap().archived_at, None);
                assert!(runs::invalidate(conn, run, later)?);
                for bookmarked in [true, true, false, false] {
                    bookmarks::set(conn, place.user, run, bookmarked, NOW)?;
                    assert_eq!(bookmarks::has(conn, place.user, run)?, bookmarked);
                }
                bookmarks::set(conn, place.user, run, true, NOW)?;
                runs::delete(conn, run, NOW)?;
                assert!(!bookmarks::has(conn, place.user, run)?);
                assert!(!runs::invalidate(conn, run, NOW)?);
                assert_eq!(runs::set_archived(conn, run, true, NOW)?, None);
                Ok(())
            })
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_run_that_is_over_begins_once_more() {
    for database in databases().await {
        database
            .db
            .write(|conn| {
                let place = Place::make(conn, "ada");
                let resume = |conn: &mut Conn, run| runs::resume(conn, run, condition(Status::Resuming));
                let run = place.run(conn, "train", &[Status::Queued, Status::Running]);
                assert_eq!(resume(conn, run)?, Transition::NotAllowed(Status::Running));
                let progress =
                    runs::Progress { attempt: 1, container: Some("main".into()), exit_code: Some(3), started_at: None };
                runs::set_progress(conn, run, &progress)?;
                runs::transition(conn, run, &[], condition(Status::Failed))?;
                // Its last lines may still come.
                assert_eq!(resume(conn, run)?, Transition::NotAllowed(Status::Failed));
                runs::set_logs_complete(conn, run)?;
                let Transition::Done(resumed) = resume(conn, run)? else { panic!("not resumed") };
                assert_eq!(
                    (resumed.status, resumed.exit_code, resumed.finished_at),
                    (Status::Resuming, None, None::<Timestamp>)
                );
                assert_eq!(runs::resuming(conn, "local", 10)?, [run]);
                assert!(!runs::detail(conn, run)?.unwrap().logs_complete);
                Ok(())
            })
            .await
            .unwrap();
    }
}
