//! Servers and shims that die.

use std::{collections::BTreeSet, fs, time::Duration};

use cluster::{Cluster as _, Phase};
use futures::future::join_all;

use crate::harness::{Harness, is_alive, launch_of, script, texts, until_dead};

/// The process that supervises the run.
fn shim_pid(harness: &Harness, run: domain::RunId) -> String {
    let state: serde_json::Value = serde_json::from_slice(&fs::read(harness.file(run, "state.json")).unwrap()).unwrap();
    state["supervisor"]["pid"].to_string()
}

fn kill(pid: &str) {
    assert!(std::process::Command::new("kill").args(["-9", pid]).status().unwrap().success());
}

#[tokio::test]
async fn a_new_server_goes_on_reading_where_the_old_one_stopped() {
    let mut harness = Harness::new();
    let run = harness.launch(script("for n in $(seq 60); do echo $n; sleep 0.02; done; exit 9")).await;
    let (mut lines, mut position) = (Vec::new(), 0);
    loop {
        let over = harness.observe(run).await.phase.is_over();
        let batch = harness.cluster.logs(run, position).await.unwrap();
        position = batch.position;
        lines.extend(batch.records.into_iter().filter(|record| !record.open).map(|record| record.text));
        if over && batch.end {
            break;
        }
        harness.restart();
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    let expected: Vec<String> = (1..=60).map(|number| number.to_string()).collect();
    assert_eq!(lines, expected);
    assert_eq!(harness.observe(run).await.exit_code, Some(9));
}

#[tokio::test]
async fn the_shim_is_no_part_of_the_servers_group_or_session() {
    let harness = Harness::new();
    let run = harness.launch(script("sleep 60")).await;
    let ids = |pid: &str| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
        let fields: Vec<String> = stat.rsplit_once(") ").unwrap().1.split(' ').map(str::to_owned).collect();
        (fields[2].clone(), fields[3].clone())
    };
    let shim = shim_pid(&harness, run);
    assert_eq!(ids(&shim), (shim.clone(), shim));
    harness.cluster.remove(run).await.unwrap();
}

#[tokio::test]
async fn a_shim_that_is_done_is_no_zombie() {
    let harness = Harness::new();
    let run = harness.launch(script("true")).await;
    let shim = shim_pid(&harness, run);
    harness.until_over(run).await;
    harness.until(run, "reaped", |_| !std::path::Path::new(&format!("/proc/{shim}")).exists()).await;
}

#[tokio::test]
async fn twenty_launches_at_once_are_one() {
    let harness = Harness::new();
    let launch = launch_of(script("echo started; sleep 0.5"));
    let run = launch.run;
    for launched in join_all((0..20).map(|_| harness.cluster.launch(launch.clone()))).await {
        launched.unwrap();
    }
    harness.cluster.launch(launch.clone()).await.unwrap();
    let observed = harness.until_over(run).await;
    harness.cluster.launch(launch).await.unwrap();
    assert_eq!(harness.until_over(run).await, observed);
    assert_eq!(texts(&harness.lines(run).await), ["started"]);
}

#[tokio::test]
async fn many_runs_at_once_do_not_disturb_each_other() {
    let harness = Harness::new();
    let runs = join_all((0..12).map(|number| harness.launch(script(&format!("echo {number}; exit {number}"))))).await;
    for (number, run) in runs.iter().enumerate() {
        let observed = harness.until_over(*run).await;
        assert_eq!(observed.exit_code, i32::try_from(number).ok());
        assert_eq!(texts(&harness.lines(*run).await), [number.to_string()]);
    }
    let known: BTreeSet<_> = harness.cluster.runs().await.unwrap().into_iter().collect();
    assert_eq!(known, runs.into_iter().collect());
}

#[tokio::test]
async fn a_killed_shim_is_found_lost_and_its_processes_are_ended() {
    let harness = Harness::new();
    let plan = script("setsid -f sh -c 'echo $$ > detached; exec sleep 60'; sleep 60 & echo $!; echo $$; wait");
    let run = harness.launch(plan).await;
    harness.until(run, "writing", |_| harness.file(run, "work/detached").metadata().is_ok_and(|file| file.len() > 0)).await;
    harness.until_running(run).await;
    let child = harness.first_line(run).await;
    kill(&shim_pid(&harness, run));
    let observed = harness.until_over(run).await;
    assert_eq!((observed.phase, observed.reason.as_str(), observed.exit_code), (Phase::Failed, "ShimLost", None));
    assert!(observed.finished_at.is_some() && observed.started_at.is_some());
    assert!(observed.message.contains("the process that supervised it was killed"), "{}", observed.message);
    until_dead(&child).await;
    until_dead(fs::read_to_string(harness.file(run, "work/detached")).unwrap().trim()).await;
    assert_eq!(harness.lines(run).await.len(), 2, "what it wrote is still there");

    // An end is an end: neither a launch nor a look changes it.
    let again = cluster::Launch { run, ..launch_of(script("echo again")) };
    harness.cluster.launch(again).await.unwrap();
    assert_eq!(harness.until_over(run).await, observed);
}

