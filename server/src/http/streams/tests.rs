//! Readers who are slow: a stream waits for them with bounded memory, and who comes back with the last id has missed nothing.

use std::time::Duration;

use axum::{
    body::{Body, BodyDataStream},
    http::{Request, header},
};
use domain::{
    RunId, Timestamp,
    events::{Change, Event},
    logs::{LogLine, Stream},
    projects::NewProject,
    runs::SubmitRun,
};
use futures::StreamExt as _;

use super::super::tests::TestServer;

/// A stream as a browser reads it: messages of a name, an id and data.
struct Reader {
    body: BodyDataStream,
    buffer: String,
}

struct Message {
    name: String,
    id: Option<i64>,
    data: String,
}

impl Reader {
    async fn open(server: &TestServer, path: &str, token: &str, last: Option<i64>) -> Self {
        let mut request = Request::builder().uri(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
        if let Some(last) = last {
            request = request.header("last-event-id", last.to_string());
        }
        let response = server.open(request.body(Body::empty()).unwrap()).await;
        assert!(response.status().is_success(), "{}", response.status());
        Self { body: response.into_body().into_data_stream(), buffer: String::new() }
    }

    /// The next message, or `None` when there is none for a while.
    async fn next(&mut self) -> Option<Message> {
        loop {
            if let Some((message, rest)) = self.buffer.split_once("\n\n") {
                let field = |name: &str| {
                    let lines = message.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
                    lines.map(str::trim).map(str::to_owned).reduce(|all, line| all + "\n" + &line)
                };
                let message = (field("event"), field("id"), field("data"));
                self.buffer = rest.to_owned();
                if let (name, id, Some(data)) = message {
                    return Some(Message { name: name.unwrap_or_default(), id: id.map(|id| id.parse().unwrap()), data });
                }
                continue;
            }
            let bytes = tokio::time::timeout(Duration::from_secs(3), self.body.next()).await.ok()??.unwrap();
            self.buffer.push_str(str::from_utf8(&bytes).unwrap());
        }
    }
}

async fn run(server: &TestServer, token: &str) -> RunId {
    let actor = server.actor(token).await;
    let new = NewProject { organization: "default".into(), name: "vision".into(), ..NewProject::default() };
    platform::projects::create(&server.platform, &actor, new).await.unwrap();
    let content = "version: 1.1\nkind: component\nrun:\n  kind: job\n  container: {command: ['true']}\n";
    let submit =
        SubmitRun { organization: "default".into(), project: "vision".into(), content: content.into(), ..SubmitRun::default() };
    platform::runs::submit(&server.platform, &actor, submit).await.unwrap().id
}

async fn write(server: &TestServer, run: RunId, numbers: std::ops::Range<u64>) {
    let line = |number| LogLine {
        number,
        at: Timestamp::from_micros(1),
        container: "main".into(),
        stream: Stream::Stdout,
        text: format!("line {number}"),
    };
    let end = numbers.end;
    server.platform.logs().append(run, numbers.map(line).collect(), end).await.unwrap();
}

#[tokio::test]
async fn a_slow_reader_of_a_log_loses_nothing() {
    let server = TestServer::start().await;
    let token = server.set_up().await;
    let run = run(&server, &token).await;
    server.platform.logs().resume(run).await.unwrap();
    write(&server, run, 0..100).await;
    let path = format!("/streams/runs/{run}/logs?from=0");
    let mut reader = Reader::open(&server, &path, &token, None).await;
    let mut seen: Vec<u64> = Vec::new();
    let mut last = None;
    let mut take = |message: Message| {
        assert_eq!(message.name, "lines");
        let lines: Vec<LogLine> = serde_json::from_str(&message.data).unwrap();
        assert!(lines.len() <= 500, "{} lines in one message", lines.len());
        seen.extend(lines.iter().map(|line| line.number));
        last = message.id;
        (seen.len() as u64, last)
    };
    take(reader.next().await.unwrap());
    // While it does not read, far more is written than memory keeps.
    for step in 0..40 {
        write(&server, run, 100 + step * 500..100 + (step + 1) * 500).await;
    }
    let mut until = take(reader.next().await.unwrap());
    while until.0 < 5_000 {
        until = take(reader.next().await.unwrap());
    }
    // The connection breaks; the browser says what it saw last.
    drop(reader);
    let mut reader = Reader::open(&server, &path, &token, until.1).await;
    while until.0 < 20_100 {
        until = take(reader.next().await.unwrap());
    }
    assert_eq!(seen, (0..20_100).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_slow_reader_of_events_is_told_to_load_everything_again() {
    let server = TestServer::start().await;
    let token = server.set_up().await;
    tokio::spawn(platform::events::pump(server.platform.clone()));
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mut reader = Reader::open(&server, "/streams/events", &token, None).await;
    let run = run(&server, &token).await;
    let event = |message: &Message| serde_json::from_str::<Event>(&message.data).unwrap();
    let first = reader.next().await.unwrap();
    assert!(matches!(event(&first).change, Change::Project { .. }));

    // While it does not read, more happens than is kept for it.
    let actor = server.actor(&token).await;
    let organization = actor.memberships[0].organization_id;
    let newest = server.platform.db().write(move |conn| {
        let mut id = 0;
        for _ in 0..3_000 {
            let change = Change::RunDeleted { run, project: domain::ProjectId::from_uuid(run.as_uuid()) };
            id = store::outbox::append(conn, &change, organization, Timestamp::from_micros(1_795_496_592_345_678))?;
        }
        Ok(id)
    });
    let newest = newest.await.unwrap();
    tokio::time::sleep(Duration::from_millis(1_500)).await;

    let (mut ids, mut resets) = (vec![first.id.unwrap()], 0);
    while ids.last() < Some(&newest) {
        let message = reader.next().await.unwrap();
        resets += usize::from(event(&message).change == Change::Reset);
        ids.push(message.id.unwrap());
    }
    assert!(ids.is_sorted() && resets == 1, "{resets} resets");
    assert!(ids.len() < 1_500, "{} messages were kept for it", ids.len());
    drop(reader);

    // Who comes back is told what came since; who comes back after too much, to load everything.
    for (last, reset) in [(newest - 3, false), (ids[0], true)] {
        let mut reader = Reader::open(&server, "/streams/events", &token, Some(last)).await;
        let message = reader.next().await.unwrap();
        assert_eq!((message.id, event(&message).change == Change::Reset), (Some(newest), reset));
    }
}
