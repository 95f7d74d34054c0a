//! Runs that are ended.

use std::{fs, os::unix::fs::PermissionsExt as _, time::Duration};

use cluster::{Cluster as _, LogRecord, Phase};
use domain::logs::Stream;

use crate::harness::{Harness, is_alive, script, shell, until_dead};

/// Without what shells report about signals.
fn said(records: &[LogRecord]) -> Vec<&str> {
    records.iter().filter(|record| record.stream == Stream::Stdout).map(|record| record.text.as_str()).collect()
}

#[tokio::test]
async fn a_polite_run_ends_itself() {
    let harness = Harness::new();
    let run = harness.launch(script("trap 'echo bye; exit 5' TERM; echo ready; while :; do sleep 0.05; done")).await;
    harness.first_line(run).await;
    harness.cluster.stop(run).await.unwrap();
    harness.cluster.stop(run).await.unwrap();
    let observed = harness.until_over(run).await;
    assert_eq!((observed.phase, observed.reason.as_str(), observed.exit_code), (Phase::Stopped, "Stopped", Some(5)));
    assert!(observed.message.contains("ended with exit code 5"), "{}", observed.message);
    assert_eq!(said(&harness.lines(run).await), ["ready", "bye"]);
    harness.cluster.stop(run).await.unwrap();
    assert_eq!(harness.until_over(run).await, observed);
}

#[tokio::test]
async fn a_deaf_run_is_killed_with_its_children() {
    let harness = Harness::with_grace(Duration::from_millis(500));
    let deaf = "trap '' TERM; sh -c \"trap '' TERM; echo \\$\\$; while :; do sleep 0.05; done\" & wait; sleep 60";
    let run = harness.launch(script(deaf)).await;
    let child = harness.first_line(run).await;
    harness.cluster.stop(run).await.unwrap();
    harness.until(run, "stopping", |observed| observed.phase == Phase::Stopping).await;
    assert!(is_alive(&child));
    let observed = harness.until_over(run).await;
    assert_eq!((observed.phase, observed.exit_code, observed.signal), (Phase::Stopped, None, Some(9)));
    assert!(observed.message.contains("0.5 s after SIGTERM"), "{}", observed.message);
    assert!(!is_alive(&child));
}

#[tokio::test]
async fn a_child_has_the_grace_period_though_its_shell_ended_at_once() {
    let harness = Harness::new();
    let child = "trap 'sleep 0.5; echo saved; exit' TERM; echo ready; while :; do sleep 0.05; done";
    let run = harness.launch(script(&format!("sh -c \"{child}\"; echo never"))).await;
    harness.first_line(run).await;
    harness.cluster.stop(run).await.unwrap();
    assert_eq!(harness.until_over(run).await.phase, Phase::Stopped);
    assert_eq!(said(&harness.lines(run).await), ["ready", "saved"]);
}

#[tokio::test]
async fn what_detached_itself_is_asked_too() {
    let harness = Harness::with_grace(Duration::from_secs(50));
    let run = harness.launch(script("setsid -f sh -c 'echo $$; exec sleep 60'; exec sleep 60")).await;
    let detached = harness.first_line(run).await;
    harness.until_running(run).await;
    harness.cluster.stop(run).await.unwrap();
    let observed = harness.until_over(run).await;
    assert_eq!((observed.phase, observed.signal), (Phase::Stopped, Some(15)));
    assert!(!is_alive(&detached));
    let took = observed.finished_at.unwrap().seconds_since(observed.started_at.unwrap());
    assert!(took < 30.0, "{took} s: it was not waited for to the end of the grace period");
}

#[tokio::test]
async fn init_containers_and_waits_are_stopped_too() {
    let harness = Harness::new();
    let mut plan = script("echo never");
    plan.init = vec![shell("slow", "echo at work; sleep 60")];
    let run = harness.launch(plan).await;
    harness.first_line(run).await;
    harness.cluster.stop(run).await.unwrap();
    let observed = harness.until_over(run).await;
    assert_eq!((observed.phase, observed.container.as_deref(), observed.started_at), (Phase::Stopped, Some("slow"), None));

    let mut plan = script("exit 1");
    plan.termination.max_retries = 10;
    let run = harness.launch(plan).await;
    harness.until(run, "retrying", |observed| observed.phase == Phase::Retrying && observed.attempt == 2).await;
    harness.cluster.stop(run).await.unwrap();
    assert_eq!(harness.until_over(run).await.phase, Phase::Stopped);
}

#[tokio::test]
async fn removing_ends_what_is_at_work() {
    let harness = Harness::new();
    let run = harness
        .launch(script("trap '' TERM; echo $$; mkdir locked; touch locked/x; chmod 500 locked; while :; do sleep 0.05; done"))
        .await;
    let pid = harness.first_line(run).await;
    assert_eq!(harness.cluster.runs().await.unwrap(), [run]);
    harness.cluster.remove(run).await.unwrap();
    until_dead(&pid).await;
    assert_eq!(harness.observe(run).await.phase, Phase::NotFound);
    assert_eq!(harness.cluster.runs().await.unwrap(), Vec::new());
    assert_eq!(fs::read_dir(harness.runs_dir()).unwrap().count(), 0);
    harness.cluster.remove(run).await.unwrap();
}

#[tokio::test]
async fn the_runs_files_are_for_their_owner_only() {
    let harness = Harness::new();
    let run = harness.launch(script("printf part; sleep 1; touch mine")).await;
    harness.until_running(run).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let mode = |name: &str| fs::metadata(harness.file(run, name)).unwrap().permissions().mode() & 0o777;
    for file in ["launch.json", "state.json", "log", "open.json", "lock", "shim.log"] {
        assert_eq!(mode(file), 0o600, "{file}");
    }
    assert_eq!((mode(""), mode("work")), (0o700, 0o700));
    harness.until_over(run).await;
    assert_eq!(fs::read_to_string(harness.file(run, "shim.log")).unwrap(), "", "the shim had nothing to complain about");
    assert_ne!(mode("work/mine"), 0o600, "what the run makes is as its user wants it");
}
