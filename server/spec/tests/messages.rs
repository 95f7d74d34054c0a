//! Bad files: each problem is located, says what is wrong and what to do.
#![cfg(feature = "render")]

use std::{collections::BTreeMap, path::PathBuf};

use insta::assert_snapshot;
use spec::{Check, Globals, Problem, Request, Severity, Stage, check, check_run, stage};

/// A job whose container is written by the case.
fn job(container: &str) -> String {
    format!("run:\n  kind: job\n  container:\n{container}")
}

/// A component with these inputs and these arguments.
fn component(inputs: &str, args: &str) -> String {
    format!("inputs:\n{inputs}\nrun:\n  kind: job\n  container:\n    command: [echo]\n    args: {args}\n")
}

/// The text with its line numbers, then what is said of it.
fn shown<'a>(cases: impl IntoIterator<Item = (&'a str, String)>) -> String {
    shown_of(cases, check_run)
}

/// The same of another check.
fn shown_of<'a>(cases: impl IntoIterator<Item = (&'a str, String)>, check: fn(&str) -> Check) -> String {
    let mut lines = Vec::new();
    for (name, content) in cases {
        lines.push(format!("── {name}"));
        for (index, line) in content.lines().enumerate().take(12) {
            lines.push(format!("{:>3} │ {}", index + 1, line.replace('\0', "␀").chars().take(100).collect::<String>()));
        }
        for problem in check(&content).problems {
            assert!(problem.span.line > 0 && problem.span.column > 0, "{name}: {problem}");
            assert!(problem.message.chars().count() < 300, "{name}: {problem}");
            lines.push(line_of(&problem));
        }
        lines.push(String::new());
    }
    lines.join("\n")
}

fn line_of(problem: &Problem) -> String {
    let severity = if problem.severity == Severity::Error { "error" } else { "warning" };
    format!("{severity}: {problem}")
}

#[test]
fn yaml_in_plain_words() {
    let file = str::to_owned;
    let text = shown([
        ("empty", file("")),
        ("comments only", file("# later\n")),
        ("a text", file("hello")),
        ("a list", file("- a\n")),
        ("a tab", file("run:\n\tkind: job\n")),
        ("a colon in a text", file("name: a: b\n")),
        ("indentation", file("run:\n  kind: job\n   container: {}\n")),
        ("less indentation", file("run:\n    kind: job\n  container: {}\n")),
        ("no colon", file("name: a\nkind\nrun: {}\n")),
        ("unclosed quote", file("name: \"a\nrun: {}\n")),
        ("unclosed bracket", file("tags: [a, b\nrun: {}\n")),
        ("extra bracket", file("tags: [a]]\n")),
        ("bad escape", file("name: \"a\\q\"\n")),
        ("a list item on the line", file("tags: - a\n")),
        ("unknown alias", file("name: *later\n")),
        ("at sign", file("name: @me\n")),
        ("backtick", file("name: `x`\n")),
        ("two documents", file("name: a\n---\nname: b\n")),
        ("key twice", file("name: a\nrun: {}\nname: b\n")),
        ("bare template", job("    command: [echo]\n    workingDir: {{ dir }}\n")),
        ("bare template in a list", job("    command: [echo]\n    args:\n      - {{ dir }}\n")),
        ("bare template with a tail", job("    command: [echo]\n    workingDir: {{ dir }}/x\n")),
        ("a mapping as key", file("? {a: 1}\n: b\n")),
        ("no key", file(": b\n")),
        ("a tag", file("name: !secret x\n")),
        ("a merge of a text", file("<<: x\n")),
        ("an alias in itself", file("name: &a [*a]\n")),
        ("a NUL", file("name: a\nrun: \0\n")),
        ("too deep", format!("name: {}", "[".repeat(100))),
        ("too big", "a".repeat(2 << 20)),
    ]);
    assert_snapshot!(text);
}

#[test]
fn an_alias_bomb_is_refused() {
    let mut bomb = vec!["a: &a [x, x, x, x, x, x, x, x, x, x]".to_owned()];
    for (name, of) in ["b", "c", "d", "e", "f", "g", "h", "i"].iter().zip(["a", "b", "c", "d", "e", "f", "g", "h"]) {
        let aliases = vec![format!("*{of}"); 10].join(", ");
        bomb.push(format!("{name}: &{name} [{aliases}]"));
    }
    let problems = check_run(&bomb.join("\n")).problems;
    assert_eq!(problems.len(), 1, "{problems:#?}");
    assert!(problems[0].message.starts_with("the file is too big"), "{}", problems[0]);
}

