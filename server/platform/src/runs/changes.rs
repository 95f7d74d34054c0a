//! Changing what is said of a run, and its values.

use domain::{
    ApiError, RunId, Timestamp,
    permissions::Actor,
    runs::{IoValue, RunChanges, RunSummary},
};
use serde_json::{Map, Value};
use store::{
    Conn,
    runs::{self, RunEdit},
};

use super::{CHANGE, NOUN, seen};
use crate::{Platform, fields::Fields, permissions::need};

/// How many values a run may have of one side.
const MOST_VALUES: usize = 1_000;
/// The longest name of a value, in characters.
const LONGEST_NAME: usize = 255;
/// How long all values of one side may be as JSON, in bytes.
const LONGEST_VALUES: usize = 1024 * 1024;

/// Changes what a run is called, what is said of it, its tags and its values.
pub async fn update(platform: &Platform, actor: &Actor, run: RunId, changes: RunChanges) -> Result<RunSummary, ApiError> {
    let (_, organization) = seen(platform, actor, run).await?;
    need(actor, organization, &CHANGE)?;
    let now = platform.now();
    let summary = platform.db().try_write(move |conn| update_in(conn, run, changes, now)).await?;
    tracing::info!(user = %actor.username, %run, "run changed");
    Ok(summary)
}

fn update_in(conn: &mut Conn, run: RunId, changes: RunChanges, now: Timestamp) -> Result<RunSummary, ApiError> {
    let present = runs::detail(conn, run)?.ok_or_else(|| ApiError::not_found(NOUN))?;
    let merge = changes.merge;
    let mut fields = Fields::default();
    let edit = RunEdit {
        name: changes.name.map(|name| fields.line("name", &name)),
        description: changes.description.map(|description| fields.line("description", &description)),
        tags: changes.tags.map(|tags| {
            let there = if merge { present.summary.tags } else { Vec::new() };
            fields.tags("tags", &[there, tags].concat())
        }),
        inputs: changes.inputs.map(|new| fields.values("inputs", with(present.inputs, new, merge))),
        outputs: changes.outputs.map(|new| fields.values("outputs", with(present.outputs, new, merge))),
        meta_info: changes.meta_info.map(|new| {
            let mut all = if merge { present.meta_info } else { Map::new() };
            all.extend(new);
            fields.notes("meta_info", all)
        }),
    };
    fields.finish()?;
    runs::update(conn, run, &edit, now)?.ok_or_else(|| ApiError::not_found(NOUN))
}

/// The values there then are. What was declared keeps its type and its place; without `merge`, it has no value unless it is given one.
fn with(present: Vec<IoValue>, new: Map<String, Value>, merge: bool) -> Vec<IoValue> {
    let mut new = new;
    let mut values: Vec<IoValue> = present
        .into_iter()
        .filter_map(|io| match new.remove(&io.name) {
            Some(value) => Some(IoValue { value: Some(value), ..io }),
            None if merge => Some(io),
            None => (io.kind != UNDECLARED).then_some(IoValue { value: None, ..io }),
        })
        .collect();
    values.extend(new.into_iter().map(|(name, value)| IoValue { name, kind: UNDECLARED.to_owned(), value: Some(value) }));
    values
}

/// The type of a value that the polyaxonfile does not declare.
const UNDECLARED: &str = "any";

impl Fields {
    fn values(&mut self, field: &str, values: Vec<IoValue>) -> Vec<IoValue> {
        if values.len() > MOST_VALUES {
            self.refuse(field, format!("are more than {MOST_VALUES}"));
        }
        self.names(field, values.iter().map(|io| io.name.as_str()));
        self.length(field, &values);
        values
    }

    /// What clients note of a run.
    pub(super) fn notes(&mut self, field: &str, notes: Map<String, Value>) -> Map<String, Value> {
        self.names(field, notes.keys().map(String::as_str));
        self.length(field, &notes);
        notes
    }

    fn names<'a>(&mut self, field: &str, mut names: impl Iterator<Item = &'a str>) {
        let bad = |name: &&str| name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control);
        if let Some(name) = names.find(bad) {
            let shown: String = name.chars().filter(|character| !character.is_control()).take(LONGEST_NAME).collect();
            let message = format!("`{shown}` is not a name: one line of 1 to {LONGEST_NAME} characters");
            self.refuse(field, message);
        }
    }

    fn length(&mut self, field: &str, values: &impl serde::Serialize) {
        let length = serde_json::to_string(values).map_or(usize::MAX, |text| text.len());
        if length > LONGEST_VALUES {
            self.refuse(field, format!("are longer than {} MiB; keep what is large as an artifact", LONGEST_VALUES >> 20));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn io(name: &str, kind: &str, value: Option<Value>) -> IoValue {
        IoValue { name: name.into(), kind: kind.into(), value }
    }

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn values_come_to_those_there_are_or_in_their_place() {
        let present = || vec![io("lr", "float", Some(json!(0.1))), io("note", "any", Some(json!("a")))];
        let new = || map(json!({ "lr": 0.2, "acc": [1] }));
        let acc = io("acc", "any", Some(json!([1])));
        assert_eq!(
            with(present(), new(), true),
            [io("lr", "float", Some(json!(0.2))), io("note", "any", Some(json!("a"))), acc.clone()]
        );
        assert_eq!(with(present(), new(), false), [io("lr", "float", Some(json!(0.2))), acc]);
        assert_eq!(with(present(), Map::new(), false), [io("lr", "float", None)]);
    }

    #[test]
    fn what_could_not_be_kept_is_refused() {
        let mut fields = Fields::default();
        fields.values("outputs", vec![io("", "any", None)]);
        fields.notes("meta_info", map(json!({ "a\nb": 1 })));
        fields.values("inputs", vec![io("a", "any", Some(json!("x".repeat(LONGEST_VALUES))))]);
        let refused = fields.finish().unwrap_err().fields;
        assert_eq!(refused.iter().map(|one| one.field.as_str()).collect::<Vec<_>>(), ["outputs", "meta_info", "inputs"]);
    }
}
