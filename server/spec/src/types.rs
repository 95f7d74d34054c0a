//! The types of inputs and outputs, and which values belong to them.

pub(crate) mod dates;
mod mappings;
mod texts;

use std::fmt;

use serde_json::Value;

use crate::{
    reader::shortened,
    report::Report,
    yaml::{self, Data, Node},
};

pub(crate) use dates::is_datetime;
pub(crate) use texts::is_uuid;

/// A type of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Type {
    Any,
    Int,
    Float,
    Bool,
    Str,
    Dict,
    DictOfDicts,
    List,
    Uri,
    Auth,
    Gcs,
    S3,
    Wasb,
    Dockerfile,
    Git,
    Image,
    Event,
    Artifacts,
    Path,
    Metric,
    Metadata,
    Date,
    Datetime,
    Uuid,
    File,
    Tensorboard,
}

use Type::{
    Any, Artifacts, Auth, Bool, Date, Datetime, Dict, DictOfDicts, Dockerfile, Event, File, Float, Gcs, Git, Image, Int, List,
    Metadata, Metric, Path, S3, Str, Tensorboard, Uri, Uuid, Wasb,
};

impl Type {
    /// Every type with its name, the common ones first.
    pub(crate) const ALL: [(&'static str, Self); 26] = [
        ("int", Int),
        ("float", Float),
        ("bool", Bool),
        ("str", Str),
        ("any", Any),
        ("dict", Dict),
        ("list", List),
        ("path", Path),
        ("uuid", Uuid),
        ("date", Date),
        ("datetime", Datetime),
        ("uri", Uri),
        ("image", Image),
        ("git", Git),
        ("metric", Metric),
        ("dict_of_dicts", DictOfDicts),
        ("auth", Auth),
        ("gcs", Gcs),
        ("s3", S3),
        ("wasb", Wasb),
        ("dockerfile", Dockerfile),
        ("event", Event),
        ("artifacts", Artifacts),
        ("metadata", Metadata),
        ("file", File),
        ("tensorboard", Tensorboard),
    ];

    /// Their names.
    pub(crate) const NAMES: [&'static str; 26] = {
        let mut names = [""; 26];
        let mut index = 0;
        while index < names.len() {
            names[index] = Self::ALL[index].0;
            index += 1;
        }
        names
    };

    /// The type of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(other, _)| *other == name).map(|(_, kind)| *kind)
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, other)| *other == self).map_or("any", |(name, _)| name)
    }

    /// Whether its values are mappings or lists rather than texts and numbers.
    fn is_structured(self) -> bool {
        matches!(self, Dict | DictOfDicts | List | Metadata | Event | Artifacts | Dockerfile | File | Tensorboard)
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The value a text stands for: what a form or a command line gives. `Err` says what is expected.
pub(crate) fn parse(text: &str, kind: Type, is_list: bool) -> Result<Value, String> {
    if is_list || kind.is_structured() {
        let mut report = Report::new(text);
        let node = yaml::load(text, &mut report).filter(|_| !report.has_errors());
        return match node {
            Some(node) if !matches!(node.data, Data::Scalar(_)) => convert(&node, kind, is_list),
            // `a, b` is a list without its brackets.
            _ if is_list || kind == List => {
                let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
                if is_list {
                    items.map(|item| parse(item, kind, false)).collect()
                } else {
                    Ok(items.map(|item| Node::plain(item).value()).collect())
                }
            }
            _ => Err(format!("{} is written as `{{key: value}}`, in YAML or JSON", expected(kind))),
        };
    }
    let node = match kind {
        Any => Node::plain(text),
        _ => Node::from_value(&Value::String(text.to_owned()), crate::Span::default()),
    };
    convert(&node, kind, false)
}

/// The value a node stands for. `Err` says what is wrong and what is allowed.
pub(crate) fn convert(node: &Node, kind: Type, is_list: bool) -> Result<Value, String> {
    if !is_list {
        return one(node, kind);
    }
    let Data::List(items) = &node.data else {
        return Err(format!("a list of {kind} is expected, not {}", node.kind()));
    };
    let item = |(index, item)| one(item, kind).map_err(|message| format!("item {index}: {message}"));
    items.iter().enumerate().map(item).collect()
}

fn one(node: &Node, kind: Type) -> Result<Value, String> {
    let wrong = || {
        let given = match &node.data {
            Data::Scalar(scalar) => format!("`{}`", shortened(&scalar.text)),
            _ => node.kind().to_owned(),
        };
        format!("{given} is not {}", expected(kind))
    };
    match (&node.data, kind) {
        (Data::Bad, _) => Ok(Value::Null),
        (_, Any) | (Data::List(_), List) => Ok(node.value()),
        (Data::Scalar(scalar), _) if !kind.is_structured() => texts::value(&scalar.text, &node.value(), kind).ok_or_else(wrong),
        (Data::Map(_), DictOfDicts) => match node.value() {
            Value::Object(fields) if fields.values().all(Value::is_object) => Ok(Value::Object(fields)),
            _ => Err(wrong()),
        },
        (Data::Map(_), _) => match (node.value(), mappings::fields_of(kind)) {
            (Value::Object(fields), Some((required, allowed))) => {
                mappings::has_fields(&fields, required, allowed)
                    .map_err(|message| format!("{message}; {} is expected", expected(kind)))?;
                Ok(Value::Object(fields))
            }
            _ => Err(wrong()),
        },
        _ => Err(wrong()),
    }
}

/// What to call a value of this type, with an example.
fn expected(kind: Type) -> &'static str {
    match kind {
        Any => "a value",
        Int => "a whole number such as `3`, between -9223372036854775808 and 18446744073709551615",
        Float | Metric => "a number such as `0.1`",
        Bool => "`true` or `false`",
        Str => "a text",
        Dict | Metadata => "a mapping such as `{key: value}`",
        DictOfDicts => "a mapping of mappings such as `{a: {key: value}}`",
        List => "a list such as `[1, 2]`",
        Uri => "an address such as `https://host/path`",
        Auth => "`user:password`",
        Gcs => "an address such as `gs://bucket/blob`",
        S3 => "an address such as `s3://bucket/key`",
        Wasb => "an address such as `wasbs://container@account.blob.core.windows.net/path`",
        Dockerfile => "a mapping such as `{image: python:3.12, run: [pip install numpy]}`",
        Git => "an address, or a mapping such as `{url: …, revision: main}`",
        Image => "an image such as `python:3.12`",
        Event => "a mapping such as `{name: …, kind: …}`",
        Artifacts => "a mapping such as `{files: [a.csv], dirs: [data]}`",
        Path => "a path",
        Date => "a date such as `2026-01-31`",
        Datetime => "a date and time such as `2026-01-31T12:00:00Z`",
        Uuid => "an id such as `0197c2a4-5b6e-7d8f-9a0b-1c2d3e4f5a6b`",
        File => "a mapping such as `{filename: run.sh, content: …}`",
        Tensorboard => "a mapping such as `{port: 6006, uuids: […]}`",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn texts_become_values_of_their_type() {
        let table = [
            (Int, "3", json!(3)),
            (Int, " -3 ", json!(-3)),
            (Int, "18446744073709551615", json!(18_446_744_073_709_551_615_u64)),
            (Float, "1e-3", json!(0.001)),
            (Float, "2", json!(2.0)),
            (Bool, "Yes", json!(true)),
            (Bool, "0", json!(false)),
            (Str, "012", json!("012")),
            (Str, "no", json!("no")),
            (Str, "", json!("")),
            (Any, "0.5", json!(0.5)),
            (Any, "text", json!("text")),
            (Dict, "{a: 1, b: [x]}", json!({"a": 1, "b": ["x"]})),
            (Dict, r#"{"a": {"b": null}}"#, json!({"a": {"b": null}})),
            (List, "[1, two]", json!([1, "two"])),
            (List, "1, two", json!([1, "two"])),
            (Date, "2024-02-29", json!("2024-02-29")),
            (Datetime, "2024-02-29T10:00:00Z", json!("2024-02-29T10:00:00Z")),
            (Path, "/tmp/x", json!("/tmp/x")),
            (S3, "s3://bucket/key", json!("s3://bucket/key")),
            (Git, "https://host/repo", json!("https://host/repo")),
        ];
        for (kind, text, value) in table {
            assert_eq!(parse(text, kind, false), Ok(value), "{kind} {text:?}");
        }
        assert_eq!(parse("1, 2", Int, true), Ok(json!([1, 2])));
        assert_eq!(parse("[0.5]", Float, true), Ok(json!([0.5])));
    }

    #[test]
    fn what_does_not_fit_is_refused_with_what_would() {
        let table = [
            (Int, "3.5"),
            (Int, "18446744073709551616"),
            (Int, "three"),
            (Float, "inf"),
            (Float, "NaN"),
            (Bool, "maybe"),
            (Dict, "text"),
            (Dict, "[1]"),
            (DictOfDicts, "{a: 1}"),
            (Date, "2023-02-29"),
            (Datetime, "yesterday"),
            (Uuid, "0197c2a4"),
            (Uri, "host"),
            (S3, "gs://bucket"),
            (Wasb, "wasbs://container"),
            (Auth, "nobody"),
            (Artifacts, "{file: [a]}"),
            (Dockerfile, "{run: [ls]}"),
        ];
        for (kind, text) in table {
            let message = parse(text, kind, false).unwrap_err();
            assert!(message.contains('`') || message.contains("is expected"), "{kind} {text:?}: {message}");
        }
        assert_eq!(parse("1, x", Int, true).unwrap_err().split(',').next(), Some("`x` is not a whole number such as `3`"));
    }

    #[test]
    fn every_type_has_its_name() {
        for (name, kind) in Type::ALL {
            assert_eq!(Type::named(name), Some(kind));
            assert_eq!(kind.name(), name);
        }
    }
}
