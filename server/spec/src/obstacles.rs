//! What the format has and Orrery does not carry out yet.

use crate::{
    document::Document,
    models::{INIT, Model, POLYAXONFILE, RUN, Shape, walk},
    reader::Reader,
    report::Report,
    yaml::Data,
};

/// Fields that would change what runs, by model.
const REFUSED: [(&str, &[&str]); 6] = [
    (
        "Polyaxonfile",
        &[
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
            "hubRef",
            "dagRef",
            "urlRef",
            "pathRef",
        ],
    ),
    ("IO", &["connection", "toInit"]),
    ("Param", &["ref", "connection", "toInit"]),
    ("Job", &["connections", "volumes", "sidecars"]),
    ("Container", &["envFrom", "volumeMounts", "volumeDevices", "lifecycle"]),
    ("EnvVar", &["valueFrom"]),
];

/// Fields without which the same runs, by model, and what that means.
const IGNORED: [(&str, &[&str], &str); 14] = [
    ("Polyaxonfile", &["trigger", "skipOnUpstreamSkip"], "nothing runs before it"),
    ("Polyaxonfile", &["queue"], "there is one queue"),
    ("Polyaxonfile", &["namespace"], "there are no namespaces"),
    ("Polyaxonfile", &["cache"], "every run is run"),
    ("Polyaxonfile", &["plugins"], "the defaults are used"),
    ("Polyaxonfile", &["cost"], "nobody counts it"),
    ("Termination", &["culling", "probe"], "it is about idle services, of which there are none"),
    ("Termination", &["podFailurePolicy"], "every failure counts as one"),
    ("Job", &["environment"], "there is no pod to shape"),
    ("Container", &["resources"], "the container is not held to them"),
    ("Container", &["securityContext"], "the container runs as Orrery's own user"),
    ("Container", &["livenessProbe", "readinessProbe", "startupProbe"], "nobody probes the container"),
    (
        "Container",
        &["imagePullPolicy", "ports", "terminationMessagePath", "terminationMessagePolicy", "resizePolicy", "restartPolicy"],
        "it has no meaning where runs are processes",
    ),
    ("Container", &["stdin", "stdinOnce", "tty"], "there is no input to read and no terminal"),
];

/// Reports what would have to be carried out and can't be yet.
pub(crate) fn check(document: &Document, report: &mut Report<'_>) {
    let written = Reader::root(&document.operation);
    if crate::operation::says_preset(written.node)
        && let Some(preset) = written.get("isPreset")
    {
        report.error_fix(&preset.place, "a preset is nothing to run", "submit the operation that uses it");
    }
    check_template(document, report);
    check_kind(document, report);
    for name in REFUSED[0].1 {
        for layer in layers(&written) {
            if let Some(field) = layer.get(name) {
                refuse(&field, name, report);
            }
        }
    }
    for entry in document.node.entries() {
        if let Some(part) = document.part(&entry.key)
            && let Some(field) = POLYAXONFILE.field(&entry.key)
        {
            ignore(&part, &POLYAXONFILE, &entry.key, report);
            visit(&part, &field.shape, report);
        }
    }
}

/// The operation and the component in it.
fn layers<'a>(written: &Reader<'a>) -> Vec<Reader<'a>> {
    let component = written.get("component");
    std::iter::once(written.clone()).chain(component).collect()
}

/// A template has to be edited before it is run.
fn check_template(document: &Document, report: &mut Report<'_>) {
    let Some(template) = document.part("template") else { return };
    if template.get("enabled").and_then(|field| field.boolean()) != Some(true) {
        return;
    }
    let to_edit = template.get("fields").map(|field| field.texts()).unwrap_or_default();
    let what = if to_edit.is_empty() { "it".to_owned() } else { crate::reader::shortened(&to_edit.join(", ")) };
    report.error_fix(
        &template.place,
        "this file is a template and has to be edited first",
        format!("edit {what}, then remove `template`"),
    );
}

fn check_kind(document: &Document, report: &mut Report<'_>) {
    let kind = document.kind();
    if let Some(field) = document.part("run").and_then(|run| run.get("kind"))
        && kind != "job"
        && RUN.model(kind).is_some()
    {
        report.error_fix(&field.place, format!("runs of kind `{kind}` are not supported yet"), "use `kind: job`");
    }
}

fn visit(reader: &Reader<'_>, shape: &Shape, report: &mut Report<'_>) {
    if report.is_full() {
        return;
    }
    match &reader.node.data {
        Data::Map(entries) => {
            let model = walk::model_of(shape, reader.node);
            for entry in entries.iter().filter(|entry| !entry.value.is_null()) {
                let field = reader.entry(entry);
                if let Some(model) = model {
                    if refused(model, &entry.key) {
                        refuse(&field, &entry.key, report);
                        continue;
                    }
                    ignore(&field, model, &entry.key, report);
                }
                if let Some(shape) = walk::entry_shape(reader.node, shape, &entry.key) {
                    visit(&field, &shape, report);
                }
            }
        }
        Data::List(_) => {
            let shape = walk::item_shape(shape);
            reader.each_item(&mut |item| visit(item, &shape, report));
        }
        Data::Scalar(_) | Data::Bad => {}
    }
}

fn refused(model: &Model, name: &str) -> bool {
    let is_fetched = model.is(&INIT) && model.field(name).is_some() && name != "container";
    is_fetched || REFUSED.iter().any(|(of, names)| *of == model.name && names.contains(&name))
}

fn refuse(field: &Reader<'_>, name: &str, report: &mut Report<'_>) {
    report.error_fix(&field.place, format!("`{name}` is not supported yet"), format!("remove `{name}`"));
}

fn ignore(field: &Reader<'_>, model: &Model, name: &str, report: &mut Report<'_>) {
    if let Some((_, _, why)) = IGNORED.iter().find(|(of, names, _)| *of == model.name && names.contains(&name)) {
        report.warn(&field.place, format!("`{name}` has no effect yet: {why}"), "it may stay; it is kept with the run");
    }
}
