//! What a file says, its component and operation taken together.

use crate::{
    dag,
    index::Index,
    ios::{self, Declared},
    matrix,
    models::{POLYAXONFILE, Shape, walk},
    names,
    operation::{Operation, REFERENCES},
    params::{self, Param},
    reader::{Reader, shortened},
    report::{Place, Report},
    templates::Scope,
    yaml::Node,
};

/// The parts of an operation in which templates are rendered when it is compiled. What is left is about other runs (hooks, a build, a
/// matrix, a DAG's operations), or can only be said once they are over (conditions).
pub(crate) const RENDERED: [&str; 10] =
    ["run", "termination", "plugins", "cache", "queue", "namespace", "isApproved", "cost", "mount", "schedule"];

/// The most names that joins give values to.
const MAX_NAMES: usize = 1000;

/// What a file says.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    /// The operation as it is written.
    pub(crate) operation: Node,
    /// Its component with all that the operation says put over it.
    pub(crate) node: Node,
    pub(crate) inputs: Vec<Declared>,
    pub(crate) outputs: Vec<Declared>,
    pub(crate) params: Vec<Param>,
    /// The values a matrix gives.
    pub(crate) matrix: Vec<String>,
    /// The values that runs found by a query give.
    pub(crate) joined: Vec<String>,
    /// The operations of a DAG in an order in which they can run.
    pub(crate) order: Vec<String>,
    /// Whether params that no input declares are refused.
    strict_params: bool,
    /// Where the operation is; empty for a file.
    path: String,
    /// Where its component is.
    component_path: String,
}

impl Document {
    /// Reads an operation and reports all that is wrong with it short of rendering it.
    pub(crate) fn read(operation: &Operation, report: &mut Report<'_>) -> Self {
        let node = operation.compose(report);
        let mut document = Self {
            operation: operation.node.clone(),
            inputs: Vec::new(),
            outputs: Vec::new(),
            params: Vec::new(),
            matrix: Vec::new(),
            joined: Vec::new(),
            order: Vec::new(),
            strict_params: node.get("strictParams").is_none_or(|strict| strict.value() != false),
            path: operation.path.clone(),
            component_path: operation.component_path.clone(),
            node,
        };
        document.read_values(report);
        document.take_undeclared();
        document.check_names(report);
        document.check_params(report);
        document.check_given(report);
        document.check_run(operation, report);
        document.check_templates(report);
        document
    }

    fn read_values(&mut self, report: &mut Report<'_>) {
        let inputs = self.part("inputs").map(|field| ios::read(&field, false, report)).unwrap_or_default();
        let outputs = self.part("outputs").map(|field| ios::read(&field, true, report)).unwrap_or_default();
        let params = self.part("params").map(|field| params::read(&field, report)).unwrap_or_default();
        let matrix = self.part("matrix").map(|field| matrix::check(&field, report)).unwrap_or_default();
        let joins = self.part("joins").map(|joins| joins.node.items().to_vec()).unwrap_or_default();
        let joined = joins.iter().filter_map(|join| join.get("params")).flat_map(Node::entries);
        self.joined = joined.take(MAX_NAMES).map(|entry| entry.key.clone()).collect();
        (self.inputs, self.outputs, self.params, self.matrix) = (inputs, outputs, params, matrix);
    }

