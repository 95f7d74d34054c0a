//! Lines that are looked for are those that a reader of the whole log would pick, wherever they are stored.

use std::sync::Arc;

use super::{lines, new_run, open, position, read_all};
use crate::{
    logs::{Look, Wanted},
    testing::databases,
};

/// Every third line, by its text.
fn third() -> Wanted {
    Arc::new(|container, text| container == "main" && number(text).is_multiple_of(3))
}

fn number(text: &str) -> u64 {
    text["line ".len()..text.find(':').unwrap()].parse().unwrap()
}

#[tokio::test]
async fn in_objects_rows_and_memory_both_ways() {
    for database in databases().await {
        let (logs, run) = (open(&database), new_run(&database).await);
        logs.resume(run).await.unwrap();
        // Several objects, some rows, some lines in memory alone.
        for (numbers, bytes, flush) in [(0..60, 10_000, true), (60..950, 10, true), (950..960, 10, true), (960..990, 10, false)]
        {
            let end = numbers.end;
            logs.append(run, lines(numbers, bytes), position(end)).await.unwrap();
            if flush {
                logs.flush(run).await.unwrap();
            }
        }
        let all = read_all(&logs, run, 500).await;
        for span in [0..u64::MAX, 6..7, 20..955, 58..62, 955..980, 970..2_000, 990..1_000, 40..40] {
            let naive: Vec<u64> = all.iter().map(|line| line.number).filter(|n| span.contains(n) && n % 3 == 0).collect();
            for backwards in [false, true] {
                for limit in [40, 5_000] {
                    let (mut found, mut rest) = (Vec::new(), span.clone());
                    loop {
                        let look = Look { span: rest.clone(), backwards, limit };
                        let part = logs.find(run, look, third()).await.unwrap();
                        assert_eq!(part.total, 990);
                        assert!(part.lines.len() <= limit && part.lines.is_sorted_by_key(|line| line.number));
                        let mut numbers: Vec<u64> = part.lines.iter().map(|line| line.number).collect();
                        assert!(numbers.iter().all(|number| part.looked_at.contains(number)));
                        if backwards {
                            numbers.append(&mut found);
                            found = numbers;
                            if part.looked_at.start <= span.start.min(990) {
                                break;
                            }
                            rest.end = part.looked_at.start;
                        } else {
                            found.append(&mut numbers);
                            if part.looked_at.end >= span.end.min(990) {
                                break;
                            }
                            rest.start = part.looked_at.end;
                        }
                    }
                    assert_eq!(found, naive, "{} {span:?} {backwards} {limit}", database.name);
                }
            }
        }
    }
}

#[tokio::test]
async fn a_look_at_many_chunks_ends_and_says_where() {
    for database in databases().await {
        let (logs, run) = (open(&database), new_run(&database).await);
        logs.resume(run).await.unwrap();
        for n in 0..66 {
            logs.append(run, lines(n * 3..n * 3 + 3, 90_000), position(n * 3 + 3)).await.unwrap();
        }
        logs.flush(run).await.unwrap();
        let never: Wanted = Arc::new(|_, _| false);
        let look = |span, backwards| logs.find(run, Look { span, backwards, limit: 10 }, Arc::clone(&never));
        let first = look(0..u64::MAX, false).await.unwrap();
        assert!(first.looked_at.end > 0 && first.looked_at.end < 198, "{:?}", first.looked_at);
        let last = look(0..u64::MAX, true).await.unwrap();
        assert!(last.looked_at.start > 0 && last.looked_at.end == 198, "{:?}", last.looked_at);
    }
}
