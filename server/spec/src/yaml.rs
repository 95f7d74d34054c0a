//! YAML as a tree in which every node knows where it stands.
//!
//! Promises: bounded size, depth and number of nodes, aliases included; no key twice; merge keys merged, so that they hide
//! nothing; scalars as YAML 1.1 (`PyYAML`) reads them. Never: recursion that the file decides about.

mod builder;
mod mistakes;
mod scalars;

use saphyr_parser::Parser;
use serde_json::{Map, Value};

use crate::{
    problems::Span,
    report::{Place, Report},
};

/// The longest file that is read, in bytes.
const MAX_BYTES: usize = 1 << 20;

/// One node of the tree.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// Where it stands.
    pub(crate) span: Span,
    /// What it is.
    pub(crate) data: Data,
}

/// What a node is.
#[derive(Debug, Clone)]
pub(crate) enum Data {
    /// A text, number, boolean or null.
    Scalar(Scalar),
    /// Items in order.
    List(Vec<Node>),
    /// Entries in order, no key twice.
    Map(Vec<Entry>),
    /// Something already reported; nothing more is said of it.
    Bad,
}

/// A scalar as it was written.
#[derive(Debug, Clone)]
pub(crate) struct Scalar {
    /// Its text, without quotes.
    pub(crate) text: String,
    /// Whether it was written without quotes, so that it may be a number, a boolean or null.
    pub(crate) plain: bool,
}

/// One entry of a mapping.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The key as it was written.
    pub(crate) key: String,
    /// Where the key stands.
    pub(crate) key_span: Span,
    /// What it maps to.
    pub(crate) value: Node,
}

impl Scalar {
    /// What it means.
    pub(crate) fn value(&self) -> Value {
        if self.plain { scalars::resolve(&self.text) } else { Value::String(self.text.clone()) }
    }

    /// What a person may not expect of it.
    pub(crate) fn surprise(&self) -> Option<String> {
        if self.plain { scalars::surprise(&self.text) } else { None }
    }
}

impl Node {
    /// A node made of a JSON value, all of it at one place.
    pub(crate) fn from_value(value: &Value, span: Span) -> Self {
        let scalar = |text: String, plain| Data::Scalar(Scalar { text, plain });
        let data = match value {
            Value::Null => scalar(String::new(), true),
            Value::Bool(value) => scalar(value.to_string(), true),
            Value::Number(number) => scalar(number.to_string(), true),
            Value::String(text) => scalar(text.clone(), false),
            Value::Array(items) => Data::List(items.iter().map(|item| Self::from_value(item, span)).collect()),
            Value::Object(fields) => Data::Map(
                fields
                    .iter()
                    .map(|(key, value)| Entry { key: key.clone(), key_span: span, value: Self::from_value(value, span) })
                    .collect(),
            ),
        };
        Self { span, data }
    }

    /// A text that may turn out to be a number, a boolean or null.
    pub(crate) fn plain(text: &str) -> Self {
        Self { span: Span::default(), data: Data::Scalar(Scalar { text: text.to_owned(), plain: true }) }
    }

    /// As JSON.
    pub(crate) fn value(&self) -> Value {
        match &self.data {
            Data::Scalar(scalar) => scalar.value(),
            Data::List(items) => items.iter().map(Self::value).collect(),
            Data::Map(entries) => {
                entries.iter().map(|entry| (entry.key.clone(), entry.value.value())).collect::<Map<_, _>>().into()
            }
            Data::Bad => Value::Null,
        }
    }

    /// Whether it says nothing: `key:` with nothing behind it, or `null`.
    pub(crate) fn is_null(&self) -> bool {
        matches!(&self.data, Data::Scalar(scalar) if scalar.value().is_null())
    }

    /// What to call it.
    pub(crate) fn kind(&self) -> &'static str {
        match &self.data {
            Data::Scalar(scalar) => match scalar.value() {
                Value::Null => "nothing",
                Value::Bool(_) => "a boolean",
                Value::Number(_) => "a number",
                _ => "a text",
            },
            Data::List(_) => "a list",
            Data::Map(_) | Data::Bad => "a mapping",
        }
    }
}

/// The file's one document; `None` when it can't be read, which is then reported.
pub(crate) fn load(content: &str, report: &mut Report<'_>) -> Option<Node> {
    let start = Place { span: Span { line: 1, column: 1, end_line: 1, end_column: 1 }, path: String::new() };
    if content.len() > MAX_BYTES {
        report.error_fix(
            &start,
            format!("the file has {} bytes; at most {MAX_BYTES} are read", content.len()),
            "keep data in files of its own",
        );
        return None;
    }
    if content.contains('\0') {
        let span = report.within(Span { end_line: u32::MAX, ..start.span }, "\0", 0);
        report.error_fix(&Place { span, ..start }, "the file has a NUL character in it", "save it as plain UTF-8 text");
        return None;
    }
    let mut builder = builder::Builder::default();
    let mut parser = Parser::new_from_str(content);
    while let Some(event) = parser.next_event() {
        let proceed = match event {
            Ok((event, span)) => builder.take(event, builder::span_of(span), report),
            Err(error) => {
                mistakes::report(&error, report);
                false
            }
        };
        if !proceed {
            return None;
        }
    }
    match builder.finish() {
        Some(node) if !node.is_null() => Some(node),
        _ => {
            report.error_fix(&start, "the file is empty: a polyaxonfile says at least what to run", EXAMPLE);
            None
        }
    }
}

const EXAMPLE: &str = "start with `run: {kind: job, container: {image: busybox, command: [echo, hello]}}`";
