//! The values, or the distribution, of one input.

use serde_json::Value;

use crate::{
    amounts, names,
    reader::{Reader, shortened},
    report::Report,
    types::dates,
    yaml::{Data, Node},
};

/// The values of one input.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Distribution {
    /// These, alike.
    Choice(Vec<Value>),
    /// These, each with its probability.
    Weighted(Vec<(Value, f64)>),
    /// `count` numbers from `start`, `step` apart; whole if both are.
    Steps { start: f64, step: f64, count: u64, whole: bool },
    /// `count` dates from this day since 0000-03-01, so many days apart.
    Days { start: i64, step: i64, count: u64 },
    /// `count` times from this second since 0000-03-01, so many seconds apart.
    Moments { start: i64, step: i64, count: u64 },
    /// `count` numbers from `start` to `stop`, both included, as they are or as what this makes of them.
    Spaced { start: f64, stop: f64, count: u64, base: Base },
    /// Between `low` and `high`.
    Uniform { low: f64, high: f64, log: bool, q: Option<f64> },
    /// Around `loc`.
    Normal { loc: f64, scale: f64, log: bool, q: Option<f64> },
}

/// What evenly spaced numbers stand for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Base {
    /// Themselves.
    Linear,
    /// Exponents of this.
    Power(f64),
    /// The logarithms of what is meant; the values have this sign.
    Geometric(f64),
}

/// The most values one input has.
const MAX_VALUES: u64 = 1_000_000;

impl Distribution {
    /// How many values there are; `None` where chance has no end of them.
    pub(crate) const fn count(&self) -> Option<u64> {
        match self {
            Self::Choice(values) => Some(values.len() as u64),
            Self::Weighted(values) => Some(values.len() as u64),
            Self::Steps { count, .. } | Self::Days { count, .. } | Self::Moments { count, .. } | Self::Spaced { count, .. } => {
                Some(*count)
            }
            Self::Uniform { .. } | Self::Normal { .. } => None,
        }
    }

    /// The format's name for what has no end.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Uniform { log: true, .. } => "loguniform",
            Self::Uniform { .. } => "uniform",
            Self::Normal { log: true, .. } => "lognormal",
            _ => "normal",
        }
    }
}

/// Reads one entry of `params`.
pub(super) fn read(reader: &Reader<'_>, report: &mut Report<'_>) -> Option<Distribution> {
    let kind = reader.node.get("kind")?.text()?;
    let value = reader.get("value")?;
    if value.node.is_template() {
        return None;
    }
    match kind {
        "choice" => choice(&value, report),
        "pchoice" => weighted(&value, report),
        "range" => steps(&value, report),
        "daterange" => days(&value, report),
        "datetimerange" => moments(&value, report),
        "linspace" => spaced(&value, |_, _, _| Some(Base::Linear), report),
        "logspace" => spaced(&value, |_, _, base| Some(Base::Power(base.unwrap_or(10.0))), report),
        "geomspace" => spaced(&value, |start, stop, _| (start * stop > 0.0).then(|| Base::Geometric(start.signum())), report),
        kind if kind.ends_with("uniform") || kind.ends_with("normal") => chance(kind, &value, report),
        _ => None,
    }
}

fn choice(value: &Reader<'_>, report: &mut Report<'_>) -> Option<Distribution> {
    let Data::List(items) = &value.node.data else { return value.mismatch("a list of values", report) };
    if items.is_empty() {
        report.error_fix(&value.place, "has no values: nothing would run", "write `value: [1, 2, 4]`");
        return None;
    }
    Some(Distribution::Choice(items.iter().map(Node::value).collect()))
}

fn weighted(value: &Reader<'_>, report: &mut Report<'_>) -> Option<Distribution> {
    let Data::List(items) = &value.node.data else {
        return value.mismatch("a list of values and probabilities: `[[a, 0.9], [b, 0.1]]`", report);
    };
    let pair = |item: &Node| match item.items() {
        [value, weight] => Some((value.value(), weight.value().as_f64().filter(|weight| (0.0..=1.0).contains(weight))?)),
        _ => None,
    };
    let pairs: Option<Vec<_>> = items.iter().map(pair).collect();
    let Some(pairs) = pairs.filter(|pairs| !pairs.is_empty()) else {
        report.error_fix(
            &value.place,
            "each item must be a value and its probability, between 0 and 1",
            "write `value: [[a, 0.9], [b, 0.1]]`",
        );
        return None;
    };
    let sum: f64 = pairs.iter().map(|(_, weight)| weight).sum();
    if (sum - 1.0).abs() > 1e-6 {
        report.error_fix(
            &value.place,
            format!("the probabilities sum to {}, not to 1", amounts::shown(sum)),
            "make them sum to 1",
        );
        return None;
    }
    Some(Distribution::Weighted(pairs))
}

