//! Laws that hold for every matrix and every way of putting files together.
#![cfg(feature = "render")]
#![expect(clippy::unwrap_used, reason = "a test without its data can only fail")]

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};
use spec::{Globals, Matrix, Request, Stage, stage};

/// Values of one input that can be counted, and how many there are.
fn countable() -> impl Strategy<Value = (Value, u64)> {
    prop_oneof![
        prop::collection::vec(0..1000_i64, 1..8)
            .prop_map(|values| (json!({"kind": "choice", "value": values}), values.len() as u64)),
        (-50..50_i64, 1..8_u64, 1..9_i64).prop_map(|(start, count, step)| {
            let stop = start + i64::try_from(count).unwrap() * step;
            (json!({"kind": "range", "value": [start, stop, step]}), count)
        }),
        (1..9_u64).prop_map(|count| (json!({"kind": "linspace", "value": {"start": 0, "stop": 1, "num": count}}), count)),
    ]
}

fn grid() -> impl Strategy<Value = (Value, u64)> {
    prop::collection::vec(countable(), 1..4).prop_map(|params| {
        let size = params.iter().map(|(_, count)| count).product();
        let params: serde_json::Map<_, _> =
            params.into_iter().enumerate().map(|(index, (values, _))| (format!("p{index}"), values)).collect();
        (json!({"kind": "grid", "params": params}), size)
    })
}

fn samples(matrix: &Value) -> Vec<Value> {
    let matrix = Matrix::from_json(matrix).unwrap().unwrap();
    matrix.samples().map(Value::Object).collect()
}

proptest! {
    #[test]
    fn a_grid_is_the_product_of_its_values((grid, size) in grid()) {
        let matrix = Matrix::from_json(&grid).unwrap().unwrap();
        prop_assert_eq!(matrix.runs(), size);
        prop_assert_eq!(samples(&grid).len() as u64, size);
        prop_assert!(matrix.sample(size).is_none());
    }

    #[test]
    fn num_runs_ends_a_grid_sooner((mut grid, size) in grid(), limit in 1..50_u64) {
        let all = samples(&grid);
        grid["numRuns"] = json!(limit);
        let some = samples(&grid);
        prop_assert_eq!(some.len() as u64, size.min(limit));
        prop_assert_eq!(&all[..some.len()], &some[..]);
    }

    #[test]
    fn the_same_seed_gives_the_same_values(seed in any::<u32>(), runs in 1..40_u64) {
        let matrix = |seed: u64| json!({"kind": "random", "numRuns": runs, "seed": seed, "params": {
            "a": {"kind": "uniform", "value": [0, 1]},
            "b": {"kind": "qlognormal", "value": [0, 1, 0.5]},
            "c": {"kind": "pchoice", "value": [["x", 0.25], ["y", 0.75]]},
        }});
        let once = samples(&matrix(u64::from(seed)));
        prop_assert_eq!(&once, &samples(&matrix(u64::from(seed))));
        prop_assert_ne!(once, samples(&matrix(u64::from(seed) + 1)));
    }

    #[test]
    fn a_number_is_where_it_may_be(seed in any::<u32>(), low in -100.0..100.0_f64, width in 0.0..50.0_f64) {
        let matrix = json!({"kind": "random", "numRuns": 20, "seed": seed, "params": {
            "a": {"kind": "uniform", "value": [low, low + width]},
            "b": {"kind": "quniform", "value": [0, 10, 2.5]},
            "c": {"kind": "loguniform", "value": [-2, 2]},
        }});
        for sample in samples(&matrix) {
            let number = |name: &str| sample[name].as_f64().unwrap();
            prop_assert!((low..=low + width).contains(&number("a")));
            prop_assert!((number("b") % 2.5).abs() < 1e-9);
            prop_assert!(((-2.0_f64).exp()..=2.0_f64.exp()).contains(&number("c")));
        }
    }

    #[test]
    fn random_choices_never_come_twice((grid, size) in grid(), seed in any::<u32>()) {
        let random = json!({"kind": "random", "numRuns": size + 5, "seed": seed, "params": grid["params"]});
        let made = samples(&random);
        prop_assert_eq!(made.len() as u64, size);
        // A choice may name a value twice: what is drawn is what a grid goes through, in another order.
        let sorted = |mut samples: Vec<Value>| { samples.sort_by_key(ToString::to_string); samples };
        prop_assert_eq!(sorted(made), sorted(samples(&grid)));
    }

    #[test]
    fn patching_keeps_its_laws(base in fields(), over in fields()) {
        let run = json!({"kind": "job", "connections": list_of(&base), "container": {"image": "x", "resources": base}});
        let whole = |over: &Value, strategy: &str| {
            let patch = json!({"container": {"resources": over}, "connections": list_of(over)});
            compiled(&json!({"patchStrategy": strategy, "runPatch": patch, "component": {"run": run}}))
        };
        let parts = |operation: &Value| {
            let run = &operation["run"];
            (limits(&run["container"]["resources"]), names(&run["connections"]))
        };
        let (base_limits, base_names) = (limits(&base), names(&list_of(&base)));
        let (over_limits, over_names) = (limits(&over), names(&list_of(&over)));

        // What merges has what either has; who wins differs.
        for (strategy, first, second) in [("post_merge", &base_limits, &over_limits), ("pre_merge", &over_limits, &base_limits)] {
            let (made, connections) = parts(&whole(&over, strategy));
            let expected: std::collections::BTreeMap<_, _> = first.iter().chain(second).map(|(key, value)| (key.clone(), value.clone())).collect();
            prop_assert_eq!(&made, &expected, "{}", strategy);
            let all: BTreeSet<_> = base_names.iter().chain(&over_names).collect();
            prop_assert_eq!(connections.iter().collect::<BTreeSet<_>>(), all, "{}", strategy);
        }
        // What is filled keeps what there is; what is replaced is what is given.
        let (_, kept) = parts(&whole(&over, "isnull"));
        prop_assert_eq!(&kept, &base_names);
        let (_, replaced) = parts(&whole(&over, "replace"));
        prop_assert_eq!(&replaced, &over_names);
        // Putting the same over it changes nothing.
        for strategy in ["replace", "isnull", "post_merge", "pre_merge"] {
            prop_assert_eq!(whole(&base, strategy), compiled(&json!({"run": run})), "{}", strategy);
        }
    }
}

