//! Inputs, their values, and templates.

use std::collections::BTreeMap;

use insta::assert_snapshot;
use spec::{Globals, Request, Stage, stage};

use crate::{component, line_of, shown};

#[test]
fn inputs_and_params() {
    let file = str::to_owned;
    let text = shown([
        ("unknown types", component("  - {name: a, type: flaot}\n  - {name: b, type: string}\n  - {name: c, type: zzz}", "[]")),
        (
            "wrong defaults",
            component(
                "  - {name: a, type: int, value: 3.5}\n  - {name: b, type: bool, value: maybe}\n  - {name: c, type: float, isList: true, value: 3}\n  - {name: d, type: int, isList: true, value: [1, x]}\n  - {name: e, type: date, value: 2023-02-30}\n  - {name: f, type: dict, value: [1]}\n  - {name: g, type: uuid, value: 1234}",
                "[]",
            ),
        ),
        (
            "options and rules",
            component(
                "  - {name: a, type: str, options: [x, y], value: z}\n  - {name: b, type: int, options: [x]}\n  - {name: c, type: float, validation: {gt: 0, lte: 1}, value: 0}\n  - {name: d, type: str, validation: {minLength: x, regex: a+}}",
                "[]",
            ),
        ),
        (
            "names",
            component(
                "  - {type: int}\n  - {name: params}\n  - {name: a b}\n  - {name: my-lr}\n  - {name: x}\n  - {name: x}\n  - lr",
                "[]",
            ),
        ),
        ("flags", component("  - {name: a, type: int, isFlag: true}\n  - {name: b, type: bool, isFlag: sure}", "[]")),
        ("for later", component("  - {name: a, type: int, connection: x, toInit: true}", "[]")),
        (
            "misspelt param",
            file("params: {lrr: 1}\ninputs: [{name: lr, type: float}]\nrun: {kind: job, container: {command: [ls]}}\n"),
        ),
        ("undeclared param", file("params: {lr: 1}\nrun: {kind: job, container: {command: [ls]}}\n")),
        ("not strict", file("params: {lr: 1}\nstrictParams: false\nrun: {kind: job, container: {command: [ls]}}\n")),
        (
            "wrong param",
            file("params: {lr: fast}\ninputs: [{name: lr, type: float}]\nrun: {kind: job, container: {command: [ls]}}\n"),
        ),
        (
            "a ref and a typo",
            file(
                "params: {lr: {ref: ops.a}, n: {valeu: 1, value: 2}}\ninputs: [{name: lr, type: float}, {name: n}]\nrun: {kind: job, container: {command: [ls]}}\n",
            ),
        ),
        (
            "declared and context only",
            file(
                "params: {lr: {value: 1, contextOnly: true}}\ninputs: [{name: lr}]\nrun: {kind: job, container: {command: [ls]}}\n",
            ),
        ),
        ("params as a list", file("params: [a]\nrun: {kind: job, container: {command: [ls]}}\n")),
        ("a missing value is no problem yet", component("  - {name: a, type: int}", "[\"{{ a }}\"]")),
        (
            "surprises",
            component(
                "  - {name: a, value: no}\n  - {name: b, type: int, value: 012}\n  - {name: c, type: str, value: 012}\n  - {name: d, type: dict, value: {k: on}}\n  - {name: e, value: 1e3}",
                "[no, 012, 1:30, yes]",
            ),
        ),
    ]);
    assert_snapshot!(text);
}

