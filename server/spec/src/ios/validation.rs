//! What values an input takes beyond its type: `validation` and `options`.

use serde_json::Value;

use crate::{
    amounts::shown,
    reader::{Reader, json, shortened},
    report::Report,
    types::{self, Type},
};

/// One rule of a `validation`.
#[derive(Debug, Clone)]
pub(crate) enum Rule {
    Above(f64),
    AtLeast(f64),
    Below(f64),
    AtMost(f64),
    MultipleOf(f64),
    MinDigits(u64),
    MaxDigits(u64),
    DecimalPlaces(u64),
    MinLength(u64),
    MaxLength(u64),
    MinItems(u64),
    MaxItems(u64),
    Contains(Value),
    Excludes(Value),
    Options(Vec<Value>),
    Keys(Vec<String>),
    ContainsKeys(Vec<String>),
    ExcludesKeys(Vec<String>),
    /// Somewhere in the text, as pydantic has it. In the browser nobody asks: values are held against rules on the server.
    #[cfg(feature = "render")]
    Matches(regex::Regex),
}

/// The most memory a pattern's program may take.
#[cfg(feature = "render")]
const PATTERN_BYTES: usize = 1 << 20;

#[cfg(feature = "render")]
fn pattern(reader: &Reader<'_>, report: &mut Report<'_>) -> Option<Rule> {
    match regex::RegexBuilder::new(reader.node.text()?).size_limit(PATTERN_BYTES).build() {
        Ok(pattern) => Some(Rule::Matches(pattern)),
        Err(error) => {
            let why = match error {
                regex::Error::CompiledTooBig(_) => "it is too big".to_owned(),
                error => error.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned(),
            };
            report.error_fix(
                &reader.place,
                format!("this is no regular expression: {}", shortened(&why)),
                "escape what is meant as it is with `\\`; look-around and back-references are not to be had",
            );
            None
        }
    }
}

#[cfg(not(feature = "render"))]
const fn pattern(_: &Reader<'_>, _: &mut Report<'_>) -> Option<Rule> {
    None
}

