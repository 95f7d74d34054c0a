//! From files to one operation, and from an operation to what it runs.
//!
//! `parsed` is a file as it was read. `operation` is the first file with the others put over it as presets and with the values a person
//! gives. `compose` puts what the operation says over what its component says: what is left has `inputs`, `outputs` and `run` at its root.

mod shortcuts;

#[cfg(feature = "render")]
use std::collections::BTreeMap;

use crate::{
    amounts,
    models::{self, POLYAXONFILE, SHORTCUTS, Shape, spelling, structure},
    numbers,
    patch::{self, Strategy},
    reader::Reader,
    report::{Place, Report},
    yaml::{self, Data, Entry, Node},
};

/// Ways of saying what to run that need a hub, another file or a DAG.
pub(crate) const REFERENCES: [&str; 4] = ["hubRef", "dagRef", "urlRef", "pathRef"];

/// What says of a layer how it is put over another, and what has rules of its own.
const APART: [&str; 11] = [
    "component",
    "hubRef",
    "pathRef",
    "urlRef",
    "dagRef",
    "isPreset",
    "patchStrategy",
    "run",
    "runPatch",
    "strictParams",
    "kind",
];

/// The most files that are put together.
const MAX_FILES: usize = 32;

/// Reads a file and those that are put over it, in order.
pub(crate) fn read_all<'a>(files: &[&'a str], report: &mut Report<'a>) -> Option<Vec<Node>> {
    if files.len() > MAX_FILES {
        report.error(&Place::default(), format!("{} files are given; at most {MAX_FILES} are put together", files.len()));
        return None;
    }
    let mut nodes = Vec::with_capacity(files.len());
    for (index, content) in files.iter().enumerate() {
        if index > 0 {
            report.open(content);
        }
        nodes.push(read(content, index > 0, report)?);
    }
    Some(nodes)
}

/// Reads the component that a file names.
#[cfg(feature = "render")]
pub(crate) fn read_component<'a>(content: &'a str, report: &mut Report<'a>) -> Option<Node> {
    report.open(content);
    read(content, false, report)
}

/// Reads a file and holds it against the format; a preset need not be whole.
fn read(content: &str, is_preset: bool, report: &mut Report<'_>) -> Option<Node> {
    let mut node = yaml::load(content, report)?;
    spelling::correct(&mut node, &Shape::Model(&POLYAXONFILE));
    let root = Reader::root(&node);
    match &node.data {
        Data::Map(_) => {}
        Data::Bad => return None,
        _ => {
            let message =
                format!("a polyaxonfile is a mapping of fields such as `kind`, `inputs` and `run`, not {}", node.kind());
            report.error_fix(&root.place, message, "begin with `kind: component` on a line of its own");
            return None;
        }
    }
    if is_preset || says_preset(&node) {
        structure::check_part(&root, &POLYAXONFILE, report);
    } else {
        structure::check(&root, &POLYAXONFILE, report);
        check_layer(&root, report);
    }
    Some(node)
}

/// Whether a file says that it is a preset.
pub(crate) fn says_preset(node: &Node) -> bool {
    node.get("isPreset").is_some_and(|value| value.value() == true)
}

fn is_component(node: &Node) -> bool {
    node.get("kind").and_then(Node::text) == Some("component")
}

/// What one layer may not say together.
fn check_layer(root: &Reader<'_>, report: &mut Report<'_>) {
    let node = root.node;
    if let Some(version) = node.entry("version") {
        check_version(&root.entry(version), report);
    }
    if is_component(node) {
        check_component_only(root, report);
    }
    let sources: Vec<&Entry> = REFERENCES
        .iter()
        .chain(&["component"])
        .filter_map(|name| node.entry(name))
        .filter(|entry| !entry.value.is_null())
        .collect();
    if let [first, second, ..] = sources[..] {
        let message = format!("`{}` and `{}` both say what to run", first.key, second.key);
        report.error_fix(&root.entry(second).place, message, "keep one of them");
    }
    if let Some(component) = root.get("component")
        && let Some(version) = component.node.entry("version")
    {
        check_version(&component.entry(version), report);
    }
}

/// A component does not name another.
fn check_component_only(root: &Reader<'_>, report: &mut Report<'_>) {
    for name in REFERENCES.iter().chain(&["component"]) {
        if let Some(entry) = root.node.entry(name).filter(|entry| !entry.value.is_null()) {
            let message = format!("`{name}` belongs to an operation, and this is a component");
            report.error_fix(&root.entry(entry).place, message, "write `kind: operation`");
        }
    }
}

