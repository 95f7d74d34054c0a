//! From a file and the values a person gives to what a cluster is given, in stages that can each be looked at.

mod planner;
mod renderer;
mod resolver;
mod values;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::{
    Globals, Plan, Problem,
    canonical::canonical,
    document::Document,
    ios::Declared,
    models::{POLYAXONFILE, Shape},
    obstacles,
    operation::{self, Operation},
    problems::Span,
    report::Report,
    types,
    yaml::Node,
};
use renderer::Renderer;
use values::Values;

/// What is compiled.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// The file, and what is put over it, in order.
    pub files: &'a [&'a str],
    /// The component that the file names with `pathRef` or the like, if it does.
    pub component: Option<&'a str>,
    /// Values for inputs, as texts: read by their input's type. They win over the file's own params, which win over defaults. An empty
    /// text counts as none unless the input is of type `str` or `any`.
    pub params: &'a BTreeMap<String, String>,
    /// Where and by whom.
    pub globals: &'a Globals,
}

/// How far a file is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// As it was read.
    Parsed,
    /// An operation: presets are put over it, and it has the values that are given.
    Operation,
    /// What it runs: its component with all that it says put over it, and inputs with their values.
    Compiled,
    /// The same with every template rendered; of a DAG, a matrix or a schedule only what is not about their runs.
    Resolved,
}

/// A file that can be run.
#[derive(Debug, Clone, PartialEq)]
pub struct Compiled {
    /// What a cluster is given.
    pub plan: Plan,
    /// The compiled operation in Polyaxon's JSON shape, with values and texts resolved.
    pub operation: Value,
    /// What probably is not meant.
    pub warnings: Vec<Problem>,
}

/// A file at one stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Staged {
    /// In Polyaxon's JSON shape.
    pub operation: Value,
    /// What probably is not meant.
    pub warnings: Vec<Problem>,
}

/// Compiles a file that is to be run: every input gets its value, every text is rendered.
///
/// All problems are given at once; those of `params` have the path `params.NAME` and, when the file does not speak of them, line 0.
pub fn compile(content: &str, params: &BTreeMap<String, String>, globals: &Globals) -> Result<Compiled, Vec<Problem>> {
    let files = [content];
    let request = Request { files: &files, component: None, params, globals };
    let mut compiler = Compiler::new(&request)?;
    obstacles::check(&compiler.document, &mut compiler.report);
    let resolved = compiler.resolved();
    let plan = resolved.as_ref().map(|node| planner::plan(&compiler.document, node, &compiler.values));
    let operation = resolved.as_ref().map(|node| compiler.operation(node, Stage::Resolved));
    let ((plan, operation), warnings) = unless_wrong(plan.zip(operation), compiler.report)?;
    Ok(Compiled { plan, operation, warnings })
}

/// What was made and the warnings, if nothing is wrong.
fn unless_wrong<T>(made: Option<T>, report: Report<'_>) -> Result<(T, Vec<Problem>), Vec<Problem>> {
    let is_wrong = report.has_errors();
    let problems = report.into_problems();
    match made {
        Some(made) if !is_wrong => Ok((made, problems)),
        _ => Err(problems),
    }
}

/// The file that an operation names with `pathRef`, which is beside it.
pub fn path_ref(content: &str) -> Option<String> {
    crate::yaml::load(content, &mut Report::new(content))?.get("pathRef")?.text().map(str::to_owned)
}

/// Compiles a file up to a stage.
pub fn stage(request: &Request<'_>, stage: Stage) -> Result<Staged, Vec<Problem>> {
    let mut compiler = Compiler::new(request)?;
    let operation = match stage {
        Stage::Parsed => compiler.files.first().map(Node::value),
        Stage::Operation => Some(compiler.given()),
        Stage::Compiled => compiler.compiled().then(|| compiler.operation(&compiler.document.node, stage)),
        Stage::Resolved => compiler.resolved().map(|node| compiler.operation(&node, stage)),
    };
    let (operation, warnings) = unless_wrong(operation, compiler.report)?;
    Ok(Staged { operation, warnings })
}

struct Compiler<'a> {
    report: Report<'a>,
    files: Vec<Node>,
    document: Document,
    params: &'a BTreeMap<String, String>,
    renderer: Renderer,
    values: Values,
}

impl<'a> Compiler<'a> {
    fn new(request: &Request<'a>) -> Result<Self, Vec<Problem>> {
        let mut report = Report::new(request.files.first().copied().unwrap_or_default());
        let files = operation::read_all(request.files, &mut report);
        let operation = files.as_deref().and_then(Operation::assemble);
        let (Some(files), Some(mut operation)) = (files, operation) else { return Err(report.into_problems()) };
        if let Some(component) = request.component {
            match operation::read_component(component, &mut report) {
                Some(component) => operation.resolve(component),
                None => return Err(report.into_problems()),
            }
        }
        let document = Document::read(&operation, &mut report);
        let renderer = Renderer::new(request.globals);
        Ok(Self { report, files, document, params: request.params, renderer, values: Values::default() })
    }

