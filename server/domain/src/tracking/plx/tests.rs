use proptest::prelude::*;
use serde_json::json;

use super::*;

const LIMITS: Limits = Limits { events: 1_000, line: 10_000 };

fn read(kind: EventKind, text: &str) -> (Vec<Event>, Vec<String>) {
    let (events, omissions) = events(text.as_bytes(), kind, LIMITS);
    (events, omissions.errors.iter().map(ToString::to_string).collect())
}

#[test]
fn metrics_as_the_client_writes_them() {
    let text = "step|timestamp|metric\n0|2026-11-24 05:03:12.345678+00:00|0.5\n1|2026-11-24 07:03:13+02:00|nan\n\
                |2026-11-24T05:03:14|-inf\n3.0|2026-11-24 05:03:15|1e-5\n4|2026-11-24 05:03:16|";
    let (series, omissions) = points(text.as_bytes(), LIMITS);
    assert_eq!(omissions, Omissions::default());
    assert_eq!(series.steps, [0, 1, Series::NO_STEP, 3, 4]);
    let base = 1_795_496_592_000_000;
    assert_eq!(series.times, [base + 345_678, base + 1_000_000, base + 2_000_000, base + 3_000_000, base + 4_000_000]);
    assert_eq!((series.values[0], series.values[2], series.values[3]), (0.5, f64::NEG_INFINITY, 1e-5));
    assert!(series.values[1].is_nan() && series.values[4].is_nan());
}

#[test]
fn rows_of_json() {
    let text = "step|timestamp|image\n7|2026-11-24 05:03:12|{\"height\": 2, \"path\": \"assets/image/a|b_7.png\"}";
    let (events, errors) = read(EventKind::Image, text);
    assert_eq!(errors, [""; 0]);
    assert_eq!((events[0].step, &events[0].value), (Some(7), &json!({ "height": 2, "path": "assets/image/a|b_7.png" })));
}

#[test]
fn lines_of_json() {
    let at = "\"timestamp\": \"2026-11-24 05:03:12.5+00:00\"";
    let text = format!("\n{{{at}, \"step\": null, \"text\": \"a\\nb\"}}\n{{{at}, \"step\": 3, \"text\": \"c\"}}");
    let (events, errors) = read(EventKind::Text, &text);
    assert_eq!(errors, [""; 0]);
    assert_eq!((events[0].step, &events[0].value), (None, &json!("a\nb")));
    assert_eq!(events[1].step, Some(3));

    let text = format!("{{{at}, \"step\": 1, \"chart\": \"{{\\\"kind\\\": \\\"vega\\\"}}\"}}");
    let (events, _) = read(EventKind::Chart, &text);
    assert_eq!(events[0].value, json!({ "kind": "vega" }));
}

#[test]
fn a_metric_is_the_same_as_points_and_as_events() {
    let text = "step|timestamp|metric\n1|2026-11-24 05:03:12|\n2|2026-11-24 05:03:12| 0.5 \n\
        {\"timestamp\":\"2026-11-24T05:03:12Z\",\"metric\":2}\n{\"timestamp\":\"2026-11-24T05:03:12Z\",\"metric\":{\"a\":1}}";
    let (events, problems) = read(EventKind::Metric, text);
    let values: Vec<_> = events.into_iter().map(|event| event.value).collect();
    assert_eq!(values, [Value::Null, json!(0.5), json!(2.0)]);
    assert_eq!(problems, ["line 5: the value is not a number"]);
    let (series, omissions) = points(text.as_bytes(), LIMITS);
    assert_eq!((series.len(), omissions.count), (3, 1));
}

