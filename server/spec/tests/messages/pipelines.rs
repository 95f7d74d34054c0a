//! Matrices and DAGs.

use insta::assert_snapshot;
use spec::check;

use crate::shown_of;

/// An operation with this matrix, over a component with inputs `a` and `b`.
fn matrix(matrix: &str) -> String {
    format!(
        "matrix: {matrix}\ncomponent:\n  inputs: [{{name: a, type: float}}, {{name: b, type: float, value: 1}}]\n  run: {{kind: job, container: {{image: x}}}}\n"
    )
}

#[test]
fn matrices() {
    let grid = |values: &str| matrix(&format!("{{kind: grid, params: {{a: {values}}}}}"));
    let random = |values: &str| matrix(&format!("{{kind: random, numRuns: 3, params: {{a: {values}}}}}"));
    let text = shown_of(
        [
            ("no kind", matrix("{params: {a: {kind: choice, value: [1]}}}")),
            ("misspelt kind", matrix("{kind: gird, params: {a: {kind: choice, value: [1]}}}")),
            ("no params", matrix("{kind: grid}")),
            ("empty params", matrix("{kind: grid, params: {}}")),
            ("a field of another kind", matrix("{kind: grid, seed: 3, params: {a: {kind: choice, value: [1]}}}")),
            ("no values", grid("{kind: choice, value: []}")),
            ("a choice that is no list", grid("{kind: choice, value: 3}")),
            ("misspelt distribution", grid("{kind: choise, value: [1]}")),
            ("a distribution without a kind", grid("{value: [1]}")),
            ("a distribution without a value", grid("{kind: choice}")),
            ("a list alone", grid("[1, 2]")),
            ("what no grid can go through", grid("{kind: uniform, value: [0, 1]}")),
            ("a range that leads nowhere", grid("{kind: range, value: [0, 10, -1]}")),
            ("a range without a step", grid("{kind: range, value: [0, 10]}")),
            ("a step of zero", grid("{kind: range, value: {start: 0, stop: 1, step: 0}}")),
            ("a misspelt part", grid("{kind: range, value: {start: 0, end: 1, step: 1}}")),
            ("a part that is no number", grid("{kind: linspace, value: {start: zero, stop: 1, num: 3}}")),
            ("half a value", grid("{kind: linspace, value: [0, 1, 2.5]}")),
            ("too many values", grid("{kind: range, value: [0, 100000000, 1]}")),
            ("a space over zero", grid("{kind: geomspace, value: [-1, 1, 3]}")),
            ("a date that is none", grid("{kind: daterange, value: [2026-02-30, 2026-03-30, 1]}")),
            ("a time without a step", grid("{kind: datetimerange, value: [2026-01-01, 2026-01-02, soon]}")),
            (
                "a grid too large",
                matrix(
                    "{kind: grid, params: {a: {kind: range, value: [0, 1000000, 1]}, b: {kind: range, value: [0, 1000000, 1]}}}",
                ),
            ),
            ("probabilities", random("{kind: pchoice, value: [[x, 0.5], [y, 0.6]]}")),
            ("no probabilities", random("{kind: pchoice, value: [x, y]}")),
            ("the wrong way round", random("{kind: uniform, value: [1, 0]}")),
            ("no quantum", random("{kind: quniform, value: [0, 1]}")),
            ("a quantum of zero", random("{kind: quniform, value: {low: 0, high: 1, q: 0}}")),
            ("a negative scale", random("{kind: normal, value: {loc: 0, scale: -1}}")),
            ("no number of runs", matrix("{kind: random, params: {a: {kind: uniform, value: [0, 1]}}}")),
            ("no runs", matrix("{kind: random, numRuns: 0, params: {a: {kind: uniform, value: [0, 1]}}}")),
            ("no mapping", matrix("{kind: mapping, values: []}")),
            ("a mapping of lists", matrix("{kind: mapping, values: [[1]]}")),
            ("an input nobody declares", matrix("{kind: mapping, values: [{a: 1, bb: 2}]}")),
            ("hyperband", matrix("{kind: hyperband, maxIterations: 9, params: {a: {kind: uniform, value: [0, 1]}}}")),
            (
                "a metric that gets better sideways",
                matrix(
                    "{kind: tpe, numRuns: 3, metric: {name: m, optimization: maximise}, params: {a: {kind: uniform, value: [0, 1]}}}",
                ),
            ),
            (
                "early stopping",
                matrix(
                    "{kind: mapping, values: [{a: 1}], earlyStopping: [{kind: failure}, {kind: failure_early_stopping}, {kind: metric_early_stopping, metric: m, value: 1, optimization: minimize, policy: {kind: mean}}]}",
                ),
            ),
        ],
        check,
    );
    assert_snapshot!(text);
}

