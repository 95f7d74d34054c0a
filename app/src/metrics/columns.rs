//! The numbers of a chart.

use domain::{Timestamp, tracking::CurvePoint};

use super::view::{Axis, View};

/// What a chart draws: places from left to right, and values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Columns {
    /// Steps, or seconds: since the start, or since 1970.
    pub xs: Vec<f64>,
    /// The values; `None` where there is nothing to draw.
    pub ys: Vec<Option<f64>>,
    /// The same, smoothed, if that is wanted.
    pub smooth: Option<Vec<Option<f64>>>,
}

impl Columns {
    /// Of these points, which are by step and time.
    #[expect(clippy::cast_precision_loss, reason = "a chart has fewer pixels than 2^53")]
    pub fn of(points: &[CurvePoint], started: Option<Timestamp>, view: View) -> Self {
        let mut points = points.to_vec();
        if view.axis != Axis::Step {
            points.sort_by_key(|CurvePoint(_, at, _)| *at);
        }
        let began = started.or_else(|| points.first().map(|CurvePoint(_, at, _)| *at)).unwrap_or(Timestamp::from_micros(0));
        let place = |(index, CurvePoint(step, at, _)): (usize, &CurvePoint)| match view.axis {
            Axis::Step => step.map_or(index as f64, |step| step as f64),
            Axis::Relative => at.seconds_since(began),
            Axis::Wall => at.as_micros() as f64 / 1e6,
        };
        let xs = points.iter().enumerate().map(place).collect();
        let smooth = (view.smooth > 0).then(|| {
            let values: Vec<_> = points.iter().map(|CurvePoint(_, _, value)| *value).collect();
            smoothed(&values, f64::from(view.smooth) / 100.0)
        });
        // What is not above zero has no logarithm.
        let drawn = |values: Vec<Option<f64>>| -> Vec<Option<f64>> {
            values.into_iter().map(|value| value.filter(|value| !view.log || *value > 0.0)).collect()
        };
        Self { xs, ys: drawn(points.iter().map(|CurvePoint(_, _, value)| *value).collect()), smooth: smooth.map(drawn) }
    }
}

/// An exponential moving average without the pull towards zero at its beginning, as `TensorBoard` has it: `weight` is how much of each
/// point is the average before it. What is missing stays missing, and is passed over.
fn smoothed(values: &[Option<f64>], weight: f64) -> Vec<Option<f64>> {
    let (mut average, mut share) = (0.0, 0.0);
    let smooth = |value: &Option<f64>| {
        value.map(|value| {
            average = average * weight + value * (1.0 - weight);
            share = share * weight + (1.0 - weight);
            average / share
        })
    };
    values.iter().map(smooth).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(step: Option<i64>, seconds: i64, value: f64) -> CurvePoint {
        CurvePoint(step, Timestamp::from_micros(seconds * 1_000_000), Some(value))
    }

    #[test]
    fn places_are_what_the_axis_says() {
        let points = [point(Some(3), 20, 1.0), point(Some(7), 10, 2.0)];
        let of = |axis| Columns::of(&points, Some(Timestamp::from_micros(5_000_000)), View { axis, ..View::default() });
        assert_eq!(of(Axis::Step).xs, [3.0, 7.0]);
        assert_eq!((of(Axis::Relative).xs, of(Axis::Relative).ys), (vec![5.0, 15.0], vec![Some(2.0), Some(1.0)]));
        assert_eq!(of(Axis::Wall).xs, [10.0, 20.0]);
        let without = Columns::of(&[point(None, 1, 1.0), point(None, 2, 1.0)], None, View::default());
        assert_eq!(without.xs, [0.0, 1.0]);
        assert_eq!(Columns::of(&[], None, View::default()), Columns::default());
    }

    #[test]
    fn a_logarithm_has_no_room_for_zero() {
        let points = [point(Some(0), 0, 0.0), point(Some(1), 1, -1.0), point(Some(2), 2, 10.0)];
        let columns = Columns::of(&points, None, View { log: true, ..View::default() });
        assert_eq!(columns.ys, [None, None, Some(10.0)]);
    }

    #[test]
    fn a_smoothed_curve_stays_within_the_curve() {
        let values: Vec<_> = (0..50).map(|n| (n % 7 != 3).then(|| f64::from(n % 5))).collect();
        let smooth = smoothed(&values, 0.9);
        for (value, smooth) in values.iter().zip(&smooth) {
            assert_eq!(value.is_some(), smooth.is_some());
            assert!(smooth.is_none_or(|smooth| (0.0..=4.0).contains(&smooth)));
        }
        assert_eq!(smooth[0], Some(0.0));
        assert_eq!(smoothed(&[Some(3.0); 4], 0.5), [Some(3.0); 4]);
    }
}
