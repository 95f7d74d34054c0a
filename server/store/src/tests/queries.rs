//! What the query language finds, against what it should: every condition alone, turned round, and joined with every other.

use diesel::{ExpressionMethods as _, QueryDsl as _, RunQueryDsl as _};
use domain::{
    RunId, Status, pql,
    runs::{CloningKind, IoValue, ManagedBy, RunSummary},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{NOW, Place, condition, lists};
use crate::{
    Conn, StoreError,
    runs::{self, NewRun, RunQuery},
    schema,
    testing::databases,
};

/// A run and what its summary does not say.
#[derive(Clone)]
struct Known {
    run: RunSummary,
    lr: Option<Value>,
    description: &'static str,
}

impl Known {
    fn number(&self) -> Option<f64> {
        self.lr.as_ref().and_then(Value::as_f64)
    }

    fn seconds(&self) -> Option<f64> {
        self.run.duration(NOW)
    }
}

/// Runs of all sorts, newest first.
fn fill(conn: &mut Conn) -> (Place, Vec<Known>) {
    let place = Place::make(conn, "ada");
    let names = ["train", "Train", "évaluer 100%", "", "train_b"];
    let values = [json!(0.1), json!(1), json!("0.1"), json!("adam"), json!(true), Value::Null, json!([1])];
    let tags: [&[&str]; 4] = [&["a"], &["a", "b"], &[], &["c d"]];
    let statuses: [&[Status]; 4] =
        [&[Status::Queued], &[Status::Running], &[Status::Running, Status::Failed], &[Status::Running, Status::Succeeded]];
    let mut all: Vec<Known> = Vec::new();
    for n in 0..60_usize {
        let value = values[n % values.len()].clone();
        let lr = (n % 4 != 3).then_some(value.clone()).filter(|value| !value.is_null());
        let at = NOW.plus_seconds(i64::try_from(n).unwrap() * 3_600 - 200_000);
        let new = NewRun {
            description: if n % 3 == 0 { "Great" } else { "" }.to_owned(),
            tags: tags[n % tags.len()].iter().map(|&tag| tag.to_owned()).collect(),
            inputs: if n % 4 == 3 {
                vec![]
            } else {
                vec![IoValue { name: "lr".into(), kind: "any".into(), value: Some(value) }]
            },
            original: (n % 5 == 4).then(|| (all[0].run.id, CloningKind::Copy)),
            managed_by: ManagedBy::ALL[n % 3],
            id: RunId::from_uuid(Uuid::now_v7()),
            created_at: at,
            ..place.new_run(names[n % names.len()])
        };
        let run = runs::insert(conn, new).unwrap().id;
        for (step, status) in statuses[n / 2 % 4].iter().enumerate() {
            let mut next = condition(*status);
            next.at = at.plus_seconds(i64::try_from(step * (n + 1)).unwrap() + 5);
            runs::transition(conn, run, &[], next).unwrap();
        }
        if n % 7 == 0 {
            runs::set_archived(conn, run, true, at.plus_seconds(60)).unwrap();
        }
        let run = runs::summary(conn, run).unwrap().unwrap();
        all.push(Known { run, lr, description: if n % 3 == 0 { "Great" } else { "" } });
    }
    all.reverse();
    (place, all)
}

type Predicate = fn(&Known) -> bool;

/// Conditions that are not comparisons: turned round, they hold for all others.
const CONDITIONS: &[(&str, Predicate)] = &[
    ("name:train", |it| it.run.name == "train"),
    ("name:train|Train", |it| matches!(it.run.name.as_str(), "train" | "Train")),
    ("name:%RAIN%", |it| it.run.name.to_lowercase().contains("rain")),
    ("name:ÉVAL%", |it| it.run.name.starts_with("éval")),
    ("name:%\"100%\"", |it| it.run.name.ends_with("100%")),
    ("name:%_b", |it| it.run.name.ends_with("_b")),
    ("name:nil", |it| it.run.name.is_empty()),
    ("description:%reat%", |it| it.description.contains("reat")),
    ("description:nil", |it| it.description.is_empty()),
    ("status:failed", |it| it.run.status == Status::Failed),
    ("status:failed|queued", |it| matches!(it.run.status, Status::Failed | Status::Queued)),
    ("kind:job", |_| true),
    ("project:ADA", |_| true),
    ("project:other", |_| false),
    ("user:ada", |_| true),
    ("tags:a", |it| it.run.tags.iter().any(|tag| tag == "a")),
    ("tags:b|c d", |it| it.run.tags.iter().any(|tag| tag == "b" || tag == "c d")),
    ("tags:nil", |it| it.run.tags.is_empty()),
    ("in.lr:nil", |it| it.lr.is_none()),
    ("in.lr:0.1", |it| it.lr == Some(json!(0.1)) || it.lr == Some(json!("0.1"))),
    ("in.lr:1.0", |it| it.lr == Some(json!(1))),
    ("in.lr:true|adam", |it| it.lr == Some(json!(true)) || it.lr == Some(json!("adam"))),
    ("out.lr:nil", |_| true),
    ("original:nil", |it| it.run.original.is_none()),
    ("cloning_kind:copy", |it| it.run.original.is_some()),
    ("managed_by:agent|cli", |it| it.run.managed_by != ManagedBy::User),
    ("is_managed:true", |it| it.run.managed_by != ManagedBy::User),
    ("pending:nil", |_| true),
    ("started_at:nil", |it| it.run.started_at.is_none()),
    ("created_at:last_day", |it| it.run.created_at >= NOW.plus_seconds(-86_400)),
    ("created_at:today", |it| it.run.created_at.day() == NOW.day()),
    ("finished_at:last_day", |it| it.run.finished_at.is_some_and(|at| at >= NOW.plus_seconds(-86_400))),
    ("duration:nil", |it| it.run.started_at.is_none()),
];

/// Comparisons: turned round, they are the opposite comparison, which what has no value does not pass either.
const COMPARISONS: &[(&str, Predicate)] = &[
    ("in.lr:<0.5", |it| it.number().is_some_and(|number| number < 0.5)),
    ("in.lr:~<0.5", |it| it.number().is_some_and(|number| number >= 0.5)),
    ("in.lr:>=1", |it| it.number().is_some_and(|number| number >= 1.0)),
    ("duration:>20", |it| it.seconds().is_some_and(|seconds| seconds > 20.0)),
    ("duration:~>20", |it| it.seconds().is_some_and(|seconds| seconds <= 20.0)),
    ("wait_time:<=5", |it| it.run.started_at.is_some_and(|at| at.seconds_since(it.run.created_at) <= 5.0)),
    ("started_at:<yesterday", |it| it.run.started_at.is_some_and(|at| at.day() < NOW.day().plus_seconds(-86_400))),
    ("started_at:~<yesterday", |it| it.run.started_at.is_some_and(|at| at.day() >= NOW.day().plus_seconds(-86_400))),
    ("updated_at:>=today", |it| it.run.updated_at.day() >= NOW.day()),
];

fn found(conn: &mut Conn, place: Place, query: &str) -> Result<Vec<RunId>, StoreError> {
    let query = pql::parse(query).unwrap_or_else(|error| panic!("{query}: {error}"));
    let query = RunQuery { query, limit: 200, ..RunQuery::newest(vec![place.organization], NOW) };
    let page = runs::page(conn, &query)?;
    assert_eq!((page.total, page.at_least), (page.items.len() as u64, false));
    assert_eq!(runs::counts(conn, &query)?.by_tone.iter().sum::<u64>(), page.total);
    Ok(lists::ids(&page.items))
}

fn expected(all: &[Known], matches: impl Fn(&Known) -> bool) -> Vec<RunId> {
    all.iter().filter(|known| known.run.archived_at.is_none() && matches(known)).map(|known| known.run.id).collect()
}

#[tokio::test]
async fn every_condition_alone_and_with_every_other() {
    for database in databases().await {
        database
            .db
            .write(|conn| {
                let (place, all) = fill(conn);
                for (query, matches) in CONDITIONS {
                    assert_eq!(found(conn, place, query)?, expected(&all, matches), "{query}");
                    let (field, value) = query.split_once(':').unwrap();
                    let query = format!("{field}:~{value}");
                    assert_eq!(found(conn, place, &query)?, expected(&all, |known| !matches(known)), "{query}");
                }
                for (query, matches) in COMPARISONS {
                    assert_eq!(found(conn, place, query)?, expected(&all, matches), "{query}");
                }
                let every: Vec<_> = CONDITIONS.iter().chain(COMPARISONS).collect();
                for (n, (one, first)) in every.iter().enumerate() {
                    let (two, second) = every[(n * 7 + 3) % every.len()];
                    let both = format!("{one}, {two}");
                    assert_eq!(found(conn, place, &both)?, expected(&all, |it| first(it) && second(it)), "{both}");
                    let either = format!("({one} OR {two}), kind:job");
                    assert_eq!(found(conn, place, &either)?, expected(&all, |it| first(it) || second(it)), "{either}");
                }
                Ok(())
            })
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn ids_and_what_is_put_away() {
    for database in databases().await {
        database
            .db
            .write(|conn| {
                let (place, all) = fill(conn);
                let kept = all.iter().find(|known| known.run.archived_at.is_none()).unwrap().run.id;
                let id = kept.to_string();
                let dashed = format!("{}-{}-{}-{}-{}", &id[..8], &id[8..12], &id[12..16], &id[16..20], &id[20..]);
                for query in [format!("uuid:{id}"), format!("uuid:{}", dashed.to_uppercase()), format!("uuid:%{}", &id[20..])] {
                    assert_eq!(found(conn, place, &query)?, [kept], "{query}");
                }
                let original = all.last().unwrap().run.id;
                let clones = expected(&all, |known| known.run.original.is_some());
                assert_eq!(found(conn, place, &format!("original:{original}"))?, clones);
                let ids = |archived: bool| -> Vec<RunId> {
                    all.iter().filter(|known| known.run.archived_at.is_some() == archived).map(|known| known.run.id).collect()
                };
                for (query, archived) in [("live_state:archived", true), ("live_state:0", true), ("live_state:live", false)] {
                    assert_eq!(found(conn, place, query)?, ids(archived), "{query}");
                }
                assert_eq!(found(conn, place, "live_state:_any_")?.len(), all.len());
                Ok(())
            })
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn every_order_is_paged_forwards_and_backwards() {
    for database in databases().await {
        database
            .db
            .write(|conn| {
                let (place, all) = fill(conn);
                for order in ["created_at", "updated_at", "started_at", "finished_at", "name", "duration", "wait_time", "in.lr"]
                {
                    for (way, descending) in [("", false), ("-", true)] {
                        for asked in ["", "tags:a", "status:failed|running"] {
                            let query = pql::parse(asked).unwrap();
                            let order = format!("{way}{order}").parse().unwrap();
                            let query = RunQuery { query, order, limit: 7, ..RunQuery::newest(vec![place.organization], NOW) };
                            let whole = RunQuery { limit: 200, ..query.clone() };
                            let list = runs::page(conn, &whole)?.items;
                            let asked_for = |it: &Known| match asked {
                                "" => true,
                                "tags:a" => it.run.tags.iter().any(|tag| tag == "a"),
                                _ => matches!(it.run.status, Status::Failed | Status::Running),
                            };
                            let mut right = expected(&all, asked_for);
                            let key = |id: &RunId| {
                                let it = all.iter().find(|known| known.run.id == *id).unwrap();
                                key(it, &query.order.field().to_string())
                            };
                            // Newest first already: a stable sort leaves those without a value so.
                            right.sort_by(|a, b| match (key(a), key(b)) {
                                (None, None) => std::cmp::Ordering::Equal,
                                (None, _) => std::cmp::Ordering::Greater,
                                (_, None) => std::cmp::Ordering::Less,
                                (x, y) => {
                                    let order = x.partial_cmp(&y).unwrap().then_with(|| a.cmp(b));
                                    if descending { order.reverse() } else { order }
                                }
                            });
                            assert_eq!(lists::ids(&list), right, "{} {asked}", query.order);
                            lists::walk(conn, query, &list)?;
                        }
                    }
                }
                Ok(())
            })
            .await
            .unwrap();
    }
}

/// What an order goes by; names as their bytes.
fn key(it: &Known, field: &str) -> Option<(f64, String)> {
    let micros = |at: domain::Timestamp| at.seconds_since(NOW);
    let number = match field {
        "created_at" => Some(0.0),
        "updated_at" => Some(micros(it.run.updated_at)),
        "started_at" => it.run.started_at.map(micros),
        "finished_at" => it.run.finished_at.map(micros),
        "duration" => it.seconds(),
        "wait_time" => it.run.started_at.map(|at| at.seconds_since(it.run.created_at)),
        "name" => return Some((0.0, it.run.name.clone())),
        _ => it.number(),
    };
    number.map(|number| (number, String::new()))
}

#[tokio::test]
async fn a_cursor_of_another_order_is_refused() {
    for database in databases().await {
        database
            .db
            .write(|conn| {
                let (place, _) = fill(conn);
                let query = |order: &str, cursor| RunQuery {
                    order: order.parse().unwrap(),
                    cursor,
                    limit: 3,
                    ..RunQuery::newest(vec![place.organization], NOW)
                };
                let next = runs::page(conn, &query("-name", crate::Cursor::Newest))?.next.unwrap();
                let cursor = crate::Cursor::parse(Some(&next), None)?;
                assert!(runs::page(conn, &query("-name", cursor.clone())).is_ok());
                for order in ["name", "-created_at", "-updated_at", "in.lr"] {
                    let refused = runs::page(conn, &query(order, cursor.clone()));
                    assert!(matches!(refused, Err(StoreError::Cursor(_))), "{order}: {refused:?}");
                }
                Ok(())
            })
            .await
            .unwrap();
    }
}

/// More runs than a condition may have for them to be looked at by themselves.
#[tokio::test]
async fn a_query_of_many_runs_is_counted_as_far_as_is_quick() {
    let database = databases().await.remove(0);
    database
        .db
        .write(|conn| {
            let place = Place::make(conn, "ada");
            let template = runs::insert(conn, NewRun { tags: vec!["a".into()], ..place.new_run("train") })?.id.to_string();
            for table in ["runs", "run_tags"] {
                let columns = columns(table);
                let id = if table == "runs" { "id" } else { "run_id" };
                let others: Vec<&String> = columns.iter().filter(|column| *column != id).collect();
                let names = others.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
                diesel::sql_query(format!(
                    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20500)
                     INSERT INTO {table} ({id}, {names}) SELECT printf('%032x', i), {names} FROM n, {table} WHERE {id} = '{template}'"
                ))
                .execute(conn)?;
            }
            let query = |text: &str| RunQuery {
                query: pql::parse(text).unwrap(),
                ..RunQuery::newest(vec![place.organization], NOW)
            };
            let page = runs::page(conn, &query("tags:a"))?;
            assert_eq!((page.items.len(), page.total, page.at_least), (50, 2_000, true));
            // Of these more has to be looked at than the tag.
            let page = runs::page(conn, &query("tags:a, name:train"))?;
            assert_eq!((page.items.len(), page.total, page.at_least), (50, 2_000, true));
            // Nothing is found among the newest, but not all were looked at.
            let page = runs::page(conn, &query("tags:a, description:other"))?;
            assert_eq!((page.items.len(), page.total, page.at_least), (0, 0, true));
            diesel::update(schema::runs::table.find(format!("{:032x}", 7))).set(schema::runs::name.eq("rare")).execute(conn)?;
            let page = runs::page(conn, &query("tags:a, name:rare"))?;
            assert_eq!((page.items.len(), page.total, page.at_least), (1, 1, false));
            // Now few have the tag, and are found by it.
            diesel::sql_query("DELETE FROM run_tags WHERE run_id < printf('%032x', 15000)").execute(conn)?;
            let page = runs::page(conn, &query("tags:a"))?;
            assert_eq!((page.items.len(), page.total, page.at_least), (50, 2_000, true));
            assert_eq!(page.items[1].id.to_string(), format!("{:032x}", 20_500));
            let page = runs::page(conn, &query("tags:a, name:rare"))?;
            assert_eq!((page.items.len(), page.total, page.at_least), (0, 0, false));
            Ok(())
        })
        .await
        .unwrap();
}

fn columns(table: &str) -> Vec<String> {
    use diesel::{debug_query, sqlite::Sqlite};
    let query = match table {
        "runs" => debug_query::<Sqlite, _>(&schema::runs::table.select(schema::runs::all_columns)).to_string(),
        _ => debug_query::<Sqlite, _>(&schema::run_tags::table.select(schema::run_tags::all_columns)).to_string(),
    };
    let names = query.split(" FROM ").next().unwrap_or_default();
    names.split('`').skip(3).step_by(4).map(str::to_owned).collect()
}
