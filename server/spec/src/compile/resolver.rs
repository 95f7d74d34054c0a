//! Renders the templates of a composed operation.

use super::{Renderer, Values, renderer::Failure};
use crate::{
    document::{Document, RENDERED},
    models::{POLYAXONFILE, Shape, structure, walk},
    problems::Severity,
    reader::Reader,
    report::Report,
    templates,
    yaml::{Data, Entry, Node},
};

/// How much text the commands, arguments and variables of a run may have together: about what an operating system takes.
const MAX_TEXT: usize = 1 << 20;

struct Resolver<'a, 'r> {
    values: &'a Values,
    renderer: &'a mut Renderer,
    report: &'a mut Report<'r>,
    text: usize,
}

/// The composed operation with its templates rendered. A DAG, a matrix and a schedule make runs, whose values nobody knows yet: what is
/// said of those is left as it is.
pub(super) fn resolve(document: &Document, values: &Values, renderer: &mut Renderer, report: &mut Report<'_>) -> Node {
    let mut node = document.node.clone();
    let mut resolver = Resolver { values, renderer, report, text: 0 };
    for name in RENDERED {
        if document.is_pipeline() && name == "run" {
            continue;
        }
        let (Some(part), Some(field)) = (document.part(name), POLYAXONFILE.field(name)) else { continue };
        let made = resolver.node(&part, &field.shape);
        let reader = Reader { node: &made, place: part.place.clone() };
        structure::check_shape(&reader, &field.shape, resolver.report);
        if let Some(entry) = document.node.entry(name) {
            node.put(Entry { value: made, ..entry.clone() });
        }
    }
    // A condition may be about what comes first, and can then only be rendered once that is over.
    if let Some(entry) = document.node.entry("conditions")
        && let Some(text) = entry.value.text()
        && let Ok(rendered) = resolver.renderer.render(text)
    {
        node.put(Entry { value: Node::of_text(rendered, entry.value.span), ..entry.clone() });
    }
    node
}

impl Resolver<'_, '_> {
    fn node(&mut self, reader: &Reader<'_>, shape: &Shape) -> Node {
        let data = match &reader.node.data {
            Data::Bad => Data::Bad,
            Data::Scalar(_) => return self.scalar(reader, shape),
            Data::List(_) => Data::List(self.items(reader, shape)),
            Data::Map(entries) => Data::Map(
                entries
                    .iter()
                    .map(|entry| match walk::entry_shape(reader.node, shape, &entry.key) {
                        Some(shape) => Entry { value: self.node(&reader.entry(entry), &shape), ..entry.clone() },
                        None => entry.clone(),
                    })
                    .collect(),
            ),
        };
        Node { span: reader.node.span, data }
    }

    /// Of the words of a command line, each text is one, but `{{ params.as_args }}` is as many as there are values, and
    /// `{{ params.x.as_arg }}` none when `x` has no value or is a flag that is off.
    fn items(&mut self, reader: &Reader<'_>, shape: &Shape) -> Vec<Node> {
        let item_shape = walk::item_shape(shape);
        let mut items = Vec::new();
        reader.each_item(&mut |item| match shape {
            Shape::Words => items.extend(self.words(item)),
            _ => items.push(self.node(item, &item_shape)),
        });
        items
    }

    fn words(&mut self, reader: &Reader<'_>) -> Vec<Node> {
        let span = reader.node.span;
        let Some(text) = reader.node.text() else { return Vec::new() };
        let word = |text: String| Node::of_text(text, span);
        match templates::sole_expression(text) {
            Some("params.as_args") => {
                let spliced = self.values.as_args.clone();
                let fits = self.fits(spliced.iter().map(String::len).sum(), reader);
                if fits { spliced.into_iter().map(word).collect() } else { Vec::new() }
            }
            Some(expression) if expression.starts_with("params") && expression.ends_with("as_arg") => {
                let rendered = self.text(text, reader).filter(|word| !word.is_empty());
                rendered.map(word).into_iter().collect()
            }
            _ => self.text(text, reader).map(word).into_iter().collect(),
        }
    }

    fn scalar(&mut self, reader: &Reader<'_>, shape: &Shape) -> Node {
        let node = reader.node;
        let is_text =
            matches!(shape, Shape::Text | Shape::Words | Shape::Plain | Shape::Name | Shape::Open(_) | Shape::Word(_));
        let Some(text) = node.text() else { return node.clone() };
        if !node.is_template() {
            // What has to be a text is one, whatever YAML makes of it: `value: 8080`.
            return if is_text && !matches!(shape, Shape::Plain) { Node::of_text(text, node.span) } else { node.clone() };
        }
        if matches!(shape, Shape::Words) && templates::sole_expression(text).is_some() {
            return Node { span: node.span, data: Data::List(self.words(reader)) };
        }
        if !is_text && templates::sole_expression(text).is_some() {
            return match self.renderer.value(text) {
                Ok(value) => Node::from_value(&value, node.span),
                Err(failure) => self.failed(failure, reader).unwrap_or_else(Node::bad),
            };
        }
        match self.text(text, reader) {
            Some(text) if is_text || matches!(shape, Shape::Any) => Node::of_text(text, node.span),
            Some(text) => Node { span: node.span, ..Node::plain(&text) },
            None => Node::bad(),
        }
    }

    fn text(&mut self, text: &str, reader: &Reader<'_>) -> Option<String> {
        let rendered = match self.renderer.render(text) {
            Ok(rendered) => rendered,
            Err(failure) => return self.failed(failure, reader),
        };
        if rendered.contains('\0') {
            self.report.error_fix(&reader.place, "a NUL character can't be passed to a process", "remove it from the value");
            return None;
        }
        self.fits(rendered.len(), reader).then_some(rendered)
    }

    fn failed<T>(&mut self, failure: Failure, reader: &Reader<'_>) -> Option<T> {
        self.report.add(Severity::Error, &reader.place, failure.message, failure.fix);
        None
    }

    fn fits(&mut self, more: usize, reader: &Reader<'_>) -> bool {
        self.text = self.text.saturating_add(more);
        let fits = self.text <= MAX_TEXT;
        if !fits {
            self.report.error_fix(
                &reader.place,
                format!("commands, arguments and variables have more than {MAX_TEXT} bytes together"),
                "pass long data in a file",
            );
        }
        fits
    }
}
