//! Names and their places in a list. One type for all that ask whether a name was there before: in the browser each type costs.

use serde_json::{Map, Value};

/// Names, each with a number. In JSON's mapping, which is there anyway.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index(Map<String, Value>);

impl Index {
    /// Takes a name, unless it is there already; whether it is new.
    pub(crate) fn add(&mut self, name: &str, number: usize) -> bool {
        let is_new = !self.has(name);
        if is_new {
            self.0.insert(name.to_owned(), number.into());
        }
        is_new
    }

    /// The number of a name.
    pub(crate) fn get(&self, name: &str) -> Option<usize> {
        self.0.get(name)?.as_u64().and_then(|number| usize::try_from(number).ok())
    }

    /// Whether the name is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// These names, numbered from 0; the first of several that are the same counts.
    pub(crate) fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut index = Self::default();
        for (number, name) in names.into_iter().enumerate() {
            index.add(name, number);
        }
        index
    }
}
