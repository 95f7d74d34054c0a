//! Texts with `{{ }}` in them: where the tags are and which names they use. Rendering them is `compile`'s.
//!
//! The scanner is small because it runs in the browser on every keystroke. It knows names, filters and the statements; what
//! else an expression may be is left to the renderer.

mod expressions;
mod tags;

use crate::{
    index::Index,
    ios::Given,
    models::GLOBALS,
    names,
    reader::{Reader, shortened},
    report::{Place, Report},
    yaml::{Data, Node},
};
use expressions::Use;
use tags::Tag;

/// What Polyaxon has besides, and is not known when a run is compiled.
const LATER_GLOBALS: [&str; 10] = [
    "iteration",
    "schedule_at",
    "started_at",
    "finished_at",
    "duration",
    "status",
    "condition",
    "ports",
    "base_url",
    "base_urls",
];

/// What `{{ params.lr.… }}` has.
const PARAM_FIELDS: [&str; 4] = ["value", "type", "as_str", "as_arg"];

/// The filters there are.
const FILTERS: [&str; 49] = [
    "abs",
    "attr",
    "batch",
    "bool",
    "capitalize",
    "chain",
    "count",
    "d",
    "default",
    "dictsort",
    "e",
    "escape",
    "first",
    "float",
    "format",
    "groupby",
    "indent",
    "int",
    "items",
    "join",
    "last",
    "length",
    "lines",
    "list",
    "lower",
    "map",
    "max",
    "min",
    "pprint",
    "reject",
    "rejectattr",
    "replace",
    "reverse",
    "round",
    "safe",
    "select",
    "selectattr",
    "slice",
    "sort",
    "split",
    "string",
    "sum",
    "title",
    "tojson",
    "trim",
    "unique",
    "upper",
    "urlencode",
    "zip",
];

/// A text that may have templates in it, and where it is.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) place: Place,
}

impl Text {
    /// Reads a scalar.
    pub(crate) fn read(reader: &Reader<'_>) -> Option<Self> {
        Some(Self { text: reader.node.text()?.to_owned(), place: reader.place.clone() })
    }
}

/// Whether there may be something to render.
pub(crate) fn has_tags(text: &str) -> bool {
    ["{{", "{%", "{#"].iter().any(|opening| text.contains(opening))
}

/// The expression, when the text is one `{{ expression }}` and nothing else.
pub(crate) fn sole_expression(text: &str) -> Option<&str> {
    match tags::scan(text.trim()).ok()?.as_slice() {
        [Tag { kind: tags::Kind::Expression, inside, whole }] if *whole == text.trim() => {
            Some(inside.trim_matches(['-', '+', ' ', '\t', '\n']))
        }
        _ => None,
    }
}

/// The names a text may use.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope<'a> {
    /// Inputs, outputs and context-only params.
    pub(crate) names: Vec<&'a str>,
    /// Those that are declared further down, for a better message.
    pub(crate) later: Vec<&'a str>,
    /// What `globals` has besides, in a run of this kind.
    pub(crate) globals: Vec<&'static str>,
    /// Whether `{{ params.as_args }}` as a whole text becomes several arguments.
    pub(crate) splices: bool,
}

/// What the rest of a text means for one of its tags.
#[derive(Debug)]
struct Around {
    /// Names that other tags make.
    locals: Index,
    /// The text is one tag that becomes several arguments.
    is_spliced: bool,
    /// A list may be made a text: there is a filter or a loop.
    may_join: bool,
}