#[test]
fn the_format() {
    let file = str::to_owned;
    let text = shown([
        ("nothing to run", file("kind: component\nname: x\n")),
        ("misspelt root field", file("knd: component\nrun: {kind: job, container: {command: [ls]}}\n")),
        ("misspelt container field", job("    imaeg: busybox\n    command: [echo]\n")),
        ("snake case", job("    command: [echo]\n    working_dir: /tmp\n")),
        ("unknown field", job("    command: [echo]\n    colour: red\n")),
        ("wrong kind of file", file("kind: job\nrun: {kind: job, container: {command: [ls]}}\n")),
        ("wrong kind of run", file("run: {kind: jobb, container: {command: [ls]}}\n")),
        ("a kind for later", file("run: {kind: service, ports: [80], container: {command: [ls]}}\n")),
        ("no kind of run", file("run: {container: {command: [ls]}}\n")),
        ("no container", file("run: {kind: job}\n")),
        ("empty container", file("run:\n  kind: job\n  container:\n")),
        ("nothing in the container", file("run: {kind: job, container: {env: []}}\n")),
        ("command beside the container", file("run: {kind: job, command: [ls], container: {image: x}}\n")),
        ("a text as command", job("    command: python train.py\n")),
        ("a mapping as env", job("    command: [ls]\n    env: {A: b}\n")),
        ("an env without a name", job("    command: [ls]\n    env:\n      - {value: b}\n      - {name: \"a=b\", value: c}\n")),
        ("a secret", job("    command: [ls]\n    env:\n      - {name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}\n")),
        ("a null argument", job("    command: [ls]\n    args: [~, [a]]\n")),
        ("a NUL argument", job("    command: [ls]\n    args: [\"a\\0b\"]\n")),
        (
            "container names",
            file(
                "run:\n  kind: job\n  init:\n    - container: {name: Main, command: [ls]}\n    - container: {name: a, command: [ls]}\n  container: {name: a, command: [ls]}\n",
            ),
        ),
        (
            "init without container",
            file(
                "run:\n  kind: job\n  init:\n    - git: {url: x}\n    - image: busybox\n    - {}\n  container: {command: [ls]}\n",
            ),
        ),
        ("for later", file("matrix: {kind: grid}\nschedule: {kind: cron}\nhubRef: a/b\npresets: [x]\nbuild: {}\n")),
        (
            "for later in run",
            file(
                "run: {kind: job, volumes: [], connections: [a], sidecars: [], container: {command: [ls], volumeMounts: []}}\n",
            ),
        ),
        (
            "approval and templates",
            file(
                "isApproved: maybe\nisPreset: true\ntemplate: {enabled: true, fields: [lr]}\nrun: {kind: job, container: {command: [ls]}}\n",
            ),
        ),
        (
            "names and tags",
            file("name: my job!\ntags: a\nversion: one\ndescription: [a]\nrun: {kind: job, container: {command: [ls]}}\n"),
        ),
        (
            "termination",
            file(
                "termination: {maxRetries: -1, timeout: 0, ttl: soon, retries: 2}\nrun: {kind: job, container: {command: [ls]}}\n",
            ),
        ),
        (
            "a huge timeout",
            file("version: 1\ntermination: {timeout: 9999999999}\nrun: {kind: job, container: {command: [ls]}}\n"),
        ),
        (
            "run beside component",
            file("kind: operation\ncomponent: {run: {kind: job, container: {command: [ls]}}}\nrun: {kind: job}\n"),
        ),
        ("params in the component", file("component:\n  params: {a: 1}\n  run: {kind: job, container: {command: [ls]}}\n")),
        ("shortcut beside run", file("cmd: ls\nrun: {kind: job, container: {command: [ls]}}\n")),
        ("cmd and command", file("cmd: ls\ncontainer: {command: [ls]}\nenv: [a]\nports: [80]\n")),
    ]);
    assert_snapshot!(text);
}

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

