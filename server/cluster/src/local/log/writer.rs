//! Writing a log: several outputs, one file.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Write as _},
    os::unix::fs::FileExt as _,
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
};

use domain::{Timestamp, logs::Stream};
use serde::Serialize;

use super::{
    super::directory::{Durability, RunDirectory, failed, private, write_json},
    lines::Lines,
};
use crate::{ClusterError, LogRecord};

/// One output of one container in one try.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Source {
    /// Which try.
    pub(crate) attempt: u32,
    /// Which container.
    pub(crate) container: String,
    /// It is its standard error.
    pub(crate) is_stderr: bool,
}

impl Source {
    fn stream(&self) -> Stream {
        if self.is_stderr { Stream::Stderr } else { Stream::Stdout }
    }
}

/// A [`LogRecord`] that borrows.
#[derive(Serialize)]
struct Line<'a> {
    container: &'a str,
    stream: Stream,
    at: Timestamp,
    text: &'a str,
}

/// The log of a run at work.
#[derive(Debug)]
pub(crate) struct Log {
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    file: File,
    /// Where the last whole record ends.
    end: u64,
    /// Lines that could not be written, and why.
    lost: Option<(usize, io::Error)>,
    outputs: BTreeMap<Source, Output>,
    open_lines: PathBuf,
    /// What `open.json` holds.
    shown: Vec<LogRecord>,
    /// Somebody was told that `open.json` is out of date.
    is_stale: bool,
}

#[derive(Debug)]
struct Output {
    lines: Lines,
    changed_at: Timestamp,
}

impl Log {
    /// An empty log.
    pub(crate) fn create(directory: &RunDirectory) -> Result<Self, ClusterError> {
        let path = directory.log();
        let file = private().write(true).truncate(true).open(&path).map_err(failed("write", &path))?;
        let inner = Inner {
            file,
            end: 0,
            lost: None,
            outputs: BTreeMap::new(),
            open_lines: directory.open_lines(),
            shown: Vec::new(),
            is_stale: false,
        };
        Ok(Self { inner: Mutex::new(inner) })
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        // Between any two statements the file is whole up to `end`.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on, what is written for this output counts.
    pub(crate) fn open(&self, source: Source, at: Timestamp) {
        self.inner().outputs.insert(source, Output { lines: Lines::default(), changed_at: at });
    }

    /// Takes what an output wrote; ignored once that is closed. True when `open.json` just became out of date: call
    /// [`Log::show_open_lines`] soon.
    pub(crate) fn write(&self, source: &Source, bytes: &[u8], at: Timestamp) -> bool {
        let mut inner = self.inner();
        let Some(output) = inner.outputs.get_mut(source) else { return false };
        output.changed_at = at;
        let mut batch = Batch::default();
        output.lines.push(bytes, |text| batch.add(source, at, &text));
        let is_open = output.lines.open().is_some();
        inner.append(source, batch);
        let is_news = is_open && !inner.is_stale;
        inner.is_stale |= is_open;
        is_news
    }

    /// Neither it nor we have closed the output.
    pub(crate) fn is_open(&self, source: &Source) -> bool {
        self.inner().outputs.contains_key(source)
    }

    /// The output's last line is complete, with or without a line end.
    pub(crate) fn close(&self, source: &Source, at: Timestamp) {
        let mut inner = self.inner();
        let Some(mut output) = inner.outputs.remove(source) else { return };
        let mut batch = Batch::default();
        output.lines.close(|text| batch.add(source, at, &text));
        inner.append(source, batch);
    }

    /// Brings `open.json` up to date.
    pub(crate) fn show_open_lines(&self) {
        let mut inner = self.inner();
        inner.is_stale = false;
        let open = inner.outputs.iter().filter_map(|(source, output)| {
            Some(LogRecord {
                container: source.container.clone(),
                stream: source.stream(),
                at: output.changed_at,
                text: output.lines.open()?.into_owned(),
                open: true,
            })
        });
        let open = open.collect();
        inner.show(open);
    }

    /// Everything written is on the disk when this is done.
    pub(crate) fn sync(&self) -> io::Result<()> {
        self.inner().file.sync_all()
    }
}

impl Inner {
    fn show(&mut self, open: Vec<LogRecord>) {
        if open == self.shown {
            return;
        }
        if let Err(error) = write_json(&self.open_lines, &open, Durability::Passing) {
            complain(&error);
        }
        self.shown = open;
    }

