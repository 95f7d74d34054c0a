//! From a file and the values a person gives to what a cluster is given.

mod operation;
mod renderer;
mod values;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    Globals, Plan, Problem,
    containers::Container,
    file::{self, File},
    jobs::Job,
    plan::{self, EnvVar, Io},
    problems::Severity,
    report::Report,
    templates::Text,
};
use renderer::Renderer;
use values::Values;

/// How much text the commands, arguments and variables of a run may have together: about what an operating system takes.
const MAX_TEXT: usize = 1 << 20;

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

/// Compiles a file: every input gets its value, every text is rendered.
///
/// `params` are texts, read by their input's type; they win over the file's own params, which win over defaults. An empty
/// text counts as none unless the input is of type `str` or `any`. All problems are given at once; those of `params` have the
/// path `params.NAME` and, when the file does not speak of them, line 0.
pub fn compile(content: &str, params: &BTreeMap<String, String>, globals: &Globals) -> Result<Compiled, Vec<Problem>> {
    let mut report = Report::new(content);
    let Some(file) = file::read(content, &mut report) else { return Err(report.into_problems()) };
    let mut renderer = Renderer::new(globals);
    let values = Values::find(&file, params, &mut renderer, &mut report);
    let compiled = match &file.job {
        Some(job) if !report.has_errors() => {
            let plan = Planner { file: &file, values: &values, renderer: &mut renderer, text: 0 }.plan(job, &mut report);
            Some((operation::of(&file, job, &plan, &values), plan))
        }
        _ => None,
    };
    let problems = report.into_problems();
    match compiled {
        Some((operation, plan)) if problems.iter().all(|problem| problem.severity == Severity::Warning) => {
            Ok(Compiled { plan, operation, warnings: problems })
        }
        _ => Err(problems),
    }
}

struct Planner<'a> {
    file: &'a File,
    values: &'a Values,
    renderer: &'a mut Renderer,
    text: usize,
}

impl Planner<'_> {
    fn plan(&mut self, job: &Job, report: &mut Report<'_>) -> Plan {
        let init = job.init.iter().map(|container| self.container(container, report)).collect();
        let mut container = self.container(&job.container, report);
        // What the container says itself wins: it comes last.
        let mut env: Vec<EnvVar> = self.values.env.clone();
        env.append(&mut container.env);
        container.env = env;
        Plan {
            kind: "job".to_owned(),
            name: self.file.name.clone(),
            description: self.file.description.clone(),
            tags: self.file.tags.clone(),
            inputs: self.ios(false),
            outputs: self.ios(true),
            init,
            container,
            termination: self.file.termination,
            is_approved: self.file.is_approved,
        }
    }

    fn ios(&self, outputs: bool) -> Vec<Io> {
        let declared = if outputs { &self.file.outputs } else { &self.file.inputs };
        let io = |declared: &crate::ios::Declared| Io {
            name: declared.name.clone(),
            kind: declared.kind.to_string(),
            value: self.values.of(&declared.name).cloned(),
        };
        declared.iter().map(io).collect()
    }

    fn container(&mut self, container: &Container, report: &mut Report<'_>) -> plan::Container {
        let env = |planner: &mut Self, (name, value): &(String, Text), report: &mut Report<'_>| EnvVar {
            name: name.clone(),
            value: planner.text(value, report),
        };
        plan::Container {
            name: container.name.clone(),
            image: container.image.as_ref().map(|text| self.text(text, report)).filter(|image| !image.is_empty()),
            command: self.words(&container.command, report),
            args: self.words(&container.args, report),
            env: container.env.iter().map(|variable| env(self, variable, report)).collect(),
            working_dir: container
                .working_dir
                .as_ref()
                .map(|text| self.text(text, report))
                .filter(|directory| !directory.is_empty()),
        }
    }

    /// Each text is one word, but `{{ params.as_args }}` is as many as there are values, and `{{ params.x.as_arg }}` none
    /// when `x` has no value or is a flag that is off.
    fn words(&mut self, texts: &[Text], report: &mut Report<'_>) -> Vec<String> {
        let mut words = Vec::with_capacity(texts.len());
        for text in texts {
            match text.sole_expression() {
                Some("params.as_args") => {
                    let spliced = self.values.as_args.clone();
                    if self.fits(spliced.iter().map(String::len).sum(), text, report) {
                        words.extend(spliced);
                    }
                }
                Some(expression) if expression.starts_with("params") && expression.ends_with("as_arg") => {
                    words.extend(Some(self.text(text, report)).filter(|word| !word.is_empty()));
                }
                _ => words.push(self.text(text, report)),
            }
        }
        words
    }

    fn text(&mut self, text: &Text, report: &mut Report<'_>) -> String {
        let rendered = match self.renderer.render(&text.text) {
            Ok(rendered) => rendered,
            Err(failure) => {
                report.add(Severity::Error, &text.place, failure.message, failure.fix);
                return String::new();
            }
        };
        if rendered.contains('\0') {
            report.error_fix(&text.place, "a NUL character can't be passed to a process", "remove it from the value");
            return String::new();
        }
        if self.fits(rendered.len(), text, report) { rendered } else { String::new() }
    }

    fn fits(&mut self, more: usize, text: &Text, report: &mut Report<'_>) -> bool {
        self.text = self.text.saturating_add(more);
        let fits = self.text <= MAX_TEXT;
        if !fits {
            report.error_fix(
                &text.place,
                format!("commands, arguments and variables have more than {MAX_TEXT} bytes together"),
                "pass long data in a file",
            );
        }
        fits
    }
}
