//! Looking for lines, a bounded stretch at a time.

use std::{
    ops::Range,
    sync::Arc,
    time::{Duration, Instant},
};

use domain::{RunId, logs::LogLine};

use super::{
    chunks::{self, Chunk, Objects, blocking},
    index::{self, Stored},
    page::{self, PAGE_BYTES},
    tails::Tails,
};
use crate::{Db, StoreError};

/// How long one look takes, about; one chunk is always looked at.
const BUDGET: Duration = Duration::from_millis(250);
/// How many chunks one look knows of.
const STRETCHES: i64 = 64;
/// How many lines of memory are looked at at once.
const STEP: u32 = 5_000;

/// Says of a container and what it wrote whether the line is wanted. Called off the async runtime.
pub type Wanted = Arc<dyn Fn(&str, &str) -> bool + Send + Sync>;

/// What a look found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The wanted lines of the stretch that was looked at, in order.
    pub lines: Vec<LogLine>,
    /// The stretch that was looked at.
    pub looked_at: Range<u64>,
    /// How many lines the log has so far.
    pub total: u64,
    /// No line will follow.
    pub complete: bool,
}

/// Where to look, which way, and for how many lines.
#[derive(Debug, Clone)]
pub struct Look {
    /// The stretch; what is beyond the log's end is left out.
    pub span: Range<u64>,
    /// From its end to its beginning.
    pub backwards: bool,
    /// How many lines are wanted.
    pub limit: usize,
}

/// One look at a log.
pub(super) struct Finder<'a> {
    pub(super) db: &'a Db,
    pub(super) objects: &'a Objects,
    pub(super) tails: &'a Tails,
    pub(super) run: RunId,
    pub(super) wanted: Wanted,
}

/// What was found so far.
struct Finding {
    lines: Vec<LogLine>,
    left: usize,
    room: usize,
    begun: Instant,
}

impl Finding {
    fn is_over(&self) -> bool {
        self.left == 0 || self.room == 0 || self.begun.elapsed() > BUDGET
    }

    /// Takes lines in the order of looking; answers the first one there is no room for.
    fn take(&mut self, lines: impl Iterator<Item = LogLine>) -> Option<u64> {
        for line in lines {
            if self.left == 0 || (line.text.len() > self.room && !self.lines.is_empty()) {
                self.room = 0;
                return Some(line.number);
            }
            self.left -= 1;
            self.room = self.room.saturating_sub(line.text.len());
            self.lines.push(line);
        }
        None
    }
}

impl Finder<'_> {
    pub(super) async fn look(self, look: Look) -> Result<Found, StoreError> {
        let run = self.run;
        // Memory first: what it does not hold any more is then certainly stored.
        let live = self.tails.get(run).and_then(|tail| tail.live_total());
        let (span, backwards) = (look.span.clone(), look.backwards);
        let (end, complete, stretches) = self
            .db
            .read(move |conn| {
                let stretches = if backwards {
                    index::before(conn, run, span.end, STRETCHES)?
                } else {
                    index::after(conn, run, span.start, STRETCHES)?
                };
                Ok((index::end(conn, run)?.next_line, index::is_complete(conn, run)?, stretches))
            })
            .await?;
        let total = end.max(live.unwrap_or(0));
        let (from, until) = (look.span.start.min(total), look.span.end.min(total));
        let span = from..until.max(from);
        let mut finding = Finding { lines: Vec::new(), left: look.limit, room: PAGE_BYTES, begun: Instant::now() };
        let looked_at = if backwards {
            let start = self.backwards(&mut finding, span.clone(), end, stretches).await?;
            finding.lines.reverse();
            start..span.end
        } else {
            span.start..self.forwards(&mut finding, span.clone(), end, stretches).await?
        };
        Ok(Found { lines: finding.lines, looked_at, total, complete: complete && live.is_none() })
    }

    /// Answers the number after the last line that was looked at.
    async fn forwards(
        &self,
        finding: &mut Finding,
        span: Range<u64>,
        stored: u64,
        stretches: Vec<Stored>,
    ) -> Result<u64, StoreError> {
        let mut next = span.start;
        for stretch in stretches {
            if next >= span.end || finding.is_over() {
                return Ok(next);
            }
            let (first, count) = stretch.span();
            let lines = self.wanted_of(stretch, next..span.end).await?;
            if let Some(number) = finding.take(lines.into_iter()) {
                return Ok(number);
            }
            next = next.max((first + count).min(span.end));
        }
        while next >= stored && next < span.end && !finding.is_over() {
            let Some((until, lines)) = self.wanted_in_memory(next..span.end).await? else { break };
            if let Some(number) = finding.take(lines.into_iter()) {
                return Ok(number);
            }
            next = until;
        }
        Ok(next)
    }

    /// Answers the number of the first line that was looked at.
    async fn backwards(
        &self,
        finding: &mut Finding,
        span: Range<u64>,
        stored: u64,
        stretches: Vec<Stored>,
    ) -> Result<u64, StoreError> {
        let mut end = span.end;
        // What is only in memory is little, and is looked at at once.
        let start = stored.max(span.start);
        let mut next = start;
        let mut lines = Vec::new();
        while next < end {
            let Some((until, mut more)) = self.wanted_in_memory(next..end).await? else { break };
            lines.append(&mut more);
            next = until;
        }
        if let Some(number) = finding.take(lines.into_iter().rev()) {
            return Ok(number + 1);
        }
        end = end.min(start.max(span.start));
        for stretch in stretches {
            if end <= span.start || finding.is_over() {
                break;
            }
            let (first, _) = stretch.span();
            let lines = self.wanted_of(stretch, span.start..end).await?;
            if let Some(number) = finding.take(lines.into_iter().rev()) {
                return Ok(number + 1);
            }
            end = end.min(first.max(span.start));
        }
        Ok(end)
    }

    async fn wanted_of(&self, stretch: Stored, span: Range<u64>) -> Result<Vec<LogLine>, StoreError> {
        let (run, wanted) = (self.run, Arc::clone(&self.wanted));
        match stretch {
            Stored::Row(chunk) => {
                let name = chunks::name(run, chunk.first, chunk.count);
                blocking(move || chunk.wanted(&name, &span, &*wanted)).await?
            }
            Stored::Object { first, count } => {
                let look = move |chunk: &Chunk, name: &str| chunk.wanted(name, &span, &*wanted);
                self.objects.look(run, first, count, look).await
            }
        }
    }

    /// The wanted lines, and the number after the last one looked at; `None` when there are no lines.
    async fn wanted_in_memory(&self, span: Range<u64>) -> Result<Option<(u64, Vec<LogLine>)>, StoreError> {
        let limit = u32::try_from(span.end - span.start).unwrap_or(STEP).min(STEP);
        let lines = page::read(self.db, self.objects, self.tails, self.run, span.start, limit).await?.lines;
        let Some(last) = lines.last() else { return Ok(None) };
        let (until, wanted) = (last.number + 1, Arc::clone(&self.wanted));
        let lines = blocking(move || lines.into_iter().filter(|line| wanted(&line.container, &line.text)).collect());
        Ok(Some((until, lines.await?)))
    }
}