    fn append(&mut self, source: &Source, batch: Batch) {
        if batch.lines == 0 {
            return;
        }
        let is_of_source = |record: &LogRecord| record.container == source.container && record.stream == source.stream();
        if self.shown.iter().any(is_of_source) {
            let others = self.shown.iter().filter(|record| !is_of_source(record)).cloned().collect();
            self.show(others);
        }
        if let Some((lines, error)) = self.lost.take() {
            let mut notice = Batch::default();
            notice.add(
                source,
                batch.at,
                &format!("[orrery] {lines} lines are missing here: they could not be written: {error}"),
            );
            if self.write_records(&notice.bytes).is_err() {
                self.lost = Some((lines + batch.lines, error));
                return;
            }
        }
        if let Err((lines, error)) = self.write_records(&batch.bytes) {
            complain(&error);
            self.lost = Some((lines, error));
        }
    }

    /// On failure, how many records are missing. Those that made it stay: somebody may have read them.
    fn write_records(&mut self, bytes: &[u8]) -> Result<(), (usize, io::Error)> {
        let mut written = 0;
        let result = loop {
            if written == bytes.len() {
                break Ok(());
            }
            match self.file.write_at(&bytes[written..], self.end + written as u64) {
                Ok(0) => break Err(io::ErrorKind::WriteZero.into()),
                Ok(some) => written += some,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => break Err(error),
            }
        };
        let whole = bytes[..written].iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
        self.end += whole as u64;
        result.map_err(|error| (bytes[whole..].split_inclusive(|byte| *byte == b'\n').count(), error))
    }
}

/// Records that are written together.
struct Batch {
    bytes: Vec<u8>,
    lines: usize,
    at: Timestamp,
}

impl Default for Batch {
    fn default() -> Self {
        Self { bytes: Vec::new(), lines: 0, at: Timestamp::from_micros(0) }
    }
}

impl Batch {
    fn add(&mut self, source: &Source, at: Timestamp, text: &str) {
        let line = Line { container: &source.container, stream: source.stream(), at, text };
        self.at = at;
        if let Err(error) = serde_json::to_writer(&mut self.bytes, &line) {
            complain(&error);
        }
        self.bytes.push(b'\n');
        self.lines += 1;
    }
}

/// Standard error is the shim's own log; when even that is full, nobody is left to tell.
fn complain(error: &dyn std::fmt::Display) {
    let _ = writeln!(io::stderr(), "the log: {error}");
}

#[cfg(test)]
mod tests {
    use super::{super::read, *};

    const AT: Timestamp = Timestamp::from_micros(5);

    fn source(is_stderr: bool) -> Source {
        Source { attempt: 1, container: "main".into(), is_stderr }
    }

    fn log() -> (tempfile::TempDir, RunDirectory, Log) {
        let place = tempfile::tempdir().unwrap();
        let directory = RunDirectory::at(place.path().join("run"));
        directory.create().unwrap();
        let log = Log::create(&directory).unwrap();
        log.open(source(false), AT);
        log.open(source(true), AT);
        (place, directory, log)
    }

    fn texts(directory: &RunDirectory) -> Vec<(String, bool)> {
        read(directory, 0, false).unwrap().records.into_iter().map(|record| (record.text, record.open)).collect()
    }

    fn closed(texts: &[&str]) -> Vec<(String, bool)> {
        texts.iter().map(|text| ((*text).to_owned(), false)).collect()
    }

    #[test]
    fn a_line_is_open_until_it_is_complete() {
        let (_place, directory, log) = log();
        assert!(log.write(&source(true), b"10%", AT), "news");
        assert!(!log.write(&source(true), b"\r20%", AT), "already told");
        log.show_open_lines();
        assert_eq!(texts(&directory), [("10%\r20%".to_owned(), true)]);
        log.write(&source(false), b"line\n", AT);
        assert_eq!(texts(&directory), [("line".to_owned(), false), ("10%\r20%".to_owned(), true)]);
        log.write(&source(true), b" done\n", AT);
        assert_eq!(texts(&directory), closed(&["line", "10%\r20% done"]), "gone without another look");
        assert!(log.write(&source(true), b"30%", AT), "news again");
    }

    #[test]
    fn a_closed_output_is_complete_and_silent() {
        let (_place, directory, log) = log();
        log.write(&source(false), b"no end", AT);
        log.close(&source(false), AT);
        log.write(&source(false), b"too late\n", AT);
        log.close(&source(false), AT);
        assert_eq!(texts(&directory), closed(&["no end"]));
    }

    #[test]
    fn a_full_disk_costs_lines_and_says_so() {
        let (_place, directory, log) = log();
        log.write(&source(false), b"before\n", AT);
        let full = File::options().write(true).open("/dev/full").unwrap();
        let file = std::mem::replace(&mut log.inner().file, full);
        log.write(&source(false), b"lost\nlost\n", AT);
        log.write(&source(true), b"lost\n", AT);
        log.inner().file = file;
        log.write(&source(false), b"after\n", AT);
        let said = texts(&directory);
        assert_eq!((said.len(), said[0].0.as_str(), said[2].0.as_str()), (3, "before", "after"));
        assert!(said[1].0.contains("3 lines are missing here") && said[1].0.contains("No space left"), "{}", said[1].0);
    }
}
