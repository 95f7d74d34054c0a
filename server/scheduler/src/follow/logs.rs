//! Log lines from the cluster into the store: numbered, each once, in order.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use cluster::{Cluster, LogRecord};
use domain::{
    RunId,
    logs::{LogLine, OpenLine, Stream},
};
use store::{LogStore, StoreError, runs::LiveRun};

use crate::SchedulerError;

/// How long lines may be only in memory. After a crash they are read from the cluster again.
const FLUSH: Duration = Duration::from_millis(1500);

/// How many batches are taken before the run's status is looked at again, though there are more.
const BATCHES: usize = 64;

/// Reads one run's records and appends them to its log.
pub(super) struct Collector {
    logs: LogStore,
    run: RunId,
    /// Where in the cluster's records to go on.
    position: u64,
    /// The next line's number.
    next: u64,
    open: BTreeMap<(String, Stream), String>,
    flushed: Instant,
}

impl Collector {
    /// Goes on after the last line that is stored.
    pub(super) async fn resume(logs: LogStore, run: &LiveRun) -> Result<Self, StoreError> {
        let end = logs.resume(run.id).await?;
        Ok(Self {
            logs,
            run: run.id,
            position: end.position,
            next: end.next_line,
            open: BTreeMap::new(),
            flushed: Instant::now(),
        })
    }

    /// Takes what there is, batch by batch, as far as that does not keep anybody from seeing the run's status; when the run is `over`,
    /// everything.
    pub(super) async fn collect(&mut self, cluster: &dyn Cluster, over: bool) -> Result<(), SchedulerError> {
        for taken in 1_usize.. {
            let batch = cluster.logs(self.run, self.position).await?;
            let moved = batch.position != self.position;
            let lines = self.number(batch.records);
            self.position = batch.position;
            if !lines.is_empty() {
                self.logs.append(self.run, lines, self.position).await?;
            }
            self.logs.set_open(self.run, self.open_lines());
            if self.flushed.elapsed() >= FLUSH {
                self.flush().await?;
            }
            if batch.end || !moved || !(over || (batch.more && taken < BATCHES)) {
                break;
            }
        }
        Ok(())
    }

    fn number(&mut self, records: Vec<LogRecord>) -> Vec<LogLine> {
        let mut lines = Vec::with_capacity(records.len());
        for record in records {
            if record.open {
                self.open.insert((record.container, record.stream), record.text);
                continue;
            }
            self.open.remove(&(record.container.clone(), record.stream));
            lines.push(LogLine {
                number: self.next,
                at: record.at,
                container: record.container,
                stream: record.stream,
                text: record.text,
            });
            self.next += 1;
        }
        lines
    }

    fn open_lines(&self) -> Vec<OpenLine> {
        self.open
            .iter()
            .map(|((container, stream), text)| OpenLine { container: container.clone(), stream: *stream, text: text.clone() })
            .collect()
    }

    /// Makes what was appended durable.
    pub(super) async fn flush(&mut self) -> Result<(), StoreError> {
        self.logs.flush(self.run).await?;
        self.flushed = Instant::now();
        Ok(())
    }

    /// No line follows: makes everything durable and lets go of what only live readers need.
    pub(super) async fn finish(mut self) -> Result<(), StoreError> {
        self.open.clear();
        self.logs.set_open(self.run, Vec::new());
        self.flush().await?;
        self.logs.complete(self.run);
        Ok(())
    }
}
