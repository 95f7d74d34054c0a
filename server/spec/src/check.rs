//! What can be said of a file without rendering it: the problems, and the outline a form is made of.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    containers::Container,
    file::{self, File},
    ios::{Declared, Given, validation::listed},
    jobs::Job,
    problems::{Problem, Severity},
    report::Report,
    types::{self, Type},
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
    /// `job` for now; empty when what is run is wrong.
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
    let mut report = Report::new(content);
    let file = file::read(content, &mut report);
    Check { problems: report.into_problems(), outline: file.as_ref().map(outline) }
}

fn outline(file: &File) -> Outline {
    let of = |declared: &[Declared], is_output| declared.iter().map(|declared| input(declared, is_output, file)).collect();
    Outline {
        kind: file.job.as_ref().map_or("", |_| "job").to_owned(),
        name: file.name.clone(),
        description: file.description.clone(),
        tags: file.tags.clone(),
        inputs: of(&file.inputs, false),
        outputs: of(&file.outputs, true),
        containers: file.job.iter().flat_map(Job::containers).map(step).collect(),
    }
}

fn step(container: &Container) -> Step {
    Step {
        name: container.name.clone(),
        image: container.image.as_ref().map(|image| image.text.clone()),
        command: container.command.iter().chain(&container.args).map(|word| word.text.clone()).collect(),
    }
}

fn input(declared: &Declared, is_output: bool, file: &File) -> Input {
    // Its problems were reported when the file was read.
    let typed = |given: &Given| {
        if given.has_templates() { Some(given.node.value()) } else { declared.accept(given, is_output, &mut Report::new("")) }
    };
    Input {
        name: declared.name.clone(),
        kind: declared.kind.to_string(),
        description: declared.description.clone(),
        required: declared.is_required() && !is_output,
        default: declared.value.as_ref().and_then(typed),
        param: file.param(&declared.name).and_then(|param| param.value.as_ref()).and_then(typed),
        options: declared.options.clone(),
        is_list: declared.is_list,
        is_flag: declared.is_flag,
    }
}
