//! New ids: UUIDs of version 7, so that they sort by creation, also within one millisecond.

use std::sync::Mutex;

use domain::Timestamp;
use uuid::{ContextV7, Uuid};

/// Makes the ids of one process.
pub(crate) struct Ids(Mutex<ContextV7>);

impl Default for Ids {
    fn default() -> Self {
        Self(Mutex::new(ContextV7::new()))
    }
}

impl Ids {
    /// An id that sorts after every one made before, as long as time goes forward.
    pub(crate) fn next(&self, now: Timestamp) -> Uuid {
        let micros = u64::try_from(now.as_micros()).unwrap_or_default();
        let nanos = u32::try_from(micros % 1_000_000).unwrap_or_default() * 1_000;
        Uuid::new_v7(uuid::Timestamp::from_unix(&self.0, micros / 1_000_000, nanos))
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
            let id = ids.next(Timestamp::from_micros(1_795_496_592_345_678 + step / 10));
            assert!(id > last);
            last = id;
        }
    }
}
