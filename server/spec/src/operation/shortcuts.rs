//! `container`, `cmd`, `env`, `resources`, `ports` and the like at the root: a run without writing `run`.

use crate::{
    index::Index,
    models,
    patch::{self, Strategy},
    problems::Span,
    report::{Place, Report},
    yaml::{Data, Entry, Node},
};

/// Puts a layer's shortcuts over its run; without one, `ports` make it a service and the others a job.
pub(super) fn apply(whole: &mut Node, layer: &Node, strategy: Strategy, report: &mut Report<'_>) {
    let given = |name| layer.entry(name).filter(|entry| !entry.value.is_null());
    if let Some(ports) = given("ports") {
        put(whole, "service", ports, strategy);
    }
    if let Some(container) = given("container") {
        put(whole, "job", container, strategy);
    }
    if let Some(cmd) = given("cmd") {
        refuse_both(layer, cmd, report);
        let mut container = Node::empty(cmd.value.span);
        let word = |text: &str| Node::of_text(text, cmd.value.span);
        container.set("command", list(vec![word("/bin/sh"), word("-c")], cmd.value.span));
        container.set("args", list(vec![word(&script(&cmd.value))], cmd.value.span));
        // The pair is written as one, so that it never mixes with another's.
        let strategy = match strategy {
            Strategy::PreMerge | Strategy::IsNull if has_command(whole) => return rest(whole, layer, strategy, report),
            _ => Strategy::Replace,
        };
        put(whole, "job", &entry("container", container), strategy);
    }
    rest(whole, layer, strategy, report);
}

fn rest(whole: &mut Node, layer: &Node, strategy: Strategy, report: &mut Report<'_>) {
    let given = |name| layer.entry(name).filter(|entry| !entry.value.is_null());
    if let Some(env) = given("env") {
        let mut container = Node::empty(env.value.span);
        container.set("env", variables(&env.value));
        put(whole, "job", &entry("container", container), strategy);
        keep_last(whole);
    }
    if let Some(resources) = given("resources") {
        let place = Place::default().field("resources", resources.key_span);
        let mut container = Node::empty(resources.value.span);
        container.set("resources", requirements(&resources.value, &place, report));
        put(whole, "job", &entry("container", container), strategy);
    }
    for name in ["environment", "init", "connections", "sidecars", "volumes"] {
        if let Some(field) = given(name) {
            put(whole, "job", field, strategy);
        }
    }
}

/// Puts a field over the run; without one, a run of this kind is made of it.
fn put(whole: &mut Node, kind: &str, field: &Entry, strategy: Strategy) {
    let span = field.value.span;
    if whole.get("run").is_none() {
        let mut run = Node::empty(span);
        run.set("kind", Node::of_text(kind, span));
        whole.set("run", run);
    }
    let Some(run) = whole.get_mut("run") else { return };
    let mut over = Node::empty(span);
    over.put(field.clone());
    let kind = run.get("kind").and_then(Node::text).unwrap_or_default();
    if let Some(model) = models::RUN.model(kind) {
        patch::model(run, &over, model, strategy);
    }
}

fn entry(key: &str, value: Node) -> Entry {
    Entry { key: key.to_owned(), key_span: value.span, value }
}

const fn list(items: Vec<Node>, span: Span) -> Node {
    Node { span, data: Data::List(items) }
}

/// A shell runs the lines and stops at the first that fails.
fn script(cmd: &Node) -> String {
    let lines = match &cmd.data {
        Data::List(items) => items.iter().filter_map(Node::text).collect::<Vec<_>>().join("\n"),
        _ => cmd.text().unwrap_or_default().to_owned(),
    };
    format!("set -e\n{lines}")
}

fn has_command(whole: &Node) -> bool {
    let container = whole.get("run").and_then(|run| run.get("container"));
    container.is_some_and(|container| container.get("command").is_some() || container.get("args").is_some())
}

