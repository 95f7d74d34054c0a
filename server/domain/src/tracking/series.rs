//! All points of a metric, in columns.

use std::collections::HashMap;

use super::{MetricSummary, Point};
use crate::Timestamp;

/// Points in the order they were logged, a column for each part.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Series {
    /// The steps; [`Series::NO_STEP`] where there is none.
    pub steps: Vec<i64>,
    /// The times, in microseconds since 1970.
    pub times: Vec<i64>,
    /// The values.
    pub values: Vec<f64>,
}

/// What an upload changed of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merged {
    /// The first point that is not as it was; the length when none is.
    pub changed_from: usize,
}

impl Series {
    /// Stands for a step that was not said. No program's step is this.
    pub const NO_STEP: i64 = i64::MIN;

    /// How many points there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// There is no point.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Adds a point at the end.
    pub fn push(&mut self, point: Point) {
        self.steps.push(point.step.unwrap_or(Self::NO_STEP));
        self.times.push(point.at.as_micros());
        self.values.push(point.value);
    }

    /// The points, in order.
    pub fn points(&self) -> impl Iterator<Item = Point> + '_ {
        let columns = self.steps.iter().zip(&self.times).zip(&self.values);
        columns.map(|((&step, &at), &value)| Point {
            step: (step != Self::NO_STEP).then_some(step),
            at: Timestamp::from_micros(at),
            value,
        })
    }

    /// The points by step and time.
    pub fn in_order(&self) -> Vec<Point> {
        let mut points: Vec<Point> = self.points().collect();
        points.sort_by_key(|point| (point.step, point.at));
        points
    }

    /// Adds the points of a file that are not here yet. Nobody's point is lost:
    ///
    /// * The client sends its whole file again and again, longer each time. What it holds besides is added. Its values count, also for
    ///   points that are here: the last one may have been cut off where the file was read while it was written.
    /// * A file that is shorter arrives late, and has nothing to add.
    /// * A file that begins otherwise is from a program that began again, or from another machine. Its points are added, but for those
    ///   that are here: of the same step and the same time.
    pub fn merge(&mut self, file: &Self, most: usize) -> Merged {
        let before = self.len();
        let keys = self.keys().zip(file.keys());
        let common = keys.take_while(|(mine, its)| mine == its).count();
        if common == file.len() && common < before {
            return Merged { changed_from: before };
        }
        if common == before {
            let differs = |index: &usize| self.values[*index].to_bits() != file.values[*index].to_bits();
            let changed_from = (0..before).find(differs).unwrap_or(before);
            let until = file.len().min(most.max(before));
            self.values.truncate(changed_from);
            self.values.extend_from_slice(&file.values[changed_from..until]);
            self.steps.extend_from_slice(&file.steps[before..until]);
            self.times.extend_from_slice(&file.times[before..until]);
            return Merged { changed_from };
        }
        let mut here: HashMap<(i64, i64), usize> = HashMap::with_capacity(before);
        for key in self.keys() {
            *here.entry(key).or_default() += 1;
        }
        for (key, value) in file.keys().zip(&file.values) {
            match here.get_mut(&key) {
                Some(count) if *count > 0 => *count -= 1,
                _ if self.len() >= most => break,
                _ => {
                    self.steps.push(key.0);
                    self.times.push(key.1);
                    self.values.push(*value);
                }
            }
        }
        Merged { changed_from: before }
    }

    /// What makes two points the same one: step and time.
    fn keys(&self) -> impl Iterator<Item = (i64, i64)> + '_ {
        self.steps.iter().copied().zip(self.times.iter().copied())
    }

    /// All of it in short, under a name.
    pub fn summary(&self, name: &str) -> MetricSummary {
        // Of several at the same step and time, the one that was logged last.
        let last = self.points().max_by_key(|point| (point.step, point.at));
        let numbers = || self.values.iter().copied().filter(|value| value.is_finite());
        MetricSummary {
            name: name.to_owned(),
            last: last.map(|point| point.value).filter(|value| value.is_finite()),
            last_step: last.and_then(|point| point.step),
            min: numbers().reduce(f64::min),
            max: numbers().reduce(f64::max),
            count: self.len() as u64,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn series(points: &[(i64, i64, f64)]) -> Series {
        let mut series = Series::default();
        for (step, at, value) in points {
            series.push(Point { step: Some(*step), at: Timestamp::from_micros(*at), value: *value });
        }
        series
    }

    #[test]
    fn a_longer_file_adds_what_it_has_besides() {
        let mut stored = series(&[(0, 10, 1.0), (1, 20, 2.0)]);
        assert_eq!(stored.merge(&series(&[(0, 10, 1.0), (1, 20, 2.0), (2, 30, 3.0)]), 100), Merged { changed_from: 2 });
        assert_eq!(stored, series(&[(0, 10, 1.0), (1, 20, 2.0), (2, 30, 3.0)]));
    }

    #[test]
    fn a_value_that_was_cut_off_is_mended() {
        let mut stored = series(&[(0, 10, 1.0), (1, 20, 2.0)]);
        assert_eq!(stored.merge(&series(&[(0, 10, 1.0), (1, 20, 2.5)]), 100), Merged { changed_from: 1 });
        assert_eq!(stored.values, [1.0, 2.5]);
    }

    #[test]
    fn a_shorter_file_takes_nothing_away_and_changes_nothing() {
        let mut stored = series(&[(0, 10, 1.0), (1, 20, 2.5), (2, 30, 3.0)]);
        let before = stored.clone();
        assert_eq!(stored.merge(&series(&[(0, 10, 1.0), (1, 20, 2.0)]), 100), Merged { changed_from: 3 });
        assert_eq!(stored.merge(&Series::default(), 100), Merged { changed_from: 3 });
        assert_eq!(stored, before);
    }

    #[test]
    fn a_program_that_began_again_adds_its_points_once() {
        let mut stored = series(&[(0, 10, 1.0), (1, 20, 2.0)]);
        let again = series(&[(0, 50, 5.0), (1, 60, 6.0)]);
        stored.merge(&again, 100);
        stored.merge(&again, 100);
        assert_eq!(stored, series(&[(0, 10, 1.0), (1, 20, 2.0), (0, 50, 5.0), (1, 60, 6.0)]));
    }

    #[test]
    fn the_last_value_is_that_of_the_highest_step() {
        let summary = series(&[(2, 10, 3.0), (7, 20, 9.0), (5, 30, 4.0), (7, 15, 8.0)]).summary("loss");
        assert_eq!((summary.last, summary.last_step), (Some(9.0), Some(7)));
        assert_eq!((summary.min, summary.max, summary.count), (Some(3.0), Some(9.0), 4));
        let summary = series(&[(0, 10, 3.0), (1, 20, f64::NAN), (2, 30, f64::INFINITY)]).summary("loss");
        assert_eq!((summary.last, summary.last_step), (None, Some(2)));
        assert_eq!((summary.min, summary.max, summary.count), (Some(3.0), Some(3.0), 3));
        assert_eq!(Series::default().summary("loss").count, 0);
    }

    fn any_series() -> impl Strategy<Value = Series> {
        proptest::collection::vec((0..4_i64, 0..6_i64, -9.0..9.0_f64), 0..30).prop_map(|points| series(&points))
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_there_twice(mut stored in any_series(), file in any_series()) {
            let before = stored.clone();
            let merged = stored.merge(&file, usize::MAX);
            prop_assert!(stored.len() >= before.len().max(file.len()));
            prop_assert!(stored.len() <= before.len() + file.len());
            prop_assert_eq!(&stored.steps[..before.len()], &before.steps[..]);
            prop_assert_eq!(&stored.times[..before.len()], &before.times[..]);
            prop_assert_eq!(&stored.values[..merged.changed_from], &before.values[..merged.changed_from]);
            let once = stored.clone();
            stored.merge(&file, usize::MAX);
            prop_assert_eq!(&stored, &once);
            let count = |series: &Series, key| series.keys().filter(|other| *other == key).count();
            for key in stored.keys() {
                prop_assert_eq!(count(&stored, key), count(&before, key).max(count(&file, key)));
            }
        }

        #[test]
        fn every_part_of_a_growing_file_gives_the_whole_of_it(file in any_series(), cuts in proptest::collection::vec(0..30_usize, 0..6)) {
            let mut stored = Series::default();
            for cut in cuts {
                let cut = cut.min(file.len());
                let part = Series { steps: file.steps[..cut].to_vec(), times: file.times[..cut].to_vec(), values: file.values[..cut].to_vec() };
                stored.merge(&part, usize::MAX);
            }
            stored.merge(&file, usize::MAX);
            prop_assert_eq!(stored, file);
        }

        #[test]
        fn never_more_than_are_kept(mut stored in any_series(), file in any_series(), most in 0..40_usize) {
            let before = stored.len();
            stored.merge(&file, most);
            prop_assert!(stored.len() <= most.max(before));
        }
    }
}
