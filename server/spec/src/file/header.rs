//! What components and operations have in common: what they are called, when they end, and what is not carried out yet.

use serde_json::{Map, Value};

use super::File;
use crate::{
    names,
    reader::{Fields, Reader, shortened},
    report::Report,
};

/// The common fields of a component or an operation.
#[derive(Debug)]
pub(super) struct Header {
    name: Option<String>,
    description: Option<String>,
    tags: Vec<String>,
    max_retries: Option<u64>,
    timeout: Option<u64>,
    ttl: Option<u64>,
    strict_params: Option<bool>,
    is_approved: Option<bool>,
    kept: Map<String, Value>,
}

impl Header {
    /// Reads them; `kinds` are the kinds allowed here.
    pub(super) fn read(fields: &mut Fields<'_>, kinds: &str, report: &mut Report<'_>) -> Self {
        if let Some(version) = fields.get("version") {
            check_version(&version, report);
        }
        if let Some(kind) = fields.get("kind") {
            check_kind(&kind, kinds, report);
        }
        let name = fields.get("name").and_then(|field| read_name(&field, report));
        let description = fields.get("description").and_then(|field| field.text(report));
        let tags = fields.get("tags").map(|field| field.texts(report)).unwrap_or_default();
        let strict_params = fields.get("strictParams").and_then(|field| field.boolean(report));
        let is_approved = fields.get("isApproved").and_then(|field| field.boolean(report));
        let mut header = Self {
            name,
            description,
            tags,
            max_retries: None,
            timeout: None,
            ttl: None,
            strict_params,
            is_approved,
            kept: Map::new(),
        };
        if let Some(termination) = fields.get("termination") {
            header.read_termination(&termination, report);
        }
        header
    }

    /// Puts them over what the file has so far.
    pub(super) fn apply(self, file: &mut File) {
        file.name = self.name.unwrap_or_else(|| std::mem::take(&mut file.name));
        file.description = self.description.unwrap_or_else(|| std::mem::take(&mut file.description));
        for tag in self.tags {
            if !file.tags.contains(&tag) {
                file.tags.push(tag);
            }
        }
        let termination = &mut file.termination;
        termination.max_retries =
            self.max_retries.and_then(|count| u32::try_from(count).ok()).unwrap_or(termination.max_retries);
        termination.timeout = self.timeout.or(termination.timeout);
        termination.ttl = self.ttl.or(termination.ttl);
        file.strict_params = self.strict_params.unwrap_or(file.strict_params);
        file.is_approved = self.is_approved.unwrap_or(file.is_approved);
        if !self.kept.is_empty() {
            file.kept.insert("termination".to_owned(), Value::Object(self.kept));
        }
    }

    fn read_termination(&mut self, reader: &Reader<'_>, report: &mut Report<'_>) {
        let Some(mut fields) = reader.fields(report) else { return };
        self.max_retries = fields.get("maxRetries").and_then(|field| bounded(&field, 0, "restarts", report));
        self.timeout = fields.get("timeout").and_then(|field| bounded(&field, 1, "seconds", report));
        self.ttl = fields.get("ttl").and_then(|field| bounded(&field, 0, "seconds", report));
        fields.ignored("culling", "it ends idle services, of which there are none", report);
        fields.ignored("probe", "it finds idle services, of which there are none", report);
        fields.ignored("podFailurePolicy", "every failure counts as one", report);
        self.kept = fields.finish(report);
    }
}

/// A number that some cluster can carry out: Kubernetes takes no more than 32 bits.
fn bounded(reader: &Reader<'_>, least: u32, unit: &str, report: &mut Report<'_>) -> Option<u64> {
    let number = reader.whole(least, report)?;
    let most = u64::from(i32::MAX.unsigned_abs());
    if number > most {
        report.error(&reader.place, format!("must be at most {most} {unit}"));
        return None;
    }
    Some(number)
}

fn check_version(reader: &Reader<'_>, report: &mut Report<'_>) {
    let version = match reader.value() {
        Value::String(text) => text.parse().ok(),
        value => value.as_f64(),
    };
    let Some(version) = version else {
        report.error_fix(&reader.place, "must be a version number", "write `version: 1.1`");
        return;
    };
    if (version - 1.1_f64).abs() > 1e-9 {
        report.warn(&reader.place, format!("version {version} is read as version 1.1"), "write `version: 1.1`");
    }
}

fn check_kind(reader: &Reader<'_>, kinds: &str, report: &mut Report<'_>) {
    let Some(kind) = reader.text(report) else { return };
    if kinds.split(", ").any(|allowed| allowed == kind) {
        return;
    }
    let allowed: Vec<&str> = kinds.split(", ").collect();
    let fix = match kind.as_str() {
        "job" | "service" | "dag" => format!("`kind: {kind}` belongs under `run`"),
        _ => names::suggestion(&kind, &allowed).unwrap_or_default(),
    };
    report.error_fix(&reader.place, format!("`{}` is no kind of file: write {}", shortened(&kind), names::list(&allowed)), fix);
}

fn read_name(reader: &Reader<'_>, report: &mut Report<'_>) -> Option<String> {
    let name = reader.text(report)?;
    if names::is_slug(&name) && name.len() <= 128 {
        return Some(name);
    }
    let better: String = name
        .trim()
        .chars()
        .map(|character| if names::is_slug(&character.to_string()) { character } else { '-' })
        .take(128)
        .collect();
    let fix =
        if better.chars().any(char::is_alphanumeric) { format!("write `{better}`") } else { "write `train-model`".to_owned() };
    report.error_fix(&reader.place, "a name has letters, digits, `-` and `_`, at most 128 of them", fix);
    None
}

/// Fields of the format that can't be carried out yet.
pub(super) fn refuse(fields: &mut Fields<'_>, report: &mut Report<'_>) {
    for name in [
        "matrix",
        "schedule",
        "events",
        "joins",
        "dependencies",
        "conditions",
        "presets",
        "build",
        "hooks",
        "mount",
        "runPatch",
    ] {
        fields.unsupported(name, report);
    }
    for name in ["trigger", "skipOnUpstreamSkip"] {
        fields.ignored(name, "nothing runs before it", report);
    }
    fields.ignored("patchStrategy", "there is nothing to patch", report);
    fields.ignored("queue", "there is one queue", report);
    fields.ignored("namespace", "there are no namespaces", report);
    fields.ignored("cache", "every run is run", report);
    fields.ignored("plugins", "the defaults are used", report);
    fields.ignored("cost", "nobody counts it", report);
    if let Some(preset) = fields.get("isPreset")
        && preset.boolean(report) == Some(true)
    {
        report.error_fix(&preset.place, "a preset is nothing to run", "submit the operation that uses it");
    }
    if let Some(template) = fields.get("template") {
        read_template(&template, report);
    }
}

/// A template has to be edited before it is run.
fn read_template(reader: &Reader<'_>, report: &mut Report<'_>) {
    let Some(mut fields) = reader.fields(report) else { return };
    let enabled = fields.get("enabled").and_then(|field| field.boolean(report)).unwrap_or(false);
    fields.get("description").and_then(|field| field.text(report));
    let to_edit = fields.get("fields").map(|field| field.texts(report)).unwrap_or_default();
    fields.finish(report);
    if enabled {
        let what = if to_edit.is_empty() { "it".to_owned() } else { shortened(&to_edit.join(", ")) };
        report.error_fix(
            &reader.place,
            "this file is a template and has to be edited first",
            format!("edit {what}, then remove `template`"),
        );
    }
}
