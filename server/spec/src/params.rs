//! `params`: the values a file gives to declared inputs, in short (`lr: 0.1`) or in full (`lr: {value: 0.1}`).

use crate::{
    ios::Given,
    problems::Span,
    reader::Reader,
    report::{Place, Report},
    yaml::{Data, Node},
};

/// One param of the file.
#[derive(Debug, Clone)]
pub(crate) struct Param {
    pub(crate) name: String,
    /// `None`: the file says `null`.
    pub(crate) value: Option<Given>,
    /// It is for templates only; no input has to declare it.
    pub(crate) context_only: bool,
    /// The environment variable of the main container that gets the value.
    #[cfg_attr(not(feature = "render"), expect(dead_code, reason = "only compiling needs it"))]
    pub(crate) to_env: Option<String>,
    /// Where it is given.
    pub(crate) place: Place,
}

/// More than inputs and outputs there may be.
const MAX_PARAMS: usize = 1000;

/// The fields that make a mapping a param in full rather than a value.
const FULL: [&str; 6] = ["value", "ref", "contextOnly", "connection", "toInit", "toEnv"];

/// Reads `params`.
pub(crate) fn read(reader: &Reader<'_>, report: &mut Report<'_>) -> Vec<Param> {
    let mut entries = reader.entries(report).unwrap_or_default();
    if entries.len() > MAX_PARAMS {
        report.error(&reader.place, format!("has {} params; at most {MAX_PARAMS} are read", entries.len()));
        entries.truncate(MAX_PARAMS);
    }
    entries.into_iter().map(|(name, field)| read_one(name, &field, report)).collect()
}

fn read_one(name: &str, reader: &Reader<'_>, report: &mut Report<'_>) -> Param {
    let param = |value| Param { name: name.to_owned(), value, context_only: false, to_env: None, place: reader.place.clone() };
    let in_full = match &reader.node.data {
        Data::Map(entries) => entries.is_empty() || entries.iter().any(|entry| FULL.contains(&entry.key.as_str())),
        _ => false,
    };
    if reader.node.is_null() {
        return param(None);
    }
    let Some(mut fields) = Some(()).filter(|()| in_full).and_then(|()| reader.fields(report)) else {
        return param(Some(Given::at(reader)));
    };
    let value = fields.get("value").map(|field| Given::at(&field));
    let context_only = fields.get("contextOnly").and_then(|field| field.boolean(report)).unwrap_or(false);
    let to_env = fields.get("toEnv").and_then(|field| field.text(report));
    for name in ["ref", "connection", "toInit"] {
        fields.unsupported(name, report);
    }
    // A value of a `ref` is not missing; that `ref` can't be read yet is said already.
    let value = if fields.has("ref") {
        Some(Given { node: Node { span: Span::default(), data: Data::Bad }, place: reader.place.clone() })
    } else {
        value
    };
    fields.finish(report);
    Param { context_only, to_env, ..param(value) }
}
