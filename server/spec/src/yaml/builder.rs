//! Builds the tree from the parser's events.

use saphyr_parser::{Event, Marker, ScalarStyle, Span as Marks, Tag};

use super::{Data, Entry, Node, Scalar, mistakes};
use crate::{
    index::Index,
    problems::Span,
    report::{Place, Report},
};

/// How many nodes a file may have, those that aliases repeat included.
const MAX_NODES: usize = 100_000;
/// How many bytes of text a file may have, those that aliases repeat included.
const MAX_TEXT: usize = 4 << 20;
/// How deep lists and mappings may stand in each other.
const MAX_DEPTH: usize = 64;

/// What was read so far.
#[derive(Debug, Default)]
pub(super) struct Builder {
    open: Vec<Frame>,
    /// By the parser's numbers, which count from 1.
    anchors: Vec<Option<Node>>,
    root: Option<Node>,
    documents: usize,
    nodes: usize,
    text: usize,
}

/// A list or mapping whose end has not come yet.
#[derive(Debug)]
struct Frame {
    anchor: usize,
    span: Span,
    content: Content,
}

#[derive(Debug)]
enum Content {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, key: Option<Key>, bad: bool },
}

/// A key whose value has not come yet.
#[derive(Debug)]
enum Key {
    Text { text: String, span: Span, merge: bool },
    Bad,
}

impl Builder {
    /// Takes the next event; false when there is no use in going on, which is then reported.
    pub(super) fn take(&mut self, event: Event<'_>, span: Span, report: &mut Report<'_>) -> bool {
        let place = Place { span, path: String::new() };
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    report.error_fix(
                        &place,
                        "the file has several documents; one is read",
                        "remove `---` and what follows, or split the file",
                    );
                    return false;
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                let forced = known_tag(tag.as_deref(), &place, report);
                let plain = forced.unwrap_or(style == ScalarStyle::Plain);
                let node = Node { span, data: Data::Scalar(Scalar { text: text.into_owned(), plain }) };
                return self.count(&node, &place, report) && self.push(node, anchor, &place, report);
            }
            Event::Alias(id) => {
                let Some(node) = self.anchors.get(id).cloned().flatten() else {
                    report.error_fix(&place, "an alias inside of what it stands for never ends", "write the value out");
                    return false;
                };
                if self.open.len() + height(&node) > MAX_DEPTH {
                    return too_deep(&place, report);
                }
                return self.count(&node, &place, report) && self.push(node, 0, &place, report);
            }
            Event::SequenceStart(anchor, tag) => {
                known_tag(tag.as_deref(), &place, report);
                return self.open(Frame { anchor, span, content: Content::List(Vec::new()) }, &place, report);
            }
            Event::MappingStart(anchor, tag) => {
                known_tag(tag.as_deref(), &place, report);
                let content = Content::Map { entries: Vec::new(), key: None, bad: false };
                return self.open(Frame { anchor, span, content }, &place, report);
            }
            Event::SequenceEnd | Event::MappingEnd => return self.close(span, report),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        true
    }

    /// The document, if there was one.
    pub(super) fn finish(self) -> Option<Node> {
        self.root
    }

    fn open(&mut self, frame: Frame, place: &Place, report: &mut Report<'_>) -> bool {
        if self.open.len() >= MAX_DEPTH {
            return too_deep(place, report);
        }
        self.open.push(frame);
        true
    }

    fn close(&mut self, end: Span, report: &mut Report<'_>) -> bool {
        let Some(frame) = self.open.pop() else { return true };
        let span = Span { end_line: end.end_line, end_column: end.end_column, ..frame.span };
        let data = match frame.content {
            Content::List(items) => Data::List(items),
            Content::Map { bad: true, .. } => Data::Bad,
            Content::Map { entries, .. } => Data::Map(merged(entries, report)),
        };
        self.nodes += 1;
        let place = Place { span: frame.span, path: String::new() };
        self.push(Node { span, data }, frame.anchor, &place, report)
    }

    /// Puts a finished node where it belongs.
    fn push(&mut self, node: Node, anchor: usize, place: &Place, report: &mut Report<'_>) -> bool {
        if anchor > 0 {
            if !self.count(&node, place, report) {
                return false;
            }
            if self.anchors.len() <= anchor {
                self.anchors.resize(anchor + 1, None);
            }
            self.anchors[anchor] = Some(node.clone());
        }
        match self.open.last_mut().map(|frame| &mut frame.content) {
            None => self.root = Some(node),
            Some(Content::List(items)) => items.push(node),
            Some(Content::Map { entries, key, bad }) => match key.take() {
                None => {
                    let made = key_of(&node, place, report);
                    *bad |= matches!(made, Key::Bad);
                    *key = Some(made);
                }
                Some(Key::Bad) => {}
                Some(Key::Text { text, span, merge }) => {
                    entries.push(Entry { key: if merge { MERGE.to_owned() } else { text }, key_span: span, value: node });
                }
            },
        }
        true
    }

    /// Counts a node that is about to be added against what a file may have.
    fn count(&mut self, node: &Node, place: &Place, report: &mut Report<'_>) -> bool {
        let (nodes, text) = weight(node);
        self.nodes += nodes;
        self.text += text;
        if self.nodes > MAX_NODES || self.text > MAX_TEXT {
            report.error_fix(
                place,
                format!("the file is too big: with its aliases written out it has more than {MAX_NODES} values"),
                "use fewer aliases",
            );
            return false;
        }
        true
    }
}

