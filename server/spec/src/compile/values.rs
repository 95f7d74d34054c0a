//! Finds the value of every input and output: what a person gives, else the file's param, else the default.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::renderer::Renderer;
use crate::{
    document::Document,
    ios::{Declared, Given},
    names,
    plan::EnvVar,
    problems::{Severity, Span},
    reader::shortened,
    report::{Place, Report},
    templates,
    types::Type,
    yaml::Node,
};

/// The values of one run.
#[derive(Debug, Default)]
pub(super) struct Values {
    by_name: BTreeMap<String, Value>,
    /// Context-only params in order.
    pub(super) context: Vec<(String, Value)>,
    /// The arguments that `{{ params.as_args }}` stands for.
    pub(super) as_args: Vec<String>,
    /// Variables that `toEnv` asks for.
    pub(super) env: Vec<EnvVar>,
}

impl Values {
    /// Finds them in order, and lets the renderer know each.
    pub(super) fn find(
        file: &Document,
        params: &BTreeMap<String, String>,
        renderer: &mut Renderer,
        report: &mut Report<'_>,
    ) -> Self {
        let mut values = Self::default();
        values.find_context(file, params, renderer, report);
        for name in file.names().into_iter().filter(|name| file.is_later(name)) {
            renderer.add_later(name);
        }
        for (index, declared) in file.declared().enumerate() {
            let given = file.param(&declared.name).and_then(|param| param.value.as_ref()).or(declared.value.as_ref());
            let is_given = given.is_some() || params.contains_key(&declared.name);
            if file.is_later(&declared.name) && !is_given {
                continue;
            }
            let value = find_one(file, index, declared, params, renderer, report);
            values.add(file, declared, value, renderer, report);
        }
        let names = file.names();
        for name in params.keys().filter(|name| !names.contains(&name.as_str())) {
            let fix = names::suggestion(name, &names).unwrap_or_else(|| "the file declares no inputs".to_owned());
            report.error_fix(&outside(name), format!("no input is named `{}`", shortened(name)), fix);
        }
        renderer.add_param("as_args", &json!(values.as_args));
        values
    }

    /// The value of this input or output.
    pub(super) fn of(&self, name: &str) -> Option<&Value> {
        self.by_name.get(name)
    }

    /// Context-only params have no type, and know `globals` only.
    fn find_context(
        &mut self,
        file: &Document,
        params: &BTreeMap<String, String>,
        renderer: &mut Renderer,
        report: &mut Report<'_>,
    ) {
        let mut found = Vec::new();
        for param in file.params.iter().filter(|param| param.context_only && param.reference.is_none()) {
            let given = match (params.get(&param.name), &param.value) {
                (Some(text), _) => Some(Given { node: Node::plain(text), place: outside(&param.name) }),
                (None, given) => given.clone(),
            };
            let given = given.and_then(|given| render_given(&given, renderer, report));
            found.push((param, given.map_or(Value::Null, |given| given.node.value())));
        }
        for (param, value) in found {
            renderer.add(&param.name, &value);
            renderer.add_param(
                &param.name,
                &json!({"value": value, "type": "any", "as_str": text_of(&value), "as_arg": arg_of(&param.name, &value)}),
            );
            self.add_env(param.to_env.as_deref(), &value);
            self.context.push((param.name.clone(), value));
        }
    }

