//! What somebody missed.

use std::{
    collections::{HashSet, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use domain::{Timestamp, events::Change};
use store::{
    Conn, StoreError,
    outbox::{self, OutboxRow},
};

/// How many entries are told again; who missed more loads everything again.
const MOST: u32 = 1_000;
/// How long ago a page that now begins to listen may have been rendered, in seconds.
const MOMENT: i64 = 30;

/// What came after the entry that was seen last.
pub(super) enum Missed {
    /// These, and how far they reach.
    Rows {
        /// In order.
        rows: Vec<OutboxRow>,
        /// The id of the newest entry there is.
        newest: i64,
    },
    /// More than is kept or worth telling.
    TooMuch {
        /// The id of the newest entry there is.
        newest: i64,
    },
}

/// What came after `seen`; nothing when nothing was seen.
pub(super) fn missed(conn: &mut Conn, seen: Option<i64>) -> Result<Missed, StoreError> {
    let newest = outbox::last_id(conn)?.unwrap_or_default();
    let seen = seen.unwrap_or(newest);
    let oldest = outbox::first_id(conn)?.unwrap_or_default();
    // An id that is newer than the newest is of another database, or of this one before it was restored.
    if seen > newest || seen.saturating_add(1) < oldest {
        return Ok(Missed::TooMuch { newest });
    }
    let rows = outbox::after(conn, seen, MOST + 1)?;
    Ok(if rows.len() > MOST as usize { Missed::TooMuch { newest } } else { Missed::Rows { rows, newest } })
}

/// Of several entries about one run or project, the last.
pub(super) fn compact(rows: Vec<OutboxRow>) -> Vec<OutboxRow> {
    let mut told = HashSet::new();
    let mut rows: Vec<OutboxRow> = rows.into_iter().rev().filter(|row| told.insert(subject(&row.change))).collect();
    rows.reverse();
    rows
}

fn subject(change: &Change) -> Option<uuid::Uuid> {
    match change {
        Change::Run { run } => Some(run.id.as_uuid()),
        Change::RunDeleted { run, .. } => Some(run.as_uuid()),
        Change::Project { project } => Some(project.as_uuid()),
        Change::Reset => None,
    }
}

/// When the last entries were read, as far as that matters for pages that were rendered a moment ago.
#[derive(Default)]
pub(super) struct Recent(Mutex<Entries>);

#[derive(Default)]
struct Entries {
    /// The newest entry that is older than a moment; `None` until the outbox was read first.
    before: Option<i64>,
    since: VecDeque<(Timestamp, i64)>,
}

impl Recent {
    fn lock(&self) -> MutexGuard<'_, Entries> {
        // An entry too many or too few does no harm.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The outbox is read from here on.
    pub(super) fn begin(&self, newest: i64) {
        self.lock().before = Some(newest);
    }

    /// An entry was read.
    pub(super) fn note(&self, now: Timestamp, id: i64) {
        let mut entries = self.lock();
        entries.since.push_back((now, id));
        entries.forget(now);
    }

    /// The entry after which the last moment's begin; `None` when that is not known.
    pub(super) fn before(&self, now: Timestamp) -> Option<i64> {
        let mut entries = self.lock();
        entries.forget(now);
        entries.before
    }
}

impl Entries {
    fn forget(&mut self, now: Timestamp) {
        let old = now.plus_seconds(-MOMENT);
        while let Some((_, id)) = self.since.pop_front_if(|(at, _)| *at < old) {
            self.before = Some(id);
        }
        // Who missed so many is told to load everything again, whenever that was.
        while self.since.len() > MOST as usize + 1 {
            self.before = self.since.pop_front().map(|(_, id)| id);
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{OrganizationId, ProjectId, RunId};
    use uuid::Uuid;

    use super::*;

    fn row(id: i64, change: Change) -> OutboxRow {
        OutboxRow { id, organization_id: OrganizationId::from_uuid(Uuid::nil()), change }
    }

    #[test]
    fn of_several_about_one_thing_the_last_is_told() {
        let project = |number| Change::Project { project: ProjectId::from_uuid(Uuid::from_u128(number)) };
        let gone =
            Change::RunDeleted { run: RunId::from_uuid(Uuid::from_u128(9)), project: ProjectId::from_uuid(Uuid::from_u128(1)) };
        let rows = vec![row(1, project(1)), row(2, gone.clone()), row(3, project(2)), row(4, project(1)), row(5, gone)];
        let ids: Vec<i64> = compact(rows).into_iter().map(|row| row.id).collect();
        assert_eq!(ids, [3, 4, 5]);
    }

    #[test]
    fn the_last_moment_is_remembered_and_no_longer() {
        let at = |seconds| Timestamp::from_micros(0).plus_seconds(seconds);
        let recent = Recent::default();
        assert_eq!(recent.before(at(0)), None);
        recent.begin(7);
        assert_eq!(recent.before(at(0)), Some(7));
        recent.note(at(10), 8);
        recent.note(at(20), 9);
        for (now, before) in [(30, 7), (40, 7), (41, 8), (51, 9), (500, 9)] {
            assert_eq!(recent.before(at(now)), Some(before), "{now}");
        }
    }
}
