//! Containers: what the tables can't say of them.

use crate::{
    index::Index,
    models::{CONTAINER, INIT},
    names,
    reader::{Reader, shortened},
    report::{Place, Report},
    yaml::{Entry, Node},
};

/// The main container's name when the file gives none.
pub(crate) const MAIN: &str = "polyaxon-main";

/// The name of an init container at this index when the file gives none.
pub(crate) fn init_name(index: usize) -> String {
    format!("polyaxon-init-{}", index + 1)
}

/// Where a run's pods are described: the run itself, or one of its roles.
const ROLES: [&str; 12] =
    ["chief", "ps", "worker", "evaluator", "master", "launcher", "scheduler", "job", "head", "driver", "executor", "workers"];

/// Kinds with one pod, whose main container has to be there.
const SINGLE: [&str; 5] = ["job", "service", "notifier", "cleaner", "tuner"];

/// Checks the containers of a run.
pub(crate) fn check(run: &Reader<'_>, report: &mut Report<'_>) {
    let kind = run.node.get("kind").and_then(Node::text).unwrap_or_default();
    if SINGLE.contains(&kind) {
        if run.get("container").is_none() {
            let fix = "say what to run: `container: {image: busybox, command: [echo, hello]}`";
            report.error_fix(&run.place, "`container` is missing", fix);
        }
        check_pod(run, report);
        return;
    }
    for role in ROLES {
        let Some(role_reader) = run.get(role) else { continue };
        if role == "workers" {
            role_reader.node.entries().iter().for_each(|entry| check_pod(&role_reader.entry(entry), report));
        } else {
            check_pod(&role_reader, report);
        }
    }
}

/// Logs are told apart by the container's name, and something has to be run.
fn check_pod(pod: &Reader<'_>, report: &mut Report<'_>) {
    let mut seen = Index::default();
    let mut one = |container: &Reader<'_>, default: String, report: &mut Report<'_>| {
        let name = name_of(container, default, report);
        if !seen.add(&name, 0) {
            let message = format!("two containers have the name `{name}`");
            report.error_fix(&at(container), message, "give each a name of its own");
        }
        check_one(container, report);
    };
    if let Some(init) = pod.get("init") {
        init.each_item(&mut |item| check_init(item, report));
        let mut index = 0;
        init.each_item(&mut |item| {
            if let Some(container) = item.get("container") {
                one(&container, init_name(index), report);
            }
            index += 1;
        });
    }
    if let Some(container) = pod.get("container") {
        one(&container, MAIN.to_owned(), report);
    }
    if let Some(sidecars) = pod.get("sidecars") {
        let mut index = 0;
        sidecars.each_item(&mut |item| {
            index += 1;
            one(item, format!("polyaxon-sidecar-{index}"), report);
        });
    }
}

/// What is fetched, and one way of it.
fn check_init(item: &Reader<'_>, report: &mut Report<'_>) {
    let is_way = |name: &str| INIT.field(name).is_some() && !matches!(name, "connection" | "path");
    let entries = item.node.entries().iter().filter(|entry| !entry.value.is_null());
    let given: Vec<&str> = entries.map(|entry| entry.key.as_str()).filter(|name| is_way(name)).collect();
    match given[..] {
        [] if item.node.get("connection").is_none() && !item.node.is_template() => {
            report.error_fix(&item.place, "nothing says what to fetch or run", "write `- container: {command: [echo, hello]}`");
        }
        [first, second, ..] => {
            let message = format!("`{first}` and `{second}` are two things to fetch");
            report.error_fix(&item.place, message, "write each as an item of its own");
        }
        _ => {}
    }
}

fn check_one(container: &Reader<'_>, report: &mut Report<'_>) {
    let says_what = ["image", "command", "args"].iter().any(|name| container.node.entry(name).is_some());
    // What is misspelt may be what is missing.
    let is_known = |entry: &Entry| CONTAINER.field(&entry.key).is_some();
    let entries = container.node.entries();
    if !says_what && !entries.is_empty() && entries.iter().all(is_known) {
        report.error_fix(
            &at(container),
            "the container says nothing to run",
            "give it a `command`: [python, train.py], or an `image` whose entry point is run",
        );
    }
    if let Some(env) = container.get("env") {
        env.each_item(&mut |variable| {
            if let Some(name) = variable.get("name") {
                check_variable(&name, report);
            }
        });
    }
}

/// Whether a process can have a variable of this name.
fn check_variable(reader: &Reader<'_>, report: &mut Report<'_>) {
    let Some(name) = reader.node.text() else { return };
    if name.is_empty() || name.chars().any(|character| !character.is_ascii_graphic() || character == '=') {
        let message = format!("`{}` can't be a variable's name", shortened(name));
        report.error_fix(&reader.place, message, "use letters, digits and `_`");
    }
}

fn name_of(container: &Reader<'_>, default: String, report: &mut Report<'_>) -> String {
    let Some(field) = container.get("name") else { return default };
    let Some(name) = field.node.text() else { return default };
    if !names::is_dns_label(name) && !field.node.is_template() {
        report.error_fix(
            &field.place,
            format!("`{}` can't be a container's name", shortened(name)),
            "use at most 63 lower-case letters, digits and `-`, with none of these at the ends",
        );
    }
    name.to_owned()
}

/// Where the container begins: at its first field.
fn at(container: &Reader<'_>) -> Place {
    match container.node.entries().first() {
        Some(entry) => Place { span: entry.key_span, path: container.place.path.clone() },
        None => container.place.clone(),
    }
}
