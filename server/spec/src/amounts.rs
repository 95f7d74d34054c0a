//! Amounts that Kubernetes and schedules write as texts.

use serde_json::Value;

use crate::{numbers, reader::json};

/// A number as a person writes it. The standard library's way of writing one is large in the browser, and JSON's is there anyway.
pub(crate) fn shown(number: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "it is whole, and in what 53 bits hold")]
    if number.fract() == 0.0 && number.abs() < 9e15 { (number as i64).to_string() } else { json(&Value::from(number)) }
}

/// A Kubernetes quantity as a number: `500m` is 0.5, `2Ki` is 2048. Source: `k8s.io/apimachinery`'s `resource.Quantity`.
pub(crate) fn quantity(text: &str) -> Option<f64> {
    let end = text
        .find(|character: char| !(character.is_ascii_digit() || matches!(character, '.' | '+' | '-')))
        .unwrap_or(text.len());
    let (number, suffix) = text.split_at(end);
    let number = numbers::parse(number)?;
    let factor = match suffix {
        "" => 1.0,
        "n" => 1e-9,
        "u" => 1e-6,
        "m" => 1e-3,
        "k" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "T" => 1e12,
        "P" => 1e15,
        "E" => 1e18,
        "Ki" => 1024.0,
        "Mi" => 1024.0_f64.powi(2),
        "Gi" => 1024.0_f64.powi(3),
        "Ti" => 1024.0_f64.powi(4),
        "Pi" => 1024.0_f64.powi(5),
        "Ei" => 1024.0_f64.powi(6),
        exponent => {
            let exponent: i32 = exponent.strip_prefix(['e', 'E'])?.parse().ok()?;
            10.0_f64.powi(exponent)
        }
    };
    Some(number * factor).filter(|number| number.is_finite())
}

/// A length of time in seconds: a number of them, `1h 30m`, `01:30:00` (and `2 days, 01:30:00`, as Python writes it) or ISO 8601's
/// `P1DT2H`.
pub(crate) fn seconds(value: &Value) -> Option<f64> {
    let found = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => {
            let text = text.trim();
            numbers::parse(text).or_else(|| clock(text)).or_else(|| iso(text)).or_else(|| units(text))
        }
        _ => None,
    };
    found.filter(|seconds: &f64| seconds.is_finite() && *seconds >= 0.0)
}

fn clock(text: &str) -> Option<f64> {
    let (days, clock) = match text.split_once(" day") {
        Some((days, rest)) => (numbers::parse(days.trim())?, rest.trim_start_matches(['s', ',', ' '])),
        None => (0.0, text),
    };
    let mut seconds = 0.0;
    let parts: Vec<&str> = clock.split(':').collect();
    if !matches!(parts.len(), 2 | 3) {
        return None;
    }
    for (part, unit) in parts.iter().zip([3600.0, 60.0, 1.0]) {
        seconds += numbers::parse(part).filter(|part| *part >= 0.0)? * unit;
    }
    Some(days * 86400.0 + seconds)
}

fn iso(text: &str) -> Option<f64> {
    let rest = text.strip_prefix('P')?;
    let (date, time) = rest.split_once('T').unwrap_or((rest, ""));
    Some(letters(date, &[('W', 604_800.0), ('D', 86400.0)])? + letters(time, &[('H', 3600.0), ('M', 60.0), ('S', 1.0)])?)
}

fn letters(mut text: &str, units: &[(char, f64)]) -> Option<f64> {
    let mut seconds = 0.0;
    while !text.is_empty() {
        let end = text.find(|character: char| character.is_ascii_uppercase())?;
        let (_, unit) = units.iter().find(|(letter, _)| text[end..].starts_with(*letter))?;
        seconds += numbers::parse(&text[..end])? * unit;
        text = &text[end + 1..];
    }
    Some(seconds)
}

fn units(text: &str) -> Option<f64> {
    let mut rest = text;
    let mut seconds = 0.0;
    while !rest.is_empty() {
        let end = rest.find(|character: char| !(character.is_ascii_digit() || character == '.'))?;
        let number = numbers::parse(&rest[..end])?;
        rest = rest[end..].trim_start();
        let end = rest.find(|character: char| !character.is_ascii_alphabetic()).unwrap_or(rest.len());
        seconds += number
            * match &rest[..end] {
                "s" | "sec" | "second" | "seconds" => 1.0,
                "m" | "min" | "minute" | "minutes" => 60.0,
                "h" | "hour" | "hours" => 3600.0,
                "d" | "day" | "days" => 86400.0,
                "w" | "week" | "weeks" => 604_800.0,
                _ => return None,
            };
        rest = rest[end..].trim_start_matches([',', ' ']);
    }
    Some(seconds)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_quantities() {
        for (text, amount) in [
            ("500m", 0.5),
            ("2", 2.0),
            ("1.5Gi", 1.5 * 1024.0 * 1024.0 * 1024.0),
            ("1e3", 1000.0),
            ("100k", 100_000.0),
            (".5", 0.5),
        ] {
            assert_eq!(quantity(text), Some(amount), "{text}");
        }
        for text in ["", "m", "1 Gi", "1GB", "two", "1Gi2", "--1", "1e", "1e999"] {
            assert_eq!(quantity(text), None, "{text}");
        }
    }

    #[test]
    fn reads_lengths_of_time() {
        for (value, amount) in [
            (json!(90), 90.0),
            (json!("90"), 90.0),
            (json!("1h 30m"), 5400.0),
            (json!("2 days"), 172_800.0),
            (json!("01:30:00"), 5400.0),
            (json!("00:00:30.5"), 30.5),
            (json!("1 day, 0:00:10"), 86410.0),
            (json!("P1DT2H"), 93600.0),
            (json!("PT90S"), 90.0),
        ] {
            assert_eq!(seconds(&value), Some(amount), "{value}");
        }
        for value in [json!("soon"), json!("1x"), json!(-1), json!("P1X"), json!(null), json!("1:2:3:4"), json!("é:00")] {
            assert_eq!(seconds(&value), None, "{value}");
        }
    }
}
