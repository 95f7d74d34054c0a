//! Which names, filters and functions a tag uses, and which names it makes.

use super::tags::{Kind, Tag};

/// One thing a tag uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Use<'a> {
    /// `params.lr.value` is `["params", "lr", "value"]`.
    Name(Vec<&'a str>),
    Filter(&'a str),
    Function(&'a str),
    /// A statement that does not exist.
    Statement(&'a str),
    /// Not an expression at all.
    Odd(&'static str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    Word(&'a str),
    Text(&'a str),
    Number,
    Sign(char),
}

const KEYWORDS: [&str; 16] = [
    "and",
    "or",
    "not",
    "in",
    "is",
    "if",
    "elif",
    "else",
    "true",
    "false",
    "none",
    "True",
    "False",
    "None",
    "recursive",
    "for",
];

/// What the tag uses.
pub(super) fn uses<'a>(tag: &Tag<'a>) -> Vec<Use<'a>> {
    let tokens = tokens(tag.inside);
    match tag.kind {
        Kind::Comment => Vec::new(),
        Kind::Expression if tokens.is_empty() => {
            vec![Use::Odd("a tag with nothing in it: write the name of an input, `{{ lr }}`")]
        }
        Kind::Expression => expression(&tokens),
        Kind::Statement => statement(&tokens),
    }
}

/// The names that the tag makes for the tags after it.
pub(super) fn locals<'a>(tag: &Tag<'a>) -> Vec<&'a str> {
    if tag.kind != Kind::Statement {
        return Vec::new();
    }
    let tokens = tokens(tag.inside);
    let word = |token: &Token<'a>| match token {
        Token::Word(word) => Some(*word),
        _ => None,
    };
    match tokens.first() {
        Some(Token::Word("for")) => {
            let targets = tokens[1..].iter().take_while(|token| **token != Token::Word("in")).filter_map(word);
            targets.chain(["loop"]).collect()
        }
        Some(Token::Word("set")) => {
            tokens[1..].iter().take_while(|token| **token != Token::Sign('=')).filter_map(word).collect()
        }
        // `with a = 1, b = a == 2`: every word before a lone `=`.
        Some(Token::Word("with")) => {
            let lone = |index: usize| tokens.get(index) == Some(&Token::Sign('='));
            let assigned = |index: &usize| lone(index + 1) && !lone(index + 2);
            (1..tokens.len()).filter(assigned).filter_map(|index| word(&tokens[index])).collect()
        }
        _ => Vec::new(),
    }
}

fn statement<'a>(tokens: &[Token<'a>]) -> Vec<Use<'a>> {
    match tokens.first() {
        Some(Token::Word("if" | "elif" | "set" | "with" | "do" | "filter" | "autoescape")) => expression(&tokens[1..]),
        Some(Token::Word("for")) => {
            let start = tokens.iter().position(|token| *token == Token::Word("in")).map_or(tokens.len(), |index| index + 1);
            expression(&tokens[start..])
        }
        Some(Token::Word(
            "else" | "endif" | "endfor" | "endset" | "endwith" | "endfilter" | "endautoescape" | "endraw" | "raw",
        )) => Vec::new(),
        Some(Token::Word(name)) => vec![Use::Statement(name)],
        _ => vec![Use::Odd("a statement with nothing in it: write `{% if x %}` … `{% endif %}`")],
    }
}

fn expression<'a>(tokens: &[Token<'a>]) -> Vec<Use<'a>> {
    let mut found = Vec::new();
    let mut index = 0;
    while index < tokens.len() {
        let before = index.checked_sub(1).and_then(|index| tokens.get(index)).copied();
        let Token::Word(word) = tokens[index] else {
            index += 1;
            continue;
        };
        let next = tokens.get(index + 1).copied();
        index += 1;
        let is_test = before == Some(Token::Word("is"))
            || (before == Some(Token::Word("not")) && index >= 3 && tokens[index - 3] == Token::Word("is"));
        let is_assigned = next == Some(Token::Sign('=')) && tokens.get(index + 1) != Some(&Token::Sign('='));
        match before {
            Some(Token::Sign('.')) => {}
            Some(Token::Sign('|')) => found.push(Use::Filter(word)),
            _ if is_test || is_assigned || KEYWORDS.contains(&word) => {}
            _ if next == Some(Token::Sign('(')) => found.push(Use::Function(word)),
            _ => {
                let mut path = vec![word];
                index = follow(tokens, index, &mut path);
                found.push(Use::Name(path));
            }
        }
    }
    found
}