fn check_version(reader: &Reader<'_>, report: &mut Report<'_>) {
    let version = match reader.value() {
        serde_json::Value::String(text) => numbers::parse(&text),
        value => value.as_f64(),
    };
    if let Some(version) = version.filter(|version| (version - 1.1_f64).abs() > 1e-9) {
        report.warn(
            &reader.place,
            format!("version {} is read as version 1.1", amounts::shown(version)),
            "write `version: 1.1`",
        );
    }
}

/// An operation as a file has it, with presets put over it and the values a person gives.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    /// The tree.
    pub(crate) node: Node,
    /// Where it is; empty for a file.
    pub(crate) path: String,
    /// Where its component is: the file itself may be the component.
    pub(crate) component_path: String,
}

impl Operation {
    /// The first file is the operation or component, the others are put over it in order.
    pub(crate) fn assemble(files: &[Node]) -> Option<Self> {
        let (first, presets) = files.split_first()?;
        let mut node = if is_component(first) { around(first) } else { first.clone() };
        for preset in presets {
            patch::model(
                &mut node,
                &without(preset, &["isPreset", "patchStrategy", "kind", "version"]),
                &POLYAXONFILE,
                Strategy::of(preset),
            );
        }
        let component_path = if first.get("component").is_some() { "component".to_owned() } else { String::new() };
        Some(Self { node, path: String::new(), component_path })
    }

    /// Puts the component in place of its name.
    #[cfg(feature = "render")]
    pub(crate) fn resolve(&mut self, component: Node) {
        for name in REFERENCES {
            self.node.take(name);
        }
        self.node.set("component", component);
        "component".clone_into(&mut self.component_path);
    }

    /// Gives values to inputs, as the file's own `params` do.
    #[cfg(feature = "render")]
    pub(crate) fn give(&mut self, params: &BTreeMap<String, Node>) {
        if params.is_empty() {
            return;
        }
        let mut all = self.node.get("params").cloned().unwrap_or_else(|| Node::empty(self.node.span));
        for (name, value) in params {
            let mut given =
                all.get(name).filter(|node| models::is_full_param(node)).cloned().unwrap_or_else(|| Node::empty(value.span));
            given.set("value", value.clone());
            all.set(name, given);
        }
        self.node.set("params", all);
    }

    /// What it runs: its component with all that it says put over it.
    pub(crate) fn compose(&self, report: &mut Report<'_>) -> Node {
        compose(&self.node, report)
    }
}

/// An operation of this component.
fn around(component: &Node) -> Node {
    let mut node = Node::empty(component.span);
    if let Some(version) = component.entry("version") {
        node.put(version.clone());
    }
    node.set("kind", Node::of_text("operation", component.span));
    node.set("component", component.clone());
    node
}

fn without(node: &Node, names: &[&str]) -> Node {
    let mut node = node.clone();
    for name in names {
        node.take(name);
    }
    node
}

fn compose(layer: &Node, report: &mut Report<'_>) -> Node {
    let mut whole = match layer.get("component") {
        Some(component) => compose(component, report),
        None => Node::empty(layer.span),
    };
    let strategy = Strategy::of(layer);
    for entry in layer.entries() {
        let name = entry.key.as_str();
        if APART.contains(&name) || SHORTCUTS.contains(&name) || (name == "version" && whole.get(name).is_some()) {
            continue;
        }
        if let Some(field) = POLYAXONFILE.field(name) {
            patch::field(&mut whole, entry, &field.shape, strategy);
        }
    }
    // Whoever of the two asks for it gets it.
    let strict = layer.entry("strictParams");
    if let Some(strict) = strict.filter(|strict| strict.value.value() == true || whole.get("strictParams").is_none()) {
        whole.put(strict.clone());
    }
    let run = Shape::Tagged(&models::RUN);
    if let Some(entry) = layer.entry("run") {
        patch::field(&mut whole, entry, &run, strategy);
    }
    shortcuts::apply(&mut whole, layer, strategy, report);
    // A preset's is put over what the preset is put over, and what is named is not at hand.
    let is_later = says_preset(layer) || REFERENCES.iter().any(|name| layer.get(name).is_some());
    if let Some(entry) = layer.entry("runPatch").filter(|entry| !entry.value.is_null() && !is_later) {
        patch_run(&mut whole, entry, strategy, report);
    }
    whole
}

fn patch_run(whole: &mut Node, entry: &Entry, strategy: Strategy, report: &mut Report<'_>) {
    let place = Place::default().field("runPatch", entry.key_span);
    let Some(run) = whole.get_mut("run") else {
        report.error_fix(&place, "`runPatch` has no `run` to be put over", "say what to run, or move it to a preset");
        return;
    };
    let kind = run.get("kind").and_then(Node::text).unwrap_or_default();
    let Some(model) = models::RUN.model(kind) else { return };
    structure::check_part(&Reader { node: &entry.value, place }, model, report);
    patch::model(run, &entry.value, model, strategy);
}
