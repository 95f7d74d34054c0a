//! A runs directory of its own, and what tests ask of a run.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use cluster::{
    Cluster as _, Launch, LogBatch, LogRecord, Observation, Phase,
    local::{LocalCluster, LocalOptions},
};
use domain::RunId;
use spec::{
    Plan,
    plan::{Container, EnvVar, Termination},
};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Harness {
    directory: tempfile::TempDir,
    pub(crate) cluster: LocalCluster,
}

impl Harness {
    pub(crate) fn new() -> Self {
        Self::with_grace(Duration::from_secs(10))
    }

    pub(crate) fn with_grace(grace: Duration) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let cluster = cluster_in(directory.path(), grace);
        Self { directory, cluster }
    }

    /// What a server that was killed and started again has.
    pub(crate) fn restart(&mut self) {
        self.cluster = cluster_in(self.directory.path(), Duration::from_secs(10));
    }

    pub(crate) fn runs_dir(&self) -> PathBuf {
        self.directory.path().join("runs")
    }

    pub(crate) fn file(&self, run: RunId, name: &str) -> PathBuf {
        self.runs_dir().join(run.to_string()).join(name)
    }

    pub(crate) async fn launch(&self, plan: Plan) -> RunId {
        let launch = launch_of(plan);
        let run = launch.run;
        self.cluster.launch(launch).await.unwrap();
        run
    }

    pub(crate) async fn run_to_end(&self, plan: Plan) -> (Observation, Vec<LogRecord>) {
        let run = self.launch(plan).await;
        (self.until_over(run).await, self.lines(run).await)
    }

    pub(crate) async fn observe(&self, run: RunId) -> Observation {
        self.cluster.observe(run).await.unwrap()
    }

    pub(crate) async fn until(&self, run: RunId, what: &str, reached: impl Fn(&Observation) -> bool) -> Observation {
        let began = Instant::now();
        loop {
            let observed = self.observe(run).await;
            if reached(&observed) {
                return observed;
            }
            assert!(began.elapsed() < PATIENCE, "not {what} in time: {observed:?}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    pub(crate) async fn until_over(&self, run: RunId) -> Observation {
        self.until(run, "over", |observed| observed.phase.is_over()).await
    }

    pub(crate) async fn until_running(&self, run: RunId) -> Observation {
        self.until(run, "running", |observed| observed.phase == Phase::Running).await
    }

    /// Every complete line of a run that is over.
    pub(crate) async fn lines(&self, run: RunId) -> Vec<LogRecord> {
        let mut lines = Vec::new();
        let mut position = 0;
        loop {
            let LogBatch { records, position: next, more: _, end } = self.cluster.logs(run, position).await.unwrap();
            lines.extend(records.into_iter().filter(|record| !record.open));
            if end {
                return lines;
            }
            assert_ne!(next, position, "an ended run's log has an end");
            position = next;
        }
    }

    /// The first complete line, as soon as there is one.
    pub(crate) async fn first_line(&self, run: RunId) -> String {
        let began = Instant::now();
        loop {
            let batch = self.cluster.logs(run, 0).await.unwrap();
            if let Some(record) = batch.records.into_iter().find(|record| !record.open) {
                return record.text;
            }
            assert!(began.elapsed() < PATIENCE, "no line in time");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

fn cluster_in(directory: &Path, grace: Duration) -> LocalCluster {
    LocalCluster::new(LocalOptions { runs_dir: directory.join("runs"), shim: env!("CARGO_BIN_EXE_local-shim").into(), grace })
}

pub(crate) fn launch_of(plan: Plan) -> Launch {
    let env = vec![variable("FROM_LAUNCH", "launch"), variable("BOTH", "launch")];
    Launch { run: RunId::from_uuid(uuid::Uuid::now_v7()), instance: "o.p.runs.x".into(), plan, env }
}

pub(crate) fn variable(name: &str, value: &str) -> EnvVar {
    EnvVar { name: name.into(), value: value.into() }
}

pub(crate) fn container(name: &str, command: &[&str]) -> Container {
    Container { name: name.into(), command: command.iter().map(|part| (*part).to_owned()).collect(), ..Container::default() }
}

pub(crate) fn shell(name: &str, script: &str) -> Container {
    Container { args: vec!["-c".into(), script.into()], ..container(name, &["sh"]) }
}

pub(crate) fn job(container: Container) -> Plan {
    Plan {
        kind: "job".into(),
        name: String::new(),
        description: String::new(),
        tags: Vec::new(),
        inputs: Vec::new(),
        outputs: Vec::new(),
        init: Vec::new(),
        container,
        termination: Termination::default(),
        is_approved: true,
    }
}

/// A job that runs this shell script.
pub(crate) fn script(script: &str) -> Plan {
    job(shell("main", script))
}

pub(crate) fn texts(records: &[LogRecord]) -> Vec<&str> {
    records.iter().map(|record| record.text.as_str()).collect()
}

/// The process is there and not only waiting to be reaped.
pub(crate) fn is_alive(pid: &str) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat"))
        .is_ok_and(|stat| stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z')))
}

pub(crate) async fn until_dead(pid: &str) {
    let began = Instant::now();
    while is_alive(pid) {
        assert!(began.elapsed() < PATIENCE, "process {pid} is still alive");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
