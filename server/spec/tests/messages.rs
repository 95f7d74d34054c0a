//! Bad files: each problem is located, says what is wrong and what to do.

use insta::assert_snapshot;
use spec::{Problem, Severity, check};

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
    let problems = check(&bomb.join("\n")).problems;
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
    let problems = check(content).problems;
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
