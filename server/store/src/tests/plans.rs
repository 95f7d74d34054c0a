use std::sync::{Arc, Mutex};

use diesel::{Connection as _, QueryableByName, RunQueryDsl as _, connection::InstrumentationEvent, sql_types::Text};
use domain::statuses::Tone;

use super::{NOW, Place};
use crate::{
    Conn, Cursor, StoreError, outbox,
    projects::{self, ProjectQuery},
    runs::{self, RunQuery},
    testing::databases,
};

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// What SQLite means to do for every query that `f` makes.
fn plans(conn: &mut Conn, f: impl FnOnce(&mut Conn) -> Result<(), StoreError>) -> Vec<(String, Vec<String>)> {
    let queries = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&queries);
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            seen.lock().unwrap().push(query.to_string());
        }
    });
    f(conn).unwrap();
    conn.set_instrumentation(|_: InstrumentationEvent<'_>| {});
    let queries = std::mem::take(&mut *queries.lock().unwrap());
    let queries = queries.iter().map(|query| query.split(" -- binds").next().unwrap().to_owned());
    queries
        .filter(|query| query.starts_with("SELECT"))
        .map(|query| {
            let steps: Vec<Step> = diesel::sql_query(format!("EXPLAIN QUERY PLAN {query}")).load(conn).unwrap();
            (query, steps.into_iter().map(|step| step.detail).collect())
        })
        .collect()
}

/// `SCAN counted` is the subquery of a count; anything else that is scanned is a table or a whole index.
fn scans(steps: &[String]) -> bool {
    steps.iter().any(|step| step.starts_with("SCAN") && step != "SCAN counted")
}

fn sorts(steps: &[String]) -> bool {
    steps.iter().any(|step| step.contains("USE TEMP B-TREE"))
}

#[tokio::test]
async fn every_list_is_read_off_an_index() {
    let database = databases().await.remove(0);
    database
        .db
        .write(|conn| {
            let (ada, bob) = (Place::make(conn, "ada"), Place::make(conn, "bob"));
            let cursor = || "018f0000000070008000000000000000".to_owned();
            let found = plans(conn, |conn| {
                for cursor in [Cursor::Newest, Cursor::After(cursor()), Cursor::Before(cursor())] {
                    for tones in [vec![], vec![Tone::Failed], vec![Tone::Failed, Tone::Running]] {
                        for (project, name) in [(None, None), (Some(ada.project), None), (None, Some("a".to_owned()))] {
                            let query = RunQuery {
                                project,
                                tones: tones.clone(),
                                name,
                                cursor: cursor.clone(),
                                ..RunQuery::newest(vec![ada.organization, bob.organization], NOW)
                            };
                            runs::page(conn, &query)?;
                            runs::counts(conn, &query)?;
                        }
                    }
                    for archived in [true, false] {
                        let organizations = vec![ada.organization, bob.organization];
                        let query =
                            ProjectQuery { organizations, archived, cursor: cursor.clone(), limit: 50, ..Default::default() };
                        projects::page(conn, &query)?;
                    }
                }
                for order in ["created_at", "-updated_at", "started_at", "-finished_at", "-name", "in.lr", "-out.acc"] {
                    for project in [None, Some(ada.project)] {
                        let order = order.parse().unwrap();
                        runs::page(conn, &RunQuery { project, order, ..RunQuery::newest(vec![ada.organization], NOW) })?;
                    }
                }
                Ok(())
            });
            assert!(found.len() > 50);
            for (query, steps) in found {
                assert!(!scans(&steps) && !sorts(&steps), "{query}\n{steps:#?}");
            }
            Ok(())
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn reconcilers_read_what_is_unfinished() {
    let database = databases().await.remove(0);
    database
        .db
        .write(|conn| {
            let found = plans(conn, |conn| {
                runs::queued(conn, "local", 10)?;
                runs::count_live(conn, "local")?;
                runs::live(conn, "local")?;
                runs::to_follow(conn, "local")?;
                runs::to_clean(conn, "local", 10)?;
                Ok(())
            });
            let indexes = ["runs_unfinished ", "runs_unfinished ", "runs_unfinished ", "runs_to_follow ", "runs_to_clean "];
            assert_eq!(found.len(), indexes.len());
            for ((query, steps), index) in found.iter().zip(indexes) {
                assert!(!scans(steps) && steps.iter().any(|step| step.contains(index)), "{query}\n{steps:#?}");
            }
            assert!(!sorts(&found[0].1) && !sorts(&found[4].1));
            outbox::trim(conn, NOW)
        })
        .await
        .unwrap();
}
