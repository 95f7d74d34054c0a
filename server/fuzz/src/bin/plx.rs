//! Files of events: bounded, what is wrong is told by its line, and both ways to read a metric agree.
#![no_main]

use domain::tracking::{EventKind, plx, sample};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|input: (u8, u8, u16, &[u8])| {
    let (kind, most, line, content) = input;
    let kind = EventKind::ALL[usize::from(kind) % EventKind::ALL.len()];
    let limits = plx::Limits { events: usize::from(most) + 1, line: usize::from(line) + 1 };
    let lines = content.split(|byte| *byte == b'\n').count() as u64;

    let (events, omissions) = plx::events(content, kind, limits);
    check(&omissions, events.len(), limits, lines);
    for event in &events {
        let fits = match kind {
            EventKind::Metric => event.value.is_number() || event.value.is_null(),
            EventKind::Text | EventKind::Html => event.value.is_string(),
            _ => event.value.is_object(),
        };
        assert!(fits, "{kind}: {:?}", event.value);
    }

    let (series, of_points) = plx::points(content, limits);
    check(&of_points, series.len(), limits, lines);
    let points: Vec<_> = series.points().collect();
    assert_eq!(points.len(), series.len());
    if kind == EventKind::Metric {
        assert_eq!((events.len(), &omissions), (points.len(), &of_points));
        for (event, point) in events.iter().zip(&points) {
            assert_eq!((event.step, event.at), (point.step, point.at));
            let value = if point.value.is_finite() { Value::from(point.value) } else { Value::Null };
            assert_eq!(event.value.as_f64(), value.as_f64());
        }
    }

    // What is made of them.
    let ordered = series.in_order();
    assert_eq!(ordered.len(), points.len());
    let few = sample(&ordered, usize::from(most));
    assert!(few.len() <= usize::from(most));
    let summary = series.summary("loss");
    assert_eq!(summary.count, points.len() as u64);
    assert!(summary.min.is_none_or(|min| summary.max.is_some_and(|max| min <= max)));
    let mut merged = domain::tracking::Series::default();
    merged.merge(&series, usize::from(most));
    assert!(merged.len() <= usize::from(most));
    merged.merge(&series, usize::from(most));
    assert!(merged.len() <= usize::from(most));
});

fn check(omissions: &plx::Omissions, taken: usize, limits: plx::Limits, lines: u64) {
    assert!(taken <= limits.events);
    assert!(omissions.errors.len() <= 10 && omissions.errors.len() as u64 <= omissions.count);
    assert!(taken as u64 + omissions.count <= lines);
    assert!(omissions.errors.is_sorted_by(|one, next| one.line < next.line));
    assert!(omissions.errors.iter().all(|error| (1..=lines).contains(&error.line) && !error.problem.is_empty()));
}
