//! What can be said of a file without rendering it: the problems, and the outline a form is made of.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    containers,
    document::Document,
    ios::{Declared, Given, validation::listed},
    obstacles,
    operation::{self, Operation},
    problems::{Problem, Severity},
    reader::Reader,
    report::Report,
    types::{self, Type},
    yaml::Node,
};

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// Errors and warnings, by position, all at once.
    pub problems: Vec<Problem>,
    /// What the file is about; `None` when it can't be read at all. A file with errors may have one.
    pub outline: Option<Outline>,
}

/// What a file is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outline {
    /// The kind of run; empty when what is run is not known.
    pub kind: String,
    /// The operation's name, or the component's; may be empty.
    pub name: String,
    /// What the file says of it.
    pub description: String,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// Declared inputs in order.
    pub inputs: Vec<Input>,
    /// Declared outputs in order.
    pub outputs: Vec<Input>,
    /// What runs, in order: init containers first.
    pub containers: Vec<Step>,
    /// The operations of a DAG, in an order in which they can run.
    pub operations: Vec<String>,
    /// How many runs its matrix makes, where that is known beforehand.
    pub runs: Option<u64>,
}

/// A container as the file has it, templates and all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// Its image.
    pub image: Option<String>,
    /// Its command and arguments.
    pub command: Vec<String>,
}

/// A declared input or output: what a form's field is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// Its name.
    pub name: String,
    /// Its declared type; `any` when none is.
    pub kind: String,
    /// What the file says of it.
    pub description: String,
    /// Whether it has neither a default nor leave to be without a value.
    pub required: bool,
    /// The value it has when nobody gives one.
    pub default: Option<Value>,
    /// The value the file's own params give it.
    pub param: Option<Value>,
    /// The only values it takes; empty is any.
    pub options: Vec<Value>,
    /// Whether its values are lists of the type.
    pub is_list: bool,
    /// Whether it stands for a command-line flag.
    pub is_flag: bool,
}

impl Input {
    /// The value that a text typed for this input stands for; `Err` says what is expected. The file's `validation` is not
    /// looked at: that is the server's.
    pub fn parse(&self, text: &str) -> Result<Value, String> {
        let kind = Type::named(&self.kind).unwrap_or(Type::Any);
        let value = types::parse(text, kind, self.is_list)?;
        let items = if self.is_list { value.as_array().map_or(&[][..], Vec::as_slice) } else { std::slice::from_ref(&value) };
        if !self.options.is_empty() && items.iter().any(|item| !self.options.contains(item)) {
            return Err(format!("must be one of {}", listed(&self.options)));
        }
        Ok(value)
    }
}

impl Check {
    /// Whether the file can't be run whatever its inputs are.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }
}

/// Checks a file. That a required input has no value is no problem here: a form asks for it.
pub fn check(content: &str) -> Check {
    check_all(&[content])
}

/// Checks a file and those that are put over it, in order.
pub fn check_all(files: &[&str]) -> Check {
    let (mut report, document) = read(files);
    let outline = document.as_ref().map(|document| outline(document, &mut report));
    Check { problems: report.into_problems(), outline }
}

/// Checks a file that is to be run here: what the format has and Orrery does not carry out yet is a problem too.
pub fn check_run(content: &str) -> Check {
    let (mut report, document) = read(&[content]);
    if let Some(document) = &document {
        obstacles::check(document, &mut report);
    }
    let outline = document.as_ref().map(|document| outline(document, &mut report));
    Check { problems: report.into_problems(), outline }
}

fn read<'a>(files: &[&'a str]) -> (Report<'a>, Option<Document>) {
    let mut report = Report::new(files.first().copied().unwrap_or_default());
    let nodes = operation::read_all(files, &mut report);
    let document = nodes.and_then(|nodes| Operation::assemble(&nodes)).map(|operation| Document::read(&operation, &mut report));
    (report, document)
}

fn outline(document: &Document, report: &mut Report<'_>) -> Outline {
    let of = |declared: &[Declared], is_output| declared.iter().map(|declared| input(declared, is_output, document)).collect();
    let matrix = document.part("matrix").and_then(|matrix| crate::matrix::read(&matrix, report));
    Outline {
        kind: document.kind().to_owned(),
        name: document.text("name").to_owned(),
        description: document.text("description").to_owned(),
        tags: document.tags(),
        inputs: of(&document.inputs, false),
        outputs: of(&document.outputs, true),
        containers: steps(document),
        operations: document.order.clone(),
        runs: matrix.map(|matrix| matrix.runs()),
    }
}

/// Init containers, then the main one.
fn steps(document: &Document) -> Vec<Step> {
    let mut steps = Vec::new();
    let Some(run) = document.part("run") else { return steps };
    for (index, init) in run.node.get("init").map(Node::items).unwrap_or_default().iter().enumerate() {
        let name = containers::init_name(index);
        steps.extend(init.get("container").map(|container| step(container, &name)));
    }
    steps.extend(run.node.get("container").map(|container| step(container, containers::MAIN)));
    steps
}

fn step(container: &Node, name: &str) -> Step {
    let text = |field: &str| container.get(field).and_then(Node::text);
    let words = ["command", "args"].into_iter().filter_map(|field| container.get(field));
    Step {
        name: text("name").unwrap_or(name).to_owned(),
        image: text("image").map(str::to_owned),
        command: words.flat_map(|words| Reader::root(words).texts()).collect(),
    }
}

fn input(declared: &Declared, is_output: bool, document: &Document) -> Input {
    // Its problems were reported when the file was read.
    let typed = |given: &Given| {
        if given.has_templates() { Some(given.node.value()) } else { declared.accept(given, is_output, &mut Report::new("")) }
    };
    Input {
        name: declared.name.clone(),
        kind: declared.kind.to_string(),
        description: declared.description.clone(),
        required: declared.is_required() && !is_output && !document.is_later(&declared.name),
        default: declared.value.as_ref().and_then(typed),
        param: document.param(&declared.name).and_then(|param| param.value.as_ref()).and_then(typed),
        options: declared.options.clone(),
        is_list: declared.is_list,
        is_flag: declared.is_flag,
    }
}
