//! Holds a tree against the tables: unknown, misplaced and missing fields, and values of another shape.

use super::{Field, Model, PARAM, Shape, Tagged, is_full_param};
use crate::{
    amounts, names,
    reader::{Reader, shortened},
    report::Report,
    templates, types,
    yaml::{Data, Entry, Node},
};

/// The most items a list of the format has.
pub(crate) const MAX_ITEMS: usize = 1000;

/// A model that what is looked at stands in.
struct Level<'a> {
    model: &'static Model,
    path: &'a str,
    /// Whether fields that have to be given may be missing: what is put over something else need not be whole.
    is_part: bool,
    up: Option<&'a Level<'a>>,
}

/// Reports what in the tree is not as the model has it.
pub(crate) fn check(reader: &Reader<'_>, model: &'static Model, report: &mut Report<'_>) {
    fields(reader, model, None, report);
}

/// The same for a tree that is put over another: nothing has to be given.
pub(crate) fn check_part(reader: &Reader<'_>, model: &'static Model, report: &mut Report<'_>) {
    let level = Level { model, path: &reader.place.path, is_part: true, up: None };
    fields(reader, model, Some(&level), report);
}

/// Reports what in the tree is not of this shape.
#[cfg(feature = "render")]
pub(crate) fn check_shape(reader: &Reader<'_>, shape: &Shape, report: &mut Report<'_>) {
    value(reader, shape, None, report);
}

fn fields(reader: &Reader<'_>, model: &'static Model, up: Option<&Level<'_>>, report: &mut Report<'_>) {
    let Data::Map(entries) = &reader.node.data else {
        return mismatch(reader, "a mapping of fields", &Shape::Model(model), report);
    };
    let is_part = up.is_some_and(|level| level.is_part);
    let level = Level { model, path: &reader.place.path, is_part, up };
    for entry in entries {
        if report.is_full() {
            return;
        }
        match model.field(&entry.key) {
            None => unknown(reader, entry, &level, report),
            Some(_) if entry.value.is_null() => {}
            Some(field) => value(&reader.entry(entry), &field.shape, Some(&level), report),
        }
    }
    for field in model.fields().filter(|field| field.required && !is_part) {
        missing(reader, field, report);
    }
}

fn missing(reader: &Reader<'_>, field: &Field, report: &mut Report<'_>) {
    let Data::Map(entries) = &reader.node.data else { return };
    let fix = || format!("write `{}: {}`", field.name, example(&field.shape));
    match entries.iter().find(|entry| entry.key == field.name) {
        None => report.error_fix(&reader.place, format!("`{}` is missing", field.name), fix()),
        Some(entry) if entry.value.is_null() => {
            let place = reader.place.field(field.name, entry.key_span);
            report.error_fix(&place, format!("`{}` has no value", field.name), fix());
        }
        Some(_) => {}
    }
}

