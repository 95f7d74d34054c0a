//! Types whose values are written as a text or a number.

use serde_json::{Number, Value};

use super::{
    Type::{self, Auth, Bool, Date, Datetime, Float, Gcs, Git, Image, Int, Metric, Path, S3, Uri, Uuid, Wasb},
    dates,
};
use crate::numbers;

/// The value of a type that is written as a text or a number.
pub(super) fn value(text: &str, value: &Value, kind: Type) -> Option<Value> {
    let trimmed = text.trim();
    match kind {
        Int => match value {
            Value::Number(number) if !number.is_f64() => Some(value.clone()),
            Value::String(_) => integer(trimmed).map(Value::Number),
            _ => None,
        },
        Float | Metric => match value {
            Value::Number(number) => Number::from_f64(number.as_f64()?).map(Value::Number),
            Value::String(_) => numbers::parse(trimmed).and_then(Number::from_f64).map(Value::Number),
            _ => None,
        },
        Bool => match (value, trimmed.to_ascii_lowercase().as_str()) {
            (Value::Bool(_), _) => Some(value.clone()),
            (_, "true" | "yes" | "on" | "1" | "y" | "t") => Some(Value::Bool(true)),
            (_, "false" | "no" | "off" | "0" | "n" | "f") => Some(Value::Bool(false)),
            _ => None,
        },
        _ => {
            let fits = match kind {
                Date => dates::is_date(trimmed),
                Datetime => dates::is_datetime(trimmed),
                Uuid => is_uuid(trimmed),
                Uri => trimmed.split_once("://").is_some_and(|(scheme, rest)| !scheme.is_empty() && !rest.is_empty()),
                Auth => trimmed.split_once(':').is_some_and(|(user, _)| !user.is_empty()),
                Gcs => bucket(trimmed, &["gs"]),
                S3 => bucket(trimmed, &["s3", "s3a"]),
                Wasb => bucket(trimmed, &["wasb", "wasbs"]) && trimmed.contains('@'),
                Path | Image | Git => !trimmed.is_empty() && !value.is_null(),
                _ => !value.is_null(),
            };
            fits.then(|| Value::String(text.to_owned()))
        }
    }
}

fn integer(text: &str) -> Option<Number> {
    text.parse::<i64>().map(Number::from).or_else(|_| text.parse::<u64>().map(Number::from)).ok()
}

fn bucket(text: &str, schemes: &[&str]) -> bool {
    text.split_once("://").is_some_and(|(scheme, rest)| schemes.contains(&scheme) && !rest.is_empty())
}

/// An id: 32 hexadecimal digits, with or without `-`.
pub(crate) fn is_uuid(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_hexdigit).count();
    let groups = text.split('-').map(str::len).collect::<Vec<_>>();
    digits == 32 && (groups == [32] || groups == [8, 4, 4, 4, 12])
}
