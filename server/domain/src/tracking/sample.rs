//! Fewer points that draw the same curve.
//!
//! Source: the M4 aggregation of Jugel, Jerzak, Hackenbroich and Markl, "M4: A Visualization-Oriented Time Series Data Aggregation" (VLDB
//! 2014): of each stretch the first, the last, the lowest and the highest point are kept, so that a line chart whose pixels are no narrower
//! than the stretches looks as if it had all of them.

use super::Point;

/// How many points of a stretch are kept.
const KEPT: usize = 4;

/// At most `most` of these points, in their order: the first and the last, and the lowest and the highest of every stretch. No extreme is
/// lost, from 4 points on; a value that is not a number is kept at the ends only, or when it is all that a stretch has.
pub fn sample(points: &[Point], most: usize) -> Vec<Point> {
    if points.len() <= most {
        return points.to_vec();
    }
    let stretches = most / KEPT;
    if stretches == 0 {
        let ends = [points.first(), points.last()];
        return ends.into_iter().flatten().take(most).copied().collect();
    }
    let mut sampled = Vec::with_capacity(most);
    for stretch in 0..stretches {
        let (from, until) = (points.len() * stretch / stretches, points.len() * (stretch + 1) / stretches);
        let mut kept = keep(&points[from..until]).map(|index| from + index);
        kept.sort_unstable();
        for (place, index) in kept.iter().enumerate() {
            if place == 0 || kept[place - 1] != *index {
                sampled.push(points[*index]);
            }
        }
    }
    sampled
}

/// The places of the first, the lowest, the highest and the last of some points, of which there is at least one.
fn keep(points: &[Point]) -> [usize; KEPT] {
    let (mut lowest, mut highest) = (None, None);
    for (index, point) in points.iter().enumerate().filter(|(_, point)| !point.value.is_nan()) {
        if lowest.is_none_or(|lowest: usize| point.value < points[lowest].value) {
            lowest = Some(index);
        }
        if highest.is_none_or(|highest: usize| point.value > points[highest].value) {
            highest = Some(index);
        }
    }
    [0, lowest.unwrap_or(0), highest.unwrap_or(0), points.len() - 1]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Timestamp;

    fn points(values: &[f64]) -> Vec<Point> {
        let point = |(step, value): (usize, &f64)| {
            let step = i64::try_from(step).unwrap();
            Point { step: Some(step), at: Timestamp::from_micros(step), value: *value }
        };
        values.iter().enumerate().map(point).collect()
    }

    #[test]
    fn a_spike_among_a_million_points_stays() {
        let mut values = vec![0.5; 1_000_000];
        values[123_456] = 99.0;
        values[777_777] = -99.0;
        let sampled = sample(&points(&values), 1_000);
        assert!(sampled.len() <= 1_000);
        assert!(sampled.iter().any(|point| point.step == Some(123_456)));
        assert!(sampled.iter().any(|point| point.step == Some(777_777)));
    }

    proptest! {
        #[test]
        fn extremes_ends_and_order_are_kept(
            values in proptest::collection::vec(prop_oneof![8 => -1e6..1e6_f64, 1 => Just(f64::NAN), 1 => Just(f64::INFINITY)], 0..300),
            most in 0..120_usize,
        ) {
            let all = points(&values);
            let sampled = sample(&all, most);
            prop_assert!(sampled.len() <= most);
            prop_assert!(sampled.windows(2).all(|pair| pair[0].step < pair[1].step));
            for point in &sampled {
                let index = usize::try_from(point.step.unwrap()).unwrap();
                prop_assert_eq!(point.value.to_bits(), all[index].value.to_bits());
            }
            if most >= 4 && !all.is_empty() {
                let extreme = |points: &[Point], of: fn(f64, f64) -> f64| points.iter().map(|point| point.value).reduce(of).map(f64::to_bits);
                prop_assert_eq!(extreme(&all, f64::min), extreme(&sampled, f64::min));
                prop_assert_eq!(extreme(&all, f64::max), extreme(&sampled, f64::max));
                prop_assert_eq!(sampled.first().unwrap().step, all.first().unwrap().step);
                prop_assert_eq!(sampled.last().unwrap().step, all.last().unwrap().step);
            }
        }
    }
}
