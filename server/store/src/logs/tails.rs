//! What of a log is in memory: its newest lines, for the writer and for live readers.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use domain::{
    RunId,
    logs::{LogLine, OpenLine},
};
use tokio::{sync::watch, time::timeout};

use super::{chunks::CHUNK_BYTES, writer::Writer};

/// After how long a reader looks by itself: a run that is stopped before it has a log is complete in the database alone.
const LOOK: Duration = Duration::from_secs(5);

/// Every log that is written or watched.
#[derive(Clone, Default)]
pub(super) struct Tails {
    map: Arc<Mutex<HashMap<RunId, Arc<Tail>>>>,
}

/// One log's newest lines.
pub(super) struct Tail {
    /// Whoever holds this writes. Empty before the first line and after an error.
    pub(super) writer: tokio::sync::Mutex<Option<Writer>>,
    lines: Mutex<Lines>,
    /// Rings; what there is to see is in `lines`.
    bell: watch::Sender<()>,
}

#[derive(Default)]
struct Lines {
    /// Without a gap, up to `next`.
    recent: VecDeque<LogLine>,
    bytes: usize,
    /// The next line's number; `None` while nobody writes.
    next: Option<u64>,
    /// What is before this is stored.
    stored: u64,
    open: Vec<OpenLine>,
    complete: bool,
}

/// What memory can say of a page.
pub(super) struct Glimpse {
    /// The wanted lines that are in memory.
    pub(super) lines: Vec<LogLine>,
    /// The number of the oldest line in memory, or of the next one.
    pub(super) front: u64,
    /// How many lines there are.
    pub(super) next: u64,
}

/// About how much memory a line takes.
pub(super) fn size(line: &LogLine) -> usize {
    line.text.len() + line.container.len() + size_of::<LogLine>()
}

/// A panic elsewhere leaves the lines whole: no statement under the lock does more than one step.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Tails {
    pub(super) fn get(&self, run: RunId) -> Option<Arc<Tail>> {
        locked(&self.map).get(&run).cloned()
    }

    pub(super) fn get_or_make(&self, run: RunId) -> Arc<Tail> {
        Arc::clone(locked(&self.map).entry(run).or_insert_with(|| {
            let (writer, lines) = (tokio::sync::Mutex::default(), Mutex::default());
            Arc::new(Tail { writer, lines, bell: watch::channel(()).0 })
        }))
    }

    /// Forgets the log. Who watches it still sees that it is over.
    pub(super) fn complete(&self, run: RunId) {
        if let Some(tail) = locked(&self.map).remove(&run) {
            *locked(&tail.lines) = Lines { complete: true, ..Lines::default() };
            tail.bell.send_replace(());
        }
    }

    pub(super) fn subscribe(&self, run: RunId) -> Subscription {
        let tail = self.get_or_make(run);
        Subscription { run, tails: self.clone(), bell: tail.bell.subscribe(), tail }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        locked(&self.map).len()
    }
}

impl Tail {
    /// The writer goes on with line `next`, and everything before is stored.
    pub(super) fn restart(&self, next: u64) {
        let mut lines = locked(&self.lines);
        *lines = Lines { next: Some(next), stored: next, open: std::mem::take(&mut lines.open), ..Lines::default() };
    }

    pub(super) fn extend(&self, new: Vec<LogLine>) {
        let mut lines = locked(&self.lines);
        for line in new {
            lines.next = Some(line.number + 1);
            lines.bytes += size(&line);
            lines.recent.push_back(line);
        }
        drop(lines);
        self.bell.send_replace(());
    }

    /// The lines that are not stored.
    pub(super) fn pending(&self) -> Vec<LogLine> {
        let lines = locked(&self.lines);
        let stored = lines.stored;
        lines.recent.iter().skip_while(|line| line.number < stored).cloned().collect()
    }

    pub(super) fn has_pending(&self) -> bool {
        let lines = locked(&self.lines);
        lines.next.is_some_and(|next| next > lines.stored)
    }

    /// What is before line `next` is stored: only the newest of it stays, for live readers.
    pub(super) fn set_stored(&self, next: u64) {
        let mut lines = locked(&self.lines);
        lines.stored = next;
        while lines.bytes > CHUNK_BYTES && lines.recent.front().is_some_and(|line| line.number < next) {
            if let Some(line) = lines.recent.pop_front() {
                lines.bytes -= size(&line);
            }
        }
        // After a burst.
        if lines.recent.capacity() > 4 * lines.recent.len() {
            lines.recent.shrink_to_fit();
        }
    }

    pub(super) fn set_open(&self, open: Vec<OpenLine>) {
        let mut lines = locked(&self.lines);
        if lines.open != open {
            lines.open = open;
            drop(lines);
            self.bell.send_replace(());
        }
    }

    /// How many lines there are, while somebody writes.
    pub(super) fn live_total(&self) -> Option<u64> {
        locked(&self.lines).next
    }

    /// What is in memory of `limit` lines from `from` on, cut at `bytes` of text; `None` while nobody writes.
    pub(super) fn glimpse(&self, from: u64, limit: u32, bytes: usize) -> Option<Glimpse> {
        let lines = locked(&self.lines);
        let next = lines.next?;
        let front = lines.recent.front().map_or(next, |line| line.number);
        let skip = usize::try_from(from.saturating_sub(front)).unwrap_or(usize::MAX);
        let wanted = from.saturating_add(limit.into());
        let mut room = bytes;
        let mut found = Vec::new();
        for line in lines.recent.iter().skip(skip).take_while(|line| line.number < wanted) {
            if line.text.len() > room && !found.is_empty() {
                break;
            }
            room = room.saturating_sub(line.text.len());
            found.push(line.clone());
        }
        Some(Glimpse { lines: found, front, next })
    }
}

/// Hears of one log's changes, see [`super::LogStore::subscribe`].
pub struct Subscription {
    run: RunId,
    tails: Tails,
    tail: Arc<Tail>,
    bell: watch::Receiver<()>,
}

impl Subscription {
    /// Returns when there may be something new since the last time: lines, open lines or the end. Also every few seconds, because the end
    /// of a log that nobody writes is only in the database.
    pub async fn changed(&mut self) {
        // Neither a timeout nor a log that is gone is different from a change: the reader looks.
        let _ = timeout(LOOK, self.bell.changed()).await;
    }

    /// The lines that are still being written.
    pub fn open_lines(&self) -> Vec<OpenLine> {
        locked(&self.tail.lines).open.clone()
    }

    /// No line follows those that are stored.
    pub fn is_complete(&self) -> bool {
        locked(&self.tail.lines).complete
    }
}

/// A log that nobody writes and nobody else watches is forgotten.
impl Drop for Subscription {
    fn drop(&mut self) {
        let mut map = locked(&self.tails.map);
        let ours = map.get(&self.run).is_some_and(|tail| Arc::ptr_eq(tail, &self.tail));
        // One is the map's, one is ours.
        if ours && Arc::strong_count(&self.tail) == 2 && self.tail.live_total().is_none() {
            map.remove(&self.run);
        }
    }
}
