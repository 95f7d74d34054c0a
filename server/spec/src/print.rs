//! Writes a value as YAML that [`crate::yaml`] reads back as the same value.

use std::fmt::Write as _;

use serde_json::Value;

use crate::yaml::Node;

/// Block style; texts are quoted where YAML 1.1 would read them as something else.
pub fn to_yaml(value: &Value) -> String {
    let mut text = String::new();
    match value {
        Value::Object(_) | Value::Array(_) if !is_empty(value) => block(value, 0, &mut text),
        value => {
            text.push_str(&inline(value));
            text.push('\n');
        }
    }
    text
}

fn is_empty(value: &Value) -> bool {
    value.as_object().is_some_and(serde_json::Map::is_empty) || value.as_array().is_some_and(Vec::is_empty)
}

fn block(value: &Value, depth: usize, text: &mut String) {
    match value {
        Value::Object(fields) => {
            for (index, (key, value)) in fields.iter().enumerate() {
                // The first entry of an item stands behind its dash.
                if index > 0 || !text.ends_with("- ") {
                    indent(depth, text);
                }
                text.push_str(&inline(&Value::String(key.clone())));
                text.push(':');
                entry(value, depth, text);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                if index > 0 || !text.ends_with("- ") {
                    indent(depth, text);
                }
                text.push('-');
                match item {
                    Value::Object(_) | Value::Array(_) if !is_empty(item) => {
                        text.push(' ');
                        block(item, depth + 1, text);
                    }
                    item => scalar(item, depth + 1, text),
                }
            }
        }
        _ => {}
    }
}

fn entry(value: &Value, depth: usize, text: &mut String) {
    match value {
        Value::Object(_) | Value::Array(_) if !is_empty(value) => {
            text.push('\n');
            block(value, depth + 1, text);
        }
        value => scalar(value, depth + 1, text),
    }
}

/// Behind a key or a dash.
fn scalar(value: &Value, depth: usize, text: &mut String) {
    match value {
        Value::String(string) if is_literal(string) => {
            text.push_str(if string.ends_with('\n') { " |\n" } else { " |-\n" });
            for line in string.trim_end_matches('\n').split('\n') {
                if !line.is_empty() {
                    indent(depth, text);
                    text.push_str(line);
                }
                text.push('\n');
            }
        }
        value => {
            text.push(' ');
            text.push_str(&inline(value));
            text.push('\n');
        }
    }
}

fn indent(depth: usize, text: &mut String) {
    for _ in 0..depth {
        text.push_str("  ");
    }
}

/// Several lines that can stand as they are.
fn is_literal(text: &str) -> bool {
    let body = text.strip_suffix('\n').unwrap_or(text);
    body.contains('\n')
        && !body.ends_with('\n')
        && !body.starts_with([' ', '\n', '\t'])
        && body.chars().all(|character| character == '\n' || is_plain_character(character))
}

/// On one line, as JSON where that is safest: JSON is YAML.
fn inline(value: &Value) -> String {
    match value {
        Value::String(text) if is_plain(text) => text.clone(),
        Value::String(text) => quoted(text),
        Value::Number(number) if number.is_f64() => float(number.as_f64().unwrap_or_default()),
        value => value.to_string(),
    }
}

/// YAML 1.1 wants a dot and a sign in an exponent.
fn float(number: f64) -> String {
    let text = format!("{number:?}");
    match text.split_once('e') {
        Some((mantissa, exponent)) => {
            let dot = if mantissa.contains('.') { "" } else { ".0" };
            let sign = if exponent.starts_with('-') { "" } else { "+" };
            format!("{mantissa}{dot}e{sign}{exponent}")
        }
        None => text,
    }
}

/// JSON, with what YAML can't have in quotes escaped too.
fn quoted(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 2);
    for character in Value::String(text.to_owned()).to_string().chars() {
        if is_plain_character(character) {
            escaped.push(character);
        } else {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                // Writing to a text does not fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        }
    }
    escaped
}

const fn is_plain_character(character: char) -> bool {
    matches!(character, ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{10000}'..)
        && !matches!(character, '\u{2028}' | '\u{2029}')
}

/// Whether a text is the same without quotes.
fn is_plain(text: &str) -> bool {
    let first = text.chars().next();
    Node::plain(text).value() == Value::String(text.to_owned())
        && text.trim() == text
        && first.is_some_and(|first| first.is_alphanumeric() || matches!(first, '/' | '.' | '_' | '$' | '(' | '+'))
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':')
        && text.chars().all(is_plain_character)
        && !crate::yaml::is_surprising(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::{report::Report, yaml};

    fn read(text: &str) -> Value {
        let mut report = Report::new(text);
        let node = yaml::load(text, &mut report);
        node.map_or(Value::Null, |node| node.value())
    }

    fn value() -> impl Strategy<Value = Value> {
        let scalar = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Value::from),
            "[ -~]{0,12}".prop_map(Value::from),
            "\\PC{0,8}".prop_map(Value::from),
            "[a-c \n:#]{0,12}".prop_map(Value::from),
            prop_oneof![Just("on"), Just("012"), Just("1e3"), Just("1:30"), Just("~"), Just("- a"), Just("0x1f"), Just("=")]
                .prop_map(Value::from),
        ];
        scalar.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::btree_map("[a-z~0-9 :-]{1,8}", inner, 0..5)
                    .prop_map(|fields| fields.into_iter().collect::<serde_json::Map<_, _>>().into()),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(value in value()) {
            let file = json!({"value": value});
            let printed = to_yaml(&file);
            prop_assert_eq!(read(&printed), file, "{}", printed);
        }
    }

    #[test]
    fn is_easy_to_read() {
        let file = json!({
            "version": 1.1,
            "tags": ["a", "no", "1.10"],
            "empty": {},
            "run": {"kind": "job", "container": {"command": ["sh", "-c"], "args": ["set -e\necho hi\n"], "env": [{"name": "A", "value": "x: y"}]}},
        });
        let expected = "version: 1.1\ntags:\n  - a\n  - \"no\"\n  - \"1.10\"\nempty: {}\nrun:\n  kind: job\n  container:\n    command:\n      - sh\n      - \"-c\"\n    args:\n      - |\n        set -e\n        echo hi\n    env:\n      - name: A\n        value: \"x: y\"\n";
        assert_eq!(to_yaml(&file), expected);
    }
}
