//! Tags and values as lists ask for them: one row each, beside the JSON that a run's own page reads. Whoever writes the one writes the
//! other, in the same transaction.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use domain::runs::IoValue;
use serde_json::Value;

use crate::{
    Conn, StoreError,
    schema::{run_tags, run_values},
};

/// How many characters of a value can be asked for: an index holds no long ones.
pub(super) const LONGEST: usize = 256;

/// Which of a run's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Input,
    Output,
}

impl Side {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Output => "output",
        }
    }
}

/// Where a run is, as its tags and values repeat it.
#[derive(Debug, Clone, Queryable)]
pub(super) struct Place {
    pub(super) organization_id: String,
    pub(super) project_id: String,
}

#[derive(Insertable)]
#[diesel(table_name = run_tags)]
struct NewTag<'a> {
    run_id: &'a str,
    tag: &'a str,
    organization_id: &'a str,
    project_id: &'a str,
}

#[derive(Insertable)]
#[diesel(table_name = run_values)]
struct NewValue<'a> {
    run_id: &'a str,
    side: &'static str,
    name: &'a str,
    number: Option<f64>,
    text: String,
    organization_id: &'a str,
    project_id: &'a str,
}

/// These are a run's tags, and no others.
pub(super) fn set_tags(conn: &mut Conn, id: &str, place: &Place, tags: &[String]) -> Result<(), StoreError> {
    diesel::delete(run_tags::table.filter(run_tags::run_id.eq(id))).execute(conn)?;
    let Place { organization_id, project_id } = place;
    for tag in tags.iter().collect::<BTreeSet<_>>() {
        let row = NewTag { run_id: id, tag, organization_id, project_id };
        diesel::insert_into(run_tags::table).values(row).execute(conn)?;
    }
    Ok(())
}

/// These are a run's values of that side, and no others.
pub(super) fn set_values(conn: &mut Conn, id: &str, place: &Place, side: Side, values: &[IoValue]) -> Result<(), StoreError> {
    let present = run_values::table.filter(run_values::run_id.eq(id)).filter(run_values::side.eq(side.as_str()));
    diesel::delete(present).execute(conn)?;
    let Place { organization_id, project_id } = place;
    let given = values.iter().filter_map(|io| Some((&io.name, io.value.as_ref().filter(|value| !value.is_null())?)));
    for (name, value) in given.collect::<BTreeMap<_, _>>() {
        let (number, text) = (value.as_f64().filter(|number| number.is_finite()), readable(value));
        let row = NewValue { run_id: id, side: side.as_str(), name, number, text, organization_id, project_id };
        diesel::insert_into(run_values::table).values(row).execute(conn)?;
    }
    Ok(())
}

/// A run is somewhere else now: so are its tags and values.
pub(super) fn set_place(conn: &mut Conn, id: &str, place: &Place) -> Result<(), StoreError> {
    let Place { organization_id, project_id } = place;
    diesel::update(run_tags::table.filter(run_tags::run_id.eq(id)))
        .set((run_tags::organization_id.eq(organization_id), run_tags::project_id.eq(project_id)))
        .execute(conn)?;
    diesel::update(run_values::table.filter(run_values::run_id.eq(id)))
        .set((run_values::organization_id.eq(organization_id), run_values::project_id.eq(project_id)))
        .execute(conn)?;
    Ok(())
}

/// A value as somebody would type it, or its beginning. Postgres has no NUL.
fn readable(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    text.chars().take(LONGEST).map(|character| if character == '\0' { '\u{fffd}' } else { character }).collect()
}