impl Scope<'_> {
    /// Reports what is wrong with the tags of a text.
    pub(crate) fn check(&self, text: &str, place: &Place, report: &mut Report<'_>) {
        if !has_tags(text) || report.is_full() {
            return;
        }
        let tags = match tags::scan(text) {
            Ok(tags) => tags,
            Err(unclosed) => {
                let span = report.within(place.span, unclosed.text, unclosed.nth(text));
                let place = Place { span, path: place.path.clone() };
                report.error_fix(&place, unclosed.message, unclosed.fix);
                return;
            }
        };
        let around = Around {
            locals: Index::of(tags.iter().flat_map(expressions::locals)),
            is_spliced: self.splices && sole_expression(text) == Some("params.as_args"),
            may_join: text.contains('|') || text.contains("{%"),
        };
        for tag in &tags {
            for usage in expressions::uses(tag) {
                if report.is_full() {
                    return;
                }
                if let Some((message, fix)) = self.complaint(&usage, &around) {
                    let at = Place { span: report.within(place.span, tag.whole, tag.nth(text)), path: place.path.clone() };
                    report.add(crate::Severity::Error, &at, message, fix);
                }
            }
        }
    }

    /// The same for every text of a value.
    pub(crate) fn check_given(&self, given: &Given, report: &mut Report<'_>) {
        self.check_node(&given.node, &given.place, report);
    }

    fn check_node(&self, node: &Node, place: &Place, report: &mut Report<'_>) {
        match &node.data {
            Data::Scalar(scalar) => self.check(&scalar.text, &Place { span: node.span, path: place.path.clone() }, report),
            Data::List(items) => items.iter().for_each(|item| self.check_node(item, place, report)),
            Data::Map(entries) => entries.iter().for_each(|entry| self.check_node(&entry.value, place, report)),
            Data::Bad => {}
        }
    }

    fn complaint(&self, usage: &Use<'_>, around: &Around) -> Option<(String, Option<String>)> {
        match usage {
            Use::Filter(name) if !FILTERS.contains(name) || *name == "urlencode" => {
                Some((format!("there is no filter `{}`", shortened(name)), names::suggestion(name, &FILTERS)))
            }
            Use::Function(name) if !["range", "dict", "namespace"].contains(name) && !around.locals.has(name) => Some((
                format!("there is no function `{}`", shortened(name)),
                Some("functions: `range`, `dict`, `namespace`".to_owned()),
            )),
            Use::Statement(name) => {
                let known = ["if", "elif", "else", "for", "set", "with"];
                Some((format!("there is no statement `{}`", shortened(name)), names::suggestion(name, &known)))
            }
            Use::Odd(message) => Some(((*message).to_owned(), None)),
            Use::Name(path) => self.name_complaint(path, around),
            Use::Filter(_) | Use::Function(_) => None,
        }
    }

    fn name_complaint(&self, path: &[&str], around: &Around) -> Option<(String, Option<String>)> {
        let (root, rest) = path.split_first()?;
        if around.locals.has(root) || self.names.contains(root) {
            return None;
        }
        match *root {
            "globals" => match rest.first() {
                None => None,
                Some(name) if GLOBALS.field(name).is_some() || self.globals.contains(name) => None,
                Some(name) if LATER_GLOBALS.contains(name) => Some((
                    format!("`globals.{name}` is not known before the run starts"),
                    Some("let the program find it out".to_owned()),
                )),
                Some(name) => {
                    let known: Vec<&str> = GLOBALS.fields().map(|field| field.name).collect();
                    Some((format!("`globals` has no `{}`", shortened(name)), names::suggestion(name, &known)))
                }
            },
            "params" => self.param_complaint(rest, around),
            // What they have is known where the connections are.
            "connections" | "init" => None,
            _ if self.later.contains(root) => {
                Some((format!("`{root}` is declared further down"), Some("declare it above where it is used".to_owned())))
            }
            _ => {
                let known: Vec<&str> = self.names.iter().copied().chain(["params", "globals"]).collect();
                let fix = match names::closest(root, known.iter().copied()) {
                    Some(name) => format!("did you mean `{name}`?"),
                    None if GLOBALS.field(root).is_some() => format!("did you mean `globals.{root}`?"),
                    None => format!("declare it under `inputs`; known here: {}", names::list(&known)),
                };
                Some((format!("nothing is named `{}`", shortened(root)), Some(fix)))
            }
        }
    }

    fn param_complaint(&self, rest: &[&str], around: &Around) -> Option<(String, Option<String>)> {
        match rest {
            ["as_args", ..] if around.is_spliced => None,
            ["as_args", ..] => (!around.may_join).then(|| {
                let fix = "write \"{{ params.as_args }}\" alone as one item of `args`, or `{{ params.as_args | join(\" \") }}`"
                    .to_owned();
                ("`params.as_args` is a list of arguments and can't be part of a text".to_owned(), Some(fix))
            }),
            [name, ..] if !self.names.contains(name) => {
                let fix = match names::closest(name, self.names.iter().copied()) {
                    _ if self.later.contains(name) => "declare it above where it is used".to_owned(),
                    Some(name) => format!("did you mean `params.{name}`?"),
                    None => "declare it under `inputs`".to_owned(),
                };
                Some((format!("`params` has no `{}`", shortened(name)), Some(fix)))
            }
            [name, field, ..] if !PARAM_FIELDS.contains(field) => {
                Some((format!("`params.{name}` has no `{}`", shortened(field)), names::suggestion(field, &PARAM_FIELDS)))
            }
            _ => None,
        }
    }
}
