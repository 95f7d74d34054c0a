//! A chart as a still picture, for whoever has no JavaScript, and until it is there.

use std::fmt::Write as _;

use leptos::prelude::*;

use super::columns::Columns;

/// The picture's own measures; it is stretched to its place.
const WIDTH: f64 = 600.0;
const HEIGHT: f64 = 160.0;

/// The line through the values, as an SVG path; empty without two places to draw between.
fn path(xs: &[f64], ys: &[Option<f64>], log: bool) -> String {
    let value = |y: f64| if log { y.log10() } else { y };
    let span = |values: &mut dyn Iterator<Item = f64>| {
        values.fold(None, |span: Option<(f64, f64)>, value| {
            Some(span.map_or((value, value), |(low, high)| (low.min(value), high.max(value))))
        })
    };
    let Some((left, right)) = span(&mut xs.iter().copied()) else { return String::new() };
    let Some((low, high)) = span(&mut ys.iter().flatten().copied().map(value)) else { return String::new() };
    let scale = |value: f64, from: f64, to: f64, length: f64| {
        if to > from { (value - from) / (to - from) * length } else { length / 2.0 }
    };
    let mut path = String::new();
    let mut drawing = false;
    for (x, y) in xs.iter().zip(ys) {
        let Some(y) = y else {
            drawing = false;
            continue;
        };
        let (x, y) = (scale(*x, left, right, WIDTH), HEIGHT - scale(value(*y), low, high, HEIGHT));
        // A text takes whatever is written into it.
        let _ = write!(path, "{}{x:.1} {y:.1}", if drawing { "L" } else { "M" });
        drawing = true;
    }
    path
}

/// The picture. What it shows is said in words elsewhere.
pub(super) fn still(columns: &Columns, log: bool) -> AnyView {
    let faint = if columns.smooth.is_some() { "still-line still-faint" } else { "still-line" };
    let line = path(&columns.xs, &columns.ys, log);
    let smooth = columns.smooth.as_ref().map(|ys| path(&columns.xs, ys, log));
    view! {
        <svg class="still" viewBox="0 -4 600 168" preserveAspectRatio="none" aria-hidden="true">
            <path class=faint d=line />
            {smooth.map(|smooth| view! { <path class="still-line" d=smooth /> })}
        </svg>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_goes_from_corner_to_corner_and_leaves_gaps() {
        assert_eq!(path(&[0.0, 1.0, 2.0], &[Some(0.0), Some(1.0), Some(2.0)], false), "M0.0 160.0L300.0 80.0L600.0 0.0");
        assert_eq!(path(&[0.0, 1.0, 2.0], &[Some(1.0), None, Some(100.0)], true), "M0.0 160.0M600.0 0.0");
        assert_eq!(path(&[5.0], &[Some(7.0)], false), "M300.0 80.0");
        assert_eq!(path(&[], &[], false), "");
        assert_eq!(path(&[1.0], &[None], false), "");
    }
}
