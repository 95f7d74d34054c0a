//! Reads a tree as typed values, each with its place and path. That fields are known and values of their shape is what
//! [`crate::models`] looks after.

use serde_json::Value;

use crate::{
    report::{Place, Report},
    yaml::{Data, Entry, Node},
};

/// A node and where it is.
#[derive(Debug, Clone)]
pub(crate) struct Reader<'a> {
    pub(crate) node: &'a Node,
    pub(crate) place: Place,
}

impl<'a> Reader<'a> {
    /// The whole document.
    pub(crate) fn root(node: &'a Node) -> Self {
        Self { node, place: Place { span: focus(node), path: String::new() } }
    }

    /// The scalar as it was written, whatever it means: `8080`, `1.10`, `no`.
    pub(crate) fn text(&self, report: &mut Report<'_>) -> Option<&'a str> {
        let Data::Scalar(scalar) = &self.node.data else {
            return self.mismatch("a text", report);
        };
        if self.node.is_null() {
            return self.mismatch("a text", report);
        }
        if scalar.text.contains('\0') {
            report.error_fix(&self.place, "a NUL character can't be passed to a process", "remove `\\0`");
            return None;
        }
        if let Some(surprise) = scalar.surprise() {
            report.warn(
                &self.place,
                format!("{surprise}; the text is taken here"),
                format!("put it in quotes: \"{}\"", scalar.text),
            );
        }
        Some(&scalar.text)
    }

    /// A boolean, be it written in quotes; `None` for what is none, which the tables report.
    pub(crate) fn boolean(&self) -> Option<bool> {
        self.node.boolean()
    }

    /// A number, be it written in quotes; `None` for what is none, which the tables report.
    pub(crate) fn number(&self) -> Option<f64> {
        self.node.number()
    }

    /// A whole number that is not negative, be it written in quotes; `None` for what is none, which the tables report.
    pub(crate) fn whole(&self) -> Option<u64> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is whole, and in what 53 bits hold")]
        self.number().filter(|number| number.fract() == 0.0 && (0.0..9e15).contains(number)).map(|number| number as u64)
    }

    /// The items of a list.
    pub(crate) fn items(&self, report: &mut Report<'_>) -> Option<Vec<Reader<'a>>> {
        let Data::List(items) = &self.node.data else {
            return self.mismatch("a list", report);
        };
        let reader = |(index, node)| Reader { node, place: self.place.item(index, focus(node)) };
        Some(items.iter().enumerate().map(reader).collect())
    }

    /// Calls `visit` with each item of a list.
    pub(crate) fn each_item(&self, visit: &mut dyn FnMut(&Self)) {
        for (index, node) in self.node.items().iter().enumerate() {
            visit(&Reader { node, place: self.place.item(index, focus(node)) });
        }
    }

    /// The field, unless it is absent or null.
    pub(crate) fn get(&self, name: &str) -> Option<Reader<'a>> {
        let entry = self.node.entry(name)?;
        if entry.value.is_null() { None } else { Some(at_entry(&self.place, entry)) }
    }

    /// The items of a list that has at most `most`.
    pub(crate) fn few_items(&self, most: usize, report: &mut Report<'_>) -> Vec<Reader<'a>> {
        let mut items = self.items(report).unwrap_or_default();
        if items.len() > most {
            report.error(&self.place, format!("has {} items; at most {most} are read", items.len()));
            items.truncate(most);
        }
        items
    }

    /// A list of texts, or one text alone.
    pub(crate) fn texts(&self) -> Vec<String> {
        match self.node.items() {
            [] => self.node.text().into_iter().map(str::to_owned).collect(),
            items => items.iter().filter_map(Node::text).map(str::to_owned).collect(),
        }
    }

    /// As JSON.
    pub(crate) fn value(&self) -> Value {
        self.node.value()
    }

    /// Says that something else is expected here.
    pub(crate) fn mismatch<T>(&self, expected: &str, report: &mut Report<'_>) -> Option<T> {
        if !matches!(self.node.data, Data::Bad) {
            report.error(&self.place, format!("must be {expected}, not {}", self.node.kind()));
        }
        None
    }

    /// Says that another value is expected here.
    pub(crate) fn unfit<T>(&self, expected: &str, report: &mut Report<'_>) -> Option<T> {
        match &self.node.data {
            Data::Scalar(scalar) if !self.node.is_null() => {
                report.error(&self.place, format!("must be {expected}, not `{}`", shortened(&scalar.text)));
                None
            }
            _ => self.mismatch(expected, report),
        }
    }

    /// What an entry of this mapping maps to.
    pub(crate) fn entry(&self, entry: &'a Entry) -> Reader<'a> {
        at_entry(&self.place, entry)
    }
}

/// At most 60 letters of something a file says.
pub(crate) fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// A value as JSON, written as the check's answer is: `to_string` would bring another way of writing along.
pub(crate) fn json(value: &Value) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn at_entry<'a>(parent: &Place, entry: &'a Entry) -> Reader<'a> {
    let span =
        if matches!(entry.value.data, Data::Scalar(_)) && !entry.value.is_null() { entry.value.span } else { entry.key_span };
    Reader { node: &entry.value, place: parent.field(&entry.key, span) }
}

/// The part of a node that a problem points at: a long mapping as a whole would say nothing.
fn focus(node: &Node) -> crate::Span {
    match &node.data {
        Data::Map(entries) => entries.first().map_or(node.span, |entry| entry.key_span),
        Data::List(items) => items.first().map_or(node.span, focus),
        Data::Scalar(_) | Data::Bad => node.span,
    }
}