fn value(reader: &Reader<'_>, shape: &Shape, up: Option<&Level<'_>>, report: &mut Report<'_>) {
    let node = reader.node;
    if report.is_full() || matches!(node.data, Data::Bad) {
        return;
    }
    if node.is_template() && !matches!(shape, Shape::Plain | Shape::Name | Shape::Text | Shape::Words) {
        return;
    }
    match shape {
        Shape::Text | Shape::Open(_) => {
            reader.text(report);
        }
        Shape::Plain => {
            plain(reader, report);
        }
        Shape::Name => name(reader, report),
        Shape::Words => words(reader, report),
        Shape::Word(allowed) => word(reader, allowed, up, report),
        Shape::Bool => fits(reader, node.boolean().is_some(), "`true` or `false`", report),
        Shape::Whole(least) => whole(reader, *least, report),
        Shape::Long => fits(reader, reader.whole().is_some(), "a whole number, 0 or more", report),
        Shape::Number => fits(reader, node.number().is_some(), "a number", report),
        Shape::Datetime => {
            fits(reader, types::is_datetime(scalar(node)), "a date and time such as `2026-01-31T12:00:00Z`", report);
        }
        Shape::Duration => fits(
            reader,
            amounts::seconds(&node.value()).is_some(),
            "a length of time: seconds, or a text such as `1h 30m`, `01:30:00` or `P1D`",
            report,
        ),
        Shape::Quantity => {
            fits(reader, amounts::quantity(scalar(node)).is_some(), "an amount such as `500m`, `2` or `1.5Gi`", report);
        }
        Shape::Port => fits(reader, matches!(node.data, Data::Scalar(_)), "a port's number or name", report),
        Shape::Mapping if !matches!(node.data, Data::Map(_)) => mismatch(reader, "a mapping", shape, report),
        Shape::Param if is_full_param(node) => fields(reader, &PARAM, up, report),
        Shape::Any | Shape::Mapping | Shape::Param => {}
        Shape::Texts => each(reader, &Shape::Text, up, report),
        Shape::Map(shape) => each(reader, shape, up, report),
        Shape::List(shape) => items(reader, shape, up, report),
        Shape::Several(shape) if matches!(node.data, Data::List(_)) => items(reader, shape, up, report),
        Shape::Several(shape) => value(reader, shape, up, report),
        Shape::Model(model) => fields(reader, model, up, report),
        Shape::Tagged(tagged) => tagged_fields(reader, tagged, up, report),
        Shape::Either(shapes) => {
            if let Some(shape) = shapes.iter().find(|shape| suits(node, shape)) {
                return value(reader, shape, up, report);
            }
            let kinds: Vec<&str> = shapes.iter().map(kind).collect();
            reader.mismatch::<()>(&kinds.join(" or "), report);
        }
    }
}

/// Says that something else is expected here, and how that is written.
fn mismatch(reader: &Reader<'_>, expected: &str, shape: &Shape, report: &mut Report<'_>) {
    mismatch_as(reader, expected, &example(shape), report);
}

fn mismatch_as(reader: &Reader<'_>, expected: &str, written: &str, report: &mut Report<'_>) {
    let key = reader.place.path.rsplit('.').next().unwrap_or_default();
    let written = if key.is_empty() || key.ends_with(']') { format!("- {written}") } else { format!("{key}: {written}") };
    let message = format!("must be {expected}, not {}", reader.node.kind());
    report.error_fix(&reader.place, message, format!("write `{written}`"));
}

/// Whether the kind of value fits.
fn suits(node: &Node, shape: &Shape) -> bool {
    match (&node.data, shape) {
        (_, Shape::Any)
        | (Data::Map(_), Shape::Model(_) | Shape::Map(_) | Shape::Texts | Shape::Mapping | Shape::Tagged(_))
        | (Data::List(_), Shape::List(_) | Shape::Several(_) | Shape::Words) => true,
        (Data::Scalar(_), Shape::Number | Shape::Whole(_) | Shape::Long) => node.number().is_some(),
        (Data::Scalar(_), shape) => !matches!(
            shape,
            Shape::Model(_) | Shape::Map(_) | Shape::Texts | Shape::Mapping | Shape::Tagged(_) | Shape::List(_) | Shape::Words
        ),
        _ => false,
    }
}

/// What to call values of this shape.
fn kind(shape: &Shape) -> &'static str {
    match shape {
        Shape::Model(_) | Shape::Map(_) | Shape::Texts | Shape::Mapping | Shape::Tagged(_) => "a mapping",
        Shape::List(_) | Shape::Several(_) | Shape::Words => "a list",
        Shape::Number | Shape::Whole(_) | Shape::Long => "a number",
        _ => "a text",
    }
}

fn each(reader: &Reader<'_>, shape: &Shape, up: Option<&Level<'_>>, report: &mut Report<'_>) {
    let Data::Map(entries) = &reader.node.data else {
        return mismatch(reader, "a mapping", &Shape::Mapping, report);
    };
    for item in entries.iter().map(|entry| reader.entry(entry)) {
        if !item.node.is_null() || matches!(shape, Shape::Text) {
            value(&item, shape, up, report);
        }
    }
}

fn items(reader: &Reader<'_>, shape: &Shape, up: Option<&Level<'_>>, report: &mut Report<'_>) {
    if !matches!(reader.node.data, Data::List(_)) {
        let written = format!("[{}]", example(shape));
        return mismatch_as(reader, "a list", &written, report);
    }
    for item in reader.few_items(MAX_ITEMS, report) {
        value(&item, shape, up, report);
    }
}

