//! Bad files: each problem is located, says what is wrong and what to do.
#![cfg(feature = "render")]

mod files;
mod pipelines;
mod runs;
mod values;

use std::path::PathBuf;

use insta::assert_snapshot;
use spec::{Check, Problem, Severity, check_run};

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
fn there_are_many_messages() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/messages/snapshots");
    let mut messages = std::collections::BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let errors = text.lines().filter(|line| line.contains("error: "));
        messages.extend(errors.filter_map(|line| line.split(": ").nth(3).map(str::to_owned)));
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
