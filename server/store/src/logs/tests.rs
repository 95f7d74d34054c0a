mod failed;
mod found;
mod killed;

use std::time::Duration;

use domain::{
    RunId, Timestamp,
    logs::{LogLine, OpenLine, Stream},
};
use proptest::{prelude::*, test_runner::TestRunner};

use super::{LogEnd, LogStore, chunks::CHUNK_BYTES, page::PAGE_BYTES};
use crate::{
    StoreError, runs,
    testing::{TestDatabase, databases},
    tests::{NOW, Place},
};

/// What the cluster's record number `n` becomes, always the same.
fn line(n: u64, bytes: usize) -> LogLine {
    let mut text = format!("line {n}: ünï\u{0}\r\u{1b}[31m ");
    text.extend(std::iter::repeat_n(char::from(b'a' + u8::try_from(n % 26).unwrap()), bytes));
    LogLine { number: n, at: Timestamp::from_micros(n.cast_signed()), container: "main".into(), stream: Stream::Stdout, text }
}

fn lines(numbers: std::ops::Range<u64>, bytes: usize) -> Vec<LogLine> {
    numbers.map(|n| line(n, bytes)).collect()
}

/// The cluster's position after `n` records.
fn position(n: u64) -> u64 {
    n * 7
}

fn open(database: &TestDatabase) -> LogStore {
    LogStore::open(database.db.clone(), &database.dir.path().join("store")).unwrap()
}

async fn new_run(database: &TestDatabase) -> RunId {
    let run = |conn: &mut crate::Conn| {
        let name = uuid::Uuid::now_v7().simple().to_string();
        let place = Place::make(conn, &name);
        Ok(place.run(conn, "", &[]))
    };
    database.db.write(run).await.unwrap()
}

/// Every line, page by page.
async fn read_all(logs: &LogStore, run: RunId, limit: u32) -> Vec<LogLine> {
    let mut all: Vec<LogLine> = Vec::new();
    loop {
        let page = logs.page(run, all.len() as u64, limit).await.unwrap();
        if page.lines.is_empty() {
            assert_eq!(page.total, all.len() as u64);
            return all;
        }
        all.extend(page.lines);
    }
}

