//! Finds `{{ }}`, `{% %}` and `{# #}` in a text.

/// One tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    pub(super) kind: Kind,
    /// What stands between the braces.
    pub(super) inside: &'a str,
    /// All of it.
    pub(super) whole: &'a str,
}

/// What kind of tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Expression,
    Statement,
    Comment,
}

/// A tag that is opened and not closed.
#[derive(Debug)]
pub(super) struct Unclosed<'a> {
    pub(super) text: &'a str,
    pub(super) message: &'static str,
    pub(super) fix: String,
    start: usize,
}

impl Tag<'_> {
    /// How many tags of the same words stand before this one in `text`, which it was found in.
    pub(super) fn nth(&self, text: &str) -> usize {
        let start = self.whole.as_ptr() as usize - text.as_ptr() as usize;
        text.get(..start).map_or(0, |before| before.matches(self.whole).count())
    }
}

impl Unclosed<'_> {
    /// How often its opening stands in `text` before.
    pub(super) fn nth(&self, text: &str) -> usize {
        text.get(..self.start).map_or(0, |before| before.matches(self.text).count())
    }
}

/// All tags of a text, or the first one that is not closed. What stands between `{% raw %}` and `{% endraw %}` is no tag.
pub(super) fn scan(text: &str) -> Result<Vec<Tag<'_>>, Unclosed<'_>> {
    let mut tags = Vec::new();
    let mut from = 0;
    while let Some((start, kind)) = next_opening(text, from) {
        let closing = match kind {
            Kind::Expression => "}}",
            Kind::Statement => "%}",
            Kind::Comment => "#}",
        };
        let inside_start = start + 2;
        let Some(length) = closing_at(&text[inside_start..], closing, kind) else {
            let opening = &text[start..inside_start];
            let quoted = closing_at(&text[inside_start..], closing, Kind::Comment).is_some();
            let message = if quoted { "a quote inside this tag is not closed" } else { "this tag is not closed" };
            return Err(Unclosed { text: opening, message, fix: format!("close it with `{closing}`"), start });
        };
        let inside = &text[inside_start..inside_start + length];
        from = inside_start + length + 2;
        if kind == Kind::Statement && inside.trim_matches(AROUND) == "raw" {
            from = end_of_raw(text, from);
        } else {
            tags.push(Tag { kind, inside, whole: &text[start..from] });
        }
    }
    Ok(tags)
}

/// What may stand between braces and what is in them.
const AROUND: [char; 6] = ['-', '+', ' ', '\t', '\n', '\r'];

/// Where the raw text that begins here is over.
fn end_of_raw(text: &str, from: usize) -> usize {
    let closes = |(index, word): (usize, &str)| {
        let before = text[from..from + index].trim_end_matches(AROUND);
        let after = text[from + index + word.len()..].trim_start_matches(AROUND).strip_prefix("%}")?;
        before.ends_with("{%").then_some(text.len() - after.len())
    };
    text[from..].match_indices("endraw").find_map(closes).unwrap_or(text.len())
}

fn next_opening(text: &str, from: usize) -> Option<(usize, Kind)> {
    let mut search = from;
    loop {
        let start = search + text.get(search..)?.find('{')?;
        let kind = match text.as_bytes().get(start + 1) {
            Some(b'{') => Some(Kind::Expression),
            Some(b'%') => Some(Kind::Statement),
            Some(b'#') => Some(Kind::Comment),
            _ => None,
        };
        match kind {
            Some(kind) => return Some((start, kind)),
            None => search = start + 1,
        }
    }
}

/// Where the closing braces are; those inside quotes do not count, nor do those of a mapping such as `{"a": {}}`.
fn closing_at(text: &str, closing: &str, kind: Kind) -> Option<usize> {
    if kind == Kind::Comment {
        return text.find(closing);
    }
    let mut quote = None;
    let mut depth = 0_usize;
    let mut characters = text.char_indices();
    while let Some((index, character)) = characters.next() {
        match (quote, character) {
            (Some(_), '\\') => {
                characters.next();
            }
            (Some(open), _) if open == character => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None, '{') => depth += 1,
            (None, _) if depth == 0 && text[index..].starts_with(closing) => return Some(index),
            (None, '}') => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn insides(text: &str) -> Vec<&str> {
        scan(text).unwrap().iter().map(|tag| tag.inside).collect()
    }

    #[test]
    fn finds_tags() {
        assert_eq!(insides("a {{ x }} b {% if y %}{# {{ no }} #}{{z}}"), [" x ", " if y ", " {{ no }} ", "z"]);
        assert_eq!(insides(r#"{{ "}}" }} {{ '\'}}' }}"#), [r#" "}}" "#, r" '\'}}' "]);
        assert_eq!(insides("{{ {'a': {}} }}"), [" {'a': {}} "]);
        assert_eq!(insides("{ {x} } ${HOME}"), Vec::<&str>::new());
        assert_eq!(insides("{% raw %}{{ x endraw {%- endraw -%}{{ y }}"), [" y "]);
        assert_eq!(insides("{% raw %}{{ x }}"), Vec::<&str>::new());
    }

    #[test]
    fn says_what_is_not_closed() {
        assert_eq!(scan("a {{ x").unwrap_err().message, "this tag is not closed");
        assert_eq!(scan("a {{ x }").unwrap_err().message, "this tag is not closed");
        assert_eq!(scan("a {{ 'x }}").unwrap_err().message, "a quote inside this tag is not closed");
        assert_eq!(scan("{{ a }} {{ b").unwrap_err().nth("{{ a }} {{ b"), 1);
    }
}
