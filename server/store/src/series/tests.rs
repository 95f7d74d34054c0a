use domain::{RunId, Timestamp, tracking::Point};
use proptest::{prelude::*, test_runner::TestRunner};

use super::{chunks::CHUNK, *};
use crate::{
    testing::{TestDatabase, databases},
    tests::{NOW, Place},
};

const MOST: Most = Most { metrics: 1_000, points: 1_000_000 };

fn open(database: &TestDatabase) -> SeriesStore {
    SeriesStore::open(database.db.clone(), &database.dir.path().join("store")).unwrap()
}

async fn new_run(database: &TestDatabase) -> RunId {
    let run = |conn: &mut crate::Conn| {
        let place = Place::make(conn, &uuid::Uuid::now_v7().simple().to_string());
        Ok(place.run(conn, "", &[]))
    };
    database.db.write(run).await.unwrap()
}

fn points(count: usize) -> Series {
    let mut series = Series::default();
    for step in 0..i64::try_from(count).unwrap() {
        let value = f64::from(u32::try_from(step).unwrap()).sin();
        series.push(Point { step: Some(step), at: Timestamp::from_micros(NOW.as_micros() + step * 1_000), value });
    }
    series
}

fn file(name: &str, points: Series) -> Vec<FileOfPoints> {
    let source = Source { bytes: points.len() as u64, at: NOW };
    vec![FileOfPoints { name: name.to_owned(), points, source }]
}

async fn read(store: &SeriesStore, run: RunId, name: &str) -> Series {
    store.read(run, Some(vec![name.to_owned()]), 10).await.unwrap().remove(0).1
}