    /// The operation with the values that are given.
    fn given(&mut self) -> Value {
        let mut operation =
            Operation { node: self.document.operation.clone(), path: String::new(), component_path: String::new() };
        let mut given = BTreeMap::new();
        for (name, text) in self.params {
            let declared = self.document.declared().find(|declared| declared.name == *name);
            let value = match declared {
                Some(declared) if !crate::templates::has_tags(text) => {
                    match types::parse(text, declared.kind, declared.is_list) {
                        Ok(value) => Node::from_value(&value, Span::default()),
                        Err(message) => {
                            self.report.error(&values::outside(name), message);
                            continue;
                        }
                    }
                }
                _ => Node::plain(text),
            };
            given.insert(name.clone(), value);
        }
        operation.give(&given);
        canonical(&operation.node, &Shape::Model(&POLYAXONFILE)).value()
    }

    /// Finds the values of inputs; false if there is something wrong.
    fn compiled(&mut self) -> bool {
        self.values = Values::find(&self.document, self.params, &mut self.renderer, &mut self.report);
        !self.report.has_errors() && self.has_run()
    }

    fn has_run(&mut self) -> bool {
        let found = self.document.node.get("run").is_some();
        if !found {
            let place = crate::report::Place::default();
            let reference = operation::REFERENCES.iter().find(|name| self.document.operation.get(name).is_some());
            match reference {
                Some(name) => self.report.error_fix(
                    &place,
                    format!("the component that `{name}` names is not at hand"),
                    "submit the file to a server that has it, or put the component into the file",
                ),
                None => self.report.error_fix(&place, "nothing is run", "give the file that says what to run first"),
            }
        }
        found
    }

    /// The composed operation with every template rendered.
    fn resolved(&mut self) -> Option<Node> {
        if !self.compiled() {
            return None;
        }
        let node = resolver::resolve(&self.document, &self.values, &mut self.renderer, &mut self.report);
        (!self.report.has_errors()).then_some(node)
    }

    /// The shape of Polyaxon's `V1CompiledOperation`.
    fn operation(&self, node: &Node, stage: Stage) -> Value {
        const FIRST: [&str; 3] = ["name", "description", "tags"];
        const APART: [&str; 8] = ["version", "kind", "params", "inputs", "outputs", "run", "strictParams", "template"];
        let node = canonical(node, &Shape::Model(&POLYAXONFILE));
        let mut operation = Map::new();
        operation.insert("version".to_owned(), json!(1.1));
        operation.insert("kind".to_owned(), json!("compiled_operation"));
        let mut set = |name: &str, value: Value| {
            if !is_empty(&value) {
                operation.insert(name.to_owned(), value);
            }
        };
        for name in FIRST {
            set(name, node.get(name).map(Node::value).unwrap_or_default());
        }
        set("inputs", self.declarations(&node, "inputs", &self.document.inputs, stage));
        set("outputs", self.declarations(&node, "outputs", &self.document.outputs, stage));
        set("contexts", self.contexts());
        for entry in node.entries() {
            let name = entry.key.as_str();
            if !FIRST.contains(&name) && !APART.contains(&name) {
                set(name, entry.value.value());
            }
        }
        set("run", node.get("run").map(Node::value).unwrap_or_default());
        Value::Object(operation)
    }

    /// Inputs or outputs as they are declared, with their values; what has a value, or gets one, is optional, and so are outputs.
    fn declarations(&self, node: &Node, name: &str, declared: &[Declared], stage: Stage) -> Value {
        let one = |(node, declared): (&Node, &Declared)| {
            let mut node = node.clone();
            let param = self.document.param(&declared.name);
            for entry in param.map(|param| param.extras.as_slice()).unwrap_or_default() {
                node.put(entry.clone());
            }
            let Value::Object(mut fields) = node.value() else { return Value::Null };
            let given = param.and_then(|param| param.value.as_ref()).or(declared.value.as_ref());
            let raw = given.filter(|given| given.has_templates() && stage == Stage::Compiled);
            let raw = raw.filter(|_| !self.params.contains_key(&declared.name)).map(|given| given.node.value());
            if let Some(value) = raw.as_ref().or_else(|| self.values.of(&declared.name)) {
                fields.insert("value".to_owned(), value.clone());
            }
            if name == "outputs" || fields.contains_key("value") || self.document.joined.contains(&declared.name) {
                fields.insert("isOptional".to_owned(), json!(true));
            }
            Value::Object(fields)
        };
        node.get(name).map(Node::items).unwrap_or_default().iter().zip(declared).map(one).collect()
    }

    /// What is for templates only.
    fn contexts(&self) -> Value {
        let mut contexts = Vec::new();
        for (name, value) in &self.values.context {
            let mut context = Map::from_iter([("name".to_owned(), json!(name)), ("value".to_owned(), value.clone())]);
            for entry in self.document.param(name).map(|param| param.extras.as_slice()).unwrap_or_default() {
                context.insert(entry.key.clone(), entry.value.value());
            }
            context.insert("isOptional".to_owned(), json!(true));
            contexts.push(Value::Object(context));
        }
        for param in self.document.joined_context() {
            contexts.push(json!({"name": param.key, "value": param.value.get("value").map(Node::value), "isOptional": true}));
        }
        contexts.into()
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}
