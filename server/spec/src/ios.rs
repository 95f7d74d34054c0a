//! Inputs and outputs, and the values that files and people give them.

pub(crate) mod validation;

use serde_json::Value;

use crate::{
    names,
    reader::Reader,
    report::{Place, Report},
    templates,
    types::{self, Type},
    yaml::{Data, Node},
};
use validation::Validation;

/// Names a template already has for something else.
const RESERVED: [&str; 4] = ["globals", "params", "connections", "init"];

/// A declared input or output.
#[derive(Debug, Clone)]
pub(crate) struct Declared {
    pub(crate) name: String,
    pub(crate) kind: Type,
    pub(crate) description: String,
    pub(crate) is_optional: bool,
    pub(crate) is_list: bool,
    pub(crate) is_flag: bool,
    pub(crate) arg_format: Option<templates::Text>,
    /// The environment variable of the main container that gets the value.
    #[cfg_attr(not(feature = "render"), expect(dead_code, reason = "only compiling needs it"))]
    pub(crate) to_env: Option<String>,
    pub(crate) value: Option<Given>,
    pub(crate) options: Vec<Value>,
    pub(crate) validation: Validation,
    /// Where it is declared.
    pub(crate) place: Place,
}

/// A value as the file gives it: not yet of a type, and perhaps with templates in it.
#[derive(Debug, Clone)]
pub(crate) struct Given {
    pub(crate) node: Node,
    pub(crate) place: Place,
}

impl Given {
    /// The value at this place.
    pub(crate) fn at(reader: &Reader<'_>) -> Self {
        Self { node: reader.node.clone(), place: reader.place.clone() }
    }

    /// Whether it can only be known once templates are rendered.
    pub(crate) fn has_templates(&self) -> bool {
        fn any(node: &Node) -> bool {
            match &node.data {
                Data::Scalar(scalar) => templates::has_tags(&scalar.text),
                Data::List(items) => items.iter().any(any),
                Data::Map(entries) => entries.iter().any(|entry| any(&entry.value)),
                Data::Bad => false,
            }
        }
        any(&self.node)
    }
}

impl Declared {
    /// Whether a run can't begin without a value from outside.
    pub(crate) fn is_required(&self) -> bool {
        !self.is_optional && self.value.is_none()
    }

    /// The value, of the declared type and within what is allowed; what is wrong with it is reported.
    pub(crate) fn accept(&self, given: &Given, is_output: bool, report: &mut Report<'_>) -> Option<Value> {
        if matches!(given.node.data, Data::Bad) {
            return None;
        }
        self.warn_of_surprises(&given.node, &given.place, report);
        let converted = types::convert(&given.node, self.kind, self.is_list);
        match converted.and_then(|value| self.allowed(value, is_output)) {
            Ok(value) => Some(value),
            Err(message) => {
                report.error(&given.place, format!("`{}` ({}): {message}", self.name, self.type_name()));
                None
            }
        }
    }

    /// The value a form or a command line gives as text.
    #[cfg(feature = "render")]
    pub(crate) fn parse(&self, text: &str) -> Result<Value, String> {
        let value = types::parse(text, self.kind, self.is_list).and_then(|value| self.allowed(value, false));
        value.map_err(|message| format!("`{}` ({}): {message}", self.name, self.type_name()))
    }

    /// Its type as a person reads it.
    pub(crate) fn type_name(&self) -> String {
        if self.is_list { format!("list of {}", self.kind) } else { self.kind.to_string() }
    }

    fn allowed(&self, value: Value, is_output: bool) -> Result<Value, String> {
        let items = if self.is_list { value.as_array().map_or(&[][..], Vec::as_slice) } else { std::slice::from_ref(&value) };
        if !self.options.is_empty() && items.iter().any(|item| !self.options.contains(item)) {
            return Err(format!("must be one of {}", validation::listed(&self.options)));
        }
        // An output's value is checked when the run ends, unless the file says otherwise.
        let delayed = self.validation.delay.unwrap_or(is_output);
        match self.validation.complaint(&value).filter(|_| !delayed) {
            Some(complaint) => Err(complaint),
            None => Ok(value),
        }
    }

