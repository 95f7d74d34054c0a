//! YAML as a program writes it, in colours. The classes are the editor's.

use leptos::prelude::*;

/// What a part of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Key,
    Sign,
    Text,
    /// A number, `true`, `null`.
    Word,
}

impl Part {
    const fn class(self) -> &'static str {
        match self {
            Self::Key => "code-key",
            Self::Sign => "code-sign",
            Self::Text => "code-text",
            Self::Word => "code-word",
        }
    }
}

/// A text in colours.
pub(crate) fn coloured(text: &str) -> Vec<AnyView> {
    let spans = parts(text).into_iter().map(|(part, text)| match part {
        Some(part) => view! { <span class=part.class()>{text.to_owned()}</span> }.into_any(),
        None => text.to_owned().into_any(),
    });
    spans.collect()
}

/// The text in parts, in order; what is only space belongs to none.
fn parts(text: &str) -> Vec<(Option<Part>, &str)> {
    let mut parts = Vec::new();
    let mut block: Option<usize> = None;
    for line in text.split_inclusive('\n') {
        let mut rest = line.trim_start_matches(' ');
        let indent = line.len() - rest.len();
        if block.is_some_and(|block| indent > block || rest.trim().is_empty()) {
            parts.push((Some(Part::Text), line));
            continue;
        }
        block = None;
        let mut outer = indent;
        push(&mut parts, None, &line[..indent]);
        while let Some(item) = rest.strip_prefix("- ") {
            outer = line.len() - rest.len();
            push(&mut parts, Some(Part::Sign), &rest[..2]);
            rest = item;
        }
        if let Some(end) = key_end(rest) {
            outer = line.len() - rest.len();
            push(&mut parts, Some(Part::Key), &rest[..end]);
            push(&mut parts, Some(Part::Sign), &rest[end..=end]);
            rest = &rest[end + 1..];
        }
        let part = value_part(rest.trim());
        if part == Part::Sign && rest.trim().starts_with(['|', '>']) {
            block = Some(outer);
        }
        push(&mut parts, Some(part), rest);
    }
    parts
}

fn push<'a>(parts: &mut Vec<(Option<Part>, &'a str)>, part: Option<Part>, text: &'a str) {
    if !text.is_empty() {
        parts.push((part.filter(|_| !text.trim().is_empty()), text));
    }
}

/// Where the colon is that ends a key, if the text begins with one.
fn key_end(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|letter| matches!(letter, '"' | '\''));
    let from = match quote {
        Some(quote) => closing(text, quote)? + 1,
        None => 0,
    };
    let colons = text[from..].match_indices(':').map(|(at, _)| from + at);
    let mut ends = colons.filter(|at| text[at + 1..].starts_with([' ', '\n']) || text.len() == at + 1);
    ends.next().filter(|at| quote.is_none() || *at == from)
}

/// Where the quote is closed that the text begins with.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().skip(1).find_map(|(at, letter)| {
        let here = letter == quote && !escaped;
        escaped = quote == '"' && letter == '\\' && !escaped;
        here.then_some(at)
    })
}

fn value_part(value: &str) -> Part {
    match value {
        "true" | "false" | "null" | "~" => Part::Word,
        "[]" | "{}" | "-" => Part::Sign,
        _ if value.parse::<f64>().is_ok() => Part::Word,
        _ if value.starts_with(['|', '>']) => Part::Sign,
        _ => Part::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let parts = parts(text);
        assert_eq!(parts.iter().map(|(_, text)| *text).collect::<String>(), text);
        let letter = |part| match part {
            None => ' ',
            Some(Part::Key) => 'k',
            Some(Part::Sign) => 's',
            Some(Part::Text) => 't',
            Some(Part::Word) => 'w',
        };
        parts.into_iter().map(|(part, _)| letter(part)).collect()
    }

    #[test]
    fn parts_are_told_apart() {
        for (text, parts) in [
            ("name: train\n", "kst"),
            ("run:\n  kind: job\n", "ks  kst"),
            ("- 1\n- true\n- a: b\n", "swswskst"),
            ("\"a: b\": 'c: d'\n", "kst"),
            ("image: host:5000/x\n", "kst"),
            ("tags: []\nx: -0.5e3\n", "kssksw"),
            ("text: |-\n  a: 1\n\n  b\nnext: 1", "ksstttksw"),
            ("- |\n  a: 1\n- b", "sstst"),
        ] {
            assert_eq!(shown(text), parts, "{text:?}");
        }
    }
}
