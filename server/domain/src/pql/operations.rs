//! What follows a field's colon, before anybody asks whether the field takes it.

use std::ops::Range;

use super::{
    cursor::Cursor,
    errors::{QueryError, shown},
    terms::Comparison,
};

/// `=<` and `=>` are Polyaxon's other spelling. Longer ones first.
const COMPARISONS: [(&str, Comparison); 6] = [
    ("<=", Comparison::LessOrEqual),
    ("=<", Comparison::LessOrEqual),
    (">=", Comparison::GreaterOrEqual),
    ("=>", Comparison::GreaterOrEqual),
    ("<", Comparison::Less),
    (">", Comparison::Greater),
];

/// One value.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) span: Range<usize>,
    pub(super) text: String,
    /// Taken literally: not `nil`, not a number's or a date's word.
    pub(super) quoted: bool,
    /// `%` before it.
    pub(super) opens: bool,
    /// `%` after it.
    pub(super) closes: bool,
}

/// `~`, a comparison, values and what is between them.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) span: Range<usize>,
    pub(super) negated: bool,
    pub(super) comparison: Comparison,
    /// Those that are not empty.
    pub(super) pieces: Vec<Piece>,
    /// With `|`.
    pub(super) list: bool,
    /// With `..`.
    pub(super) range: bool,
}

impl Operation {
    /// Reads up to a comma, a keyword, a parenthesis or the end.
    pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Self, QueryError> {
        cursor.space();
        let start = cursor.at;
        let negated = cursor.eat("~");
        cursor.space();
        let comparison = COMPARISONS.iter().find(|(sign, _)| cursor.eat(sign)).map_or(Comparison::Equal, |(_, it)| *it);
        let mut operation = Self { span: start..start, negated, comparison, pieces: Vec::new(), list: false, range: false };
        loop {
            cursor.space();
            let piece = Piece::read(cursor)?;
            if piece.opens || piece.closes || piece.quoted || !piece.text.is_empty() {
                operation.pieces.push(piece);
            }
            let mut ahead = cursor.clone();
            ahead.space();
            if ahead.eat("..") {
                cursor.at = ahead.at;
                operation.range = true;
            } else if cursor.eat_list_bar() {
                operation.list = true;
            } else {
                break;
            }
        }
        let written = &cursor.text[start..cursor.at];
        operation.span.end = start + written.trim_end().len();
        Ok(operation)
    }
}

impl Piece {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, QueryError> {
        let start = cursor.at;
        let opens = !cursor.take_while(|character| character == '%').is_empty();
        if opens {
            cursor.space();
        }
        if cursor.peek() == Some('"') {
            let text = cursor.quoted()?;
            let closes = !cursor.take_while(|character| character == '%').is_empty();
            let mut ahead = cursor.clone();
            let spaced = ahead.space();
            let ends = ahead.peek().is_none_or(|next| matches!(next, ',' | '(' | ')' | '|'))
                || ahead.rest().starts_with("..")
                || (spaced && ahead.at_keyword());
            if !ends {
                return Err(cursor
                    .error(ahead.word(), "a quoted value ends with its quote")
                    .with_fix("join conditions with `,`, AND or OR"));
            }
            return Ok(Self { span: start..cursor.at, text, quoted: true, opens, closes });
        }
        let bare = bare(cursor)?;
        let text = bare.trim_end_matches('%');
        let closes = text.len() < bare.len();
        if let Some(first) = text.chars().next().filter(|first| matches!(first, '~' | '<' | '>' | '=')) {
            let fix = match first {
                '=' => "write the value without `=`, or in quotes when it begins with `=`".to_owned(),
                _ => format!("`{first}` comes once, before everything else; a value that begins with it is written in quotes"),
            };
            return Err(cursor.error(start..cursor.at, format!("a value can't begin with `{first}`")).with_fix(fix));
        }
        Ok(Self { span: start..cursor.at, text: text.trim_end().to_owned(), quoted: false, opens, closes })
    }
}

/// A value without quotes. Leaves the space after it.
fn bare<'a>(cursor: &mut Cursor<'a>) -> Result<&'a str, QueryError> {
    let start = cursor.at;
    loop {
        if cursor.rest().starts_with("..") {
            break;
        }
        match cursor.peek() {
            None | Some(',' | '(' | ')' | '|') => break,
            Some(character) if character.is_whitespace() => {
                let mut ahead = cursor.clone();
                ahead.space();
                let ends = ahead.peek().is_none_or(|next| matches!(next, ',' | '(' | ')' | '|'));
                if ends || ahead.rest().starts_with("..") || ahead.at_keyword() {
                    break;
                }
                cursor.at = ahead.at;
            }
            Some(character) if character.is_control() => {
                let place = cursor.word();
                return Err(cursor.error(place, "a control character can't be part of a value").with_fix("remove it"));
            }
            Some(_) => cursor.advance(),
        }
    }
    Ok(&cursor.text[start..cursor.at])
}

impl Piece {
    /// For messages.
    pub(super) fn shown(&self) -> String {
        shown(&self.text)
    }
}
