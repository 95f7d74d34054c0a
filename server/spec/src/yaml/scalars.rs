//! What an unquoted scalar means, by the rules of YAML 1.1 as `PyYAML` reads them.

use serde_json::{Number, Value};

use crate::numbers;

/// What an unquoted scalar is.
pub(super) fn resolve(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Value::Bool(true),
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Value::Bool(false),
        _ => number(text).map_or_else(|| Value::String(text.to_owned()), Value::Number),
    }
}

/// What a person may not expect of an unquoted scalar: "`no` is the boolean false".
pub(super) fn surprise(text: &str) -> Option<String> {
    let value = resolve(text);
    match &value {
        Value::Bool(meaning) if !matches!(text.to_ascii_lowercase().as_str(), "true" | "false") => {
            Some(format!("`{text}` is the boolean {meaning} in YAML 1.1"))
        }
        Value::Number(meaning) if text.contains(':') => Some(format!("`{text}` is the base-60 number {meaning} in YAML 1.1")),
        Value::Number(meaning) if text.trim_start_matches(['-', '+']).starts_with('0') && is_octal(text) => {
            Some(format!("`{text}` is the octal number {meaning} in YAML 1.1"))
        }
        Value::String(_) if is_exponent_without_dot(text) => Some(format!("`{text}` is a text in YAML 1.1, not a number")),
        _ => None,
    }
}

/// A number as YAML 1.1 writes it: `-3`, `0x1f`, `012`, `0b11`, `1_000`, `1:30`, `0.5`, `1.0e-3`.
fn number(text: &str) -> Option<Number> {
    if text.starts_with('_') || !text.contains(|character: char| character.is_ascii_digit()) {
        return None;
    }
    whole(text).or_else(|| fraction(text).and_then(Number::from_f64))
}

fn whole(text: &str) -> Option<Number> {
    let (negative, digits) = sign(text);
    let magnitude = if let Some(hex) = digits.strip_prefix("0x") {
        radix(hex, 16)?
    } else if let Some(binary) = digits.strip_prefix("0b") {
        radix(binary, 2)?
    } else if is_octal(text) {
        radix(&digits[1..], 8)?
    } else if digits == "0" {
        0
    } else if digits.starts_with(|first: char| matches!(first, '1'..='9')) {
        sixties(digits)?
    } else {
        return None;
    };
    if negative { i64::try_from(-i128::from(magnitude)).ok().map(Number::from) } else { Some(Number::from(magnitude)) }
}

/// `012`, which is ten.
fn is_octal(text: &str) -> bool {
    let (_, digits) = sign(text);
    digits.len() > 1 && digits.starts_with('0') && digits[1..].chars().all(|digit| matches!(digit, '0'..='7' | '_'))
}

/// `1e3`: YAML 1.1 wants a dot and a sign, `1.0e+3`.
fn is_exponent_without_dot(text: &str) -> bool {
    let (_, digits) = sign(text);
    text.contains(['e', 'E'])
        && digits.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        && text.chars().all(|character| character.is_ascii_digit() || matches!(character, '.' | 'e' | 'E' | '+' | '-'))
        && numbers::parse(text).is_some_and(f64::is_finite)
}

fn sign(text: &str) -> (bool, &str) {
    text.strip_prefix('-').map_or_else(|| (false, text.strip_prefix('+').unwrap_or(text)), |rest| (true, rest))
}

fn radix(digits: &str, radix: u32) -> Option<u64> {
    let digits = digits.replace('_', "");
    // `from_str_radix` takes a sign of its own.
    if digits.starts_with(['+', '-']) { None } else { u64::from_str_radix(&digits, radix).ok() }
}

/// `1:30` is ninety; without a colon, a plain number.
fn sixties(digits: &str) -> Option<u64> {
    let mut parts = digits.split(':');
    let mut total = radix(parts.next()?, 10)?;
    for part in parts {
        let part = Some(part).filter(|part| matches!(part.len(), 1 | 2))?;
        let part = part.parse::<u64>().ok().filter(|part| *part < 60 && !digits.contains('+'))?;
        total = total.checked_mul(60)?.checked_add(part)?;
    }
    Some(total)
}

/// A dot is needed, an exponent needs a sign.
fn fraction(text: &str) -> Option<f64> {
    let (negative, digits) = sign(text);
    let (mantissa, exponent) = digits.split_once(['e', 'E']).map_or((digits, None), |(left, right)| (left, Some(right)));
    let (before, after) = mantissa.split_once('.')?;
    let digits_only = |part: &str| part.chars().all(|digit| digit.is_ascii_digit() || digit == '_');
    let signed = exponent.is_none_or(|exponent| {
        exponent
            .strip_prefix(['+', '-'])
            .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|digit| digit.is_ascii_digit()))
    });
    if !digits_only(before) || !digits_only(after) || !signed || before.starts_with('_') {
        return None;
    }
    let value = numbers::parse(&digits.replace('_', ""))?;
    Some(if negative { -value } else { value }).filter(|value| value.is_finite())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_scalars_as_yaml_1_1() {
        let table = [
            ("", json!(null)),
            ("~", json!(null)),
            ("null", json!(null)),
            ("true", json!(true)),
            ("yes", json!(true)),
            ("On", json!(true)),
            ("NO", json!(false)),
            ("off", json!(false)),
            ("y", json!("y")),
            ("yEs", json!("yEs")),
            ("0", json!(0)),
            ("-0", json!(0)),
            ("+12", json!(12)),
            ("-12", json!(-12)),
            ("012", json!(10)),
            ("-010", json!(-8)),
            ("08", json!("08")),
            ("0o12", json!("0o12")),
            ("0x1F", json!(31)),
            ("0b101", json!(5)),
            ("1_000", json!(1000)),
            ("1:30", json!(90)),
            ("1:30:00", json!(5400)),
            ("1:60", json!("1:60")),
            ("1:", json!("1:")),
            ("18446744073709551615", json!(18_446_744_073_709_551_615_u64)),
            ("-9223372036854775808", json!(-9_223_372_036_854_775_808_i64)),
            ("18446744073709551616", json!("18446744073709551616")),
            ("0.1", json!(0.1)),
            ("-.5", json!(-0.5)),
            ("1.", json!(1.0)),
            ("1.0e-3", json!(0.001)),
            ("1e3", json!("1e3")),
            ("1.0e3", json!("1.0e3")),
            (".", json!(".")),
            (".inf", json!(".inf")),
            ("1.2.3", json!("1.2.3")),
            ("2024-01-02", json!("2024-01-02")),
            ("-", json!("-")),
            ("0x", json!("0x")),
            ("0x-1", json!("0x-1")),
            ("hello", json!("hello")),
        ];
        for (text, value) in table {
            assert_eq!(resolve(text), value, "{text:?}");
        }
    }

    #[test]
    fn knows_what_surprises() {
        for text in ["yes", "No", "on", "012", "-07", "1:30", "1e3", "1.0e3", "2E-4"] {
            assert!(surprise(text).is_some(), "{text:?}");
        }
        for text in ["true", "False", "0", "10", "0.5", "0x1f", "hello", "east", "e3", "2024-01-02", "~"] {
            assert_eq!(surprise(text), None, "{text:?}");
        }
        assert_eq!(surprise("012").unwrap(), "`012` is the octal number 10 in YAML 1.1");
    }
}
