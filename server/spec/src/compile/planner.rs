//! From a resolved operation to what a cluster is given.

use super::Values;
use crate::{
    containers,
    document::Document,
    ios::Declared,
    plan::{Container, EnvVar, Io, Plan, Termination},
    reader::Reader,
    yaml::Node,
};

/// The plan of a job.
pub(super) fn plan(document: &Document, node: &Node, values: &Values) -> Plan {
    let run = node.get("run").cloned().unwrap_or_else(Node::bad);
    let inits = run.get("init").map(Node::items).unwrap_or_default().iter().enumerate();
    let init = inits.filter_map(|(index, init)| Some(container(init.get("container")?, &containers::init_name(index))));
    let mut main = container(run.get("container").unwrap_or(&Node::bad()), containers::MAIN);
    // What the container says itself wins: it comes last.
    let mut env: Vec<EnvVar> = values.env.clone();
    env.append(&mut main.env);
    main.env = env;
    let ios = |declared: &[Declared]| {
        let io = |declared: &Declared| Io {
            name: declared.name.clone(),
            kind: declared.kind.to_string(),
            value: values.of(&declared.name).cloned(),
        };
        declared.iter().map(io).collect()
    };
    Plan {
        kind: document.kind().to_owned(),
        name: document.text("name").to_owned(),
        description: document.text("description").to_owned(),
        tags: document.tags(),
        inputs: ios(&document.inputs),
        outputs: ios(&document.outputs),
        init: init.collect(),
        container: main,
        termination: termination(node),
        is_approved: node.get("isApproved").and_then(|field| Reader::root(field).boolean()) != Some(false),
    }
}

fn termination(node: &Node) -> Termination {
    let number = |name: &str| Reader::root(node.get("termination")?.get(name)?).whole();
    Termination {
        max_retries: number("maxRetries").and_then(|count| u32::try_from(count).ok()).unwrap_or(0),
        timeout: number("timeout"),
        ttl: number("ttl"),
    }
}

fn container(node: &Node, name: &str) -> Container {
    let text = |field: &str| node.get(field).and_then(Node::text).filter(|text| !text.is_empty());
    let words = |field: &str| node.get(field).map(|words| words.items().iter().map(text_of).collect()).unwrap_or_default();
    let variable = |variable: &Node| {
        let name = variable.get("name")?.text()?.to_owned();
        Some(EnvVar { name, value: variable.get("value").map(text_of).unwrap_or_default() })
    };
    Container {
        name: text("name").unwrap_or(name).to_owned(),
        image: text("image").map(str::to_owned),
        command: words("command"),
        args: words("args"),
        env: node.get("env").map(Node::items).unwrap_or_default().iter().filter_map(variable).collect(),
        working_dir: text("workingDir").map(str::to_owned),
    }
}

fn text_of(node: &Node) -> String {
    node.text().unwrap_or_default().to_owned()
}
