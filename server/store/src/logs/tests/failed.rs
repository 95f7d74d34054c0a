//! A database that refuses a row of a flush: nothing is half stored, and after `resume` the same lines are stored once.

use super::{lines, new_run, open, position, read_all};
use crate::testing::{databases, faults::Faults};

#[tokio::test]
async fn a_flush_that_fails_at_any_row_is_made_again() {
    for database in databases().await {
        let (logs, run) = (open(&database), new_run(&database).await);
        let faults = Faults::install(&database.db).await.unwrap();
        let mut stored = 0;
        // Rows, rows that become an object, and objects at once.
        for (count, bytes) in [(10, 100), (30, 10_000), (10, 100), (60, 10_000)] {
            for row in 1.. {
                let end = logs.resume(run).await.unwrap();
                assert_eq!((end.next_line, end.position), (stored, position(stored)), "{} {row}", database.name);
                let before = faults.dump().await.unwrap();
                faults.fail_at(row).await.unwrap();
                let appended = logs.append(run, lines(stored..stored + count, bytes), position(stored + count)).await;
                let done = match appended {
                    Ok(()) => logs.flush(run).await,
                    Err(error) => Err(error),
                };
                faults.fail_at(0).await.unwrap();
                if done.is_ok() {
                    break;
                }
                assert_eq!(faults.dump().await.unwrap(), before, "{} {row}", database.name);
            }
            stored += count;
            assert!(read_all(&logs, run, 500).await.into_iter().eq((0..stored).map(|n| {
                let bytes = if n < 10 || (40..50).contains(&n) { 100 } else { 10_000 };
                super::line(n, bytes)
            })));
        }
    }
}