fn objects(database: &TestDatabase, run: RunId) -> Vec<String> {
    let directory = database.dir.path().join("store/logs").join(run.to_string());
    let Ok(entries) = std::fs::read_dir(directory) else { return Vec::new() };
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_slow_run_makes_rows_and_then_one_object() {
    for database in databases().await {
        let (logs, run) = (open(&database), new_run(&database).await);
        assert_eq!(logs.resume(run).await.unwrap(), LogEnd::default());
        for n in 0..60 {
            logs.append(run, lines(n..n + 1, 100), position(n + 1)).await.unwrap();
            logs.flush(run).await.unwrap();
        }
        assert_eq!(objects(&database, run).len(), 0);
        assert_eq!(read_all(&open(&database), run, 7).await, lines(0..60, 100));
        logs.complete(run);
        assert_eq!(logs.tails.len(), 0, "its memory is free");
        // A name with `#` is still being written.
        while objects(&database, run).iter().all(|name| name.contains('#')) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(objects(&database, run), ["000000000000-000000000059.jsonl.gz"]);
        assert_eq!(read_all(&logs, run, 7).await, lines(0..60, 100));
        assert_eq!(logs.resume(run).await.unwrap(), LogEnd { position: position(60), next_line: 60 });

        logs.delete(run).await.unwrap();
        assert_eq!(objects(&database, run).len(), 0);
        assert_eq!(logs.page(run, 0, 10).await.unwrap().total, 0);
        logs.delete(run).await.unwrap();
    }
}

#[tokio::test]
async fn a_fast_run_goes_to_objects_and_leaves_memory_bounded() {
    for database in databases().await {
        let (logs, run) = (open(&database), new_run(&database).await);
        let mut next = 0;
        for _ in 0..40 {
            logs.append(run, lines(next..next + 500, 100), position(next + 500)).await.unwrap();
            next += 500;
        }
        let kept = logs.tails.get(run).unwrap().glimpse(0, u32::MAX, usize::MAX).unwrap().lines.len();
        assert!((100..6000).contains(&kept), "{kept} lines in memory");
        logs.flush(run).await.unwrap();
        let names = objects(&database, run);
        assert!((5..40).contains(&names.len()), "{names:?}");
        let middle = logs.page(run, 9_990, 20).await.unwrap();
        assert_eq!((middle.lines, middle.total), (lines(9_990..10_010, 100), next));
        assert_eq!(logs.last(run, 3).await.unwrap().lines, lines(next - 3..next, 100));
        assert_eq!(read_all(&open(&database), run, 900).await, lines(0..next, 100));

        // Only the chunk that is needed is read.
        let directory = database.dir.path().join("store/logs").join(run.to_string());
        for name in &names[1..] {
            std::fs::remove_file(directory.join(name)).unwrap();
        }
        assert_eq!(open(&database).page(run, 0, 10).await.unwrap().lines, lines(0..10, 100));
        std::fs::write(directory.join(&names[0]), "torn").unwrap();
        assert!(matches!(open(&database).page(run, 0, 10).await, Err(StoreError::Damaged { .. })));
    }
}

#[tokio::test]
async fn a_page_is_cut_where_it_becomes_heavy() {
    let database = databases().await.remove(0);
    let (logs, run) = (open(&database), new_run(&database).await);
    let heavy = PAGE_BYTES / 3;
    for n in 0..5 {
        logs.append(run, lines(n..n + 1, heavy), position(n)).await.unwrap();
    }
    logs.append(run, lines(5..6, PAGE_BYTES + 1), position(6)).await.unwrap();
    for logs in [logs.clone(), open(&database)] {
        assert_eq!(logs.page(run, 0, 100).await.unwrap().lines, lines(0..2, heavy));
        assert_eq!(logs.page(run, 5, 100).await.unwrap().lines.len(), 1, "one line always fits");
    }
}

#[tokio::test]
async fn two_writers_do_not_mix() {
    for database in databases().await {
        let run = new_run(&database).await;
        let (one, two) = (open(&database), open(&database));
        one.resume(run).await.unwrap();
        two.resume(run).await.unwrap();
        one.append(run, lines(0..3, 10), position(3)).await.unwrap();
        two.append(run, lines(0..2, 10), position(2)).await.unwrap();
        one.flush(run).await.unwrap();
        assert!(matches!(two.flush(run).await, Err(StoreError::LogMoved(_))));
        assert!(two.flush(run).await.is_err(), "what was not stored is not forgotten silently");
        assert_eq!(two.resume(run).await.unwrap(), LogEnd { position: position(3), next_line: 3 });
        let gap = two.append(run, lines(4..5, 10), position(5)).await;
        assert!(matches!(gap, Err(StoreError::LogOrder { expected: 3, given: 4, .. })));
        assert_eq!(read_all(&one, run, 10).await, lines(0..3, 10));
    }
}

#[tokio::test]
async fn live_readers_hear_of_lines_open_lines_and_the_end() {
    let database = databases().await.remove(0);
    let (logs, run) = (open(&database), new_run(&database).await);
    let mut early = logs.subscribe(run);
    let soon = Duration::from_millis(500);
    let writer = {
        let logs = logs.clone();
        async move {
            logs.resume(run).await.unwrap();
            logs.append(run, lines(0..2, 10), position(2)).await.unwrap();
        }
    };
    let heard = tokio::join!(tokio::time::timeout(soon, early.changed()), writer);
    heard.0.unwrap();
    let page = logs.page(run, 0, 10).await.unwrap();
    assert_eq!((page.lines, page.total, page.complete), (lines(0..2, 10), 2, false));
    assert_eq!(logs.page(run, 2, 10).await.unwrap().lines, []);

    let bar = OpenLine { container: "main".into(), stream: Stream::Stderr, text: "40%".into() };
    early.changed().await;
    logs.set_open(run, vec![bar.clone()]);
    tokio::time::timeout(soon, early.changed()).await.unwrap();
    assert_eq!(early.open_lines(), std::slice::from_ref(&bar));
    logs.set_open(run, vec![bar]);
    assert!(tokio::time::timeout(Duration::from_millis(50), early.changed()).await.is_err(), "nothing new");

    logs.flush(run).await.unwrap();
    logs.complete(run);
    tokio::time::timeout(soon, early.changed()).await.unwrap();
    assert!(early.is_complete() && early.open_lines().is_empty());
    assert!(!logs.page(run, 2, 10).await.unwrap().complete, "the run says so, not the log");
    database.db.write(move |conn| runs::set_logs_complete(conn, run)).await.unwrap();
    assert!(logs.page(run, 2, 10).await.unwrap().complete);

    drop(logs.subscribe(run));
    assert_eq!(logs.tails.len(), 0, "a reader leaves nothing behind");
    database.db.write(move |conn| runs::delete(conn, run, NOW)).await.unwrap();
    assert_eq!(logs.total(run).await.unwrap(), 0);
}

#[derive(Debug, Clone)]
enum Op {
    Append {
        count: u64,
        bytes: usize,
    },
    Flush,
    /// The process is gone, and another one goes on.
    Crash,
    /// Gone in the middle of storing, after so many microseconds.
    Abort(u64),
    Read {
        from: u64,
        limit: u32,
    },
    /// The log is said to be over, and goes on nevertheless.
    Complete,
}

fn ops() -> impl Strategy<Value = Vec<Op>> {
    let op = prop_oneof![
        5 => (1_u64..40, prop_oneof![Just(20), Just(3_000), Just(CHUNK_BYTES / 3)])
            .prop_map(|(count, bytes)| Op::Append { count: if bytes > 50_000 { 1 + count / 12 } else { count }, bytes }),
        4 => Just(Op::Flush),
        1 => Just(Op::Crash),
        2 => (0_u64..3_000).prop_map(Op::Abort),
        2 => (0_u64..200, 1_u32..50).prop_map(|(from, limit)| Op::Read { from, limit }),
        1 => Just(Op::Complete),
    ];
    proptest::collection::vec(op, 1..40)
}

/// The lines that the cluster has, and how much of them is stored.
struct Model {
    sizes: Vec<usize>,
    next: u64,
}

impl Model {
    fn line(&self, n: u64) -> LogLine {
        line(n, self.sizes[usize::try_from(n).unwrap()])
    }

    async fn resume(&mut self, logs: &LogStore, run: RunId) {
        let end = logs.resume(run).await.unwrap();
        assert_eq!(end.position, position(end.next_line), "lines and position move together");
        assert!(end.next_line <= self.sizes.len() as u64);
        self.next = end.next_line;
    }

    async fn check(&self, logs: &LogStore, run: RunId, from: u64, limit: u32) {
        let page = logs.page(run, from, limit).await.unwrap();
        let until = self.next.min(from + u64::from(limit)).max(from);
        let expected: Vec<_> = (from..until).map(|n| self.line(n)).collect();
        assert!(!page.lines.is_empty() || expected.is_empty());
        assert_eq!(page.lines, expected[..page.lines.len()]);
        assert_eq!(page.total, self.next);
    }
}

/// Whatever happens in between, every line is there once, in order.
async fn live_through(database: &TestDatabase, ops: Vec<Op>) {
    let run = new_run(database).await;
    let mut logs = open(database);
    let mut model = Model { sizes: Vec::new(), next: 0 };
    model.resume(&logs, run).await;
    for op in ops {
        match op {
            Op::Append { count, bytes } => {
                // The first of them may be lines that the cluster has had before.
                let until = model.next + count;
                while (model.sizes.len() as u64) < until {
                    model.sizes.push(bytes);
                }
                let batch = (model.next..until).map(|n| model.line(n)).collect();
                match logs.append(run, batch, position(until)).await {
                    Ok(()) => model.next = until,
                    // The rows became an object just now: `complete` does that on a task of its own.
                    Err(StoreError::LogMoved(_)) => model.resume(&logs, run).await,
                    Err(error) => panic!("{error}"),
                }
            }
            Op::Flush => match logs.flush(run).await {
                Ok(()) => {}
                Err(StoreError::LogMoved(_)) => model.resume(&logs, run).await,
                Err(error) => panic!("{error}"),
            },
            Op::Crash => {
                logs = open(database);
                model.resume(&logs, run).await;
            }
            Op::Abort(micros) => {
                if tokio::time::timeout(Duration::from_micros(micros), logs.flush(run)).await.is_err() {
                    logs = open(database);
                    // A transaction that was begun goes on without its caller: after this one, it is over.
                    database.db.write(|_| Ok(())).await.unwrap();
                }
                model.resume(&logs, run).await;
            }
            Op::Read { from, limit } => model.check(&logs, run, from, limit).await,
            Op::Complete => {
                if logs.flush(run).await.is_ok() {
                    logs.complete(run);
                }
                model.resume(&logs, run).await;
            }
        }
    }
    if logs.flush(run).await.is_err() {
        model.resume(&logs, run).await;
    }
    let logs = open(database);
    model.resume(&logs, run).await;
    let all: Vec<_> = (0..model.next).map(|n| model.line(n)).collect();
    assert_eq!(read_all(&logs, run, 30).await, all);
    logs.delete(run).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_line_once_in_order_whatever_happens() {
    for database in databases().await {
        let config =
            ProptestConfig { cases: 40, failure_persistence: None, max_shrink_iters: 200, ..ProptestConfig::default() };
        let runtime = tokio::runtime::Handle::current();
        tokio::task::block_in_place(|| {
            let result = TestRunner::new(config).run(&ops(), |ops| {
                runtime.block_on(live_through(&database, ops));
                Ok(())
            });
            result.unwrap_or_else(|error| panic!("{}: {error}", database.name));
        });
    }
}
