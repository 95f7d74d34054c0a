//! The file as a whole: a component, or an operation with its component inside.

mod header;
mod shortcuts;

use serde_json::{Map, Value};

use crate::{
    ios::{self, Declared},
    jobs::{self, Job},
    params::{self, Param},
    plan::Termination,
    reader::{Fields, Reader},
    report::Report,
    templates::Scope,
    yaml,
};
use header::Header;

/// What a file says, its component and operation taken together.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) tags: Vec<String>,
    pub(crate) inputs: Vec<Declared>,
    pub(crate) outputs: Vec<Declared>,
    pub(crate) params: Vec<Param>,
    pub(crate) termination: Termination,
    /// Whether params that no input declares are refused.
    pub(crate) strict_params: bool,
    /// It needs nobody's word before it is queued.
    pub(crate) is_approved: bool,
    /// `None` when there is something wrong with it.
    pub(crate) job: Option<Job>,
    /// Fields that are kept as they are for the compiled operation.
    pub(crate) kept: Map<String, Value>,
}

/// Ways of saying what to run that need a hub, another file or a DAG.
const REFERENCES: [&str; 4] = ["hubRef", "dagRef", "urlRef", "pathRef"];

/// Reads a file and reports all that is wrong with it short of rendering it.
pub(crate) fn read(content: &str, report: &mut Report<'_>) -> Option<File> {
    let node = yaml::load(content, report)?;
    let root = Reader::root(&node);
    let mut fields = match &node.data {
        yaml::Data::Map(_) => root.fields(report)?,
        yaml::Data::Bad => return None,
        _ => {
            let message =
                format!("a polyaxonfile is a mapping of fields such as `kind`, `inputs` and `run`, not {}", node.kind());
            report.error_fix(&root.place, message, "begin with `kind: component` on a line of its own");
            return None;
        }
    };
    let header = Header::read(&mut fields, "component, operation", report);
    let component = fields.get("component");
    let params = fields.get("params").map(|field| params::read(&field, report)).unwrap_or_default();
    let mut file = if let Some(component) = component {
        for name in ["run", "inputs", "outputs", "container", "cmd", "env", "init"] {
            fields.misplaced(name, "`component`", report);
        }
        read_component(&component, report).unwrap_or_else(File::empty)
    } else {
        let mut file = File::empty();
        file.read_body(&mut fields, true, report);
        file
    };
    file.params = params;
    file.merge(header, &mut fields, report);
    jobs::refuse_pod_fields(&mut fields, report);
    fields.ignored("resources", "the container is not held to them", report);
    fields.unsupported("ports", report);
    let kept = fields.finish(report);
    file.kept.extend(kept);
    file.check_params(report);
    file.check_templates(report);
    Some(file)
}

fn read_component(reader: &Reader<'_>, report: &mut Report<'_>) -> Option<File> {
    let mut fields = reader.fields(report)?;
    let header = Header::read(&mut fields, "component", report);
    let mut file = File::empty();
    file.read_body(&mut fields, false, report);
    file.merge(header, &mut fields, report);
    fields.misplaced("params", "the operation's root", report);
    file.kept = fields.finish(report);
    Some(file)
}

impl File {
    fn empty() -> Self {
        Self {
            name: String::new(),
            description: String::new(),
            tags: Vec::new(),
            inputs: Vec::new(),
            outputs: Vec::new(),
            params: Vec::new(),
            termination: Termination::default(),
            strict_params: true,
            is_approved: true,
            job: None,
            kept: Map::new(),
        }
    }

    /// Inputs, outputs and what is run.
    fn read_body(&mut self, fields: &mut Fields<'_>, has_shortcuts: bool, report: &mut Report<'_>) {
        self.inputs = fields.get("inputs").map(|field| ios::read(&field, false, report)).unwrap_or_default();
        self.outputs = fields.get("outputs").map(|field| ios::read(&field, true, report)).unwrap_or_default();
        self.check_names(report);
        self.job = match fields.get("run") {
            Some(field) => {
                for name in ["container", "cmd", "env", "init"] {
                    fields.misplaced(name, "`run`", report);
                }
                jobs::read(&field, report)
            }
            None if has_shortcuts && fields.first_of(&["container", "cmd"]).is_some() => shortcuts::read(fields, report),
            None => {
                for name in ["container", "cmd", "env", "init"] {
                    if !has_shortcuts {
                        fields.misplaced(name, "`run`", report);
                    }
                }
                // A reference is refused by itself; that nothing else says what to run is then no news.
                if fields.first_of(&REFERENCES).is_none() && fields.first_of(&["presets"]).is_none() {
                    let fix = "say what to run: `run: {kind: job, container: {image: busybox, command: [echo, hello]}}`";
                    fields.required("run", fix, report);
                }
                None
            }
        };
    }

