//! Says in plain words why a text is not YAML.

use saphyr_parser::ScanError;

use super::builder::position;
use crate::{
    problems::Span,
    reader::shortened,
    report::{Place, Report},
};

/// What the parser says (a part of it), what that means, what to do.
const MISTAKES: &[(&str, &str, &str)] = &[
    ("tab", "a tab where YAML allows spaces only", "indent with spaces"),
    (
        "mapping values are not allowed",
        "a `:` can't stand here: the line is indented too far, or a text has `: ` in it",
        "align the line with its neighbours, or put the text in quotes",
    ),
    (
        "unknown anchor",
        "an alias (`*name`) of something that is not named (`&name`) above",
        "define it above, or put the text in quotes",
    ),
    (
        "unexpected end of stream",
        "a quote is opened and never closed",
        "close it; inside double quotes write `\\\"` for a quote",
    ),
    ("document indicator", "a quote is opened and never closed before `---`", "close the quote"),
    (
        "escape character",
        "a backslash in double quotes begins an escape that does not exist",
        "write `\\\\`, or use single quotes",
    ),
    ("hexadecimal", "an escape such as `\\u00e9` lacks its digits", "write all its digits, or use single quotes"),
    (
        "block sequence entries are not allowed",
        "a list item (`- `) can't stand here",
        "put it on a line of its own, below its key",
    ),
    ("expected ',' or ']'", "a list in brackets is not closed, or a comma is missing", "write `[a, b]`"),
    ("expected ',' or '}'", "a mapping in braces is not closed, or a comma is missing", "write `{a: 1, b: 2}`"),
    (
        "illegal placement of ':'",
        "a `:` can't stand here: a bracket above is not closed, or a text has `:` in it",
        "close the bracket, or put the text in quotes",
    ),
    ("unexpected character", "a text can't begin with this character", "put the text in quotes"),
    ("misplaced bracket", "a closing bracket that was never opened", "remove it, or put the text in quotes"),
    (
        "invalid indentation in flow",
        "the lines inside brackets are indented less than what they belong to",
        "indent them further",
    ),
    (
        "invalid indentation in quoted",
        "a quote that begins here is not closed on its line, and the next line is not indented",
        "close the quote, or indent the lines it goes on over",
    ),
    (
        "wrongly indented line in block scalar",
        "a line of this text block is indented less than its first line",
        "align the lines of the block",
    ),
    ("recursion limit", "brackets stand in each other too deep", "write fewer levels"),
    ("simple key", "this line, or the one before it, lacks the `:` of `key: value`", "write `key: value`"),
    (
        "expected key",
        "a `key: value` was expected: the indentation matches no line above",
        "align it with the lines it belongs to",
    ),
    (
        "'-' indicator",
        "a list item (`- `) was expected: the indentation matches no line above",
        "align it with the other items",
    ),
    ("expected node content", "a value was expected", "put the text in quotes if it begins with a sign such as `,` `]` or `}`"),
    (
        "<document start>",
        "something stands after the document's end: the indentation matches no line above",
        "align it with the lines it belongs to",
    ),
    ("next token", "a text can't begin with this character", "put the text in quotes"),
    ("reserved", "a text can't begin with this character", "put the text in quotes"),
    ("unprintable", "a character that can't be printed", "remove it, or write it as an escape in double quotes"),
    ("tag", "a tag (`!…`) that is not defined", "put the text in quotes"),
    ("anchor or alias", "`&` and `*` at the beginning of a text have a meaning in YAML", "put the text in quotes"),
];

/// Reports why the text can't be read.
pub(super) fn report(error: &ScanError, report: &mut Report<'_>) {
    let (line, column) = position(error.marker());
    let span = Span { line, column, end_line: line, end_column: column + 1, file: report.file() };
    let place = Place { span, path: String::new() };
    if report_bare_template(line, report) {
        return;
    }
    match MISTAKES.iter().find(|(part, ..)| error.info().contains(part)) {
        Some((_, message, fix)) => report.error_fix(&place, *message, *fix),
        None => report.error_fix(
            &place,
            format!("this is not YAML: {}", error.info()),
            "check the indentation, the quotes and the brackets",
        ),
    }
}

/// Reports `{{ x }}` at the beginning of an unquoted value on this line or the one before, the commonest mistake of all;
/// false when there is none.
fn report_bare_template(line: u32, report: &mut Report<'_>) -> bool {
    [line, line.saturating_sub(1)].into_iter().filter(|line| *line > 0).any(|line| {
        let text = report.line(line);
        let openings = [": {{", "- {{", "[{{", ", {{"];
        let start = openings.iter().filter_map(|opening| Some(text.find(opening)? + opening.len() - 2)).min();
        // Inside of quotes it is fine, and something else is wrong.
        let Some(start) = start.filter(|start| text[..*start].matches(['"', '\'']).count().is_multiple_of(2)) else {
            return false;
        };
        let column = u32::try_from(text[..start].chars().count() + 1).unwrap_or(u32::MAX);
        bare_template(line, column, report)
    })
}

/// Reports the `{{ x }}` that stands here without quotes, which YAML reads as a mapping in a mapping; false when none does.
pub(super) fn bare_template(line: u32, column: u32, report: &mut Report<'_>) -> bool {
    let span = Span { line, column, end_line: line, end_column: column, file: report.file() };
    let rest = report.rest_of_line(span);
    let Some(length) = rest.strip_prefix("{{").and_then(|rest| rest.find("}}")).map(|length| length + 4) else { return false };
    let tail = rest[length..].find([',', ']', '}', '#']).unwrap_or(rest.len() - length);
    let whole = rest[..length + tail].trim_end();
    let width = u32::try_from(rest[..length].chars().count()).unwrap_or(u32::MAX);
    let place = Place { span: Span { end_column: column.saturating_add(width), ..span }, path: String::new() };
    let fix = format!("put the whole value in quotes: \"{}\"", shortened(whole));
    report.error_fix(&place, "a template without quotes is read as a mapping", fix);
    true
}