    /// `version: 012` and its like, where the declared type does not settle what was meant.
    fn warn_of_surprises(&self, node: &Node, place: &Place, report: &mut Report<'_>) {
        match &node.data {
            Data::Scalar(scalar) => {
                let numeric = scalar.value().is_number();
                let settled = match self.kind {
                    Type::Int | Type::Float | Type::Metric => !numeric,
                    Type::Any | Type::List | Type::Dict | Type::DictOfDicts | Type::Metadata => false,
                    _ => true,
                };
                if let Some(surprise) = scalar.surprise().filter(|_| !settled) {
                    let place = Place { span: node.span, path: place.path.clone() };
                    report.warn(&place, surprise, format!("put it in quotes if a text is meant: \"{}\"", scalar.text));
                }
            }
            Data::List(items) => items.iter().for_each(|item| self.warn_of_surprises(item, place, report)),
            Data::Map(entries) => entries.iter().for_each(|entry| self.warn_of_surprises(&entry.value, place, report)),
            Data::Bad => {}
        }
    }
}

/// Reads `inputs` or `outputs`.
pub(crate) fn read(reader: &Reader<'_>, is_output: bool, report: &mut Report<'_>) -> Vec<Declared> {
    reader.few_items(500, report).iter().filter_map(|item| read_one(item, is_output, report)).collect()
}

fn read_one(reader: &Reader<'_>, is_output: bool, report: &mut Report<'_>) -> Option<Declared> {
    let name = reader.get("name")?;
    let (name, place) = (name.node.text()?, name.place);
    check_name(name, &place, report);
    let kind = reader.get("type").and_then(|field| read_type(&field, report)).unwrap_or(Type::Any);
    let is_set = |field: &str| reader.get(field).and_then(|field| field.boolean()) == Some(true);
    let is_list = is_set("isList");
    let is_flag = is_set("isFlag");
    if let Some(flag) = reader.get("isFlag").filter(|_| is_flag && (kind != Type::Bool || is_list)) {
        report.error_fix(&flag.place, "a flag has to be of type `bool`", "set `type: bool`, or remove `isFlag`");
    }
    let mut validation = reader.get("validation").map(|field| Validation::read(&field, kind, report)).unwrap_or_default();
    if let Some(delay) = reader.get("delayValidation").and_then(|field| field.boolean()) {
        validation.delay = Some(delay);
    }
    let text = |field: &str| reader.get(field).and_then(|field| field.node.text());
    let declared = Declared {
        name: name.to_owned(),
        kind,
        description: text("description").unwrap_or_default().to_owned(),
        is_optional: is_set("isOptional"),
        is_list,
        is_flag,
        arg_format: reader.get("argFormat").and_then(|field| templates::Text::read(&field)),
        to_env: text("toEnv").map(str::to_owned),
        value: reader.get("value").map(|field| Given::at(&field)),
        options: reader.get("options").map(|field| validation::options(&field, kind, report)).unwrap_or_default(),
        validation,
        place,
    };
    if let Some(given) = declared.value.as_ref().filter(|given| !given.has_templates()) {
        declared.accept(given, is_output, report);
    }
    Some(declared)
}

fn read_type(reader: &Reader<'_>, report: &mut Report<'_>) -> Option<Type> {
    let name = reader.node.text()?;
    let found = Type::named(name);
    if found.is_none() {
        let meant = match name {
            "string" | "text" => Some("str"),
            "integer" | "number" | "long" => Some("int"),
            "boolean" => Some("bool"),
            "double" => Some("float"),
            "object" | "map" | "json" => Some("dict"),
            "array" => Some("list"),
            _ => None,
        };
        let known: Vec<&str> = Type::ALL.iter().map(|(name, _)| *name).collect();
        let fix = meant.map_or_else(|| names::suggestion(name, &known), |meant| Some(format!("did you mean `{meant}`?")));
        report.error_fix(&reader.place, format!("unknown type `{}`", crate::reader::shortened(name)), fix.unwrap_or_default());
    }
    found
}

fn check_name(name: &str, place: &Place, report: &mut Report<'_>) {
    if RESERVED.contains(&name) {
        report.error_fix(place, format!("`{name}` already means something in templates"), "choose another name");
    } else if name.contains('-') || name.starts_with(|first: char| first.is_ascii_digit()) {
        report.warn(
            place,
            format!("`{{{{ {name} }}}}` will not find this name in a template"),
            format!("use letters, digits and `_`, beginning with a letter, or write `{{{{ params[\"{name}\"].value }}}}`"),
        );
    }
}