#[tokio::test]
async fn a_torn_log_is_read_to_its_last_whole_line() {
    let harness = Harness::new();
    let run = harness.launch(script("echo whole; sleep 60")).await;
    harness.first_line(run).await;
    kill(&shim_pid(&harness, run));
    harness.until_over(run).await;
    let path = harness.file(run, "log");
    let torn = [fs::read(&path).unwrap().as_slice(), b"{\"container\":\"main\",\"stre"].concat();
    fs::write(&path, torn).unwrap();
    assert_eq!(texts(&harness.lines(run).await), ["whole"]);
}

#[tokio::test]
async fn a_launch_that_started_nothing_is_started_again() {
    let harness = Harness::new();
    let launch = launch_of(script("echo once"));
    let run = launch.run;

    // The launcher died after it made the directory.
    fs::create_dir_all(harness.file(run, "work")).unwrap();
    assert_eq!(harness.observe(run).await.phase, Phase::Pending);
    harness.cluster.launch(launch.clone()).await.unwrap();
    assert_eq!(harness.until_over(run).await.phase, Phase::Succeeded);
    assert_eq!(texts(&harness.lines(run).await), ["once"]);

    // The shim died before it started anything.
    let mut state: serde_json::Value = serde_json::from_slice(&fs::read(harness.file(run, "state.json")).unwrap()).unwrap();
    state["phase"] = "starting".into();
    state["attempt"] = 0.into();
    fs::write(harness.file(run, "state.json"), state.to_string()).unwrap();
    // The real shim may still hold the lock for a moment.
    let lost = harness.until_over(run).await;
    assert_eq!((lost.phase, lost.reason.as_str()), (Phase::Failed, "ShimLost"));
    harness.cluster.launch(launch).await.unwrap();
    assert_eq!(harness.until_over(run).await.phase, Phase::Succeeded);
}

#[tokio::test]
async fn a_run_that_was_never_started_can_be_stopped() {
    let harness = Harness::new();
    let launch = launch_of(script("echo never"));
    let run = launch.run;
    fs::create_dir_all(harness.file(run, "work")).unwrap();
    harness.cluster.stop(run).await.unwrap();
    assert_eq!(harness.observe(run).await.phase, Phase::Stopped);
    harness.cluster.launch(launch).await.unwrap();
    assert_eq!(harness.observe(run).await.phase, Phase::Stopped);
    assert_eq!(harness.lines(run).await, Vec::new());
}

#[tokio::test]
async fn a_machine_that_shuts_down_ends_the_run() {
    let harness = Harness::new();
    let run = harness.launch(script("echo $$; sleep 60")).await;
    let pid = harness.first_line(run).await;
    assert!(std::process::Command::new("kill").args(["-TERM", &shim_pid(&harness, run)]).status().unwrap().success());
    let observed = harness.until_over(run).await;
    assert_eq!((observed.phase, observed.reason.as_str(), observed.signal), (Phase::Failed, "Terminated", Some(15)));
    assert!(!is_alive(&pid));
}

#[tokio::test]
async fn a_shim_that_can_not_start_is_an_error_with_its_words() {
    let harness = Harness::new();
    let options =
        |shim: &str| cluster::local::LocalOptions { runs_dir: harness.runs_dir(), shim: shim.into(), grace: Duration::ZERO };
    let missing = cluster::local::LocalCluster::new(options("/no/such/orrery"));
    let launch = launch_of(script("echo once"));
    let error = missing.launch(launch.clone()).await.unwrap_err().to_string();
    assert!(error.contains("`/no/such/orrery` did not start: No such file"), "{error}");
    let other = cluster::local::LocalCluster::new(options("/bin/ls"));
    let error = other.launch(launch.clone()).await.unwrap_err().to_string();
    assert!(error.contains("cannot access 'shim'"), "{error}");
    harness.cluster.launch(launch.clone()).await.unwrap();
    assert_eq!(harness.until_over(launch.run).await.phase, Phase::Succeeded);
}
