//! Reading a stretch of a log from wherever it is.

use domain::{
    RunId,
    logs::{LogLine, LogPage},
};

use super::{
    chunks::{self, Objects},
    index::{self, Stored},
    tails::Tails,
};
use crate::{Db, StoreError};

/// How much text one page holds at most, in bytes; one line is always allowed.
pub const PAGE_BYTES: usize = 4 * 1024 * 1024;

/// Memory is looked at before the database: what is older than the oldest line in memory is then certainly stored.
pub(super) async fn read(
    db: &Db,
    objects: &Objects,
    tails: &Tails,
    run: RunId,
    from: u64,
    limit: u32,
) -> Result<LogPage, StoreError> {
    let glimpse = tails.get(run).and_then(|tail| tail.glimpse(from, limit, PAGE_BYTES));
    let glimpse = match glimpse {
        // Somebody writes, so more may follow.
        Some(glimpse) if from >= glimpse.front => {
            return Ok(LogPage { lines: glimpse.lines, total: glimpse.next, complete: false });
        }
        glimpse => glimpse,
    };
    let until = from.saturating_add(limit.into());
    let (end, complete, stored) = db
        .read(move |conn| {
            Ok((index::end(conn, run)?, index::is_complete(conn, run)?, index::stretches(conn, run, from, until)?))
        })
        .await?;
    let mut page = Filling { lines: Vec::new(), next: from, room: PAGE_BYTES };
    for stretch in stored {
        let lines = match stretch {
            Stored::Row(chunk) => chunk.lines(&chunks::name(run, chunk.first, chunk.count), page.next, until)?,
            Stored::Object { first, count } => objects.lines(run, first, count, page.next, until).await?,
        };
        if !page.add(lines) {
            break;
        }
    }
    let mut total = end.next_line;
    if let Some(glimpse) = glimpse {
        total = total.max(glimpse.next);
        let next = page.next;
        page.add(glimpse.lines.into_iter().skip_while(|line| line.number < next).collect());
    }
    Ok(LogPage { lines: page.lines, total, complete })
}

/// A page that is being put together, without a gap.
struct Filling {
    lines: Vec<LogLine>,
    next: u64,
    room: usize,
}

impl Filling {
    /// Adds lines as far as they go on from what is there and there is room; says whether there is room for more.
    fn add(&mut self, lines: Vec<LogLine>) -> bool {
        for line in lines {
            if line.number != self.next || (line.text.len() > self.room && !self.lines.is_empty()) {
                return false;
            }
            self.room = self.room.saturating_sub(line.text.len());
            self.next += 1;
            self.lines.push(line);
        }
        self.room > 0
    }
}