fn tagged_fields(reader: &Reader<'_>, tagged: &'static Tagged, up: Option<&Level<'_>>, report: &mut Report<'_>) {
    let Data::Map(entries) = &reader.node.data else {
        return mismatch(reader, "a mapping of fields", &Shape::Tagged(tagged), report);
    };
    let kinds = tagged.kinds();
    let Some(entry) = entries.iter().find(|entry| entry.key == "kind" && !entry.value.is_null()) else {
        report.error_fix(
            &reader.place,
            "`kind` is missing",
            format!("write `kind: {}`, or another of {}", kinds[0], names::list(&kinds)),
        );
        return;
    };
    let at = reader.entry(entry);
    let Some(name) = plain(&at, report) else { return };
    if let Some(model) = tagged.model(name) {
        return fields(reader, model, up, report);
    }
    let fix = match names::closest(name, kinds.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("known here: {}", names::all(&kinds)),
    };
    report.error_fix(&at.place, format!("unknown {} `{}`", tagged.noun, shortened(name)), fix);
}

/// A field that the model does not have: misspelt, or at home near by.
fn unknown(reader: &Reader<'_>, entry: &Entry, level: &Level<'_>, report: &mut Report<'_>) {
    let place = reader.place.field(&entry.key, entry.key_span);
    let name = shortened(&entry.key);
    let known: Vec<&str> = level.model.fields().map(|field| field.name).collect();
    let below = |given| home_below(&reader.place.path, reader.node, level.model, &entry.key, given);
    let home = below(true).or_else(|| home_above(level, &entry.key)).or_else(|| below(false));
    match (home, names::closest(&entry.key, known.iter().copied())) {
        (_, Some(meant)) => report.error_fix(&place, format!("unknown field `{name}`"), format!("did you mean `{meant}`?")),
        (Some(home), None) => report.error_fix(&place, format!("`{name}` does not belong here"), format!("move it to {home}")),
        (None, None) => {
            report.error_fix(&place, format!("unknown field `{name}`"), format!("known here: {}", names::list(&known)));
        }
    }
}

/// Where below this model the field belongs: in something that is given, and what is in that, or in something that is not.
fn home_below(path: &str, node: &Node, model: &'static Model, name: &str, given: bool) -> Option<String> {
    model.fields().filter(|field| node.get(field.name).is_some() == given).find_map(|field| {
        let child = node.get(field.name);
        let model = match field.shape {
            Shape::Model(model) => model,
            Shape::Tagged(tagged) => tagged.model(child?.get("kind")?.text()?)?,
            _ => return None,
        };
        let path = if path.is_empty() { field.name.to_owned() } else { format!("{path}.{}", field.name) };
        if model.field(name).is_some() {
            return Some(format!("`{path}`"));
        }
        home_below(&path, child?, model, name, true)
    })
}

/// The model around this one that the field belongs to.
fn home_above(level: &Level<'_>, name: &str) -> Option<String> {
    let mut up = level.up;
    while let Some(level) = up {
        if level.model.field(name).is_some() {
            return Some(if level.path.is_empty() { "the root of the file".to_owned() } else { format!("`{}`", level.path) });
        }
        up = level.up;
    }
    None
}

fn plain<'a>(reader: &Reader<'a>, report: &mut Report<'_>) -> Option<&'a str> {
    let text = reader.text(report)?;
    if templates::has_tags(text) {
        report.error_fix(&reader.place, "a template can't stand here: this has to be known beforehand", "write the value out");
        return None;
    }
    Some(text)
}

fn name(reader: &Reader<'_>, report: &mut Report<'_>) {
    let Some(name) = reader.text(report) else { return };
    if names::is_slug(name) && name.len() <= 128 {
        return;
    }
    let better: String = name
        .trim()
        .chars()
        .map(|character| if names::is_slug(character.encode_utf8(&mut [0; 4])) { character } else { '-' })
        .take(128)
        .collect();
    let fix = if better.contains(|character: char| character.is_ascii_alphanumeric()) {
        format!("write `{better}`")
    } else {
        "write `train-model`".to_owned()
    };
    report.error_fix(&reader.place, "a name has letters, digits, `-` and `_`, at most 128 of them", fix);
}