/// A DAG of these operations.
fn dag(operations: &str) -> String {
    format!("inputs: [{{name: lr, type: float, value: 1}}]\nrun:\n  kind: dag\n  operations:\n{operations}")
}

#[test]
fn dags() {
    let op = |name: &str, rest: &str| {
        format!("    - {{name: {name}, {rest}component: {{run: {{kind: job, container: {{image: x}}}}}}}}\n")
    };
    let with = |name: &str, params: &str, component: &str| {
        format!(
            "    - {{name: {name}, params: {{{params}}}, component: {{{component}, run: {{kind: job, container: {{image: x}}}}}}}}\n"
        )
    };
    let text = shown_of(
        [
            ("no operations", "run: {kind: dag}\n".to_owned()),
            ("none of them", "run: {kind: dag, operations: []}\n".to_owned()),
            ("no name", dag("    - {component: {run: {kind: job, container: {image: x}}}}\n")),
            ("the same name", dag(&(op("a", "") + &op("a", "")))),
            ("an unknown dependency", dag(&(op("first", "") + &op("second", "dependencies: [frist], ")))),
            ("itself", dag(&op("a", "dependencies: [a], "))),
            (
                "a circle",
                dag(&(op("a", "dependencies: [c], ") + &op("b", "dependencies: [a], ") + &op("c", "dependencies: [b], "))),
            ),
            (
                "behind a circle",
                dag(&(op("a", "dependencies: [b], ") + &op("b", "dependencies: [a], ") + &op("c", "dependencies: [b], "))),
            ),
            (
                "before and behind circles",
                dag(&(op("x", "dependencies: [a, p], ")
                    + &op("a", "dependencies: [b], ")
                    + &op("b", "dependencies: [a], ")
                    + &op("p", "dependencies: [q], ")
                    + &op("q", "dependencies: [p], "))),
            ),
            (
                "an unknown component",
                dag("    - {name: a, dagRef: trian}\n  components: [{name: train, run: {kind: job, container: {image: x}}}]\n"),
            ),
            (
                "components without names",
                dag(
                    "    - {name: a, dagRef: t}\n  components: [{run: {kind: job, container: {image: x}}}, {name: t, run: {kind: job, container: {image: x}}}, {name: t, run: {kind: job, container: {image: x}}}]\n",
                ),
            ),
            (
                "a mistake in a component",
                dag(
                    "    - {name: a, dagRef: t}\n    - {name: b, dagRef: t}\n  components: [{name: t, run: {kind: job, container: {imaeg: x}}}]\n",
                ),
            ),
            ("a missing value", dag(&with("a", "", "inputs: [{name: n, type: int}]"))),
            ("a value of another type", dag(&with("a", "n: many", "inputs: [{name: n, type: int}]"))),
            (
                "an input of the DAG that is none",
                dag(&with("a", "n: {ref: dag, value: inputs.rl}", "inputs: [{name: n, type: float}]")),
            ),
            (
                "an output that is none",
                dag(&(with("a", "", "outputs: [{name: loss, type: float}]")
                    + &with("b", "n: {ref: ops.a, value: outputs.los}", "inputs: [{name: n, type: float}]"))),
            ),
            (
                "types that do not go together",
                dag(&(with("a", "", "outputs: [{name: loss, type: float}]")
                    + &with("b", "n: {ref: ops.a, value: outputs.loss}", "inputs: [{name: n, type: bool}]"))),
            ),
            (
                "an operation that is none",
                dag(&with("b", "n: {ref: ops.aa, value: outputs.loss}", "inputs: [{name: n, type: bool}]")),
            ),
            (
                "references to nothing",
                dag(&with(
                    "b",
                    "n: {ref: jobs.a, value: outputs.loss}, m: {ref: runs.7, value: outputs.loss}, o: {ref: dag}, p: {ref: dag, value: outputs.a.b}",
                    "inputs: [{name: n}, {name: m}, {name: o}, {name: p}]",
                )),
            ),
            ("a schedule inside", dag(&op("a", "schedule: {kind: cron, cron: '* * * * *'}, "))),
            ("templates", dag("    - {name: a, component: {run: {kind: job, container: {image: x, args: ['{{ lr }}']}}}}\n")),
            ("a trigger", dag(&op("a", "trigger: all_good, "))),
        ],
        check,
    );
    assert_snapshot!(text);
}
