//! `params`: the values a file gives to declared inputs, in short (`lr: 0.1`) or in full (`lr: {value: 0.1}`).

use crate::{
    ios::Given,
    models::is_full_param,
    reader::{Reader, shortened},
    report::{Place, Report},
    types,
    yaml::{Data, Entry, Node},
};

/// One param of the file.
#[derive(Debug, Clone)]
pub(crate) struct Param {
    pub(crate) name: String,
    /// `None`: the file says `null`, or the value comes from somewhere else.
    pub(crate) value: Option<Given>,
    /// Where the value comes from.
    pub(crate) reference: Option<Reference>,
    /// It is for templates only; no input has to declare it.
    pub(crate) context_only: bool,
    /// The environment variable of the main container that gets the value.
    #[cfg_attr(not(feature = "render"), expect(dead_code, reason = "only compiling needs it"))]
    pub(crate) to_env: Option<String>,
    /// What else it says of the input: `toEnv`, `toInit`, `connection`.
    #[cfg_attr(not(feature = "render"), expect(dead_code, reason = "only compiling needs it"))]
    pub(crate) extras: Vec<Entry>,
    /// Where it is given.
    pub(crate) place: Place,
}

/// Where a value comes from: of what, and which.
#[derive(Debug, Clone)]
pub(crate) struct Reference {
    /// Of what.
    pub(crate) of: Referent,
    /// Which of its values: `outputs.loss`. Empty for files and folders written as a mapping.
    pub(crate) value: String,
    /// Where it says so.
    pub(crate) place: Place,
}

/// What a reference is to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Referent {
    /// An operation of the same DAG.
    Operation(String),
    /// A run.
    Run(String),
    /// The DAG the operation is of.
    Dag,
}

/// More than inputs and outputs there may be.
const MAX_PARAMS: usize = 1000;

/// Reads `params`.
pub(crate) fn read(reader: &Reader<'_>, report: &mut Report<'_>) -> Vec<Param> {
    let entries = reader.node.entries();
    if entries.len() > MAX_PARAMS {
        report.error(&reader.place, format!("has {} params; at most {MAX_PARAMS} are read", entries.len()));
    }
    entries.iter().take(MAX_PARAMS).map(|entry| read_one(&entry.key, &reader.entry(entry), report)).collect()
}

fn read_one(name: &str, reader: &Reader<'_>, report: &mut Report<'_>) -> Param {
    let place = reader.place.clone();
    let short = Param {
        name: name.to_owned(),
        value: None,
        reference: None,
        context_only: false,
        to_env: None,
        extras: Vec::new(),
        place,
    };
    if reader.node.is_null() {
        return short;
    }
    if !is_full_param(reader.node) {
        return Param { value: Some(Given::at(reader)), ..short };
    }
    let reference = reader.get("ref").and_then(|field| read_reference(&field, reader, report));
    let value = match (&reference, reader.get("ref")) {
        (Some(_), _) => None,
        // What is wrong with it is said; that it has no value is then no news.
        (None, Some(bad)) => Some(Given { node: Node::bad(), place: bad.place }),
        (None, None) => reader.get("value").map(|field| Given::at(&field)),
    };
    Param {
        value,
        reference,
        context_only: reader.get("contextOnly").and_then(|field| field.boolean()).unwrap_or(false),
        to_env: reader.get("toEnv").and_then(|field| field.node.text()).map(str::to_owned),
        extras: ["toEnv", "toInit", "connection"].into_iter().filter_map(|name| reader.node.entry(name)).cloned().collect(),
        ..short
    }
}

fn read_reference(field: &Reader<'_>, param: &Reader<'_>, report: &mut Report<'_>) -> Option<Reference> {
    let text = field.node.text()?;
    let of = match text.split_once('.') {
        None if text == "dag" => Referent::Dag,
        Some(("ops", name)) if crate::names::is_slug(name) => Referent::Operation(name.to_owned()),
        Some(("runs", id)) if types::is_uuid(id) => Referent::Run(id.to_owned()),
        Some(("runs", id)) => {
            let message = format!("`{}` is no run's id", shortened(id));
            report.error_fix(&field.place, message, "write its 32 hexadecimal digits, with or without `-`");
            return None;
        }
        _ => {
            let message = format!("`{}` refers to nothing", shortened(text));
            report.error_fix(&field.place, message, "write `ops.NAME`, `runs.UUID` or `dag`");
            return None;
        }
    };
    let Some(value) = param.get("value") else {
        let fix = "say which value: `value: outputs.loss`";
        report.error_fix(&param.place, "`ref` without a `value` refers to nothing of it", fix);
        return None;
    };
    let which = value.node.text().unwrap_or_default();
    if matches!(value.node.data, Data::Scalar(_)) {
        check_which(which, &value.place, report);
    }
    Some(Reference { of, value: which.to_owned(), place: value.place })
}

/// `globals`, `inputs`, `outputs` or `artifacts`, alone or with a name, or a name alone.
fn check_which(which: &str, place: &Place, report: &mut Report<'_>) {
    let mut parts = which.split('.');
    let root = parts.next().unwrap_or_default();
    let rest: Vec<&str> = parts.collect();
    let fits = crate::names::is_slug(root)
        && rest.len() <= 1
        && rest.iter().all(|part| crate::names::is_slug(part))
        && (rest.is_empty() || matches!(root, "globals" | "inputs" | "outputs" | "artifacts"));
    if !fits {
        let message = format!("`{}` is no value of a run", shortened(which));
        report.error_fix(place, message, "write `outputs.NAME`, `inputs.NAME`, `globals.NAME` or `artifacts.NAME`");
    }
}