    /// A part of the file, at its place: the operation's own if it says it, else its component's.
    pub(crate) fn part(&self, name: &str) -> Option<Reader<'_>> {
        let is_own = self.operation.entry(name).is_some_and(|entry| !entry.value.is_null());
        let path = if is_own { &self.path } else { &self.component_path };
        Reader { node: &self.node, place: Place { path: path.clone(), ..Place::default() } }.get(name)
    }

    /// What joins give for templates only.
    #[cfg(feature = "render")]
    pub(crate) fn joined_context(&self) -> impl Iterator<Item = &crate::yaml::Entry> {
        let joins = self.node.get("joins").map(Node::items).unwrap_or_default();
        let params = joins.iter().filter_map(|join| join.get("params")).flat_map(Node::entries);
        params.filter(|entry| entry.value.get("contextOnly").is_some_and(|only| only.value() == true))
    }

    /// The kind of run; empty when what is run is not known.
    pub(crate) fn kind(&self) -> &str {
        self.node.get("run").and_then(|run| run.get("kind")).and_then(Node::text).unwrap_or_default()
    }

    /// A text of the file's root; empty when it says nothing.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.node.get(name).and_then(Node::text).unwrap_or_default()
    }

    /// Words to find it by.
    pub(crate) fn tags(&self) -> Vec<String> {
        let mut tags: Vec<String> = Vec::new();
        for tag in self.part("tags").map(|tags| tags.texts()).unwrap_or_default() {
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        tags
    }

    /// Whether it makes other runs, whose values are not known yet.
    #[cfg(feature = "render")]
    pub(crate) fn is_pipeline(&self) -> bool {
        self.kind() == "dag" || ["matrix", "schedule"].iter().any(|name| self.node.get(name).is_some())
    }

    /// Inputs, then outputs, in order: the order in which values are found.
    pub(crate) fn declared(&self) -> impl Iterator<Item = &Declared> {
        self.inputs.iter().chain(&self.outputs)
    }

    /// The param of this name.
    pub(crate) fn param(&self, name: &str) -> Option<&Param> {
        self.params.iter().find(|param| param.name == name)
    }

    /// Whether the value of this name is only known once other runs are made or over.
    pub(crate) fn is_later(&self, name: &str) -> bool {
        self.matrix.iter().chain(&self.joined).any(|other| other == name)
            || self.param(name).is_some_and(|param| param.reference.is_some())
    }

    /// Every name a template can use.
    pub(crate) fn names(&self) -> Vec<&str> {
        let context = self.params.iter().filter(|param| param.context_only).map(|param| param.name.as_str());
        let declared = self.declared().map(|declared| declared.name.as_str());
        let mut names: Vec<&str> = declared.chain(context).collect();
        let known = Index::of(names.iter().copied());
        names.extend(self.matrix.iter().chain(&self.joined).map(String::as_str).filter(|name| !known.has(name)));
        names
    }

    /// The names that the value of the input or output at this index may use: those before it, and context-only params.
    pub(crate) fn scope_of_value(&self, index: usize) -> Scope<'_> {
        let names = self.names();
        let declared = self.declared().count();
        Scope {
            names: names[..index].iter().chain(&names[declared..]).copied().collect(),
            later: names[index..declared].to_vec(),
            ..self.scope()
        }
    }

    /// Every name, and what a run of this kind knows besides.
    fn scope(&self) -> Scope<'_> {
        let mut globals = Vec::new();
        if self.node.get("matrix").is_some() {
            globals.push("iteration");
        }
        if self.node.get("schedule").is_some() {
            globals.push("schedule_at");
        }
        if self.kind() == "service" {
            globals.extend(["ports", "base_url", "base_urls"]);
        }
        Scope { names: self.names(), globals, ..Scope::default() }
    }

    fn check_names(&self, report: &mut Report<'_>) {
        let mut seen = Index::default();
        for declared in self.declared() {
            if !seen.add(&declared.name, 0) {
                report.error_fix(
                    &declared.place,
                    format!("`{}` is declared twice", declared.name),
                    "give each input and output a name of its own",
                );
            }
        }
    }

    /// Where undeclared params are not refused, they are for templates.
    fn take_undeclared(&mut self) {
        if !self.strict_params {
            let declared = Index::of(self.declared().map(|declared| declared.name.as_str()));
            for param in self.params.iter_mut().filter(|param| !declared.has(&param.name)) {
                param.context_only = true;
            }
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

    /// Where the component is not at hand, nobody knows what it declares.
    fn is_open(&self) -> bool {
        REFERENCES.iter().any(|name| self.operation.get(name).is_some()) || self.node.get("run").is_none()
    }

    fn refuse_undeclared(&self, param: &Param, report: &mut Report<'_>) {
        if self.is_open() {
            return;
        }
        let names: Vec<&str> = self.declared().map(|declared| declared.name.as_str()).collect();
        let message = format!("no input is named `{}`", shortened(&param.name));
        let fix = names::suggestion(&param.name, &names)
            .unwrap_or_else(|| "declare it under `inputs`, or set `contextOnly: true`".to_owned());
        report.error_fix(&param.place, message, fix);
    }

    /// What a matrix and joins give has to be declared, as params have.
    fn check_given(&self, report: &mut Report<'_>) {
        if self.is_open() || !self.strict_params {
            return;
        }
        let names: Vec<&str> = self.declared().map(|declared| declared.name.as_str()).collect();
        // How long a run is may be told it in another way than by an input.
        let resource = self.node.get("matrix").and_then(|matrix| matrix.get("resource")?.get("name")?.text());
        let undeclared = |name: &&String| !names.contains(&name.as_str()) && resource != Some(name.as_str());
        for name in self.matrix.iter().filter(undeclared) {
            let Some(place) = self.part("matrix").map(|matrix| matrix::place_of(&matrix, name)) else { continue };
            let fix = names::suggestion(name, &names).unwrap_or_else(|| "declare it under `inputs`".to_owned());
            report.error_fix(&place, format!("the matrix gives `{}`, which no input declares", shortened(name)), fix);
        }
    }

    /// What is run has to say what it runs.
    fn check_run(&mut self, operation: &Operation, report: &mut Report<'_>) {
        if self.node.get("run").is_none() {
            let open = REFERENCES.iter().chain(&["presets"]).any(|name| operation.node.get(name).is_some());
            if !open && !crate::operation::says_preset(&operation.node) {
                let fix = "say what to run: `run: {kind: job, container: {image: busybox, command: [echo, hello]}}`";
                let place = Place { span: Reader::root(&self.node).place.span, path: self.component_path.clone() };
                report.error_fix(&place, "`run` is missing", fix);
            }
            return;
        }
        if self.kind() == "dag" {
            let order = self.part("run").map(|run| dag::check(&run, &self.inputs, report));
            self.order = order.unwrap_or_default();
        } else if let Some(run) = self.part("run") {
            crate::containers::check(&run, report);
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
        let single = self.scope();
        let spliced = Scope { splices: true, ..single.clone() };
        for name in RENDERED {
            let (Some(part), Some(field)) = (self.part(name), POLYAXONFILE.field(name)) else { continue };
            walk::scalars(&part, &field.shape, &mut |reader, shape| {
                let scope = if matches!(shape, Shape::Words) { &spliced } else { &single };
                if let Some(text) = reader.node.text() {
                    scope.check(text, &reader.place, report);
                }
            });
        }
    }
}