fn word(reader: &Reader<'_>, allowed: &[&str], up: Option<&Level<'_>>, report: &mut Report<'_>) {
    let Some(text) = reader.text(report) else { return };
    if allowed.contains(&text) {
        return;
    }
    // `kind: job` at the root is meant for `run`.
    let is_kind = |field: &&Field| matches!(field.shape, Shape::Tagged(tagged) if tagged.model(text).is_some());
    let home = up.filter(|_| reader.place.path.ends_with("kind")).and_then(|level| level.model.fields().find(is_kind));
    let fix = match (home, names::closest(text, allowed.iter().copied())) {
        (Some(field), _) => format!("`kind: {text}` belongs under `{}`", field.name),
        (None, Some(meant)) => format!("did you mean `{meant}`?"),
        (None, None) => format!("write {}", names::any(allowed)),
    };
    report.error_fix(&reader.place, format!("`{}` is not one of the words allowed here", shortened(text)), fix);
}

/// A list of words; a text is one word, or a template that becomes several.
fn words(reader: &Reader<'_>, report: &mut Report<'_>) {
    if let Some(text) = reader.node.text() {
        if !templates::has_tags(text) && text.trim().contains(' ') {
            let words = text.split_whitespace().collect::<Vec<_>>().join(", ");
            let message = format!("a text is one word here, blanks and all: `{}`", shortened(text));
            report.warn(&reader.place, message, format!("write a list if it is several: [{}]", shortened(&words)));
        }
        return;
    }
    for item in reader.items(report).unwrap_or_default() {
        item.text(report);
    }
}

fn whole(reader: &Reader<'_>, least: i32, report: &mut Report<'_>) {
    let given = reader.node.number().filter(|number| number.fract() == 0.0);
    let fits_least = given.is_some_and(|number| least == i32::MIN || number >= f64::from(least));
    let expected = if least == i32::MIN { "a whole number".to_owned() } else { format!("a whole number, {least} or more") };
    fits(reader, fits_least, &expected, report);
    if fits_least && given.is_some_and(|number| number > f64::from(i32::MAX)) {
        report.error(&reader.place, format!("must be at most {}", i32::MAX));
    }
}

fn fits(reader: &Reader<'_>, fits: bool, expected: &str, report: &mut Report<'_>) {
    if !fits {
        reader.unfit::<()>(expected, report);
    }
}

/// What a scalar says; empty for what is none.
fn scalar(node: &Node) -> &str {
    node.text().unwrap_or_default()
}

/// How a value of this shape is written.
fn example(shape: &Shape) -> String {
    match shape {
        Shape::Word(words) | Shape::Open(words) => words[0].to_owned(),
        Shape::Bool => "true".to_owned(),
        Shape::Whole(least) => (*least).max(1).to_string(),
        Shape::Number | Shape::Long => "1".to_owned(),
        Shape::Datetime => "2026-01-31T12:00:00Z".to_owned(),
        Shape::Duration => "1h".to_owned(),
        Shape::Quantity => "500m".to_owned(),
        Shape::Port => "8080".to_owned(),
        Shape::List(shape) | Shape::Several(shape) => format!("[{}]", example(shape)),
        Shape::Words => "[python, train.py]".to_owned(),
        Shape::Mapping | Shape::Map(_) | Shape::Texts => "{name: …}".to_owned(),
        Shape::Model(model) => {
            let needed = model.fields().filter(|field| field.required);
            let fields: Vec<String> = needed.map(|field| format!("{}: {}", field.name, example(&field.shape))).collect();
            if fields.is_empty() { "{…}".to_owned() } else { format!("{{{}}}", fields.join(", ")) }
        }
        Shape::Tagged(tagged) => format!("{{kind: {}, …}}", tagged.models[0].0),
        Shape::Either(shapes) => shapes.first().map_or_else(|| "…".to_owned(), example),
        Shape::Any | Shape::Param | Shape::Text | Shape::Plain | Shape::Name => "…".to_owned(),
    }
}
