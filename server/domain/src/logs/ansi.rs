//! A log line as a terminal would show it: spans of text with a style.
//!
//! Promises: colours and attributes are kept, and may be carried from line to line; carriage returns, backspaces and erasures rewrite
//! the line in place, so that a progress bar is its last state; every other escape (titles, hyperlinks, cursor moves) leaves nothing
//! behind. Never: HTML, control characters, more than [`MAX_CHARS`] characters or [`MAX_SPANS`] spans, more than linear time.

mod style;

use std::borrow::Cow;

use anstyle_parse::{DefaultCharAccumulator, Params, Parser, Perform};

pub use style::{Color, Style};

/// How many characters of a line are shown.
pub const MAX_CHARS: usize = 8_192;
/// How many spans a line has at most; what follows the last one is plain.
pub const MAX_SPANS: usize = 512;

/// A stretch of text in one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The text: no control characters but tabs.
    pub text: String,
    /// How it looks.
    pub style: Style,
}

/// A line ready to be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rendered {
    /// Its text.
    pub spans: Vec<Span>,
    /// How many characters were left out at its end.
    pub cut: usize,
}

impl Rendered {
    /// The text alone.
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }
}

/// Renders one line. `style` is how it begins, and afterwards how the next line of the same output begins.
pub fn render(text: &str, style: &mut Style) -> Rendered {
    let plain = !text.chars().any(|char| char.is_control() && char != '\t');
    if plain && text.len() <= MAX_CHARS {
        let span = Span { text: text.to_owned(), style: *style };
        return Rendered { spans: if text.is_empty() { Vec::new() } else { vec![span] }, cut: 0 };
    }
    let screen = Screen::of(text, *style, MAX_CHARS);
    *style = screen.style;
    Rendered { cut: screen.width - screen.cells.len(), spans: spans(&screen.cells) }
}

/// The text of a line as it is shown, without its colours, and all of it.
pub fn shown(text: &str) -> Cow<'_, str> {
    if text.chars().any(|char| char.is_control() && char != '\t') {
        Screen::of(text, Style::default(), usize::MAX).cells.iter().map(|(char, _)| *char).collect()
    } else {
        Cow::Borrowed(text)
    }
}

fn spans(cells: &[(char, Style)]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for (char, style) in cells {
        let last = spans.len() == MAX_SPANS;
        match spans.last_mut() {
            Some(span) if last || span.style == *style => span.text.push(*char),
            _ => {
                let style = if spans.len() + 1 == MAX_SPANS { Style::default() } else { *style };
                spans.push(Span { text: char.to_string(), style });
            }
        }
    }
    spans
}

/// One row of a terminal, as wide as it needs to be.
struct Screen {
    /// What is shown: the first `room` of `width` characters.
    cells: Vec<(char, Style)>,
    /// Where the next character goes; never beyond `width`, so that nothing has to be filled up.
    cursor: usize,
    /// How many characters the row holds.
    width: usize,
    room: usize,
    style: Style,
}

impl Screen {
    fn of(text: &str, style: Style, room: usize) -> Self {
        let mut screen = Self { cells: Vec::new(), cursor: 0, width: 0, room, style };
        // A parser per line: an escape that is never ended hides the rest of its line, not of the log.
        let mut parser = Parser::<DefaultCharAccumulator>::new();
        for byte in text.bytes() {
            parser.advance(&mut screen, byte);
        }
        screen
    }

    fn put(&mut self, char: char) {
        let cell = (char, self.style);
        if let Some(old) = self.cells.get_mut(self.cursor) {
            *old = cell;
        } else if self.cursor < self.room {
            self.cells.push(cell);
        }
        self.cursor += 1;
        self.width = self.width.max(self.cursor);
    }

    /// Shortens the row to what is before the cursor.
    fn erase_rest(&mut self) {
        self.width = self.cursor;
        self.cells.truncate(self.cursor);
    }
}

impl Perform for Screen {
    fn print(&mut self, char: char) {
        if !char.is_control() {
            self.put(char);
        }
    }

    fn execute(&mut self, byte: u8) {
        match byte {
            b'\t' => self.put('\t'),
            b'\r' => self.cursor = 0,
            0x08 => self.cursor = self.cursor.saturating_sub(1),
            _ => {}
        }
    }

    fn csi_dispatch(&mut self, params: &Params, intermediates: &[u8], ignore: bool, action: u8) {
        if ignore || !intermediates.is_empty() {
            return;
        }
        let first = params.iter().next().and_then(|param| param.first().copied()).unwrap_or(0);
        match (action, first) {
            (b'm', _) => self.style.apply(params),
            (b'K', 0) => self.erase_rest(),
            // A terminal would stay in its column; whoever erases a line goes on from its start.
            (b'K', 2) => {
                self.cursor = 0;
                self.erase_rest();
            }
            // To a column, from 1: what some progress bars do instead of a carriage return.
            (b'G', column) => self.cursor = usize::from(column.max(1) - 1).min(self.width),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
