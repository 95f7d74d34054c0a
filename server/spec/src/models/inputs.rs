//! Inputs, outputs, and the values they are given.

use super::{
    Model,
    Shape::{Any, Bool, Model as M, Name, Number, Open, Text, Whole},
    field, model, required,
};
use crate::{
    types::Type,
    yaml::{Data, Node},
};

/// An input or output.
pub(crate) static IO: Model = model(
    "IO",
    "An input or output",
    &[&[
        required("name", Name, "Its name, by which templates know it"),
        field("description", Text, "What it is"),
        field("type", Open(&Type::NAMES), "What its values are; any unless given"),
        field("isOptional", Bool, "Whether it may be without a value"),
        field("isList", Bool, "Whether its values are lists of the type"),
        field("isFlag", Bool, "Whether it stands for a flag of a command line"),
        field("argFormat", Text, "How it is written on a command line, a template: `--lr {{ lr }}`"),
        field("connection", Text, "The connection its value belongs to"),
        field("toInit", Bool, "Whether its value is fetched before the run starts"),
        field("toEnv", Text, "The environment variable that gets its value"),
        field("value", Any, "Its value when nobody gives one"),
        field("validation", M(&VALIDATION), "Which values it takes"),
        field("delayValidation", Bool, "Whether its value is looked at when the run ends"),
        field("options", Any, "The only values it takes"),
    ]],
);

static VALIDATION: Model = model(
    "Validation",
    "Which values an input takes",
    &[&[
        field("delay", Bool, "Whether values are looked at when the run ends"),
        field("gt", Number, "Values are greater than this"),
        field("ge", Number, "Values are this or more"),
        field("lt", Number, "Values are less than this"),
        field("le", Number, "Values are this or less"),
        field("multipleOf", Number, "Values are multiples of this"),
        field("minDigits", Whole(0), "Values have so many digits or more"),
        field("maxDigits", Whole(0), "Values have so many digits or fewer"),
        field("decimalPlaces", Whole(0), "Values have so many decimal places or fewer"),
        field("regex", Text, "Values match this regular expression"),
        field("minLength", Whole(0), "Values have so many characters or more"),
        field("maxLength", Whole(0), "Values have so many characters or fewer"),
        field("contains", Any, "Values contain this"),
        field("excludes", Any, "Values do not contain this"),
        field("options", Any, "The only values it takes"),
        field("minItems", Whole(0), "Values have so many items or more"),
        field("maxItems", Whole(0), "Values have so many items or fewer"),
        field("keys", list!(Text), "Values have exactly these keys"),
        field("containsKeys", list!(Text), "Values have these keys, and may have others"),
        field("excludesKeys", list!(Text), "Values do not have these keys"),
    ]],
);

/// A value for an input, in full.
pub(crate) static PARAM: Model = model(
    "Param",
    "A value for an input, in full",
    &[&[
        field("value", Any, "The value"),
        field("ref", Text, "Where the value comes from: `ops.NAME`, `runs.UUID` or `dag`"),
        field("contextOnly", Bool, "Whether it is for templates only; no input has to declare it"),
        field("connection", Text, "The connection the value belongs to"),
        field("toInit", Bool, "Whether the value is fetched before the run starts"),
        field("toEnv", Text, "The environment variable that gets the value"),
    ]],
);

/// Whether a param is in full rather than a value.
pub(crate) fn is_full_param(node: &Node) -> bool {
    match &node.data {
        Data::Map(entries) => entries.is_empty() || entries.iter().any(|entry| PARAM.field(&entry.key).is_some()),
        _ => false,
    }
}

/// Runs that a query finds.
pub(super) static JOIN: Model = model(
    "Join",
    "Runs that a query finds and whose values are taken",
    &[&[
        field("ref", Text, "Whose runs are looked at"),
        required("query", Text, "Which runs, in the query language: `status: succeeded`"),
        field("sort", Text, "Their order: `-created_at`"),
        field("limit", Whole(1), "At most so many"),
        field("offset", Whole(0), "Without the first so many"),
        field("params", map!(M(&PARAM)), "What is taken of each"),
    ]],
);