fn refuse_both(layer: &Node, cmd: &Entry, report: &mut Report<'_>) {
    let says = |container: &Node| container.get("command").is_some() || container.get("args").is_some();
    if layer.get("container").is_some_and(says) {
        report.error_fix(
            &Place::default().field("cmd", cmd.key_span),
            "`cmd` and the container's own `command` or `args` can't both be used",
            "keep one of them",
        );
    }
}

/// Of variables of one name, the last is what a process sees.
fn keep_last(whole: &mut Node) {
    let container = whole.get_mut("run").and_then(|run| run.get_mut("container"));
    let Some(Node { data: Data::List(items), .. }) = container.and_then(|container| container.get_mut("env")) else { return };
    let mut seen = Index::default();
    let mut kept: Vec<Node> = std::mem::take(items);
    kept.reverse();
    kept.retain(|item| item.get("name").and_then(Node::text).is_none_or(|name| seen.add(name, 0)));
    kept.reverse();
    *items = kept;
}

/// Names and values as Kubernetes has them.
fn variables(env: &Node) -> Node {
    let one = |entry: &Entry| {
        let mut variable = Node::empty(entry.key_span);
        variable.set("name", Node::of_text(&*entry.key, entry.key_span));
        variable.set("value", Node::of_text(entry.value.text().unwrap_or_default(), entry.value.span));
        variable
    };
    list(env.entries().iter().map(one).collect(), env.span)
}

/// `{cpu: 1..2, memory: 2Gi, gpu: 1}` as requests and limits: of processors and memory an amount alone is what is asked for; of
/// things that are counted it is both.
fn requirements(resources: &Node, place: &Place, report: &mut Report<'_>) -> Node {
    let mut requests = Vec::new();
    let mut limits = Vec::new();
    for field in resources.entries() {
        let at = place.field(&field.key, field.key_span);
        let name = match field.key.as_str() {
            "cpu" | "memory" => field.key.as_str(),
            "gpu" => "nvidia.com/gpu",
            "nvidia.com/gpu" => {
                report.error_fix(&at, "`nvidia.com/gpu` has a shorter name here", "write `gpu`");
                continue;
            }
            name if name.contains('/') => name,
            name => {
                let message = format!("unknown resource `{}`", crate::reader::shortened(name));
                report.error_fix(&at, message, "known here: `cpu`, `memory`, `gpu`, or a name with a `/` in it");
                continue;
            }
        };
        let text = field.value.text().unwrap_or_default();
        let amount = |text: &str| entry(name, Node { span: field.value.span, ..Node::plain(text.trim()) });
        let written = |text: &str| entry(name, Node::of_text(text.trim(), field.value.span));
        if let Some((least, most)) = text.split_once("..") {
            check_order(&at, least, most, report);
            requests.push(written(least));
            limits.push(written(most));
            continue;
        }
        check_amount(&at, text, report);
        requests.push(amount(text));
        if !matches!(name, "cpu" | "memory") {
            limits.push(amount(text));
        }
    }
    let mut found = Node::empty(resources.span);
    for (name, amounts) in [("limits", limits), ("requests", requests)] {
        if !amounts.is_empty() {
            found.set(name, Node { span: resources.span, data: Data::Map(amounts) });
        }
    }
    found
}

fn check_amount(place: &Place, text: &str, report: &mut Report<'_>) -> Option<f64> {
    if crate::templates::has_tags(text) {
        return None;
    }
    let amount = crate::amounts::quantity(text.trim());
    if amount.is_none() {
        let message = format!("must be an amount such as `500m`, `2` or `1.5Gi`, not `{}`", crate::reader::shortened(text));
        report.error_fix(place, message, "or write `least..most`: `1..2`");
    }
    amount
}

fn check_order(place: &Place, least: &str, most: &str, report: &mut Report<'_>) {
    let (least, most) = (check_amount(place, least, report), check_amount(place, most, report));
    if let (Some(least), Some(most)) = (least, most)
        && least > most
    {
        report.error_fix(place, "asks for more than it may take", "write the smaller amount first: `1..2`");
    }
}