/// A key no file can spell: stands for a merge key until the mapping is complete.
const MERGE: &str = "\0<<";

/// A parser's span as ours: columns from 1.
pub(super) fn span_of(marks: Marks) -> Span {
    let (line, column) = position(&marks.start);
    let (end_line, end_column) = position(&marks.end);
    Span { line, column, end_line, end_column, file: 0 }
}

/// A parser's position, counted from 1.
pub(super) fn position(mark: &Marker) -> (u32, u32) {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    (number(mark.line().max(1)), number(mark.col() + 1))
}

fn too_deep(place: &Place, report: &mut Report<'_>) -> bool {
    report.error(place, format!("lists and mappings stand in each other more than {MAX_DEPTH} deep"));
    false
}

/// How many nodes it is and how many bytes of text it has.
fn weight(node: &Node) -> (usize, usize) {
    let sum = |(nodes, text): (usize, usize), node: &Node| {
        let (more_nodes, more_text) = weight(node);
        (nodes + more_nodes, text + more_text)
    };
    match &node.data {
        Data::Scalar(scalar) => (1, scalar.text.len()),
        Data::List(items) => items.iter().fold((1, 0), sum),
        Data::Map(entries) => {
            entries.iter().fold((1, 0), |total, entry| sum((total.0, total.1 + entry.key.len()), &entry.value))
        }
        Data::Bad => (1, 0),
    }
}

/// How many lists and mappings stand in each other.
fn height(node: &Node) -> usize {
    match &node.data {
        Data::Scalar(_) | Data::Bad => 0,
        Data::List(items) => 1 + items.iter().map(height).max().unwrap_or(0),
        Data::Map(entries) => 1 + entries.iter().map(|entry| height(&entry.value)).max().unwrap_or(0),
    }
}

/// What a tag says of a scalar: `Some(true)` plain, `Some(false)` a text, `None` nothing.
fn known_tag(tag: Option<&Tag>, place: &Place, report: &mut Report<'_>) -> Option<bool> {
    let tag = tag?;
    match (tag.is_yaml_core_schema() || tag.handle == "!!", tag.suffix.as_str()) {
        (true, "int" | "float" | "bool" | "null") => return Some(true),
        (true, "seq" | "map") => {}
        (true, "str") | (false, "" | "!") => return Some(false),
        _ => report.error_fix(place, format!("the tag `!{}` means nothing here", tag.suffix), "remove the tag"),
    }
    None
}

fn key_of(node: &Node, place: &Place, report: &mut Report<'_>) -> Key {
    match &node.data {
        Data::Scalar(scalar) if scalar.text.is_empty() && scalar.plain => {
            report.error_fix(place, "a `:` without a key before it", "write `key: value`");
            Key::Bad
        }
        Data::Scalar(scalar) => {
            let merge = scalar.plain && scalar.text == "<<";
            // The merge key's stand-in is not to be had by a file.
            Key::Text { text: scalar.text.replace('\0', ""), span: node.span, merge }
        }
        // `value: {{ lr }}` without quotes is a mapping whose key is a mapping, which begins one character before.
        _ if report.is_full() => Key::Bad,
        _ => {
            if !mistakes::bare_template(place.span.line, place.span.column.saturating_sub(1).max(1), report) {
                report.error_fix(place, "a list or mapping can't be a key", "use a text as the key");
            }
            Key::Bad
        }
    }
}

/// Entries with no key twice, and with those that `<<` brings.
fn merged(entries: Vec<Entry>, report: &mut Report<'_>) -> Vec<Entry> {
    let mut seen = Index::default();
    let mut kept: Vec<Entry> = Vec::with_capacity(entries.len());
    let mut sources = Vec::new();
    for entry in entries {
        let place = Place { span: entry.key_span, path: String::new() };
        if entry.key == MERGE {
            sources.push((place, entry.value));
        } else if let Some(line) = seen.get(&entry.key) {
            let message = format!("`{}` is given twice: line {line} has it already", entry.key);
            report.error_fix(&place, message, "keep one of them");
        } else {
            seen.add(&entry.key, entry.key_span.line as usize);
            kept.push(entry);
        }
    }
    for (place, source) in sources {
        let maps = match source.data {
            Data::List(items) => items,
            _ => vec![source],
        };
        for map in maps {
            match map.data {
                Data::Map(entries) => {
                    for entry in entries {
                        if seen.add(&entry.key, 0) {
                            kept.push(entry);
                        }
                    }
                }
                Data::Bad => {}
                _ => report.error_fix(&place, "`<<` merges mappings only", "give it an alias of a mapping: `<<: *defaults`"),
            }
        }
    }
    kept
}
