//! What runs write arrives: each line once, in order, bounded.

use std::time::{Duration, Instant};

use cluster::Cluster as _;
use domain::logs::Stream;

use crate::harness::{Harness, container, job, script, texts};

#[tokio::test]
async fn two_hundred_thousand_lines() {
    let harness = Harness::new();
    let (_, lines) = harness.run_to_end(job(container("main", &["seq", "200000"]))).await;
    assert_eq!(lines.len(), 200_000);
    for (number, line) in (1..).zip(&lines) {
        assert_eq!(line.text, number.to_string());
    }
    assert!(lines.is_sorted_by_key(|line| line.at));
}

#[tokio::test]
async fn bytes_that_are_hard_to_show() {
    let harness = Harness::new();
    for (written, expected) in [
        ("one\\ntwo", &["one", "two"][..]),
        ("\\n\\n", &["", ""]),
        ("\\377\\376 text\\n", &["\u{fffd}\u{fffd} text"]),
        ("\\000\\033[31mred\\033[0m\\n", &["\0\u{1b}[31mred\u{1b}[0m"]),
        ("10%%\\r20%%\\r100%%\\n", &["10%\r20%\r100%"]),
        ("windows\\r\\n", &["windows"]),
    ] {
        let (_, lines) = harness.run_to_end(script(&format!("printf '{written}'"))).await;
        assert_eq!(texts(&lines), expected);
    }
}

#[tokio::test]
async fn a_progress_bar_is_seen_while_it_moves() {
    let harness = Harness::new();
    let bar = "echo start; for n in 1 2 3 4 5 6 7 8 9; do printf \"\\r${n}0%%\" >&2; sleep 0.2; done; echo ' done' >&2";
    let run = harness.launch(script(bar)).await;
    let mut seen = Vec::new();
    let mut position = 0;
    let mut lines = Vec::new();
    loop {
        let batch = harness.cluster.logs(run, position).await.unwrap();
        position = batch.position;
        for record in batch.records {
            if record.open {
                assert_eq!((record.container.as_str(), record.stream), ("main", Stream::Stderr));
                assert!(!lines.iter().any(|line: &String| line.ends_with("done")), "shown as open after its end");
                if seen.last() != Some(&record.text) {
                    seen.push(record.text);
                }
            } else {
                lines.push(record.text);
            }
        }
        if batch.end {
            break;
        }
        harness.observe(run).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(seen.len() >= 4, "{seen:?}");
    assert!(seen.iter().all(|text| text.ends_with('%')), "{seen:?}");
    let whole = (1..10).map(|n| format!("\r{n}0%")).collect::<Vec<_>>().concat();
    assert_eq!(lines, ["start".to_owned(), format!("{whole} done")]);
}

#[tokio::test]
async fn endless_output_without_a_line_end_stays_bounded() {
    let harness = Harness::new();
    let run = harness.launch(script("head -c 20000000 /dev/zero | tr '\\0' x")).await;
    let (mut position, mut bytes, mut peak, mut notice) = (0, 0, 0, String::new());
    let shim = shim_pid(&harness.file(run, "state.json"));
    loop {
        let over = harness.observe(run).await.phase.is_over();
        let batch = harness.cluster.logs(run, position).await.unwrap();
        position = batch.position;
        for record in batch.records {
            assert!(record.text.len() <= 64 * 1024);
            if record.text.starts_with("[orrery]") {
                notice = record.text;
            } else {
                bytes += if record.open { 0 } else { record.text.len() };
            }
        }
        peak = peak.max(resident_kib(&shim));
        if batch.end {
            break;
        }
        assert!(!over || position > 0);
    }
    assert_eq!(bytes, 20_000_000);
    assert_eq!(notice, "[orrery] the line above has 20000000 bytes: it is cut into pieces of 64 KiB");
    eprintln!("the shim's largest resident size: {peak} KiB");
    assert!((1..20_000).contains(&peak), "{peak} KiB");
}

#[tokio::test]
async fn a_reader_of_a_chatty_run_gets_batches() {
    let harness = Harness::new();
    let run = harness.launch(job(container("main", &["seq", "100000"]))).await;
    harness.until_over(run).await;
    let batch = harness.cluster.logs(run, 0).await.unwrap();
    assert!(!batch.end && batch.position <= 1024 * 1024 && batch.records.len() < 100_000);
    let again = harness.cluster.logs(run, 0).await.unwrap();
    assert_eq!(again, batch, "reading takes nothing away");
}

#[tokio::test]
async fn launch_to_running_is_quick() {
    let harness = Harness::new();
    let mut times = Vec::new();
    for _ in 0..10 {
        let began = Instant::now();
        let run = harness.launch(script("sleep 60")).await;
        harness.until_running(run).await;
        times.push(began.elapsed());
        harness.cluster.remove(run).await.unwrap();
    }
    times.sort();
    eprintln!("launch to running: median {:?}, slowest {:?}", times[5], times[9]);
    assert!(times[0] < Duration::from_secs(1));
}

fn shim_pid(state: &std::path::Path) -> String {
    let state: serde_json::Value = serde_json::from_slice(&std::fs::read(state).unwrap()).unwrap();
    state["supervisor"]["pid"].to_string()
}

fn resident_kib(pid: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
