//! How many hits there are, and which is the next one.

use domain::logs::{LogHits, MAX_HITS};
use spec::names::count_text;

/// The hits from the log's beginning to where it was looked at; at most [`MAX_HITS`] of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Their numbers, in order.
    numbers: Vec<u64>,
    /// Everything before this line was looked at.
    reached: u64,
    /// How many lines the log had then.
    total: u64,
    /// It was looked at at all.
    begun: bool,
}

/// What is known of a neighbour of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Neighbour {
    /// This hit.
    Hit(u64),
    /// There is none in that direction.
    None,
    /// Lines from here on, or before here, were not looked at.
    Unknown(u64),
}

impl Tally {
    /// Adds what a look at the lines from [`Tally::reached`] on found.
    pub(super) fn take(&mut self, found: &LogHits) {
        self.begun = true;
        if found.from > self.reached {
            return;
        }
        let known = self.numbers.last().map_or(0, |last| last + 1);
        let new = found.hits.iter().map(|hit| hit.number).filter(|number| *number >= known);
        self.numbers.extend(new.take(MAX_HITS - self.numbers.len()));
        self.total = self.total.max(found.total);
        let all_counted = self.numbers.len() < MAX_HITS;
        self.reached = if all_counted { found.until } else { self.numbers.last().map_or(0, |last| last + 1) };
    }

    /// Where counting goes on; `None` once there is no more to count, or it is enough.
    pub(super) fn goes_on(&self) -> Option<u64> {
        (!self.is_bounded() && (!self.begun || self.reached < self.total)).then_some(self.reached)
    }

    /// The log has this many lines now.
    pub(super) fn grow(&mut self, total: u64) {
        self.total = self.total.max(total);
    }

    const fn is_bounded(&self) -> bool {
        self.numbers.len() >= MAX_HITS
    }

    pub(super) fn first(&self) -> Option<u64> {
        self.numbers.first().copied()
    }

    /// The hit after line `number`.
    pub(super) fn after(&self, number: u64) -> Neighbour {
        match self.numbers.get(self.numbers.partition_point(|hit| *hit <= number)) {
            Some(hit) => Neighbour::Hit(*hit),
            None if !self.begun || self.reached < self.total => Neighbour::Unknown(self.reached.max(number + 1)),
            None => Neighbour::None,
        }
    }

    /// The hit before line `number`.
    pub(super) fn before(&self, number: u64) -> Neighbour {
        if number > self.reached {
            return Neighbour::Unknown(number);
        }
        match self.numbers.partition_point(|hit| *hit < number).checked_sub(1).and_then(|index| self.numbers.get(index)) {
            Some(hit) => Neighbour::Hit(*hit),
            None => Neighbour::None,
        }
    }

    /// `3 of 1,204`, seen from the marked line; `…` while there is more to count.
    pub(super) fn text(&self, target: Option<u64>) -> String {
        let more = if self.is_bounded() {
            "+"
        } else if self.goes_on().is_some() {
            "…"
        } else {
            ""
        };
        let count = self.numbers.len();
        if count == 0 {
            return if more.is_empty() { "No hits".to_owned() } else { "Searching…".to_owned() };
        }
        let place = target.and_then(|target| self.numbers.binary_search(&target).ok());
        let total = format!("{}{more}", count_text(count as u64));
        match place {
            Some(index) => format!("{} of {total}", count_text(index as u64 + 1)),
            None if count == 1 && more.is_empty() => "1 hit".to_owned(),
            None => format!("{total} hits"),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::logs::LogHit;

    use super::*;

    fn found(numbers: impl IntoIterator<Item = u64>, from: u64, until: u64, total: u64) -> LogHits {
        let hits = numbers.into_iter().map(|number| LogHit { number, marks: Vec::new() }).collect();
        LogHits { hits, from, until, total }
    }

    #[test]
    fn counts_look_by_look() {
        let mut tally = Tally::default();
        assert_eq!((tally.goes_on(), tally.text(None).as_str()), (Some(0), "Searching…"));
        tally.take(&found([3, 7], 0, 50, 100));
        assert_eq!((tally.goes_on(), tally.text(Some(7)).as_str()), (Some(50), "2 of 2…"));
        // Asked for twice.
        tally.take(&found([3, 7], 0, 50, 100));
        tally.take(&found([60], 50, 100, 100));
        assert_eq!((tally.goes_on(), tally.text(Some(60)).as_str(), tally.text(Some(61)).as_str()), (None, "3 of 3", "3 hits"));
        tally.grow(120);
        assert_eq!(tally.goes_on(), Some(100));
        let mut none = Tally::default();
        none.take(&found([], 0, 0, 0));
        assert_eq!(none.text(None), "No hits");
    }

    #[test]
    fn neighbours_are_known_as_far_as_was_looked() {
        let mut tally = Tally::default();
        tally.take(&found([3, 7], 0, 50, 100));
        assert_eq!(
            (tally.after(3), tally.after(7), tally.after(80)),
            (Neighbour::Hit(7), Neighbour::Unknown(50), Neighbour::Unknown(81))
        );
        assert_eq!(
            (tally.before(7), tally.before(3), tally.before(90)),
            (Neighbour::Hit(3), Neighbour::None, Neighbour::Unknown(90))
        );
        tally.take(&found([], 50, 100, 100));
        assert_eq!((tally.after(7), tally.before(90)), (Neighbour::None, Neighbour::Hit(7)));
    }

    #[test]
    fn ten_thousand_are_enough() {
        let mut tally = Tally::default();
        tally.take(&found(0..9_000, 0, 9_000, 1_000_000));
        tally.take(&found(9_000..18_000, 9_000, 18_000, 1_000_000));
        assert_eq!((tally.goes_on(), tally.text(Some(2)).as_str()), (None, "3 of 10,000+"));
        assert_eq!(tally.after(9_999), Neighbour::Unknown(10_000));
    }
}