#[test]
fn templates() {
    let lr = "  - {name: lr, type: float}\n  - {name: cfg, type: dict}";
    let text = shown([
        ("misspelt name", component(lr, "[\"--lr={{ lrr }}\"]")),
        ("unknown name", component(lr, "[\"{{ whatever }}\", \"{{ username }}\"]")),
        ("misspelt param", component(lr, "[\"{{ params.lrr.value }}\", \"{{ params.lr.valeu }}\", \"{{ params.nothing }}\"]")),
        ("globals", component(lr, "[\"{{ globals.uuidd }}\", \"{{ globals.started_at }}\"]")),
        ("filters and functions", component(lr, "[\"{{ lr | uper }}\", \"{{ now() }}\", \"{% include 'x' %}\"]")),
        ("not closed", component(lr, "[\"{{ lr }\", \"{% if lr\", \"{{ 'lr }}\"]")),
        ("empty", component(lr, "[\"{{ }}\", \"{% %}\"]")),
        ("part of a text", component(lr, "[\"x {{ params.as_args }}\"]")),
        ("for later", component(lr, "[\"{{ connections.store.path }}\"]")),
        (
            "in a block",
            component(lr, "\n      - |\n        first\n        second {{ lrr }}\n      - >-\n        {{ lr }} {{ cgf.x }}"),
        ),
        ("twice on a line", component(lr, "[\"{{ lr }} {{ lrr }} {{ lrr }}\"]")),
        (
            "order of values",
            component(
                "  - {name: a, value: \"{{ b }}\"}\n  - {name: b, value: \"{{ a }} {{ c }}\", argFormat: \"{{ a }}\"}",
                "[]",
            ),
        ),
        (
            "fine",
            component(
                lr,
                "[\"{{ cfg.x.y }} {% for k, v in cfg | items %}{{ k }}={{ v }}{{ loop.index }}{% endfor %} {{ params['lr'].as_str }} ${HOME}\"]",
            ),
        ),
    ]);
    assert_snapshot!(text);
}

#[test]
fn values_and_presets() {
    let params = |given: &[(&str, &str)]| {
        given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<BTreeMap<_, _>>()
    };
    let said = |files: &[&str], given: &[(&str, &str)]| {
        let (params, globals) = (params(given), Globals::default());
        let request = Request { files, component: None, params: &params, globals: &globals };
        match stage(&request, Stage::Resolved) {
            Ok(_) => "nothing is wrong".to_owned(),
            Err(problems) => problems
                .iter()
                .map(|problem| format!("{}: {}", problem.span.file, line_of(problem)))
                .collect::<Vec<_>>()
                .join("\n"),
        }
    };
    let file = "inputs: [{name: n, type: int, validation: {ge: 1}}, {name: s, type: str, isOptional: true}]\nrun: {kind: job, container: {image: 'x:{{ s.a }}'}}\n";
    let shown = [
        ("nothing given", said(&[file], &[])),
        ("not of its type", said(&[file], &[("n", "many")])),
        ("not allowed", said(&[file], &[("n", "0")])),
        ("unknown", said(&[file], &[("n", "1"), ("m", "2")])),
        ("a template", said(&[file], &[("n", "{{ whatever }}")])),
        ("a mistake in a preset", said(&[file, "isPreset: true\nqueu: a\n"], &[("n", "1")])),
        ("a preset that is none", said(&[file, "- a\n"], &[("n", "1")])),
        ("a preset over nothing", said(&["isPreset: true\nqueue: a\n"], &[])),
        ("a component that is not at hand", said(&["hubRef: a:1\n"], &[])),
        (
            "a value of another run",
            said(
                &[
                    "params: {n: {ref: runs.0197c2a45b6e7d8f9a0b1c2d3e4f5a6b, value: outputs.n}}\ncomponent:\n  inputs: [{name: n, type: int}]\n  run: {kind: job, container: {image: 'x:{{ n }}'}}\n",
                ],
                &[],
            ),
        ),
        (
            "what a template makes",
            said(
                &[
                    "inputs: [{name: r, type: str, value: two}]\nrun: {kind: tfjob, worker: {replicas: '{{ r }}', container: {image: x}}}\n",
                ],
                &[],
            ),
        ),
    ];
    let text = shown.map(|(name, said)| format!("── {name}\n{said}\n")).join("\n");
    assert_snapshot!(text);
}