/// A field of `validation` and the rule it makes of its value.
type RuleField<T> = (&'static str, fn(T) -> Rule);

/// The rules of one input or output.
#[derive(Debug, Clone, Default)]
pub(crate) struct Validation {
    /// Whether it is only checked when the run ends, which nothing here does; `None` when the file does not say.
    pub(crate) delay: Option<bool>,
    /// The rules.
    pub(crate) rules: Vec<Rule>,
}

impl Validation {
    /// Reads a `validation`.
    pub(crate) fn read(reader: &Reader<'_>, kind: Type, report: &mut Report<'_>) -> Self {
        let delay = reader.get("delay").and_then(|field| field.boolean());
        let mut rules = Vec::new();
        let numbers: [RuleField<f64>; 5] = [
            ("gt", Rule::Above),
            ("ge", Rule::AtLeast),
            ("lt", Rule::Below),
            ("le", Rule::AtMost),
            ("multipleOf", Rule::MultipleOf),
        ];
        for (name, rule) in numbers {
            rules.extend(reader.get(name).and_then(|field| field.number()).map(rule));
        }
        let counts: [RuleField<u64>; 7] = [
            ("minDigits", Rule::MinDigits),
            ("maxDigits", Rule::MaxDigits),
            ("decimalPlaces", Rule::DecimalPlaces),
            ("minLength", Rule::MinLength),
            ("maxLength", Rule::MaxLength),
            ("minItems", Rule::MinItems),
            ("maxItems", Rule::MaxItems),
        ];
        for (name, rule) in counts {
            rules.extend(reader.get(name).and_then(|field| field.whole()).map(rule));
        }
        rules.extend(reader.get("contains").map(|field| Rule::Contains(field.value())));
        rules.extend(reader.get("excludes").map(|field| Rule::Excludes(field.value())));
        rules.extend(reader.get("options").map(|field| Rule::Options(options(&field, kind, report))));
        let keys: [RuleField<Vec<String>>; 3] =
            [("keys", Rule::Keys), ("containsKeys", Rule::ContainsKeys), ("excludesKeys", Rule::ExcludesKeys)];
        for (name, rule) in keys {
            rules.extend(reader.get(name).map(|field| rule(field.texts())));
        }
        rules.extend(reader.get("regex").and_then(|field| pattern(&field, report)));
        Self { delay, rules }
    }

    /// What is wrong with the value.
    pub(crate) fn complaint(&self, value: &Value) -> Option<String> {
        self.rules.iter().find_map(|rule| match (rule, value) {
            (Rule::MinItems(_) | Rule::MaxItems(_) | Rule::Contains(_) | Rule::Excludes(_), _) => rule.complaint(value),
            // Of a list, each item has to keep the rule.
            (_, Value::Array(items)) => items.iter().find_map(|item| rule.complaint(item)),
            _ => rule.complaint(value),
        })
    }
}

impl Rule {
    fn complaint(&self, value: &Value) -> Option<String> {
        let number = value.as_f64();
        let length = value.as_str().map(|text| text.chars().count() as u64);
        let items = value.as_array().map(|items| items.len() as u64);
        let expected = match self {
            Self::Above(limit) => {
                number.filter(|number| number <= limit).map(|_| format!("must be greater than {}", shown(*limit)))
            }
            Self::AtLeast(limit) => {
                number.filter(|number| number < limit).map(|_| format!("must be {} or more", shown(*limit)))
            }
            Self::Below(limit) => {
                number.filter(|number| number >= limit).map(|_| format!("must be less than {}", shown(*limit)))
            }
            Self::AtMost(limit) => number.filter(|number| number > limit).map(|_| format!("must be {} or less", shown(*limit))),
            Self::MultipleOf(step) => {
                number.filter(|number| !is_multiple(*number, *step)).map(|_| format!("must be a multiple of {}", shown(*step)))
            }
            Self::MinDigits(limit) => {
                digits(value).filter(|(all, _)| all < limit).map(|_| format!("must have {limit} digits or more"))
            }
            Self::MaxDigits(limit) => {
                digits(value).filter(|(all, _)| all > limit).map(|_| format!("must have {limit} digits or fewer"))
            }
            Self::DecimalPlaces(limit) => {
                digits(value).filter(|(_, places)| places > limit).map(|_| format!("must have {limit} decimal places or fewer"))
            }
            Self::MinLength(limit) => {
                length.filter(|length| length < limit).map(|_| format!("must have {limit} characters or more"))
            }
            Self::MaxLength(limit) => {
                length.filter(|length| length > limit).map(|_| format!("must have {limit} characters or fewer"))
            }
            Self::MinItems(limit) => items.filter(|items| items < limit).map(|_| format!("must have {limit} items or more")),
            Self::MaxItems(limit) => items.filter(|items| items > limit).map(|_| format!("must have {limit} items or fewer")),
            Self::Contains(part) => (!has(value, part)?).then(|| format!("must contain {}", json(part))),
            Self::Excludes(part) => has(value, part)?.then(|| format!("must not contain {}", json(part))),
            Self::Options(options) => (!options.contains(value)).then(|| format!("must be one of {}", listed(options))),
            Self::Keys(keys) => {
                let fields = value.as_object()?;
                let same = fields.len() == keys.len() && keys.iter().all(|key| fields.contains_key(key));
                (!same).then(|| format!("must have exactly the keys {}", keys.join(", ")))
            }
            Self::ContainsKeys(keys) => {
                let fields = value.as_object()?;
                keys.iter().find(|key| !fields.contains_key(*key)).map(|key| format!("must have the key {key}"))
            }
            #[cfg(feature = "render")]
            Self::Matches(pattern) => {
                let text = value.as_str()?;
                (!pattern.is_match(text)).then(|| format!("must match `{pattern}`"))
            }
            Self::ExcludesKeys(keys) => {
                let fields = value.as_object()?;
                keys.iter().find(|key| fields.contains_key(*key)).map(|key| format!("must not have the key {key}"))
            }
        };
        expected.map(|expected| format!("{expected}, and is {}", shortened(&json(value))))
    }
}

/// Reads the values a file allows, each of the input's type.
pub(crate) fn options(reader: &Reader<'_>, kind: Type, report: &mut Report<'_>) -> Vec<Value> {
    let mut values = Vec::new();
    for item in reader.few_items(500, report) {
        if item.node.is_template() {
            continue;
        }
        match types::convert(item.node, kind, false) {
            Ok(value) => values.push(value),
            Err(message) => report.error(&item.place, format!("an option of type {kind}: {message}")),
        }
    }
    values
}

/// The values as a person reads them.
pub(crate) fn listed(values: &[Value]) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| json(value), |text| format!("`{text}`"));
    shortened(&values.iter().map(text).collect::<Vec<_>>().join(", "))
}

