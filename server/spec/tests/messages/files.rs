//! What is no YAML, and what is not of the format.

use insta::assert_snapshot;
use spec::check_run;

use crate::{job, shown};

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