#[test]
fn what_can_not_be_read_is_reported_with_its_line() {
    let text = "step|timestamp|metric\nx|2026-11-24 05:03:12|1\n1|yesterday|1\n1|2026-11-24 05:03:12|one\n1|2026\n2|2026-11-24 05:03:12|2";
    let (series, omissions) = points(text.as_bytes(), LIMITS);
    assert_eq!(series.values, [2.0]);
    let told: Vec<String> = omissions.errors.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 2: the step is not a whole number",
            "line 3: the timestamp can't be read",
            "line 4: the value is not a number",
            "line 5: it has fewer columns than the header",
        ]
    );
    let (_, omissions) = points(b"time|metric\n1|2", LIMITS);
    assert_eq!(omissions.count, 2);
    let (events, errors) = read(EventKind::Html, "{\"step\": [], \"timestamp\": \"2026-11-24\", \"html\": \"a\"}\n{");
    assert_eq!((events.len(), errors.len()), (0, 2));
}

#[test]
fn no_more_is_read_than_the_limits_say() {
    let rows = "\n1|2026-11-24 05:03:12|1".repeat(20);
    let (series, omissions) = points(format!("step|timestamp|metric{rows}").as_bytes(), Limits { events: 7, line: 100 });
    assert_eq!((series.len(), omissions.truncated), (7, true));
    let long = format!("step|timestamp|metric\n1|2026-11-24 05:03:12|{}{rows}", "1".repeat(200));
    let (series, omissions) = points(long.as_bytes(), Limits { events: 100, line: 100 });
    assert_eq!((series.len(), omissions.count), (20, 1));
    let (_, omissions) = points("a\n".repeat(5_000).as_bytes(), LIMITS);
    assert_eq!((omissions.count, omissions.errors.len()), (5_000, REPORTED));
}

fn any_kind() -> impl Strategy<Value = EventKind> {
    proptest::sample::select(EventKind::ALL)
}

proptest! {
    #[test]
    fn nothing_panics(kind in any_kind(), bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = events(&bytes, kind, LIMITS);
        let _ = points(&bytes, LIMITS);
    }

    #[test]
    fn nothing_that_looks_like_a_file_panics(kind in any_kind(), rows in "([0-9|:.{}\"\\\\ntseip,+-]{0,30}\n){0,20}") {
        let text = format!("step|timestamp|{kind}\n{rows}");
        let (found, omissions) = events(text.as_bytes(), kind, LIMITS);
        prop_assert!(found.len() + usize::try_from(omissions.count).unwrap() <= rows.lines().count());
    }

    #[test]
    fn what_is_written_is_read(written in proptest::collection::vec(
        (proptest::option::of(-9_000_000_000_000_000..9_000_000_000_000_000_i64), 0..4_000_000_000_000_000_i64, any::<f64>()), 0..40,
    )) {
        let row = |(step, at, value): &(Option<i64>, i64, f64)| {
            let step = step.map(|step| step.to_string()).unwrap_or_default();
            format!("{step}|{}|{value}", Timestamp::from_micros(*at))
        };
        let rows: Vec<String> = ["step|timestamp|metric".to_owned()].into_iter().chain(written.iter().map(row)).collect();
        let text = rows.join("\n");
        let (series, omissions) = points(text.as_bytes(), LIMITS);
        prop_assert_eq!(omissions, Omissions::default());
        prop_assert_eq!(series.len(), written.len());
        for (point, (step, at, value)) in series.points().zip(&written) {
            prop_assert_eq!((point.step, point.at.as_micros()), (*step, *at));
            prop_assert!(point.value.to_bits() == value.to_bits() || (point.value.is_nan() && value.is_nan()));
        }
    }

    #[test]
    fn a_file_cut_off_anywhere_gives_the_points_before(cut in 0..200_usize) {
        let text = "step|timestamp|metric\n0|2026-11-24 05:03:12.345678+00:00|0.25\n1|2026-11-24 05:03:13.345678+00:00|0.125\n\
                    2|2026-11-24 05:03:14.345678+00:00|0.0625";
        let (whole, _) = points(text.as_bytes(), LIMITS);
        let (part, _) = points(&text.as_bytes()[..cut.min(text.len())], LIMITS);
        let mut merged = part.clone();
        merged.merge(&whole, usize::MAX);
        prop_assert_eq!(merged, whole);
    }
}
