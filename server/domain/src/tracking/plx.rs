//! Files of events, `.plx`, as Polyaxon's tracking client writes them.
//!
//! Most kinds have a header `step|timestamp|kind` and a row for each event, whose value, the rest of the row, is a number or JSON. `text`,
//! `html`, `chart` and `span` have a JSON object a line, in which a chart and a span are JSON within a string. A line end comes before each
//! event rather than after it, so that what looks like a whole last line may be cut off where the file was read while it was written.
//!
//! Promises: the file is hostile input. Linear time, memory bounded by [`Limits`], no panic; a line that can't be read is left out and
//! reported with its number, and the others are read all the same.

#[cfg(test)]
mod tests;

use serde_json::Value;

use super::{Event, EventKind, Point, Series};
use crate::{Timestamp, pql::Moment};

/// How much is read of a file.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The most events.
    pub events: usize,
    /// The longest line, in bytes.
    pub line: usize,
}

/// How many of the lines that can't be read are told one by one.
const REPORTED: usize = 10;

/// A line that can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct LineError {
    /// Its number, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub problem: &'static str,
}

/// What was left out of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Omissions {
    /// The first lines that could not be read.
    pub errors: Vec<LineError>,
    /// How many there were.
    pub count: u64,
    /// There was more than is read of a file.
    pub truncated: bool,
}

impl Omissions {
    fn add(&mut self, line: u64, problem: &'static str) {
        self.count += 1;
        if self.errors.len() < REPORTED {
            self.errors.push(LineError { line, problem });
        }
    }
}

/// Where the columns of a file's rows are.
#[derive(Debug, Clone, Copy)]
struct Columns {
    step: Option<usize>,
    timestamp: usize,
    value: usize,
    count: usize,
}

impl Columns {
    fn read(header: &str, kind: EventKind) -> Option<Self> {
        let names: Vec<&str> = header.split('|').map(str::trim).take(4).collect();
        let place = |name| names.iter().position(|other| *other == name);
        let value = place(kind.as_str()).filter(|place| place + 1 == names.len())?;
        Some(Self { step: place("step"), timestamp: place("timestamp")?, value, count: names.len() })
    }
}

/// Reads the points of a metric.
pub fn points(content: &[u8], limits: Limits) -> (Series, Omissions) {
    let mut series = Series::default();
    let omissions = each(content, EventKind::Metric, limits, |step, at, value| {
        series.push(Point { step, at, value: number(value).ok_or("the value is not a number")? });
        Ok(())
    });
    (series, omissions)
}

/// Reads events of any kind.
pub fn events(content: &[u8], kind: EventKind, limits: Limits) -> (Vec<Event>, Omissions) {
    let mut events = Vec::new();
    let omissions = each(content, kind, limits, |step, at, value| {
        let value = match value {
            // As a point has it.
            value if kind == EventKind::Metric => Value::from(number(value).ok_or("the value is not a number")?),
            Raw::Text(text) if kind.is_text() => Value::from(text),
            Raw::Text(text) => serde_json::from_str(text).map_err(|_| "the value is not JSON")?,
            Raw::Json(value) => value,
        };
        if !kind.is_text() && kind != EventKind::Metric && !value.is_object() {
            return Err("the value is not an object");
        }
        events.push(Event { step, at, value });
        Ok(())
    });
    (events, omissions)
}

/// A value as it is in the file.
enum Raw<'a> {
    Text(&'a str),
    Json(Value),
}

/// As Python writes it; no value at all is one that is not a number.
fn number(value: Raw<'_>) -> Option<f64> {
    match value {
        Raw::Text(text) => match text.trim() {
            "" => Some(f64::NAN),
            text => text.parse().ok(),
        },
        Raw::Json(value) => value.as_f64(),
    }
}

fn each(
    content: &[u8],
    kind: EventKind,
    limits: Limits,
    mut take: impl FnMut(Option<i64>, Timestamp, Raw<'_>) -> Result<(), &'static str>,
) -> Omissions {
    let mut omissions = Omissions::default();
    let mut columns = None;
    let (mut number, mut taken) = (0, 0);
    for line in content.split(|byte| *byte == b'\n') {
        number += 1;
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.trim_ascii().is_empty() {
            continue;
        }
        if taken == limits.events {
            omissions.truncated = true;
            break;
        }
        if line.len() > limits.line {
            omissions.add(number, "it is too long");
            continue;
        }
        let Ok(text) = str::from_utf8(line) else {
            omissions.add(number, "it is not UTF-8");
            continue;
        };
        // Whichever kind: the client reads rows where it finds no JSON.
        let is_json = text.trim_start().starts_with('{');
        let read = if is_json {
            object(text, kind, &mut take)
        } else {
            match columns {
                Some(columns) => row(text, columns, &mut take),
                None => match Columns::read(text, kind) {
                    Some(found) => {
                        columns = Some(found);
                        continue;
                    }
                    None => Err("it is not the header `step|timestamp|kind`"),
                },
            }
        };
        match read {
            Ok(()) => taken += 1,
            Err(problem) => omissions.add(number, problem),
        }
    }
    omissions
}

type Take<'a> = &'a mut dyn FnMut(Option<i64>, Timestamp, Raw<'_>) -> Result<(), &'static str>;

fn row(text: &str, columns: Columns, take: Take<'_>) -> Result<(), &'static str> {
    let mut fields = [""; 4];
    let mut found = 0;
    for (field, text) in fields.iter_mut().zip(text.splitn(columns.count, '|')) {
        *field = text;
        found += 1;
    }
    if found < columns.count {
        return Err("it has fewer columns than the header");
    }
    let step = columns.step.map_or(Ok(None), |place| step(fields[place]))?;
    take(step, time(fields[columns.timestamp])?, Raw::Text(fields[columns.value]))
}

fn object(text: &str, kind: EventKind, take: Take<'_>) -> Result<(), &'static str> {
    let Ok(Value::Object(mut object)) = serde_json::from_str(text) else { return Err("it is not a JSON object") };
    let step = match object.remove("step") {
        None | Some(Value::Null) => None,
        Some(Value::Number(number)) => Some(whole(&number.to_string()).ok_or("the step is not a whole number")?),
        Some(Value::String(text)) => step(&text)?,
        Some(_) => return Err("the step is not a whole number"),
    };
    let at = match object.remove("timestamp") {
        Some(Value::String(text)) => time(&text)?,
        _ => return Err("it has no timestamp"),
    };
    match object.remove(kind.as_str()) {
        Some(Value::String(text)) => take(step, at, Raw::Text(&text)),
        Some(value) if !kind.is_text() => take(step, at, Raw::Json(value)),
        _ => Err("it has no value of the file's kind"),
    }
}

fn step(text: &str) -> Result<Option<i64>, &'static str> {
    match text.trim() {
        "" | "None" | "nan" => Ok(None),
        text => whole(text).map(Some).ok_or("the step is not a whole number"),
    }
}

/// A whole number, also when it is written `12.0`, as pandas does where some have none.
#[expect(clippy::cast_possible_truncation, reason = "a float without a fraction below 2^53 is a whole number")]
fn whole(text: &str) -> Option<i64> {
    text.parse().ok().filter(|step| *step != i64::MIN).or_else(|| {
        let float: f64 = text.parse().ok()?;
        (float.fract() == 0.0 && float.abs() < 9e15).then_some(float as i64)
    })
}

fn time(text: &str) -> Result<Timestamp, &'static str> {
    match Moment::parse(text.trim()) {
        Some(Moment::At(at, _)) => Ok(at),
        _ => Err("the timestamp can't be read"),
    }
}
