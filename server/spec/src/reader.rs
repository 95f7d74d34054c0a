//! Reads a tree as typed values, each with its place and path; what does not fit is reported, and reading goes on.
//!
//! How a kind is read: take its [`Fields`], `get` each field there is, say which are known but not carried out, `finish`.

use serde_json::{Map, Value};

use crate::{
    names,
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
    pub(crate) fn text(&self, report: &mut Report<'_>) -> Option<String> {
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
        Some(scalar.text.clone())
    }

    /// A boolean.
    pub(crate) fn boolean(&self, report: &mut Report<'_>) -> Option<bool> {
        match self.node.value() {
            Value::Bool(value) => Some(value),
            _ => self.unfit("`true` or `false`", report),
        }
    }

    /// A whole number of at least `least`.
    pub(crate) fn whole(&self, least: u32, report: &mut Report<'_>) -> Option<u64> {
        match self.node.value().as_u64().filter(|value| *value >= u64::from(least)) {
            Some(value) => Some(value),
            None => self.unfit(&format!("a whole number, {least} or more"), report),
        }
    }

    /// A number.
    pub(crate) fn number(&self, report: &mut Report<'_>) -> Option<f64> {
        match self.node.value().as_f64() {
            Some(value) => Some(value),
            None => self.unfit("a number", report),
        }
    }

    /// The items of a list.
    pub(crate) fn items(&self, report: &mut Report<'_>) -> Option<Vec<Reader<'a>>> {
        let Data::List(items) = &self.node.data else {
            return self.mismatch("a list", report);
        };
        let reader = |(index, node)| Reader { node, place: self.place.item(index, focus(node)) };
        Some(items.iter().enumerate().map(reader).collect())
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

    /// A list of texts, at most a hundred.
    pub(crate) fn texts(&self, report: &mut Report<'_>) -> Vec<String> {
        self.few_items(100, report).iter().filter_map(|item| item.text(report)).collect()
    }

    /// The entries of a mapping.
    pub(crate) fn entries(&self, report: &mut Report<'_>) -> Option<Vec<(&'a str, Reader<'a>)>> {
        let Data::Map(entries) = &self.node.data else {
            return self.mismatch("a mapping", report);
        };
        Some(entries.iter().map(|entry| (entry.key.as_str(), self.entry(entry))).collect())
    }

    /// The fields of a mapping.
    pub(crate) fn fields(&self, report: &mut Report<'_>) -> Option<Fields<'a>> {
        let Data::Map(entries) = &self.node.data else {
            return self.mismatch("a mapping of fields", report);
        };
        Some(Fields { entries, place: self.place.clone(), known: Vec::new(), kept: Map::new() })
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
    fn unfit<T>(&self, expected: &str, report: &mut Report<'_>) -> Option<T> {
        match &self.node.data {
            Data::Scalar(scalar) if !self.node.is_null() => {
                report.error(&self.place, format!("must be {expected}, not `{}`", shortened(&scalar.text)));
                None
            }
            _ => self.mismatch(expected, report),
        }
    }

    fn entry(&self, entry: &'a Entry) -> Reader<'a> {
        at_entry(&self.place, entry)
    }
}

/// The fields of one mapping, of which each is either asked for or unknown.
#[derive(Debug)]
pub(crate) struct Fields<'a> {
    entries: &'a [Entry],
    /// Where the mapping is.
    pub(crate) place: Place,
    known: Vec<&'static str>,
    /// Fields that are kept as they are for the compiled operation.
    pub(crate) kept: Map<String, Value>,
}

impl<'a> Fields<'a> {
    /// The field, unless it is absent or null.
    pub(crate) fn get(&mut self, name: &'static str) -> Option<Reader<'a>> {
        self.known.push(name);
        self.find(name)
    }

    /// The field, which has to be there.
    pub(crate) fn required(&mut self, name: &'static str, fix: &str, report: &mut Report<'_>) -> Option<Reader<'a>> {
        let found = self.get(name);
        match self.entries.iter().find(|entry| entry.key == name) {
            Some(entry) if found.is_none() => {
                report.error_fix(&self.place.field(name, entry.key_span), format!("`{name}` has no value"), fix);
            }
            None => report.error_fix(&self.place, format!("`{name}` is missing"), fix),
            Some(_) => {}
        }
        found
    }

    /// Whether the field is given, without asking for it.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The first of these that is given.
    pub(crate) fn first_of(&self, names: &[&'static str]) -> Option<&'static str> {
        names.iter().copied().find(|name| self.has(name))
    }

    /// A field of the format that would change what runs and can't be carried out yet.
    pub(crate) fn unsupported(&mut self, name: &'static str, report: &mut Report<'_>) {
        if let Some(field) = self.get(name) {
            report.error_fix(&field.place, format!("`{name}` is not supported yet"), format!("remove `{name}`"));
        }
    }

    /// A field of the format that is not carried out yet and without which the same runs; `why` says what that means.
    pub(crate) fn ignored(&mut self, name: &'static str, why: &str, report: &mut Report<'_>) {
        if let Some(field) = self.get(name) {
            report.warn(&field.place, format!("`{name}` has no effect yet: {why}"), "it may stay; it is kept with the run");
            self.kept.insert(name.to_owned(), field.value());
        }
    }

    /// A field that belongs somewhere else.
    pub(crate) fn misplaced(&mut self, name: &'static str, home: &str, report: &mut Report<'_>) {
        if let Some(field) = self.get(name) {
            report.error_fix(&field.place, format!("`{name}` does not belong here"), format!("move it to {home}"));
        }
    }

    /// Reports every field that nobody asked for.
    pub(crate) fn finish(self, report: &mut Report<'_>) -> Map<String, Value> {
        for entry in self.entries.iter().filter(|entry| !self.known.contains(&entry.key.as_str())) {
            if report.is_full() {
                break;
            }
            let place = self.place.field(&entry.key, entry.key_span);
            let message = format!("unknown field `{}`", shortened(&entry.key));
            match names::suggestion(&entry.key, &self.known) {
                Some(fix) => report.error_fix(&place, message, fix),
                None => report.error(&place, message),
            }
        }
        self.kept
    }

    fn find(&self, name: &str) -> Option<Reader<'a>> {
        let entry = self.entries.iter().find(|entry| entry.key == name)?;
        if entry.value.is_null() { None } else { Some(at_entry(&self.place, entry)) }
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
