//! Admission: which queued runs get a place now.

use domain::{RunId, Status, statuses::Condition};
use store::runs::{self, Transition};

use crate::{Scheduler, SchedulerError};

/// Why a run still waits, as its condition's reason.
const NO_FREE_PLACE: &str = "NoFreePlace";
/// How many queued runs one round looks at.
const LOOK_AHEAD: u32 = 200;

/// What admission decides from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The queued runs, oldest first.
    pub queued: Vec<RunId>,
    /// How many runs hold a place.
    pub live: u32,
    /// How many places there are.
    pub slots: u32,
}

/// What admission decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// These get a place.
    pub admit: Vec<RunId>,
    /// These go on waiting.
    pub wait: Vec<RunId>,
}

/// First come, first served, as long as there are places.
pub fn decide(snapshot: Snapshot) -> Decision {
    let free = usize::try_from(snapshot.slots.saturating_sub(snapshot.live)).unwrap_or(usize::MAX);
    let mut admit = snapshot.queued;
    let wait = if admit.len() > free { admit.split_off(free) } else { Vec::new() };
    Decision { admit, wait }
}

/// Reads and decides in the transaction that writes, so that no place is given twice.
pub(crate) async fn reconcile(scheduler: &Scheduler) -> Result<(), SchedulerError> {
    let platform = scheduler.platform();
    let cluster = scheduler.cluster().name().to_owned();
    let slots = scheduler.inner.slots;
    let now = platform.now();
    let waiting = platform.db().read({
        let cluster = cluster.clone();
        move |conn| runs::queued(conn, &cluster, 1)
    });
    if waiting.await?.is_empty() {
        return Ok(());
    }
    let admitted = platform
        .db()
        .write(move |conn| {
            let queued = runs::queued(conn, &cluster, LOOK_AHEAD)?;
            let live = runs::count_live(conn, &cluster)?;
            let decision = decide(Snapshot { queued, live, slots });
            let mut admitted = Vec::new();
            for run in decision.admit {
                let condition = Condition {
                    status: Status::Scheduled,
                    reason: "Admitted".into(),
                    message: format!("has a place on `{cluster}`"),
                    at: now,
                };
                if let Transition::Done(_) = runs::transition(conn, run, &[Status::Queued], condition)? {
                    admitted.push(run);
                }
            }
            for run in decision.wait {
                let places = if slots == 1 { "the only place".to_owned() } else { format!("all {slots} places") };
                let message = format!("waits for a free place: {places} on `{cluster}` taken; the oldest run goes first");
                runs::set_waiting(conn, run, NO_FREE_PLACE, &message, now)?;
            }
            Ok(admitted)
        })
        .await?;
    for run in admitted {
        tracing::info!(%run, "admitted");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn never_more_than_there_are_places_and_nobody_jumps_the_queue(count in 0_u128..50, live in 0_u32..20, slots in 0_u32..20) {
            let queued: Vec<RunId> = (0..count).map(|n| RunId::from_uuid(uuid(n))).collect();
            let decision = decide(Snapshot { queued: queued.clone(), live, slots });
            prop_assert!(decision.admit.len() as u64 + u64::from(live) <= u64::from(slots.max(live)));
            prop_assert_eq!([decision.admit.clone(), decision.wait.clone()].concat(), queued);
            prop_assert!(decision.wait.is_empty() || decision.admit.len() as u64 + u64::from(live) >= u64::from(slots));
        }
    }

    fn uuid(n: u128) -> uuid::Uuid {
        uuid::Uuid::from_u128(n)
    }
}