    /// What an operation says wins over what its component says.
    fn merge(&mut self, header: Header, fields: &mut Fields<'_>, report: &mut Report<'_>) {
        header.apply(self);
        header::refuse(fields, report);
        for name in REFERENCES {
            fields.unsupported(name, report);
        }
    }

    /// Inputs, then outputs, in order: the order in which values are found.
    pub(crate) fn declared(&self) -> impl Iterator<Item = &Declared> {
        self.inputs.iter().chain(&self.outputs)
    }

    /// The param of this name.
    pub(crate) fn param(&self, name: &str) -> Option<&Param> {
        self.params.iter().find(|param| param.name == name)
    }

    /// Every name a template can use.
    pub(crate) fn names(&self) -> Vec<&str> {
        let context = self.params.iter().filter(|param| param.context_only).map(|param| param.name.as_str());
        self.declared().map(|declared| declared.name.as_str()).chain(context).collect()
    }

    /// The names that the value of the input or output at this index may use: those before it, and context-only params.
    pub(crate) fn scope_of_value(&self, index: usize) -> Scope<'_> {
        let names = self.names();
        let declared = self.declared().count();
        Scope {
            names: names[..index].iter().chain(&names[declared..]).copied().collect(),
            later: names[index..declared].to_vec(),
            splices: false,
        }
    }

    fn check_names(&self, report: &mut Report<'_>) {
        let mut seen: Vec<&str> = Vec::new();
        for declared in self.declared() {
            if seen.contains(&declared.name.as_str()) {
                report.error_fix(
                    &declared.place,
                    format!("`{}` is declared twice", declared.name),
                    "give each input and output a name of its own",
                );
            }
            seen.push(&declared.name);
        }
    }

    fn check_params(&self, report: &mut Report<'_>) {
        for param in &self.params {
            let name = param.name.as_str();
            let Some(declared) = self.declared().find(|declared| declared.name == name) else {
                if !param.context_only {
                    self.refuse_undeclared(param, report);
                }
                continue;
            };
            if param.context_only {
                report.error_fix(
                    &param.place,
                    format!("`{name}` is declared, so it can't be `contextOnly`"),
                    "remove `contextOnly`",
                );
            }
            let is_output = self.outputs.iter().any(|output| output.name == name);
            if let Some(given) = param.value.as_ref().filter(|given| !given.has_templates()) {
                declared.accept(given, is_output, report);
            }
        }
    }

    fn refuse_undeclared(&self, param: &Param, report: &mut Report<'_>) {
        let names: Vec<&str> = self.declared().map(|declared| declared.name.as_str()).collect();
        let message = format!("no input is named `{}`", crate::reader::shortened(&param.name));
        let fix = crate::names::suggestion(&param.name, &names)
            .unwrap_or_else(|| "declare it under `inputs`, or set `contextOnly: true`".to_owned());
        if self.strict_params {
            report.error_fix(&param.place, message, fix);
        } else {
            report.warn(&param.place, format!("{message}; its value is not used"), fix);
        }
    }

    /// Checks which names the file's templates use.
    fn check_templates(&self, report: &mut Report<'_>) {
        for (index, io) in self.declared().enumerate() {
            let scope = self.scope_of_value(index);
            let param = self.param(&io.name).and_then(|param| param.value.as_ref());
            for given in io.value.iter().chain(param) {
                scope.check_given(given, report);
            }
            if let Some(format) = &io.arg_format {
                Scope { names: vec![&io.name], ..Scope::default() }.check(&format.text, &format.place, report);
            }
        }
        for param in self.params.iter().filter(|param| param.context_only) {
            param.value.iter().for_each(|given| Scope::default().check_given(given, report));
        }
        let single = Scope { names: self.names(), ..Scope::default() };
        let spliced = Scope { splices: true, ..single.clone() };
        for container in self.job.iter().flat_map(Job::containers) {
            for (text, splices) in container.texts() {
                let scope = if splices { &spliced } else { &single };
                scope.check(&text.text, &text.place, report);
            }
        }
    }
}
