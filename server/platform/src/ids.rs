//! New ids: UUIDs of version 7, so that they sort by creation, also within one millisecond.

use std::sync::{
    Mutex,
    atomic::{AtomicU64, Ordering},
};

use domain::Timestamp;
use uuid::{ContextV7, Uuid};

/// Makes the ids of one process.
pub(crate) struct Ids {
    context: Mutex<ContextV7>,
    /// The time of the newest id, in microseconds.
    newest: AtomicU64,
}

impl Default for Ids {
    fn default() -> Self {
        Self { context: Mutex::new(ContextV7::new()), newest: AtomicU64::new(0) }
    }
}

impl Ids {
    /// An id that sorts after every one made before. While a clock that was set back catches up, ids are of when it was.
    pub(crate) fn next(&self, now: Timestamp) -> Uuid {
        let now = u64::try_from(now.as_micros()).unwrap_or_default();
        let micros = self.newest.fetch_max(now, Ordering::Relaxed).max(now);
        let nanos = u32::try_from(micros % 1_000_000).unwrap_or_default() * 1_000;
        Uuid::new_v7(uuid::Timestamp::from_unix(&self.context, micros / 1_000_000, nanos))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_creation_within_a_millisecond_too() {
        let ids = Ids::default();
        let mut last = Uuid::nil();
        for step in 0..1_000 {
            // Now and then somebody sets the clock back.
            let back = if step % 97 > 48 { 3_600_000_000 } else { 0 };
            let id = ids.next(Timestamp::from_micros(1_795_496_592_345_678 + step / 10 - back));
            assert!(id > last);
            last = id;
        }
    }
}
