//! How runs end by themselves, and what is said of it.

use std::time::Duration;

use cluster::{Cluster as _, Phase};
use domain::{RunId, logs::Stream};
use spec::{
    Plan,
    plan::{Container, Termination},
};

use crate::harness::{Harness, container, job, script, shell, texts, until_dead, variable};

#[tokio::test]
async fn success_has_times_and_both_outputs() {
    let harness = Harness::new();
    let image = Some("python:3.13".to_owned());
    let plan = job(Container { image, ..shell("main", "echo out; echo err >&2; sleep 0.1") });
    let (observed, lines) = harness.run_to_end(plan).await;

    assert_eq!((observed.phase, observed.exit_code, observed.signal), (Phase::Succeeded, Some(0), None));
    assert_eq!((observed.attempt, observed.container.as_deref()), (1, Some("main")));
    let took = observed.finished_at.unwrap().seconds_since(observed.started_at.unwrap());
    assert!((0.1..10.0).contains(&took), "{took} s");
    assert_eq!(lines.len(), 2);
    for line in lines {
        assert_eq!(line.text, if line.stream == Stream::Stdout { "out" } else { "err" });
        assert!(line.at >= observed.started_at.unwrap() && line.at <= observed.finished_at.unwrap());
    }
}

#[tokio::test]
async fn the_image_is_said_to_be_unused() {
    let harness = Harness::new();
    let run = harness.launch(job(Container { image: Some("cuda".into()), ..shell("main", "sleep 60") })).await;
    assert!(harness.until_running(run).await.message.contains("the image `cuda` is not used"));
    harness.cluster.remove(run).await.unwrap();
}

#[tokio::test]
async fn failures_in_plain_words() {
    let harness = Harness::new();
    let in_directory = |dir: &str| Container { working_dir: Some(dir.into()), ..shell("main", "pwd") };
    for (plan, reason, exit_code, signal, words) in [
        (script("exit 3"), "Error", Some(3), None, "ended with exit code 3"),
        (script("kill -9 $$"), "Killed", None, Some(9), "may have run out of memory"),
        (
            job(container("main", &["pythn", "x.py"])),
            "CommandNotFound",
            None,
            None,
            "`pythn` was not found on this machine's PATH",
        ),
        (job(container("main", &["/etc/passwd"])), "NotExecutable", None, None, "is not executable"),
        (job(in_directory("missing")), "WorkingDirMissing", None, None, "missing` does not exist on this machine"),
        (job(container("main", &[])), "NoCommand", None, None, "the local runtime uses no images"),
    ] {
        let plan = Plan { termination: Termination { max_retries: 0, ..plan.termination }, ..plan };
        let (observed, _) = harness.run_to_end(plan).await;
        assert_eq!((observed.phase, observed.reason.as_str()), (Phase::Failed, reason), "{observed:?}");
        assert_eq!((observed.exit_code, observed.signal), (exit_code, signal), "{observed:?}");
        assert!(observed.message.contains(words), "{observed:?}");
        assert_eq!(observed.started_at.is_some(), exit_code.is_some() || signal.is_some(), "{observed:?}");
    }
}

#[tokio::test]
async fn init_containers_run_in_order_in_the_same_directory() {
    let harness = Harness::new();
    let mut plan = script("cat order; echo main");
    plan.init = vec![shell("first", "sleep 0.2; echo first >> order; echo a"), shell("second", "echo second >> order; echo b")];
    let (observed, lines) = harness.run_to_end(plan).await;
    assert_eq!(observed.phase, Phase::Succeeded);
    let said: Vec<_> = lines.iter().map(|line| (line.container.as_str(), line.text.as_str())).collect();
    assert_eq!(said, [("first", "a"), ("second", "b"), ("main", "first"), ("main", "second"), ("main", "main")]);
}

#[tokio::test]
async fn a_failed_init_container_ends_the_run() {
    let harness = Harness::new();
    let mut plan = script("echo never");
    plan.init = vec![shell("fetch", "exit 4"), shell("unpack", "echo never")];
    let (observed, lines) = harness.run_to_end(plan).await;
    assert_eq!((observed.phase, observed.reason.as_str(), observed.exit_code), (Phase::Failed, "InitFailed", Some(4)));
    assert!(observed.message.contains("`fetch` ended with exit code 4, so `main` was not started"), "{}", observed.message);
    assert_eq!((observed.container.as_deref(), observed.started_at), (Some("fetch"), None));
    assert_eq!(lines, Vec::new());
}

