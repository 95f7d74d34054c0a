//! Reading logs.

use std::time::Duration;

use domain::{
    Role, RunId, Status,
    logs::{LogLine, LogQuery, Look, OpenLine, Stream},
    permissions::Actor,
};
use futures::{StreamExt as _, TryStreamExt as _};

use super::{TestPlatform, fields};
use crate::logs::{self, LogUpdate};

async fn started(test: &TestPlatform) -> (Actor, RunId) {
    let ada = test.person("ada", "default", Role::Owner).await;
    test.project(&ada, "vision").await;
    let run = test.submit(&ada, "vision").await.id;
    test.becomes(run, &[Status::Scheduled, Status::Running]).await;
    test.platform.logs().resume(run).await.unwrap();
    (ada, run)
}

async fn write(test: &TestPlatform, run: RunId, numbers: std::ops::Range<u64>) {
    let line = |number| LogLine {
        number,
        at: test.platform.now(),
        container: "main".into(),
        stream: Stream::Stdout,
        text: format!("line {number}"),
    };
    let end = numbers.end;
    test.platform.logs().append(run, numbers.map(line).collect(), end).await.unwrap();
}

async fn finish(test: &TestPlatform, run: RunId) {
    test.platform.logs().flush(run).await.unwrap();
    test.platform.logs().complete(run);
    test.becomes(run, &[Status::Succeeded]).await;
    test.platform.db().write(move |conn| store::runs::set_logs_complete(conn, run)).await.unwrap();
}

/// A reader that waits for ever has missed something.
async fn in_time<T>(waiting: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(30), waiting).await.unwrap()
}

fn numbers(lines: &[LogLine]) -> Vec<u64> {
    lines.iter().map(|line| line.number).collect()
}

#[tokio::test]
async fn pages() {
    for test in TestPlatform::all().await {
        let (ada, run) = started(&test).await;
        write(&test, run, 0..50).await;
        let page = async |from, limit| logs::page(&test.platform, &ada, run, from, limit).await;
        for stored in [false, true] {
            let last = page(None, 5).await.unwrap();
            assert_eq!(numbers(&last.lines), [45, 46, 47, 48, 49], "{} {stored}", test.name);
            assert_eq!((last.total, last.complete), (50, stored), "{} {stored}", test.name);
            assert_eq!(numbers(&page(Some(10), 2).await.unwrap().lines), [10, 11]);
            assert_eq!(page(Some(50), 5).await.unwrap().lines, []);
            if !stored {
                finish(&test, run).await;
            }
        }
        for limit in [0, 5_001] {
            assert_eq!(fields(page(None, limit).await), ["limit"]);
        }
    }
}

#[tokio::test]
async fn a_reader_sees_every_line_once_and_the_end() {
    for test in TestPlatform::all().await {
        let (ada, run) = started(&test).await;
        write(&test, run, 0..600).await;
        let mut reader = Box::pin(logs::follow(&test.platform, &ada, run, 10).await.unwrap());
        let mut seen = Vec::new();
        while seen.len() < 590 {
            match in_time(reader.next()).await.unwrap().unwrap() {
                LogUpdate::Lines(lines) => seen.extend(numbers(&lines)),
                other => panic!("{other:?}"),
            }
        }
        let bar = |text: &str| vec![OpenLine { container: "main".into(), stream: Stream::Stdout, text: text.into() }];
        test.platform.logs().set_open(run, bar("10 %"));
        test.platform.logs().set_open(run, bar("20 %"));
        assert_eq!(in_time(reader.next()).await.unwrap().unwrap(), LogUpdate::Open(bar("20 %")), "only the latest");

        test.platform.logs().set_open(run, Vec::new());
        write(&test, run, 600..603).await;
        match in_time(reader.next()).await.unwrap().unwrap() {
            LogUpdate::Lines(lines) => seen.extend(numbers(&lines)),
            other => panic!("{other:?}"),
        }
        assert_eq!(in_time(reader.next()).await.unwrap().unwrap(), LogUpdate::Open(Vec::new()));
        finish(&test, run).await;
        assert_eq!(in_time(reader.next()).await.unwrap().unwrap(), LogUpdate::Complete);
        assert!(reader.next().await.is_none());
        assert_eq!(seen, (10..603).collect::<Vec<_>>(), "{}", test.name);

        // Who comes later gets the rest at once.
        let rest: Vec<_> = in_time(logs::follow(&test.platform, &ada, run, 602).await.unwrap().try_collect()).await.unwrap();
        assert!(
            matches!(rest.as_slice(), [LogUpdate::Lines(lines), LogUpdate::Complete] if numbers(lines) == [602]),
            "{rest:?}"
        );
    }
}

