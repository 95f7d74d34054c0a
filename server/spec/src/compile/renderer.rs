//! Renders texts, within a bounded amount of work.

use std::collections::BTreeMap;

use minijinja::{
    Environment, Error, ErrorKind, UndefinedBehavior, escape_formatter,
    value::{Serde, Value as Seen},
};
use serde_json::Value;

use crate::{Globals, templates};

/// Work that one text may take: instructions, and one for every 64 bytes made.
const FUEL_PER_TEXT: u64 = 50_000;
/// Work that all texts of a file may take together.
const FUEL: u64 = 2_000_000;

/// Renders texts with the names they may use.
#[derive(Debug)]
pub(super) struct Renderer {
    names: BTreeMap<String, Seen>,
    params: BTreeMap<String, Seen>,
    /// Names whose values are only known once other runs are made or over.
    later: Vec<String>,
    fuel: u64,
    /// Made from the above when first needed; cheap to clone.
    context: Option<Seen>,
}

/// Why a text could not be rendered.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) message: String,
    pub(super) fix: Option<String>,
    /// Whether a name or a part of a value is not there.
    is_missing: bool,
}

impl Renderer {
    /// Knows `globals` only.
    pub(super) fn new(globals: &Globals) -> Self {
        let globals: BTreeMap<String, Seen> =
            globals.entries().into_iter().map(|(name, value)| (name.to_owned(), Seen::from(value))).collect();
        let names = BTreeMap::from([("globals".to_owned(), Seen::from(globals))]);
        Self { names, params: BTreeMap::new(), later: Vec::new(), fuel: FUEL, context: None }
    }

    /// Makes a value known as `{{ name }}`.
    pub(super) fn add(&mut self, name: &str, value: &Value) {
        self.names.insert(name.to_owned(), Seen::from(Serde(value)));
        self.context = None;
    }

    /// Makes what else is known of it known as `{{ params.name.… }}`.
    pub(super) fn add_param(&mut self, name: &str, fields: &Value) {
        self.params.insert(name.to_owned(), Seen::from(Serde(fields)));
        self.context = None;
    }

    /// Makes it known that this name has no value yet.
    pub(super) fn add_later(&mut self, name: &str) {
        self.later.push(name.to_owned());
    }

    /// The text with its tags replaced.
    pub(super) fn render(&mut self, text: &str) -> Result<String, Failure> {
        if !templates::has_tags(text) {
            return Ok(text.to_owned());
        }
        let context = self.context();
        render(text, context, &mut self.fuel).map_err(|failure| self.explained(failure))
    }

    /// The value of a text that is one expression and nothing else.
    pub(super) fn value(&mut self, text: &str) -> Result<Value, Failure> {
        let Some(expression) = templates::sole_expression(text) else { return self.render(text).map(Value::String) };
        let context = self.context();
        let environment = environment(FUEL_PER_TEXT.min(self.fuel));
        // What an expression used is not told: it may have been all of it.
        self.fuel = self.fuel.saturating_sub(FUEL_PER_TEXT / 50);
        let value = environment.compile_expression(expression).and_then(|expression| expression.eval(context));
        match value.map(|value| serde_json::to_value(&value)) {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(_)) => self.render(text).map(Value::String),
            Err(error) => Err(self.explained(failure(&error))),
        }
    }

    fn context(&mut self) -> Seen {
        let context = self.context.get_or_insert_with(|| {
            let mut names = self.names.clone();
            names.insert("params".to_owned(), Seen::from(self.params.clone()));
            Seen::from(names)
        });
        context.clone()
    }

    /// What is not there may be what is only known later.
    fn explained(&self, failure: Failure) -> Failure {
        if self.later.is_empty() || !failure.is_missing {
            return failure;
        }
        let names: Vec<&str> = self.later.iter().map(String::as_str).collect();
        Failure {
            message: format!(
                "{}; the values of {} are only known when other runs are made or over",
                failure.message,
                crate::names::list(&names)
            ),
            fix: Some("look at an earlier stage, `compiled`".to_owned()),
            ..failure
        }
    }

    /// The text with its tags replaced, knowing one name only: how `argFormat` is rendered.
    pub(super) fn render_alone(&mut self, text: &str, name: &str, value: &Value) -> Result<String, Failure> {
        render(text, Seen::from(BTreeMap::from([(name.to_owned(), Seen::from(Serde(value)))])), &mut self.fuel)
    }
}

fn render(text: &str, context: Seen, fuel: &mut u64) -> Result<String, Failure> {
    let allowance = FUEL_PER_TEXT.min(*fuel);
    let environment = environment(allowance);
    let rendered = environment.template_from_str(text).and_then(|template| template.render_captured(context));
    match rendered {
        Ok(rendered) => {
            let used = rendered.state().fuel_levels().map_or(allowance, |(used, _)| used);
            *fuel = fuel.saturating_sub(used);
            Ok(rendered.into_output())
        }
        Err(error) => {
            // What a failed text used is not told; it may have been all of it.
            *fuel = fuel.saturating_sub(allowance);
            Err(failure(&error))
        }
    }
}

/// What renders a text with this much work.
fn environment(allowance: u64) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(allowance));
    environment.add_filter("tojson", |value: Seen| {
        serde_json::to_string(&value).map_err(|error| Error::new(ErrorKind::BadSerialization, error.to_string()))
    });
    // An input without a value is no text, not the word `None`.
    environment.set_formatter(|out, state, value| escape_formatter(out, state, if value.is_none() { &EMPTY } else { value }));
    environment
}

static EMPTY: Seen = Seen::UNDEFINED;

fn failure(error: &Error) -> Failure {
    let detail = error.detail().unwrap_or_default();
    let (message, fix) = match error.kind() {
        ErrorKind::OutOfFuel => ("this template takes too much work or makes too much text".to_owned(), "simplify it"),
        ErrorKind::UndefinedError => {
            let what = if detail.is_empty() { "a part of a value that it does not have".to_owned() } else { detail.to_owned() };
            (
                format!("this template uses something that does not exist: {what}"),
                "check the names, or give a default: `{{ x.y | default(0) }}`",
            )
        }
        ErrorKind::SyntaxError => (format!("this template can't be read: {detail}"), "check the braces, quotes and filters"),
        kind => (
            format!("this template can't be rendered: {kind}{}{detail}", if detail.is_empty() { "" } else { ": " }),
            "check the types of what it uses",
        ),
    };
    Failure { message, fix: Some(fix.to_owned()), is_missing: error.kind() == ErrorKind::UndefinedError }
}