#[test]
fn kinds_and_what_is_around_them() {
    let run = |run: &str| format!("run: {run}\n");
    let job = |head: &str| format!("{head}\nrun: {{kind: job, container: {{image: x}}}}\n");
    let text = shown_of(
        [
            ("a role of another kind", run("{kind: tfjob, master: {replicas: 1}}")),
            ("a misspelt role", run("{kind: pytorchjob, workers: {replicas: 1}}")),
            ("replicas", run("{kind: tfjob, worker: {replicas: two, container: {image: x}}}")),
            ("negative replicas", run("{kind: mpijob, worker: {replicas: -1, container: {image: x}}}")),
            ("a policy", run("{kind: tfjob, cleanPodPolicy: Some}")),
            ("a container that says nothing", run("{kind: tfjob, chief: {container: {name: a}}}")),
            ("two containers of one name", run("{kind: tfjob, chief: {container: {name: a, image: x}, sidecars: [{name: a, image: y}]}}")),
            ("ports in words", run("{kind: service, ports: [http], container: {image: x}}")),
            ("ports alone", run("{kind: service, ports: 80, container: {image: x}}")),
            ("Spark without a language", run("{kind: sparkjob, mainClass: a.B}")),
            ("Spark in another", run("{kind: sparkjob, type: Go}")),
            ("Ray's workers as a list", run("{kind: rayjob, workers: [{replicas: 1}]}")),
            ("a field of a service in a job", run("{kind: job, ports: [80], container: {image: x}}")),
            ("a container's field in the environment", run("{kind: job, environment: {resources: {limits: {cpu: 1}}}, container: {image: x}}")),
            ("amounts", run("{kind: job, container: {image: x, resources: {limits: {memory: 2GB, cpu: lots}}}}")),
            ("labels", run("{kind: job, environment: {labels: [a]}, container: {image: x}}")),
            ("a policy of the pod", run("{kind: job, environment: {restartPolicy: Sometimes}, container: {image: x}}")),
            ("two things to fetch", run("{kind: job, init: [{git: {url: u}, file: {content: c}}], container: {image: x}}")),
            ("a file without content", run("{kind: job, init: [{file: {filename: a}}], container: {image: x}}")),
            ("a Dockerfile without an image", run("{kind: job, init: [{dockerfile: {run: [ls]}}], container: {image: x}}")),
            ("a volume without a name", run("{kind: job, volumes: [{emptyDir: {}}], container: {image: x, volumeMounts: [{name: a}]}}")),
            ("a template where none can be", run("{kind: '{{ k }}', container: {image: x}}")),
            ("schedules", job("schedule: {kind: corn, cron: '* * * * *'}")),
            ("an interval", job("schedule: {kind: interval, frequency: often}")),
            ("a time", job("schedule: {kind: datetime, startAt: tomorrow}")),
            ("events", job("events: [{kinds: [run_status_dead], ref: runs.a}, {ref: a}]")),
            ("a join", job("joins: [{params: {a: {value: globals.uuid}}}]")),
            ("a cache", job("cache: {ttl: -1, sections: [container]}")),
            ("plugins", job("plugins: {collectLogs: always, colectArtifacts: true}")),
            ("a hook", job("hooks: [{trigger: done}]")),
            ("a build", job("build: {patchStrategy: merge}")),
            ("names", job("name: a name with blanks")),
            ("two sources", "kind: operation\nhubRef: a\npathRef: b\n".to_owned()),
            ("a component with a component", "kind: component\ncomponent: {run: {kind: job, container: {image: x}}}\n".to_owned()),
            ("a patch of nothing", "runPatch: {container: {image: y}}\n".to_owned()),
            ("a patch that does not fit", "runPatch: {contianer: {image: y}, ports: [80]}\ncomponent: {run: {kind: job, container: {image: x}}}\n".to_owned()),
            ("shortcuts of resources", "container: {image: x}\nresources: {cpu: 2..1, ram: 1Gi, nvidia.com/gpu: 1, memory: much}\n".to_owned()),
            ("a regular expression", "inputs: [{name: a, type: str, validation: {regex: 'a('}}]\nrun: {kind: job, container: {image: x}}\n".to_owned()),
            ("what does not match one", "inputs: [{name: a, type: str, value: b, validation: {regex: '^a'}}]\nrun: {kind: job, container: {image: x}}\n".to_owned()),
            ("a connection nobody asks for", "run: {kind: job, container: {image: x, args: ['{{ connections[\"s\"].bucket }}']}}\n".to_owned()),
        ],
        check,
    );
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

#[test]
fn there_are_many_messages() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    let mut messages = std::collections::BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap().to_str().unwrap().starts_with("messages__") {
            let text = std::fs::read_to_string(path).unwrap();
            messages.extend(
                text.lines()
                    .filter(|line| line.contains("error: "))
                    .filter_map(|line| line.split(": ").nth(3).map(str::to_owned)),
            );
        }
    }
    assert!(messages.len() >= 150, "{}", messages.len());
}

#[test]
fn five_mistakes_are_five_problems() {
    let content = "\
kind: component
name: train
inputs:
  - {name: lr, type: float, value: fast}
  - {name: epochs, type: integer}
termination:
  timeout: soon
run:
  kind: job
  container:
    imaeg: python:3.12
    command: [python, train.py]
    args: [\"--lr={{ learning_rate }}\"]
";
    let problems = check_run(content).problems;
    let found: Vec<(u32, &str)> = problems.iter().map(|problem| (problem.span.line, problem.path.as_str())).collect();
    assert_eq!(
        found,
        [
            (4, "inputs[0].value"),
            (5, "inputs[1].type"),
            (7, "termination.timeout"),
            (11, "run.container.imaeg"),
            (13, "run.container.args[0]")
        ]
    );
    let text = problems.iter().map(line_of).collect::<Vec<_>>().join("\n");
    assert_snapshot!(text);
}