/// Parts of a value: `{start: 0, stop: 1}`, `[0, 1]` or `0:1`, in the order of `fields`; the last `optional` may be missing.
fn parts(value: &Reader<'_>, fields: &[&'static str], optional: usize, report: &mut Report<'_>) -> Option<Vec<Option<Node>>> {
    let least = fields.len() - optional;
    let example = fields[..least].join(", ");
    let written = fields[..least].iter().map(|field| format!("{field}: …")).collect::<Vec<_>>().join(", ");
    let found: Vec<Option<Node>> = match &value.node.data {
        Data::Map(entries) => {
            let mut unknown = entries.iter().filter(|entry| !fields.contains(&entry.key.as_str()));
            if let Some(entry) = unknown.next() {
                let message = format!("unknown field `{}`", shortened(&entry.key));
                let fix = names::suggestion(&entry.key, fields).unwrap_or_default();
                report.error_fix(&value.place.field(&entry.key, entry.key_span), message, fix);
                return None;
            }
            fields.iter().map(|field| value.node.get(field).cloned()).collect()
        }
        Data::List(items) => items.iter().cloned().map(Some).collect(),
        // `0:10:2` is a base-60 number to YAML 1.1.
        Data::Scalar(scalar) => {
            let part = |part: &str| Some(Node { span: value.node.span, ..Node::plain(part.trim()) });
            scalar.text.split(':').map(part).collect()
        }
        Data::Bad => return None,
    };
    let complete = found.len() <= fields.len() && found.len() >= least && found.iter().take(least).all(Option::is_some);
    if !complete {
        report.error_fix(
            &value.place,
            format!("must have {example}"),
            format!("write `{{{written}}}`, or a list of them in this order"),
        );
        return None;
    }
    let mut found = found;
    found.resize(fields.len(), None);
    Some(found)
}

/// A distribution whose numbers are a mapping, whatever they were written as.
#[cfg(feature = "render")]
pub(crate) fn in_full(node: &Node) -> Node {
    let kind = node.get("kind").and_then(Node::text).unwrap_or_default();
    let fields: &[&'static str] = match kind {
        "choice" | "pchoice" => return node.clone(),
        "range" | "daterange" | "datetimerange" => &["start", "stop", "step"],
        "linspace" | "geomspace" | "logspace" => &["start", "stop", "num", "base"],
        kind if kind.ends_with("normal") && kind.starts_with('q') => &["loc", "scale", "q", "size"],
        kind if kind.ends_with("normal") => &["loc", "scale", "size"],
        kind if kind.starts_with('q') => &["low", "high", "q", "size"],
        _ => &["low", "high", "size"],
    };
    let Some(value) = node.get("value").filter(|value| !matches!(value.data, Data::Map(_)) && !value.is_template()) else {
        return node.clone();
    };
    let optional = usize::from(fields.len() != 3 || fields[2] == "size");
    let Some(found) = parts(&Reader::root(value), fields, optional, &mut Report::new("")) else { return node.clone() };
    let mut full = Node::empty(value.span);
    for (name, part) in fields.iter().zip(found) {
        if let Some(part) = part {
            full.set(name, part);
        }
    }
    let mut made = node.clone();
    made.set("value", full);
    made
}

fn number(value: &Reader<'_>, name: &str, node: &Node, report: &mut Report<'_>) -> Option<f64> {
    let found = Reader { node, place: value.place.clone() }.number();
    if found.is_none() {
        let given = node.text().map_or_else(|| node.kind().to_owned(), |text| format!("`{}`", shortened(text)));
        report.error(&value.place, format!("`{name}` must be a number, not {given}"));
    }
    found
}