/// Resources of a container.
fn fields() -> impl Strategy<Value = Value> {
    prop::collection::btree_map(prop::sample::select(vec!["cpu", "memory", "a/b", "c/d"]), 1..9_i64, 0..4)
        .prop_map(|limits| json!({"limits": limits}))
}

/// The names of its limits as connections.
fn list_of(resources: &Value) -> Value {
    resources["limits"].as_object().unwrap().keys().cloned().map(Value::from).collect()
}

fn limits(resources: &Value) -> std::collections::BTreeMap<String, Value> {
    let fields = resources["limits"].as_object().into_iter().flatten();
    fields.map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn names(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().map(|name| name.as_str().unwrap().to_owned()).collect()
}

fn compiled(file: &Value) -> Value {
    let (params, globals) = (std::collections::BTreeMap::new(), Globals::default());
    let request = Request { files: &[&file.to_string()], component: None, params: &params, globals: &globals };
    stage(&request, Stage::Compiled).unwrap().operation
}

#[test]
fn a_grid_too_large_is_not_built() {
    let values = json!({"kind": "range", "value": [0, 1_000_000, 1]});
    let grid = json!({"kind": "grid", "params": {"a": values, "b": values}});
    let matrix = Matrix::from_json(&grid).unwrap().unwrap();
    assert_eq!(matrix.runs(), 1_000_000_000_000);
    let expected = json!({"a": 999_999, "b": 999_999});
    assert_eq!(matrix.sample(999_999_999_999).map(Value::Object), Some(expected));
    let some = json!({"kind": "grid", "numRuns": 3, "params": {"a": values, "b": values}});
    assert_eq!(samples(&some), [json!({"a": 0, "b": 0}), json!({"a": 0, "b": 1}), json!({"a": 0, "b": 2})]);
}

#[test]
fn values_are_what_the_format_says() {
    let of = |values: Value| -> Vec<Value> {
        samples(&json!({"kind": "grid", "params": {"x": values}})).into_iter().map(|sample| sample["x"].clone()).collect()
    };
    assert_eq!(of(json!({"kind": "range", "value": "0:10:3"})), [json!(0), json!(3), json!(6), json!(9)]);
    assert_eq!(of(json!({"kind": "range", "value": [1, 0, -0.25]})), [json!(1.0), json!(0.75), json!(0.5), json!(0.25)]);
    assert_eq!(
        of(json!({"kind": "linspace", "value": [0, 1, 5]})),
        [json!(0.0), json!(0.25), json!(0.5), json!(0.75), json!(1.0)]
    );
    assert_eq!(of(json!({"kind": "logspace", "value": [0, 2, 3]})), [json!(1.0), json!(10.0), json!(100.0)]);
    assert_eq!(of(json!({"kind": "logspace", "value": [0, 3, 4, 2]})), [json!(1.0), json!(2.0), json!(4.0), json!(8.0)]);
    let ratios = of(json!({"kind": "geomspace", "value": [-1, -100, 3]}));
    assert!(
        ratios
            .iter()
            .zip([-1.0, -10.0, -100.0])
            .all(|(made, meant): (&Value, f64)| (made.as_f64().unwrap() - meant).abs() < 1e-9)
    );
    assert_eq!(
        of(json!({"kind": "daterange", "value": ["2024-02-28", "2024-03-02", 1]})),
        [json!("2024-02-28"), json!("2024-02-29"), json!("2024-03-01")]
    );
    assert_eq!(
        of(json!({"kind": "datetimerange", "value": ["2025-12-31T23:00:00+01:00", "2026-01-01T00:00:00Z", "1h"]})),
        [json!("2025-12-31T22:00:00Z"), json!("2025-12-31T23:00:00Z")]
    );
}
