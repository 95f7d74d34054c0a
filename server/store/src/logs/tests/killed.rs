//! A writer that is killed, by the system and without warning.

use std::{path::Path, process::Command, time::Duration};

use domain::RunId;

use super::{line, new_run, open, position, read_all};
use crate::{Db, LogStore, testing::databases};

/// Tells the process to be killed what to write: the database, the directory and the run.
const TASK: &str = "ORRERY_TEST_WRITER";

/// Of every size, so that rows, objects and both at once are written.
fn bytes(n: u64) -> usize {
    if n.is_multiple_of(11) { 30_000 } else { 200 }
}

#[tokio::test]
async fn a_killed_writer_leaves_every_line_once() {
    if let Ok(task) = std::env::var(TASK) {
        // This process is the writer.
        return write_until_killed(&task).await;
    }
    for database in databases().await {
        let run = new_run(&database).await;
        // As text the address has no password.
        let url = match &database.url {
            crate::DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
            crate::DatabaseUrl::Postgres(url) => url.clone(),
        };
        let mut stored = 0;
        for round in 0..6_u64 {
            let mut writer = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "logs::tests::killed::a_killed_writer_leaves_every_line_once"])
                .env(TASK, [&url, &database.dir.path().display().to_string(), &run.to_string()].map(String::as_str).join("\n"))
                .stdout(std::process::Stdio::null())
                .spawn()
                .unwrap();
            tokio::time::sleep(Duration::from_millis(400 + 37 * round)).await;
            writer.kill().unwrap();
            writer.wait().unwrap();

            let logs = open(&database);
            let end = logs.resume(run).await.unwrap();
            assert_eq!(end.position, position(end.next_line), "lines and position move together");
            assert!(end.next_line >= stored, "what was stored stays");
            stored = end.next_line;
            let all = read_all(&logs, run, 500).await;
            assert!(all.iter().cloned().eq((0..stored).map(|n| line(n, bytes(n)))));
        }
        assert!(stored > 100, "{stored} lines in all are too few to tell");
    }
}

async fn write_until_killed(task: &str) {
    let [url, directory, run] = task.split('\n').collect::<Vec<_>>().try_into().unwrap();
    let logs = LogStore::open(Db::open(&url.parse().unwrap()).unwrap(), &Path::new(directory).join("store")).unwrap();
    let run: RunId = run.parse().unwrap();
    let mut next = logs.resume(run).await.unwrap().next_line;
    loop {
        for _ in 0..3 {
            let lines = (next..next + 5).map(|n| line(n, bytes(n))).collect();
            next += 5;
            logs.append(run, lines, position(next)).await.unwrap();
        }
        logs.flush(run).await.unwrap();
    }
}
