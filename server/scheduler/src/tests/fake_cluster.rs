//! A cluster that does what a test says, and remembers what it was asked.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard},
};

use cluster::{Cluster, ClusterError, Launch, LogBatch, LogRecord, Observation, Phase};
use domain::{RunId, Timestamp, logs::Stream};
use futures::future::BoxFuture;

/// One run, as the fake knows it.
struct FakeRun {
    launches: u32,
    observation: Observation,
    lines: Vec<LogRecord>,
}

/// Runs that advance when a test advances them.
#[derive(Default)]
pub(super) struct FakeCluster {
    runs: Mutex<BTreeMap<RunId, FakeRun>>,
    away: Mutex<bool>,
}

impl FakeCluster {
    fn runs(&self) -> MutexGuard<'_, BTreeMap<RunId, FakeRun>> {
        self.runs.lock().unwrap()
    }

    /// Whether every call fails.
    pub(super) fn set_away(&self, away: bool) {
        *self.away.lock().unwrap() = away;
    }

    fn answer<T>(&self, value: T) -> BoxFuture<'_, Result<T, ClusterError>>
    where
        T: Send + 'static,
    {
        let away = *self.away.lock().unwrap();
        Box::pin(async move { if away { Err(ClusterError::Stopping) } else { Ok(value) } })
    }

    /// How often it was launched.
    pub(super) fn launches(&self, run: RunId) -> u32 {
        self.runs().get(&run).map_or(0, |run| run.launches)
    }

    /// It writes a line.
    pub(super) fn prints(&self, run: RunId, text: &str) {
        let record = LogRecord {
            container: "polyaxon-main".into(),
            stream: Stream::Stdout,
            at: Timestamp::from_micros(1),
            text: text.into(),
            open: false,
        };
        self.runs().get_mut(&run).unwrap().lines.push(record);
    }

    /// It comes to this phase.
    pub(super) fn becomes(&self, run: RunId, phase: Phase) {
        let mut runs = self.runs();
        let observation = &mut runs.get_mut(&run).unwrap().observation;
        observation.phase = phase;
        if phase == Phase::Failed {
            observation.exit_code = Some(3);
            observation.message = "exited with code 3".into();
        }
        observation.started_at = Some(Timestamp::from_micros(1));
    }

    /// Somebody else deletes it.
    pub(super) fn loses(&self, run: RunId) {
        self.runs().remove(&run);
    }
}

impl Cluster for FakeCluster {
    fn name(&self) -> &'static str {
        "local"
    }

    fn launch(&self, launch: Launch) -> BoxFuture<'_, Result<(), ClusterError>> {
        if !*self.away.lock().unwrap() {
            let observation = Observation { phase: Phase::Pending, attempt: 1, ..Observation::not_found() };
            let fresh = FakeRun { launches: 0, observation, lines: Vec::new() };
            self.runs().entry(launch.run).or_insert(fresh).launches += 1;
        }
        self.answer(())
    }

    fn stop(&self, run: RunId) -> BoxFuture<'_, Result<(), ClusterError>> {
        if let Some(run) = self.runs().get_mut(&run).filter(|run| !run.observation.phase.is_over()) {
            run.observation.phase = Phase::Stopped;
        }
        self.answer(())
    }

    fn observe(&self, run: RunId) -> BoxFuture<'_, Result<Observation, ClusterError>> {
        let observation = self.runs().get(&run).map_or_else(Observation::not_found, |run| run.observation.clone());
        self.answer(observation)
    }

    fn logs(&self, run: RunId, position: u64) -> BoxFuture<'_, Result<LogBatch, ClusterError>> {
        let runs = self.runs();
        let lines = runs.get(&run).map_or(&[][..], |run| run.lines.as_slice());
        let from = usize::try_from(position).unwrap().min(lines.len());
        let batch = LogBatch {
            records: lines[from..].to_vec(),
            position: lines.len() as u64,
            more: false,
            end: runs.get(&run).is_none_or(|run| run.observation.phase.is_over()),
        };
        drop(runs);
        self.answer(batch)
    }

    fn remove(&self, run: RunId) -> BoxFuture<'_, Result<(), ClusterError>> {
        self.runs().remove(&run);
        self.answer(())
    }

    fn runs(&self) -> BoxFuture<'_, Result<Vec<RunId>, ClusterError>> {
        let ids = FakeCluster::runs(self).keys().copied().collect();
        self.answer(ids)
    }
}