#[tokio::test]
async fn a_run_that_never_ran_has_an_empty_log_that_is_complete() {
    for test in TestPlatform::all().await {
        let ada = test.person("ada", "default", Role::Owner).await;
        test.project(&ada, "vision").await;
        let run = test.submit(&ada, "vision").await.id;
        crate::runs::stop(&test.platform, &ada, run).await.unwrap();
        let updates: Vec<_> = in_time(logs::follow(&test.platform, &ada, run, 0).await.unwrap().try_collect()).await.unwrap();
        assert_eq!(updates, [LogUpdate::Complete], "{}", test.name);
    }
}

#[tokio::test]
async fn a_download_is_the_whole_text() {
    for test in TestPlatform::all().await {
        let (ada, run) = started(&test).await;
        write(&test, run, 0..12_000).await;
        let chunks: Vec<_> = logs::download(&test.platform, &ada, run).await.unwrap().try_collect().await.unwrap();
        assert!(chunks.len() > 1);
        let text = String::from_utf8(chunks.concat()).unwrap();
        assert!(text.ends_with("line 11999\n"), "{}", test.name);
        assert!(text.lines().enumerate().all(|(number, line)| line == format!("line {number}")), "{}", test.name);
    }
}

#[tokio::test]
async fn lines_are_found_as_they_are_shown() {
    for test in TestPlatform::all().await {
        let (ada, run) = started(&test).await;
        let texts = ["plain ERROR", "\u{1b}[31mer\u{1b}[1mror\u{1b}[0m", "10%\r100% error", "error\rfine!", "all good"];
        let lines = (0_u64..).zip(texts).map(|(number, text)| LogLine {
            number,
            at: test.platform.now(),
            container: if number == 2 { "init" } else { "main" }.into(),
            stream: Stream::Stdout,
            text: text.into(),
        });
        test.platform.logs().append(run, lines.collect(), 5).await.unwrap();
        let look = Look { from: 0, until: None, backwards: false, limit: 100 };
        let find = async |query: LogQuery| logs::find(&test.platform, &ada, run, query, look).await;
        let text = |text: &str| LogQuery { text: text.into(), ..LogQuery::default() };
        let container = |name: &str| LogQuery { container: Some(name.into()), ..LogQuery::default() };
        for stored in [false, true] {
            for (query, found) in [
                (text("error"), &[0, 1, 2][..]),
                (LogQuery { case: true, ..text("error") }, &[1, 2]),
                (LogQuery { regex: true, ..text("^(er+or|all)") }, &[1, 4]),
                (LogQuery { text: "error".into(), ..container("main") }, &[0, 1]),
                (container("init"), &[2]),
                (container("nobody"), &[]),
                (LogQuery::default(), &[0, 1, 2, 3, 4]),
            ] {
                let matches = find(query.clone()).await.unwrap();
                let numbers: Vec<u64> = matches.matches.iter().map(|found| found.line.number).collect();
                assert_eq!(numbers, found, "{} {stored} {query:?}", test.name);
                assert_eq!((matches.from, matches.until, matches.total, matches.complete), (0, 5, 5, stored));
            }
            if !stored {
                finish(&test, run).await;
            }
        }
        assert_eq!(find(text("error")).await.unwrap().matches[1].marks, [(0, 5)]);
        assert_eq!(fields(find(LogQuery { regex: true, ..text("(") }).await), ["q"]);
        let none = Look { limit: 0, ..look };
        assert_eq!(fields(logs::find(&test.platform, &ada, run, text("x"), none).await), ["limit"]);

        let eve = test.person("eve", "elsewhere", Role::Owner).await;
        let refused = logs::find(&test.platform, &eve, run, text("error"), look).await.unwrap_err();
        assert_eq!(refused.code, domain::ErrorCode::NotFound);
    }
}
