use std::{sync::Arc, time::Duration};

use domain::{ProjectId, Status, Timestamp, events::Change};
use uuid::Uuid;

use super::{NOW, Place, condition};
use crate::{
    Db, StoreError, outbox,
    runs::{self, Transition},
    testing::databases,
};

fn change() -> Change {
    Change::Project { project: ProjectId::from_uuid(Uuid::now_v7()) }
}

/// Two processes write while a third follows: it sees every entry, and never one that comes before one it has seen.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ids_grow_in_commit_order() {
    const WRITERS: usize = 6;
    const EACH: usize = 15;
    for database in databases().await {
        let place = database.db.write(|conn| Ok(Place::make(conn, "ada"))).await.unwrap();
        let start = database.db.read(outbox::last_id).await.unwrap().unwrap();
        let other = Db::open(&database.url).unwrap();
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let db = if writer % 2 == 0 { database.db.clone() } else { other.clone() };
                tokio::spawn(async move {
                    for n in 0..EACH {
                        let result = db
                            .write(move |conn| {
                                outbox::append(conn, &change(), place.organization, NOW)?;
                                outbox::append(conn, &change(), place.organization, NOW)?;
                                if n % 5 == 4 { Err(StoreError::Cursor("rolled back".into())) } else { Ok(()) }
                            })
                            .await;
                        assert_eq!(result.is_err(), n % 5 == 4);
                    }
                })
            })
            .collect();
        let expected = WRITERS * EACH * 2 * 4 / 5;
        let mut seen = Vec::new();
        let mut last = start;
        while seen.len() < expected {
            let rows = other.read(move |conn| outbox::after(conn, last, 7)).await.unwrap();
            for row in rows {
                assert!(row.id > last, "{} after {last}", row.id);
                last = row.id;
                seen.push(row.id);
            }
        }
        for writer in writers {
            writer.await.unwrap();
        }
        let all = other.read(move |conn| outbox::after(conn, start, 10_000)).await.unwrap();
        assert_eq!(all.into_iter().map(|row| row.id).collect::<Vec<_>>(), seen);
    }
}

/// The same, with one writer that takes its time: the other one's entry is not seen before its own.
#[tokio::test]
async fn nobody_is_overtaken() {
    for database in databases().await {
        let place = database.db.write(|conn| Ok(Place::make(conn, "ada"))).await.unwrap();
        let start = database.db.read(outbox::last_id).await.unwrap().unwrap();
        let other = Db::open(&database.url).unwrap();
        let (release, released) = std::sync::mpsc::channel::<()>();
        let (entered, entering) = tokio::sync::oneshot::channel();
        let slow = database.db.write(move |conn| {
            let id = outbox::append(conn, &change(), place.organization, NOW)?;
            entered.send(()).unwrap();
            released.recv().unwrap();
            Ok(id)
        });
        let quick = async {
            entering.await.unwrap();
            other.write(move |conn| outbox::append(conn, &change(), place.organization, NOW)).await
        };
        let reader = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            let early = database.db.read(move |conn| outbox::after(conn, start, 10)).await.unwrap();
            release.send(()).unwrap();
            early
        };
        let (slow, quick, early) = tokio::join!(slow, quick, reader);
        assert_eq!(early, []);
        assert!(slow.unwrap() < quick.unwrap());
    }
}

#[tokio::test]
async fn trimming_keeps_the_newest_and_leaves_no_gap() {
    for database in databases().await {
        database
            .db
            .write(|conn| {
                let place = Place::make(conn, "ada");
                outbox::trim(conn, NOW.plus_seconds(1))?;
                let newest = outbox::last_id(conn)?.unwrap();
                assert_eq!(outbox::first_id(conn)?, Some(newest));
                // The times are the cluster's, so that they are not in order.
                let ids: Vec<i64> = [1, 5, 2, 6]
                    .into_iter()
                    .map(|second| outbox::append(conn, &change(), place.organization, Timestamp::from_micros(second)).unwrap())
                    .collect();
                outbox::trim(conn, Timestamp::from_micros(4))?;
                let left: Vec<i64> = outbox::after(conn, 0, 10)?.into_iter().map(|row| row.id).collect();
                assert_eq!(left[left.len() - 4..], ids, "the old one is behind a new one");
                outbox::trim(conn, NOW.plus_seconds(1))?;
                assert_eq!(outbox::first_id(conn)?, Some(ids[3]));
                let next = outbox::append(conn, &change(), place.organization, NOW)?;
                assert!(next > ids[3]);
                Ok(())
            })
            .await
            .unwrap();
    }
}