    fn add(
        &mut self,
        file: &Document,
        declared: &Declared,
        value: Option<Value>,
        renderer: &mut Renderer,
        report: &mut Report<'_>,
    ) {
        let name = declared.name.as_str();
        let seen = value.clone().unwrap_or(Value::Null);
        let (as_str, as_arg) = if declared.is_flag {
            let flag = if seen == Value::Bool(true) { format!("--{name}") } else { String::new() };
            (flag.clone(), flag)
        } else {
            (text_of(&seen), arg_of(name, &seen))
        };
        let as_arg = match &declared.arg_format {
            Some(_) if seen.is_null() => String::new(),
            Some(format) => renderer.render_alone(&format.text, name, &seen).unwrap_or_else(|failure| {
                report.add(Severity::Error, &format.place, failure.message, failure.fix);
                String::new()
            }),
            None => as_arg,
        };
        // A flag is known by what it is on a command line.
        renderer.add(name, &if declared.is_flag { Value::String(as_str.clone()) } else { seen.clone() });
        renderer.add_param(name, &json!({"value": seen, "type": declared.kind.name(), "as_str": as_str, "as_arg": as_arg}));
        self.as_args.extend(Some(as_arg).filter(|arg| !arg.is_empty()));
        let to_env = file.param(name).and_then(|param| param.to_env.as_deref()).or(declared.to_env.as_deref());
        if let Some(value) = value {
            self.add_env(to_env, &value);
            self.by_name.insert(name.to_owned(), value);
        }
    }

    fn add_env(&mut self, name: Option<&str>, value: &Value) {
        if let Some(name) = name {
            self.env.push(EnvVar { name: name.to_owned(), value: text_of(value) });
        }
    }
}

fn find_one(
    file: &Document,
    index: usize,
    declared: &Declared,
    params: &BTreeMap<String, String>,
    renderer: &mut Renderer,
    report: &mut Report<'_>,
) -> Option<Value> {
    let name = declared.name.as_str();
    let is_output = index >= file.inputs.len();
    let takes_empty = matches!(declared.kind, Type::Str | Type::Any) && !declared.is_list;
    if let Some(text) = params.get(name).filter(|text| takes_empty || !text.trim().is_empty()) {
        let before = report.count();
        file.scope_of_value(index).check(text, &outside(name), report);
        if report.count() > before {
            return None;
        }
        let text = match renderer.render(text) {
            Ok(text) => text,
            Err(failure) => {
                report.add(Severity::Error, &outside(name), failure.message, failure.fix);
                return None;
            }
        };
        return match declared.parse(&text) {
            Ok(value) => Some(value),
            Err(message) => {
                report.error(&outside(name), message);
                None
            }
        };
    }
    let given = file.param(name).and_then(|param| param.value.as_ref()).or(declared.value.as_ref());
    match given {
        Some(given) if given.has_templates() => {
            let given = render_given(given, renderer, report)?;
            declared.accept(&given, is_output, report)
        }
        Some(given) => declared.accept(given, is_output, report),
        None => {
            if declared.is_required() && !is_output {
                let place = Place { span: declared.place.span, path: format!("params.{name}") };
                report.error_fix(
                    &place,
                    format!("`{name}` ({}) needs a value", declared.type_name()),
                    format!("give it one: `params: {{{name}: …}}`; or a default: `value: …`; or `isOptional: true`"),
                );
            }
            None
        }
    }
}

/// The value with every text in it rendered.
fn render_given(given: &Given, renderer: &mut Renderer, report: &mut Report<'_>) -> Option<Given> {
    if !given.has_templates() {
        return Some(given.clone());
    }
    let mut value = given.node.value();
    match render_value(&mut value, renderer) {
        Ok(()) => Some(Given { node: Node::from_value(&value, given.node.span), place: given.place.clone() }),
        Err(failure) => {
            report.add(Severity::Error, &given.place, failure.message, failure.fix);
            None
        }
    }
}

fn render_value(value: &mut Value, renderer: &mut Renderer) -> Result<(), super::renderer::Failure> {
    match value {
        Value::String(text) if templates::has_tags(text) => *text = renderer.render(text)?,
        Value::Array(items) => {
            for item in items {
                render_value(item, renderer)?;
            }
        }
        Value::Object(fields) => {
            for field in fields.values_mut() {
                render_value(field, renderer)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// The value as a text: JSON, but texts as they are and nothing for null.
fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

fn arg_of(name: &str, value: &Value) -> String {
    if value.is_null() { String::new() } else { format!("--{name}={}", text_of(value)) }
}

/// Where a value is that the file does not have.
pub(super) fn outside(name: &str) -> Place {
    Place { span: Span::default(), path: format!("params.{name}") }
}