/// The names of a run's objects, without where they are.
fn objects(database: &TestDatabase, run: RunId) -> Vec<String> {
    let Ok(metrics) = std::fs::read_dir(database.dir.path().join(format!("store/series/{run}"))) else { return Vec::new() };
    let files = metrics.flat_map(|metric| std::fs::read_dir(metric.unwrap().path()).unwrap());
    let mut names: Vec<_> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_growing_file_is_there_once() {
    for database in databases().await {
        let (store, run) = (open(&database), new_run(&database).await);
        let whole = points(CHUNK * 2 + 100);
        for count in [0, 1, 1, 5_000, CHUNK, CHUNK + 1, 3, CHUNK * 2 + 100] {
            let part = points(count);
            store.add(run, file("loss", part), MOST).await.unwrap();
        }
        assert_eq!(read(&store, run, "loss").await, whole, "{}", database.name);
        assert_eq!(objects(&database, run), ["000000-16384.pco", "000001-16384.pco", "000002-100.pco"]);
        let metrics = database.db.read(move |conn| tracking::metrics(conn, run)).await.unwrap();
        assert_eq!(metrics[0].summary, whole.summary("loss"));
        assert!(!store.add(run, file("loss", points(10)), MOST).await.unwrap());
    }
}

#[tokio::test]
async fn a_value_that_changes_is_stored() {
    for database in databases().await {
        let (store, run) = (open(&database), new_run(&database).await);
        store.add(run, file("loss", points(10)), MOST).await.unwrap();
        let mut mended = points(10);
        mended.values[9] = f64::NAN;
        assert!(store.add(run, file("loss", mended.clone()), MOST).await.unwrap());
        assert!(read(&store, run, "loss").await.values[9].is_nan());
        let metrics = database.db.read(move |conn| tracking::metrics(conn, run)).await.unwrap();
        assert_eq!((metrics[0].summary.last, metrics[0].summary.last_step), (None, Some(9)));
    }
}

#[tokio::test]
async fn what_the_client_says_counts_until_there_are_points() {
    for database in databases().await {
        let (store, run) = (open(&database), new_run(&database).await);
        let said =
            |last| MetricSummary { name: "loss".into(), last: Some(last), last_step: Some(4), min: None, max: None, count: 5 };
        let first = move |conn: &mut crate::Conn| Ok(tracking::metrics(conn, run)?.remove(0).summary);
        for last in [1.0, 2.0] {
            database.db.write(move |conn| tracking::note_summaries(conn, run, &[said(last)], 10)).await.unwrap();
        }
        assert_eq!(database.db.read(first).await.unwrap(), said(2.0));
        assert_eq!(read(&store, run, "loss").await, Series::default());
        store.add(run, file("loss", points(3)), MOST).await.unwrap();
        database.db.write(move |conn| tracking::note_summaries(conn, run, &[said(7.0)], 10)).await.unwrap();
        assert_eq!(database.db.read(first).await.unwrap(), points(3).summary("loss"));
    }
}

#[tokio::test]
async fn a_copy_has_its_own_and_a_deletion_leaves_nothing() {
    for database in databases().await {
        let (store, from, to) = (open(&database), new_run(&database).await, new_run(&database).await);
        for name in ["loss", "accuracy"] {
            store.add(from, file(name, points(CHUNK + 7)), MOST).await.unwrap();
        }
        store.copy(from, to).await.unwrap();
        database.db.write(move |conn| runs::delete(conn, from, NOW)).await.unwrap();
        store.delete(from).await.unwrap();
        assert_eq!(objects(&database, from), [""; 0]);
        assert_eq!(database.db.read(move |conn| tracking::metrics(conn, from)).await.unwrap(), []);
        assert_eq!(read(&store, to, "accuracy").await, points(CHUNK + 7));
        // Points that come late are nobody's.
        assert!(store.add(from, file("loss", points(3)), MOST).await.is_err());
        assert_eq!(objects(&database, from), [""; 0]);
    }
}

#[tokio::test]
async fn readers_and_writers_at_once() {
    let database = databases().await.remove(0);
    let (store, run) = (open(&database), new_run(&database).await);
    store.add(run, file("loss", points(1)), MOST).await.unwrap();
    let writers = (1..20).map(|count| {
        let store = store.clone();
        tokio::spawn(async move { store.add(run, file("loss", points(count * 10)), MOST).await.unwrap() })
    });
    let writers: Vec<_> = writers.collect();
    for _ in 0..30 {
        let series = read(&store, run, "loss").await;
        assert_eq!(series, points(series.len()));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(read(&store, run, "loss").await, points(190));
    assert_eq!(objects(&database, run), ["000000-190.pco"]);
}

#[tokio::test]
async fn no_more_is_kept_than_the_limits_say() {
    let database = databases().await.remove(0);
    let (store, run) = (open(&database), new_run(&database).await);
    for name in ["a", "b", "c"] {
        store.add(run, file(name, points(50)), Most { metrics: 2, points: 20 }).await.unwrap();
    }
    let read = store.read(run, None, 10).await.unwrap();
    assert_eq!(
        read.iter().map(|(metric, series)| (metric.name.as_str(), series.len())).collect::<Vec<_>>(),
        [("a", 20), ("b", 20)]
    );
}

#[test]
fn bytes_give_the_same_points() {
    let values = prop_oneof![any::<f64>(), Just(f64::NAN), Just(f64::INFINITY)];
    let columns = proptest::collection::vec((any::<i64>(), any::<i64>(), values), 0..200);
    TestRunner::default()
        .run(&columns, |columns| {
            let mut series = Series::default();
            for (step, at, value) in columns {
                series.steps.push(step);
                series.times.push(at);
                series.values.push(value);
            }
            let bytes = chunks::encode(&series, 0, series.len()).unwrap();
            let mut decoded = Series::default();
            chunks::decode("chunk", &bytes, series.len(), &mut decoded).unwrap();
            prop_assert_eq!(&decoded.steps, &series.steps);
            prop_assert_eq!(&decoded.times, &series.times);
            let bits = |series: &Series| series.values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
            prop_assert_eq!(bits(&decoded), bits(&series));
            prop_assert!(chunks::decode("chunk", &bytes, series.len() + 1, &mut decoded).is_err());
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_chunk_is_small() {
    let bytes = chunks::encode(&points(CHUNK), 0, CHUNK).unwrap();
    // 24 bytes a point as they are; a sine has 8 bytes that say nothing of one another.
    assert!(bytes.len() < CHUNK * 9, "{}", bytes.len());
    assert!(chunks::decode("chunk", &bytes[..bytes.len() / 2], CHUNK, &mut Series::default()).is_err());
    assert!(chunks::decode("chunk", b"else", 1, &mut Series::default()).is_err());
}
