//! Lines of a log: whatever they hold, clean and bounded; and what they are written to show is what is shown.
#![no_main]

use std::fmt::Write as _;

use arbitrary::Arbitrary;
use domain::logs::ansi::{MAX_CHARS, MAX_SPANS, Style, render, shown};
use libfuzzer_sys::fuzz_target;

#[derive(Debug, Arbitrary)]
enum Input<'a> {
    /// Anything.
    Text(&'a str),
    /// A line as programs write it.
    Line(Vec<Piece<'a>>),
}

#[derive(Debug, Arbitrary)]
enum Piece<'a> {
    Text(&'a str),
    Long(char, u8),
    Styled(Vec<u16>),
    Return,
    Back,
    EraseRest,
    EraseLine,
    Column(u16),
    Move(u8, u16),
    Title(&'a str),
    Link(&'a str, &'a str),
    Private(u16),
}

fuzz_target!(|input: Input<'_>| match input {
    Input::Text(text) => {
        let mut style = Style::default();
        for line in text.split('\n') {
            check(line, &mut style);
        }
    }
    Input::Line(pieces) => {
        let mut row = Row::default();
        let line = pieces.iter().fold(String::new(), |line, piece| row.write(line, piece));
        check(&line, &mut Style::default());
        assert_eq!(shown(&line), row.cells.iter().collect::<String>(), "{line:?}");
    }
});

/// What holds of any line.
fn check(line: &str, style: &mut Style) {
    let before = *style;
    let rendered = render(line, style);
    let (text, whole) = (rendered.text(), shown(line));
    assert!(rendered.spans.len() <= MAX_SPANS && rendered.spans.iter().all(|span| !span.text.is_empty()));
    assert!(!whole.contains(|char: char| char.is_control() && char != '\t'), "{whole:?}");
    assert!(!whole.contains('\u{fffd}') || line.contains('\u{fffd}'), "{line:?} is shown as {whole:?}");
    let chars = whole.chars().count();
    assert!(chars <= line.chars().count());
    assert!(whole.starts_with(&text));
    assert_eq!((text.chars().count(), rendered.cut), (chars.min(MAX_CHARS), chars.saturating_sub(MAX_CHARS)));
    // A bell leaves nothing behind: what is plain takes the same way as what is not.
    if !line.contains('\u{1b}') {
        let mut again = before;
        assert_eq!(render(&format!("\u{7}{line}\u{7}"), &mut again).text(), text);
        assert_eq!(again, *style);
    }
}

/// One row of a terminal, written without regard to time.
#[derive(Default)]
struct Row {
    cells: Vec<char>,
    cursor: usize,
}

impl Row {
    fn write(&mut self, mut line: String, piece: &Piece<'_>) -> String {
        match piece {
            Piece::Text(text) => text.chars().filter(|char| !char.is_control()).for_each(|char| {
                line.push(char);
                self.put(char);
            }),
            Piece::Long(char, count) if !char.is_control() => (0..u32::from(*count) * 64).for_each(|_| {
                line.push(*char);
                self.put(*char);
            }),
            Piece::Long(..) => {}
            Piece::Styled(codes) => {
                let codes: Vec<String> = codes.iter().map(u16::to_string).collect();
                _ = write!(line, "\u{1b}[{}m", codes.join(";"));
            }
            Piece::Return => {
                line.push('\r');
                self.cursor = 0;
            }
            Piece::Back => {
                line.push('\u{8}');
                self.cursor = self.cursor.saturating_sub(1);
            }
            Piece::EraseRest => {
                line.push_str("\u{1b}[K");
                self.cells.truncate(self.cursor);
            }
            Piece::EraseLine => {
                line.push_str("\u{1b}[2K");
                self.cells.clear();
                self.cursor = 0;
            }
            Piece::Column(column) => {
                _ = write!(line, "\u{1b}[{column}G");
                self.cursor = usize::from(*column).saturating_sub(1).min(self.cells.len());
            }
            Piece::Move(which, by) => {
                _ = write!(line, "\u{1b}[{by}{}", char::from(b"ABCDEFHJ"[usize::from(which % 8)]));
            }
            Piece::Title(title) => _ = write!(line, "\u{1b}]0;{}\u{7}", plain(title)),
            Piece::Link(to, text) => {
                _ = write!(line, "\u{1b}]8;;{}\u{1b}\\", plain(to));
                line = self.write(line, &Piece::Text(text));
                line.push_str("\u{1b}]8;;\u{1b}\\");
            }
            Piece::Private(mode) => _ = write!(line, "\u{1b}[?{mode}h"),
        }
        line
    }

    fn put(&mut self, char: char) {
        match self.cells.get_mut(self.cursor) {
            Some(cell) => *cell = char,
            None => self.cells.push(char),
        }
        self.cursor += 1;
    }
}

/// Without what would end a title.
fn plain(text: &str) -> String {
    text.chars().filter(|char| !char.is_control()).collect()
}
