//! A place in a query's text. It only moves forward, so that reading takes linear time.

use std::ops::Range;

use super::{errors::QueryError, fields::is_part};

#[derive(Debug, Clone)]
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn advance(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    /// Steps over `sign` if it is next.
    pub(super) fn eat(&mut self, sign: &str) -> bool {
        let next = self.rest().starts_with(sign);
        if next {
            self.at += sign.len();
        }
        next
    }

    /// Steps over characters like these; says what they were.
    pub(super) fn take_while(&mut self, like: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let taken = &rest[..rest.find(|character| !like(character)).unwrap_or(rest.len())];
        self.at += taken.len();
        taken
    }

    /// Steps over space; says whether there was any.
    pub(super) fn space(&mut self) -> bool {
        !self.take_while(char::is_whitespace).is_empty()
    }

    /// Steps over AND or OR, in any case, if it is next and ends there.
    pub(super) fn eat_keyword(&mut self, keyword: &str) -> bool {
        let Some((word, rest)) = self.rest().split_at_checked(keyword.len()) else { return false };
        let ends = rest.chars().next().is_none_or(|next| next.is_whitespace() || next == '(');
        let is = ends && word.eq_ignore_ascii_case(keyword);
        if is {
            self.at += keyword.len();
        }
        is
    }

    /// Whether AND or OR is next.
    pub(super) fn at_keyword(&self) -> bool {
        self.clone().eat_keyword("and") || self.clone().eat_keyword("or")
    }

    /// Steps over the `|` of a list. Before a `(`, or with space around it and a condition after it, it joins conditions instead.
    pub(super) fn eat_list_bar(&mut self) -> bool {
        let mut ahead = self.clone();
        let before = ahead.space();
        if !ahead.eat("|") {
            return false;
        }
        let after = ahead.space();
        let joins = ahead.peek() == Some('(') || (before && after && ahead.at_condition());
        if !joins {
            self.at = ahead.at;
        }
        !joins
    }

    /// Whether a field and its colon are next.
    fn at_condition(&self) -> bool {
        let mut ahead = self.clone();
        let name = ahead.take_while(is_part);
        if name.ends_with('.') && ahead.peek() == Some('"') && ahead.quoted().is_err() {
            return false;
        }
        name.starts_with(|first: char| first.is_alphabetic() || first == '_') && ahead.eat(":")
    }

    /// Reads a string in double quotes, with the escapes of JSON.
    pub(super) fn quoted(&mut self) -> Result<String, QueryError> {
        let start = self.at;
        self.advance();
        let mut escaped = false;
        loop {
            match self.peek() {
                None => return Err(self.error(start..self.at, "this quote is never closed")),
                Some('"') if !escaped => break,
                Some(character) => escaped = character == '\\' && !escaped,
            }
            self.advance();
        }
        self.advance();
        let text: String = serde_json::from_str(&self.text[start..self.at]).map_err(|_| {
            self.error(start..self.at, "these quotes hold an escape that is not one of JSON's")
                .with_fix("`\\\\` is a backslash, `\\\"` a quote")
        })?;
        // Postgres can't hold it, so nothing can be found by it.
        if text.contains('\0') {
            return Err(self.error(start..self.at, "no value holds the character 0"));
        }
        Ok(text)
    }

    pub(super) fn error(&self, span: Range<usize>, message: impl Into<String>) -> QueryError {
        QueryError::new(self.text, span, message)
    }

    /// The word that is next, for messages.
    pub(super) fn word(&self) -> Range<usize> {
        let mut ahead = self.clone();
        if ahead.take_while(|character| !character.is_whitespace() && !matches!(character, ',' | '(' | ')' | '|')).is_empty() {
            ahead.advance();
        }
        self.at..ahead.at
    }
}
