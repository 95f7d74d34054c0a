//! Containers: the part of Kubernetes' `v1.Container` that is carried out.

use serde_json::{Map, Value};

use crate::{
    names,
    reader::{Reader, shortened},
    report::{Place, Report},
    templates::{self, Text},
};

/// A container as the file has it.
#[derive(Debug, Clone)]
pub(crate) struct Container {
    pub(crate) name: String,
    pub(crate) image: Option<Text>,
    pub(crate) command: Vec<Text>,
    pub(crate) args: Vec<Text>,
    pub(crate) env: Vec<(String, Text)>,
    pub(crate) working_dir: Option<Text>,
    /// Whether the file says what it runs, be it wrong.
    pub(crate) says_what: bool,
    /// Fields that are kept as they are for the compiled operation.
    #[cfg_attr(not(feature = "render"), expect(dead_code, reason = "only compiling needs it"))]
    pub(crate) kept: Map<String, Value>,
    pub(crate) place: Place,
}

/// Reads a container; `name` is its name when the file gives none.
pub(crate) fn read(reader: &Reader<'_>, name: &str, report: &mut Report<'_>) -> Option<Container> {
    let mut fields = reader.fields(report)?;
    let says_what = fields.first_of(&["image", "command", "args"]).is_some();
    let given = fields.get("name").and_then(|field| read_name(&field, report));
    let image = fields.get("image").and_then(|field| Text::read(&field, report));
    let command = fields.get("command").map(|field| words(&field, report)).unwrap_or_default();
    let args = fields.get("args").map(|field| words(&field, report)).unwrap_or_default();
    let env = fields.get("env").map(|field| variables(&field, report)).unwrap_or_default();
    let working_dir = fields.get("workingDir").and_then(|field| Text::read(&field, report));
    for name in ["envFrom", "volumeMounts", "volumeDevices", "lifecycle"] {
        fields.unsupported(name, report);
    }
    fields.ignored("resources", "the container is not held to them", report);
    fields.ignored("securityContext", "the container runs as Orrery's own user", report);
    for name in ["livenessProbe", "readinessProbe", "startupProbe"] {
        fields.ignored(name, "nobody probes the container", report);
    }
    for name in
        ["imagePullPolicy", "ports", "terminationMessagePath", "terminationMessagePolicy", "resizePolicy", "restartPolicy"]
    {
        fields.ignored(name, "it has no meaning where runs are processes", report);
    }
    for name in ["stdin", "stdinOnce", "tty"] {
        fields.ignored(name, "there is no input to read and no terminal", report);
    }
    let place = fields.place.clone();
    let kept = fields.finish(report);
    Some(Container {
        name: given.unwrap_or_else(|| name.to_owned()),
        image,
        command,
        args,
        env,
        working_dir,
        says_what,
        kept,
        place,
    })
}

fn read_name(reader: &Reader<'_>, report: &mut Report<'_>) -> Option<String> {
    let name = reader.text(report)?;
    if names::is_dns_label(&name) {
        return Some(name);
    }
    report.error_fix(
        &reader.place,
        format!("`{}` can't be a container's name", shortened(&name)),
        "use at most 63 lower-case letters, digits and `-`, with none of these at the ends",
    );
    None
}

/// `command` or `args`: a list of texts, or one template that becomes a list.
pub(crate) fn words(reader: &Reader<'_>, report: &mut Report<'_>) -> Vec<Text> {
    if let Some(text) = reader.node.value().as_str() {
        if templates::sole_expression(text).is_some() {
            return Text::read(reader, report).into_iter().collect();
        }
        let words = text.split_whitespace().collect::<Vec<_>>().join(", ");
        report.error_fix(
            &reader.place,
            "must be a list of texts, not a text",
            format!("write it as a list: [{}]", shortened(&words)),
        );
        return Vec::new();
    }
    reader.items(report).unwrap_or_default().iter().filter_map(|item| Text::read(item, report)).collect()
}

/// `env` of a container: a list of names and values.
fn variables(reader: &Reader<'_>, report: &mut Report<'_>) -> Vec<(String, Text)> {
    if matches!(reader.node.data, crate::yaml::Data::Map(_)) {
        report.error_fix(
            &reader.place,
            "must be a list of names and values, not a mapping",
            "write each as `- {name: KEY, value: \"…\"}`",
        );
        return Vec::new();
    }
    let mut found = Vec::new();
    for item in reader.items(report).unwrap_or_default() {
        let Some(mut fields) = item.fields(report) else { continue };
        let name = fields.required("name", "write `- {name: KEY, value: \"…\"}`", report).and_then(|field| {
            let name = field.text(report)?;
            is_variable_name(&name, &field.place, report).then_some(name)
        });
        let value = match fields.get("value") {
            Some(field) => Text::read(&field, report),
            // Kubernetes takes a variable without a value as an empty one.
            None => Some(Text { text: String::new(), place: item.place.clone() }),
        };
        fields.unsupported("valueFrom", report);
        fields.finish(report);
        found.extend(name.zip(value));
    }
    found
}

/// `env` at the root of a file: names mapped to values.
pub(crate) fn variable_map(reader: &Reader<'_>, report: &mut Report<'_>) -> Vec<(String, Text)> {
    if matches!(reader.node.data, crate::yaml::Data::List(_)) {
        report.error_fix(&reader.place, "at the root, `env` is a mapping, not a list", "write `env: {KEY: \"…\"}`");
        return Vec::new();
    }
    let mut found = Vec::new();
    for (name, field) in reader.entries(report).unwrap_or_default() {
        if is_variable_name(name, &field.place, report) {
            found.extend(Text::read(&field, report).map(|value| (name.to_owned(), value)));
        }
    }
    found
}

/// Whether a process can have a variable of this name.
pub(crate) fn is_variable_name(name: &str, place: &Place, report: &mut Report<'_>) -> bool {
    let fits = !name.is_empty() && name.chars().all(|character| character.is_ascii_graphic() && character != '=');
    if !fits {
        report.error_fix(place, format!("`{}` can't be a variable's name", shortened(name)), "use letters, digits and `_`");
    }
    fits
}

impl Container {
    /// Every text that may have templates in it, and whether several arguments may come of it.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&Text, bool)> {
        let spliced = self.command.iter().chain(&self.args).map(|text| (text, true));
        let single = self.image.iter().chain(&self.working_dir).chain(self.env.iter().map(|(_, value)| value));
        spliced.chain(single.map(|text| (text, false)))
    }
}
