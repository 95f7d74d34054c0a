//! Finding one's way in a text area: the browser counts UTF-16 units from the start, people and problems count lines and columns.

/// How many lines there are; an empty text has one.
pub fn line_count(text: &str) -> u32 {
    u32::try_from(text.split('\n').count()).unwrap_or(u32::MAX)
}

/// The UTF-16 offset of a line and column, both from 1; columns count characters. Beyond the end is the end.
pub fn offset_of(text: &str, line: u32, column: u32) -> u32 {
    let mut offset = 0;
    for (number, content) in (1..).zip(text.split('\n')) {
        if number == line {
            return offset + content.chars().take(column.saturating_sub(1) as usize).map(utf16_len).sum::<u32>();
        }
        offset += content.chars().map(utf16_len).sum::<u32>() + 1;
    }
    offset.saturating_sub(1)
}

/// The spaces that the caret's line begins with, as far as the caret: what a new line begins with.
pub fn indent_at(text: &str, caret: u32) -> &str {
    let before = &text[..byte_at(text, caret)];
    let line = before.rsplit('\n').next().unwrap_or(before);
    &line[..line.len() - line.trim_start_matches(' ').len()]
}

/// The byte that a UTF-16 offset stands before. Beyond the end is the end.
fn byte_at(text: &str, offset: u32) -> usize {
    let mut passed = 0;
    text.char_indices()
        .find(|(_, letter)| {
            let here = passed >= offset;
            passed += utf16_len(*letter);
            here
        })
        .map_or(text.len(), |(byte, _)| byte)
}

const fn utf16_len(letter: char) -> u32 {
    if letter.len_utf16() == 2 { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_as_an_editor_counts_them() {
        for (text, lines) in [("", 1), ("a", 1), ("a\n", 2), ("a\nb\n\n", 4)] {
            assert_eq!(line_count(text), lines, "{text:?}");
        }
    }

    #[test]
    fn a_line_and_a_column_are_found() {
        let text = "run:\n  name: 😀x\nend";
        for (line, column, offset) in
            [(1, 1, 0), (1, 4, 3), (2, 3, 7), (2, 9, 13), (2, 10, 15), (3, 1, 17), (9, 1, 20), (2, 99, 16)]
        {
            assert_eq!(offset_of(text, line, column), offset, "{line}:{column}");
        }
    }

    #[test]
    fn a_new_line_is_indented_like_the_one_before() {
        let text = "run:\n  - 😀\nx";
        for (caret, indent) in [(0, ""), (4, ""), (6, " "), (7, "  "), (11, "  "), (13, ""), (99, "")] {
            assert_eq!(indent_at(text, caret), indent, "{caret}");
        }
    }
}