fn numbers(
    value: &Reader<'_>,
    fields: &[&'static str],
    optional: usize,
    report: &mut Report<'_>,
) -> Option<(Vec<Option<f64>>, bool)> {
    let parts = parts(value, fields, optional, report)?;
    let whole = parts.iter().flatten().all(|node| node.value().is_i64() || node.value().is_u64());
    let mut found = Vec::new();
    for (name, part) in fields.iter().zip(&parts) {
        found.push(match part {
            Some(node) => Some(number(value, name, node, report)?),
            None => None,
        });
    }
    Some((found, whole))
}

/// How many steps lead from `start` up or down to before `stop`.
fn count(value: &Reader<'_>, start: f64, stop: f64, by: f64, report: &mut Report<'_>) -> Option<u64> {
    let steps = ((stop - start) / by - 1e-9).ceil();
    if by == 0.0 || !steps.is_finite() || steps < 1.0 {
        let message = format!(
            "no step of {} leads from {} to {}: nothing would run",
            amounts::shown(by),
            amounts::shown(start),
            amounts::shown(stop)
        );
        report.error_fix(&value.place, message, "the stop is not included; a step down is negative");
        return None;
    }
    fits(value, steps, report)
}

fn fits(value: &Reader<'_>, count: f64, report: &mut Report<'_>) -> Option<u64> {
    #[expect(clippy::cast_precision_loss, reason = "a million is exact")]
    if count > MAX_VALUES as f64 {
        report.error(&value.place, format!("has more than {MAX_VALUES} values"));
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is whole and between 1 and a million")]
    Some(count as u64)
}

fn steps(value: &Reader<'_>, report: &mut Report<'_>) -> Option<Distribution> {
    let (parts, whole) = numbers(value, &["start", "stop", "step"], 0, report)?;
    let [Some(start), Some(stop), Some(by)] = parts[..] else { return None };
    let count = count(value, start, stop, by, report)?;
    Some(Distribution::Steps { start, step: by, count, whole })
}

fn moment(value: &Reader<'_>, name: &str, node: &Node, read: fn(&str) -> Option<i64>, report: &mut Report<'_>) -> Option<i64> {
    let text = node.text().unwrap_or_default();
    let found = read(text);
    if found.is_none() {
        let message = format!("`{name}` must be a date, not `{}`", shortened(text));
        report.error_fix(&value.place, message, "write `2026-01-31`, or `2026-01-31T12:00:00Z` for a time");
    }
    found
}

fn days(value: &Reader<'_>, report: &mut Report<'_>) -> Option<Distribution> {
    let parts = parts(value, &["start", "stop", "step"], 0, report)?;
    let [Some(start), Some(stop), Some(by)] = &parts[..] else { return None };
    let from = moment(value, "start", start, dates::day, report)?;
    let to = moment(value, "stop", stop, dates::day, report)?;
    let by = number(value, "step", by, report)?;
    #[expect(clippy::cast_precision_loss, reason = "days of four-digit years are exact")]
    let count = count(value, from as f64, to as f64, by.trunc(), report)?;
    #[expect(clippy::cast_possible_truncation, reason = "it leads from one date to another")]
    Some(Distribution::Days { start: from, step: by as i64, count })
}

fn moments(value: &Reader<'_>, report: &mut Report<'_>) -> Option<Distribution> {
    let parts = parts(value, &["start", "stop", "step"], 0, report)?;
    let [Some(start), Some(stop), Some(by)] = &parts[..] else { return None };
    let from = moment(value, "start", start, dates::second, report)?;
    let to = moment(value, "stop", stop, dates::second, report)?;
    let Some(by) = amounts::seconds(&by.value()).filter(|by| *by >= 1.0) else {
        let message = "`step` must be a length of time, a second or more";
        report.error_fix(&value.place, message, "write seconds, or a text such as `1h`");
        return None;
    };
    #[expect(clippy::cast_precision_loss, reason = "seconds of four-digit years are exact")]
    let count = count(value, from as f64, to as f64, by.trunc(), report)?;
    #[expect(clippy::cast_possible_truncation, reason = "it leads from one time to another")]
    Some(Distribution::Moments { start: from, step: by as i64, count })
}

fn spaced(
    value: &Reader<'_>,
    base: impl Fn(f64, f64, Option<f64>) -> Option<Base>,
    report: &mut Report<'_>,
) -> Option<Distribution> {
    let (parts, _) = numbers(value, &["start", "stop", "num", "base"], 1, report)?;
    let [Some(start), Some(stop), Some(num), given] = parts[..] else { return None };
    if num < 1.0 || num.fract() != 0.0 {
        report.error_fix(
            &value.place,
            format!("`num` must be a whole number, 1 or more, not {}", amounts::shown(num)),
            "say how many values",
        );
        return None;
    }
    let Some(base) = base(start, stop, given) else {
        report.error(&value.place, "`start` and `stop` must have the same sign, and neither be 0");
        return None;
    };
    let (start, stop) = if matches!(base, Base::Geometric(_)) { (start.abs().ln(), stop.abs().ln()) } else { (start, stop) };
    Some(Distribution::Spaced { start, stop, count: fits(value, num, report)?, base })
}

fn chance(kind: &str, value: &Reader<'_>, report: &mut Report<'_>) -> Option<Distribution> {
    let quantized = kind.starts_with('q');
    let log = kind.contains("log");
    let (first, second) = if kind.ends_with("normal") { ("loc", "scale") } else { ("low", "high") };
    let fields: &[&'static str] = if quantized { &[first, second, "q", "size"] } else { &[first, second, "size"] };
    let (parts, _) = numbers(value, fields, 1, report)?;
    let (Some(a), Some(b)) = (parts[0], parts[1]) else { return None };
    let q = if quantized { parts[2] } else { None };
    if q.is_some_and(|q| q <= 0.0) {
        report.error(&value.place, "`q` must be greater than 0");
        return None;
    }
    if kind.ends_with("normal") {
        if b < 0.0 {
            report.error(&value.place, "`scale` must be 0 or more");
            return None;
        }
        return Some(Distribution::Normal { loc: a, scale: b, log, q });
    }
    if a > b {
        report.error_fix(
            &value.place,
            format!("`low` ({}) is above `high` ({})", amounts::shown(a), amounts::shown(b)),
            "write the smaller first",
        );
        return None;
    }
    Some(Distribution::Uniform { low: a, high: b, log, q })
}

/// A number as JSON; whole ones without a dot where that is meant.
#[cfg(feature = "render")]
pub(super) fn json(number: f64, whole: bool) -> Value {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "it is whole and no more than a million steps from a number of the file"
    )]
    if whole { Value::from(number as i64) } else { serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number) }
}