/// Whether the value has the part in it; `None` when such a value has no parts.
fn has(value: &Value, part: &Value) -> Option<bool> {
    match value {
        Value::String(text) => Some(part.as_str().is_some_and(|part| text.contains(part))),
        Value::Array(items) => Some(items.contains(part)),
        Value::Object(fields) => Some(part.as_str().is_some_and(|part| fields.contains_key(part))),
        _ => None,
    }
}

fn is_multiple(number: f64, step: f64) -> bool {
    let times = number / step;
    times.is_finite() && (times - times.round()).abs() < 1e-9
}

/// How many digits a number has, and how many of them stand after the dot.
fn digits(value: &Value) -> Option<(u64, u64)> {
    let text = value.as_number()?.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let count = |part: &str| part.chars().take_while(|&character| character != 'e').filter(char::is_ascii_digit).count() as u64;
    let places = if fraction == "0" { 0 } else { count(fraction) };
    Some((count(whole) + places, places))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_rule_refuses_what_breaks_it() {
        let table = [
            (Rule::Above(0.0), json!(0.1), json!(0)),
            (Rule::AtLeast(1.0), json!(1), json!(0.5)),
            (Rule::Below(1.0), json!(0.5), json!(1)),
            (Rule::AtMost(1.0), json!(1), json!(2)),
            (Rule::MultipleOf(0.1), json!(0.3), json!(0.35)),
            (Rule::MultipleOf(0.0), json!("text"), json!(1)),
            (Rule::MinDigits(2), json!(10), json!(9)),
            (Rule::MaxDigits(2), json!(99), json!(100)),
            (Rule::DecimalPlaces(1), json!(0.5), json!(0.55)),
            (Rule::MinLength(2), json!("éé"), json!("é")),
            (Rule::MaxLength(1), json!("é"), json!("éé")),
            (Rule::MinItems(1), json!([1]), json!([])),
            (Rule::MaxItems(1), json!([1]), json!([1, 2])),
            (Rule::Contains(json!("a")), json!("cat"), json!("dog")),
            (Rule::Excludes(json!(1)), json!([2]), json!([1])),
            (Rule::Options(vec![json!(1)]), json!(1), json!(2)),
            (Rule::Keys(vec!["a".into()]), json!({"a": 1}), json!({"a": 1, "b": 2})),
            (Rule::ContainsKeys(vec!["a".into()]), json!({"a": 1, "b": 2}), json!({"b": 2})),
            (Rule::ExcludesKeys(vec!["a".into()]), json!({"b": 2}), json!({"a": 1})),
        ];
        for (rule, good, bad) in table {
            let validation = Validation { delay: None, rules: vec![rule.clone()] };
            assert_eq!(validation.complaint(&good), None, "{rule:?} {good}");
            assert!(validation.complaint(&bad).is_some(), "{rule:?} {bad}");
        }
        let each = Validation { delay: None, rules: vec![Rule::Above(0.0)] };
        assert!(each.complaint(&json!([1, -1])).is_some());
    }
}
