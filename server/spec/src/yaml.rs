//! YAML as a tree in which every node knows where it stands.
//!
//! Promises: bounded size, depth and number of nodes, aliases included; no key twice; merge keys merged, so that they hide
//! nothing; scalars as YAML 1.1 (`PyYAML`) reads them. Never: recursion that the file decides about.

mod builder;
mod flow;
mod mistakes;
mod scalars;

use saphyr_parser::{Parser, ScanError};
use serde_json::{Map, Value};

use crate::{
    numbers,
    problems::Span,
    report::{Place, Report},
};

/// The longest file that is read, in bytes.
pub const MAX_BYTES: usize = 1 << 20;

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

    /// A mapping without entries.
    pub(crate) fn empty(span: Span) -> Self {
        Self { span, data: Data::Map(Vec::new()) }
    }

    /// Something already reported.
    pub(crate) fn bad() -> Self {
        Self { span: Span::default(), data: Data::Bad }
    }

    /// A text, whatever it looks like.
    pub(crate) fn of_text(text: impl Into<String>, span: Span) -> Self {
        Self { span, data: Data::Scalar(Scalar { text: text.into(), plain: false }) }
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

    /// The scalar as it was written; `None` for null and for what is no scalar.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.data {
            Data::Scalar(scalar) if !self.is_null() => Some(&scalar.text),
            _ => None,
        }
    }

    /// A boolean, be it written in quotes.
    pub(crate) fn boolean(&self) -> Option<bool> {
        match self.value() {
            Value::Bool(value) => Some(value),
            Value::String(text) => match text.to_ascii_lowercase().as_str() {
                "true" => Some(true),
                "false" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// A number, be it written in quotes.
    pub(crate) fn number(&self) -> Option<f64> {
        match self.value() {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => numbers::parse(text.trim()).filter(|number| number.is_finite()),
            _ => None,
        }
    }

    /// The entries of a mapping; none of anything else.
    pub(crate) fn entries(&self) -> &[Entry] {
        match &self.data {
            Data::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; none of anything else.
    pub(crate) fn items(&self) -> &[Self] {
        match &self.data {
            Data::List(items) => items,
            _ => &[],
        }
    }

    /// The entry of this key, be it null.
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// What this key maps to, unless that is null.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|entry| &entry.value).filter(|value| !value.is_null())
    }

    /// Puts an entry in place of the one of its key, or at the end. Only a mapping has entries.
    pub(crate) fn put(&mut self, entry: Entry) {
        let Data::Map(entries) = &mut self.data else { return };
        match entries.iter_mut().find(|other| other.key == entry.key) {
            Some(other) => *other = entry,
            None => entries.push(entry),
        }
    }

    /// Puts a value under this key; the key stands where the value does.
    pub(crate) fn set(&mut self, key: &str, value: Self) {
        self.put(Entry { key: key.to_owned(), key_span: value.span, value });
    }

    /// Takes the entry of this key out.
    pub(crate) fn take(&mut self, key: &str) -> Option<Entry> {
        let Data::Map(entries) = &mut self.data else { return None };
        let index = entries.iter().position(|entry| entry.key == key)?;
        Some(entries.remove(index))
    }

    /// What this key maps to, to change it.
    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Self> {
        let Data::Map(entries) = &mut self.data else { return None };
        entries.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.value)
    }

    /// Whether it is only known once templates are rendered.
    pub(crate) fn is_template(&self) -> bool {
        matches!(&self.data, Data::Scalar(scalar) if crate::templates::has_tags(&scalar.text))
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

/// The document, if there is one; else the parser's error, or none if what is wrong is said.
fn read(moved: &flow::Moved<'_>, report: &mut Report<'_>) -> Result<Option<Node>, Option<ScanError>> {
    let mut builder = builder::Builder::default();
    let mut parser = Parser::new_from_str(&moved.text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(Some)?;
        if !builder.take(event, Span { file: report.file(), ..moved.span(builder::span_of(span)) }, report) {
            return Err(None);
        }
    }
    Ok(builder.finish())
}

/// Whether an unquoted text is read as something that people may not expect.
#[cfg(feature = "render")]
pub(crate) fn is_surprising(text: &str) -> bool {
    scalars::surprise(text).is_some()
}

/// The file's one document; `None` when it can't be read, which is then reported.
pub(crate) fn load(content: &str, report: &mut Report<'_>) -> Option<Node> {
    let start =
        Place { span: Span { line: 1, column: 1, end_line: 1, end_column: 1, file: report.file() }, path: String::new() };
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
    let mut moved = flow::Moved::new(content);
    let root = loop {
        match read(&moved, report) {
            Ok(root) => break root,
            Err(Some(error)) if moved.moves(&error) => {}
            Err(error) => {
                if let Some(error) = error {
                    mistakes::report(&error, report);
                }
                return None;
            }
        }
    };
    match root {
        Some(node) if !node.is_null() => Some(node),
        _ => {
            report.error_fix(&start, "the file is empty: a polyaxonfile says at least what to run", EXAMPLE);
            None
        }
    }
}

const EXAMPLE: &str = "start with `run: {kind: job, container: {image: busybox, command: [echo, hello]}}`";
