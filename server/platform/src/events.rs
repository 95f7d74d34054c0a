//! What open pages are told while they are looked at: the outbox, as far as whoever looks may see it.
//!
//! ```text
//! transactions, here and in other processes ──► outbox ──pump──► broadcast ──► one stream per open page
//! ```
//!
//! Promises: in commit order, nothing twice on one stream; who comes back with the id they saw last is told what they missed, or to load
//! the page's data again. A change carries all that lists show, so that of several about one thing the last is enough.

mod replay;

use std::{sync::Arc, time::Duration};

use domain::{
    ApiError, OrganizationId, Scope,
    events::{Change, Event},
    permissions::Actor,
};
use futures::{Stream, StreamExt as _, stream};
use store::{
    StoreError,
    outbox::{self, OutboxRow},
};
use tokio::sync::broadcast::{self, error::RecvError};

use self::replay::{Missed, Recent};
use crate::Platform;

/// How often the outbox is read. It may be written by other processes, which ring no bell.
const PACE: Duration = Duration::from_millis(150);
/// How long the pump waits after an error.
const PAUSE: Duration = Duration::from_secs(1);
/// How many entries are read at once.
const AT_ONCE: u32 = 256;
/// How far a reader may fall behind before they are told to load everything again.
const CAPACITY: usize = 1_024;

/// Where the pump pours and streams draw.
pub(crate) struct Feed {
    sender: broadcast::Sender<Arc<OutboxRow>>,
    recent: Recent,
}

impl Default for Feed {
    fn default() -> Self {
        Self { sender: broadcast::channel(CAPACITY).0, recent: Recent::default() }
    }
}

/// Reads the outbox for every stream of this process. Runs for ever; to be started once.
pub async fn pump(platform: Platform) {
    let mut last = None;
    loop {
        match round(&platform, last).await {
            Ok(read) => {
                last = Some(read);
                tokio::time::sleep(PACE).await;
            }
            Err(error) => {
                tracing::warn!(%error, "can't read the outbox; trying again");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Pours what came after `last`, the first time nothing; answers the last id read.
async fn round(platform: &Platform, last: Option<i64>) -> Result<i64, StoreError> {
    let feed = &platform.inner.events;
    let Some(mut last) = last else {
        let newest = platform.db().read(outbox::last_id).await?.unwrap_or_default();
        feed.recent.begin(newest);
        return Ok(newest);
    };
    loop {
        let rows = platform.db().read(move |conn| outbox::after(conn, last, AT_ONCE)).await?;
        let all = rows.len() < AT_ONCE as usize;
        for row in rows {
            last = row.id;
            feed.recent.note(platform.now(), row.id);
            // Nobody may be looking.
            let _ = feed.sender.send(Arc::new(row));
        }
        if all {
            return Ok(last);
        }
    }
}

/// What happens from now on, and before it what they missed: since the event they saw last, or, for a page that was rendered a moment
/// ago and has seen none, what happened in that moment.
pub async fn subscribe(
    platform: &Platform,
    actor: &Actor,
    last_event_id: Option<i64>,
) -> Result<impl Stream<Item = Event> + Send + use<>, ApiError> {
    let feed = &platform.inner.events;
    let eyes = Eyes::of(actor);
    // Before the outbox is read: what is committed after that comes through here.
    let receiver = feed.sender.subscribe();
    let seen = last_event_id.or_else(|| feed.recent.before(platform.now()));
    let missed = platform.db().read(move |conn| replay::missed(conn, seen)).await?;
    let (replayed, last) = match missed {
        Missed::Rows { rows, newest } => {
            let rows = replay::compact(rows).into_iter().filter(|row| eyes.see(row));
            (rows.map(|row| Event { id: row.id, change: row.change }).collect(), newest)
        }
        Missed::TooMuch { newest } => (vec![Event { id: newest, change: Change::Reset }], newest),
    };
    let live = stream::unfold(Live { receiver, eyes, last }, |mut live| async move {
        let event = live.next().await?;
        Some((event, live))
    });
    Ok(stream::iter(replayed).chain(live))
}

struct Live {
    receiver: broadcast::Receiver<Arc<OutboxRow>>,
    eyes: Eyes,
    /// What was told, or need not be.
    last: i64,
}

impl Live {
    async fn next(&mut self) -> Option<Event> {
        loop {
            match self.receiver.recv().await {
                Ok(row) if row.id <= self.last => {}
                Ok(row) => {
                    self.last = row.id;
                    if self.eyes.see(&row) {
                        return Some(Event { id: row.id, change: row.change.clone() });
                    }
                }
                Err(RecvError::Lagged(_)) => return Some(Event { id: self.last, change: Change::Reset }),
                Err(RecvError::Closed) => return None,
            }
        }
    }
}

/// What somebody may see, as of when they came.
struct Eyes {
    runs: Vec<OrganizationId>,
    projects: Vec<OrganizationId>,
}

impl Eyes {
    fn of(actor: &Actor) -> Self {
        Self { runs: actor.organizations_with(Scope::RunRead), projects: actor.organizations_with(Scope::ProjectRead) }
    }

    fn see(&self, row: &OutboxRow) -> bool {
        match row.change {
            Change::Run { .. } | Change::RunDeleted { .. } => self.runs.contains(&row.organization_id),
            Change::Project { .. } => self.projects.contains(&row.organization_id),
            Change::Reset => true,
        }
    }
}