#[tokio::test]
async fn the_last_of_a_variables_values_wins() {
    let harness = Harness::new();
    let env = vec![variable("BOTH", "container"), variable("TWICE", "1"), variable("TWICE", "2"), variable("HOME", "/nowhere")];
    let show = r#"echo "$FROM_LAUNCH $BOTH $TWICE $HOME ${CARGO_MANIFEST_DIR-unset} ${PATH:+path} $POLYAXON_RUN_UUID""#;
    let run = harness.launch(job(Container { env, ..shell("main", show) })).await;
    harness.until_over(run).await;
    assert_eq!(texts(&harness.lines(run).await), [format!("launch container 2 /nowhere unset path {run}")]);
}

#[tokio::test]
async fn the_working_directory_is_the_runs_or_the_containers() {
    let harness = Harness::new();
    let run = harness.launch(script("mkdir sub; pwd")).await;
    harness.until_over(run).await;
    let work = harness.file(run, "work").canonicalize().unwrap();
    assert_eq!(texts(&harness.lines(run).await), [work.display().to_string()]);

    let (_, lines) = harness.run_to_end(job(Container { working_dir: Some("/usr".into()), ..shell("main", "pwd") })).await;
    assert_eq!(texts(&lines), ["/usr"]);
}

#[tokio::test]
async fn a_failure_is_tried_again() {
    let harness = Harness::new();
    let mut plan = script("echo try; test -e second || { touch second; exit 1; }");
    plan.termination.max_retries = 2;
    plan.init = vec![shell("init", "echo init")];
    let run = harness.launch(plan).await;
    let retrying = harness.until(run, "retrying", |observed| observed.phase == Phase::Retrying).await;
    assert!(retrying.message.contains("exit code 1; try 2 begins in 1 s"), "{}", retrying.message);
    let observed = harness.until_over(run).await;
    assert_eq!((observed.phase, observed.attempt), (Phase::Succeeded, 2));
    assert_eq!(texts(&harness.lines(run).await), ["init", "try", "init", "try"]);
}

#[tokio::test]
async fn the_last_try_is_the_result() {
    let harness = Harness::new();
    let mut plan = script("exit 7");
    plan.termination.max_retries = 1;
    let (observed, _) = harness.run_to_end(plan).await;
    assert_eq!((observed.phase, observed.attempt, observed.exit_code), (Phase::Failed, 2, Some(7)));
    assert!(observed.message.contains("it was try 2"), "{}", observed.message);
}

#[tokio::test]
async fn a_timeout_ends_all_tries_together() {
    let harness = Harness::new();
    let mut plan = script("echo $$; sleep 60");
    plan.termination = Termination { timeout: Some(1), max_retries: 3, ttl: None };
    let (observed, lines) = harness.run_to_end(plan).await;
    assert_eq!((observed.phase, observed.reason.as_str(), observed.attempt), (Phase::Failed, "DeadlineExceeded", 1));
    assert!(observed.message.contains("its timeout of 1 s"), "{}", observed.message);
    until_dead(&lines[0].text).await;

    let mut plan = script("exit 1");
    plan.termination = Termination { timeout: Some(2), max_retries: 100, ttl: None };
    let (observed, _) = harness.run_to_end(plan).await;
    assert_eq!(observed.reason, "DeadlineExceeded");
}

#[tokio::test]
async fn what_was_started_ends_with_the_run() {
    let harness = Harness::new();
    // One keeps the output open, one is a session of its own without any output.
    let plan = script(
        "sleep 60 & echo $!; setsid -f sh -c 'echo $$ > detached; exec sleep 60' >/dev/null 2>&1; while ! test -s detached; do :; done",
    );
    let began = std::time::Instant::now();
    let run = harness.launch(plan).await;
    let observed = harness.until_over(run).await;
    assert_eq!((observed.phase, observed.exit_code), (Phase::Succeeded, Some(0)));
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    until_dead(&harness.first_line(run).await).await;
    until_dead(std::fs::read_to_string(harness.file(run, "work/detached")).unwrap().trim()).await;
}

#[tokio::test]
async fn an_unknown_run() {
    let harness = Harness::new();
    let run = RunId::from_uuid(uuid::Uuid::now_v7());
    assert_eq!(harness.observe(run).await.phase, Phase::NotFound);
    harness.cluster.stop(run).await.unwrap();
    harness.cluster.remove(run).await.unwrap();
    assert_eq!(harness.lines(run).await, Vec::new());
    assert_eq!(harness.cluster.runs().await.unwrap(), Vec::new());
}