/// Two schedulers at once: no place is given twice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_read_before_a_write_stays_true() {
    const PLACES: u32 = 5;
    for database in databases().await {
        database
            .db
            .write(|conn| {
                let place = Place::make(conn, "ada");
                for _ in 0..20 {
                    place.run(conn, "", &[Status::Queued]);
                }
                Ok(())
            })
            .await
            .unwrap();
        let schedulers = [database.db.clone(), Db::open(&database.url).unwrap()];
        let barrier = Arc::new(tokio::sync::Barrier::new(8));
        let rounds: Vec<_> = (0..8)
            .map(|n| {
                let (db, barrier) = (schedulers[n % 2].clone(), Arc::clone(&barrier));
                tokio::spawn(async move {
                    barrier.wait().await;
                    db.write(|conn| {
                        if runs::count_live(conn, "local")? >= PLACES {
                            return Ok(0);
                        }
                        let run = runs::queued(conn, "local", 1)?[0];
                        std::thread::yield_now();
                        let done = runs::transition(conn, run, &[Status::Queued], condition(Status::Scheduled))?;
                        assert!(matches!(done, Transition::Done(_)));
                        Ok(1)
                    })
                    .await
                    .unwrap()
                })
            })
            .collect();
        let mut admitted = 0;
        for round in rounds {
            admitted += round.await.unwrap();
        }
        assert_eq!(admitted, PLACES);
        assert_eq!(database.db.read(|conn| runs::count_live(conn, "local")).await.unwrap(), PLACES);
    }
}

#[tokio::test]
async fn a_busy_database_says_so() {
    for database in databases().await {
        let (release, released) = std::sync::mpsc::channel::<()>();
        let db = database.db.clone();
        let (entered, entering) = tokio::sync::oneshot::channel();
        let holder = tokio::spawn(async move {
            db.write(move |_| {
                entered.send(()).unwrap();
                released.recv().unwrap();
                Ok(())
            })
            .await
        });
        entering.await.unwrap();
        let other = Db::open(&database.url).unwrap();
        let (same, second) = tokio::join!(database.db.write(|_| Ok(())), other.write(|_| Ok(())));
        for refused in [same, second] {
            let error = refused.unwrap_err();
            assert!(matches!(error, StoreError::Unavailable(_)), "{}: {error:?}", database.name);
            assert_eq!(domain::ApiError::from(error).code, domain::ErrorCode::Unavailable);
        }
        // Readers are not held up.
        let read = tokio::time::timeout(Duration::from_secs(2), database.db.read(outbox::last_id)).await;
        assert!(matches!(read, Ok(Ok(None))));
        release.send(()).unwrap();
        holder.await.unwrap().unwrap();
        other.write(|_| Ok(())).await.unwrap();
    }
}

#[tokio::test]
async fn an_error_rolls_back_and_reading_is_only_reading() {
    for database in databases().await {
        let place = database.db.write(|conn| Ok(Place::make(conn, "ada"))).await.unwrap();
        let before = database.db.read(outbox::last_id).await.unwrap();
        let failed: Result<(), domain::ApiError> = database
            .db
            .try_write(move |conn| {
                outbox::append(conn, &change(), place.organization, NOW)?;
                Err(domain::ApiError::not_found("thing"))
            })
            .await;
        assert_eq!(failed.unwrap_err().code, domain::ErrorCode::NotFound);
        let written = database.db.read(move |conn| outbox::append(conn, &change(), place.organization, NOW)).await;
        assert!(matches!(written, Err(StoreError::Database(_))), "{written:?}");
        assert_eq!(database.db.read(outbox::last_id).await.unwrap(), before);
    }
}
