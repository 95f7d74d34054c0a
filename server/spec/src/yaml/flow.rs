//! Lines inside of brackets that stand as far left as what they belong to: `PyYAML` reads them, and the parser does not.
//!
//! Inside of brackets it does not matter how far right a line stands, so such a line is moved there and the text read once more.

use std::borrow::Cow;

use saphyr_parser::ScanError;

use crate::problems::Span;

/// How far a line is moved: further than anything it belongs to.
const BY: u32 = 200;
/// The most lines that are moved: each is one more reading.
const MOST: usize = 50;

/// A text, and which of its lines are moved.
#[derive(Debug)]
pub(super) struct Moved<'a> {
    pub(super) text: Cow<'a, str>,
    lines: Vec<u32>,
}

impl<'a> Moved<'a> {
    /// Nothing is moved yet.
    pub(super) const fn new(text: &'a str) -> Self {
        Self { text: Cow::Borrowed(text), lines: Vec::new() }
    }

    /// Moves the line of an error, if it stands inside of brackets and too far left; whether it did.
    pub(super) fn moves(&mut self, error: &ScanError) -> bool {
        let number = error.marker().line();
        let Ok(line) = u32::try_from(number) else { return false };
        if !error.info().contains("invalid indentation") || self.lines.contains(&line) || self.lines.len() >= MOST {
            return false;
        }
        let start = match number {
            0 | 1 => 0,
            _ => match self.text.match_indices('\n').nth(number - 2) {
                Some((index, _)) => index + 1,
                None => return false,
            },
        };
        let (above, here) = self.text.split_at(start);
        let closes = here.trim_start_matches(' ').starts_with([']', '}']);
        let last = above.lines().rev().map(str::trim_end).find(|line| !line.is_empty()).unwrap_or_default();
        if !closes && !last.ends_with(['[', '{', ',']) {
            return false;
        }
        let blanks = " ".repeat(BY as usize);
        self.text.to_mut().insert_str(start, &blanks);
        self.lines.push(line);
        true
    }

    /// Where a stretch of the moved text is in the text as it was.
    pub(super) fn span(&self, span: Span) -> Span {
        let back = |line: u32, column: u32| if self.lines.contains(&line) { column.saturating_sub(BY).max(1) } else { column };
        Span { column: back(span.line, span.column), end_column: back(span.end_line, span.end_column), ..span }
    }
}