/// Follows `.name` and `["name"]` from here; returns where they end.
fn follow<'a>(tokens: &[Token<'a>], mut index: usize, path: &mut Vec<&'a str>) -> usize {
    loop {
        match tokens.get(index..).unwrap_or_default() {
            [Token::Sign('.'), Token::Word(name), ..] => {
                path.push(name);
                index += 2;
            }
            [Token::Sign('['), Token::Text(name), Token::Sign(']'), ..] => {
                path.push(name);
                index += 3;
            }
            _ => return index,
        }
    }
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_matches(['-', '+', ' ', '\t', '\n', '\r']);
    while let Some(first) = rest.chars().next() {
        let length = if first.is_whitespace() {
            first.len_utf8()
        } else if is_word(first) && !first.is_ascii_digit() {
            let length = rest.find(|character| !is_word(character)).unwrap_or(rest.len());
            tokens.push(Token::Word(&rest[..length]));
            length
        } else if first.is_ascii_digit() {
            tokens.push(Token::Number);
            number_length(rest)
        } else if matches!(first, '"' | '\'') {
            let length = quoted_length(rest, first);
            tokens.push(Token::Text(rest[1..length].strip_suffix(first).unwrap_or(&rest[1..length])));
            length
        } else {
            tokens.push(Token::Sign(first));
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    tokens
}

/// Whether a name may have it. The tables of all the world's letters are large in the browser.
fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_' || (!character.is_ascii() && !character.is_whitespace())
}

/// `1`, `1.5`, `1e-3`; in `1.real` the dot is not part of it.
fn number_length(text: &str) -> usize {
    let mut before = ' ';
    for (index, character) in text.char_indices() {
        let after_exponent = matches!(before, 'e' | 'E') && matches!(character, '+' | '-');
        let fraction = character == '.' && text[index + 1..].starts_with(|next: char| next.is_ascii_digit());
        if !is_word(character) && !after_exponent && !fraction {
            return index;
        }
        before = character;
    }
    text.len()
}

/// The length of a quoted text with its quotes; an unclosed one ends with the text.
fn quoted_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (index, character) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if character == '\\' {
            escaped = true;
        } else if character == quote {
            return index + 1;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::templates::tags::scan;

    fn uses_of(text: &str) -> Vec<String> {
        let name = |usage: &Use<'_>| match usage {
            Use::Name(path) => path.join("."),
            Use::Filter(name) => format!("|{name}"),
            Use::Function(name) => format!("{name}()"),
            Use::Statement(name) => format!("%{name}"),
            Use::Odd(message) => (*message).to_owned(),
        };
        scan(text).unwrap().iter().flat_map(|tag| uses(tag).iter().map(name).collect::<Vec<_>>()).collect()
    }

    #[test]
    fn finds_what_a_tag_uses() {
        let table = [
            ("{{ lr }}", vec!["lr"]),
            ("{{- params.lr.value -}}", vec!["params.lr.value"]),
            ("{{ params['my-lr'].value }}", vec!["params.my-lr.value"]),
            ("{{ lr | default(0.1) | round }}", vec!["lr", "|default", "|round"]),
            ("{{ x|join(d=', ') }}", vec!["x", "|join"]),
            ("{{ a ~ '-' ~ b if c is not none else range(3) }}", vec!["a", "b", "c", "range()"]),
            ("{{ {'k': v, \"x\": 1e-3}[w] }}", vec!["v", "w"]),
            ("{{ x.items() }}", vec!["x.items"]),
            ("{{ a == b }}", vec!["a", "b"]),
            ("{% for a, b in pairs %}{{ a }}{% endfor %}", vec!["pairs", "a"]),
            ("{% set total = n + 1 %}", vec!["n"]),
            ("{% include 'x' %}", vec!["%include"]),
            ("{{ 'lr' }}{# lr #}", vec![]),
        ];
        for (text, expected) in table {
            assert_eq!(uses_of(text), expected, "{text}");
        }
    }

    #[test]
    fn finds_what_a_tag_makes() {
        let made = |text| scan(text).unwrap().iter().flat_map(|tag| locals(tag)).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(made("{% for a, b in pairs %}"), ["a", "b", "loop"]);
        assert_eq!(made("{% set a = b %}"), ["a"]);
        assert_eq!(made("{% set a %}x{% endset %}"), ["a"]);
        assert_eq!(made("{% with a = 1, b = 2 %}{% endwith %}"), ["a", "b"]);
    }
}
