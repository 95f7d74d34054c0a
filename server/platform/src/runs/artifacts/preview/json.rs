//! JSON as HTML: indented, in its own order and with its own numerals, and what is in braces can be closed. It works without scripts.

use std::fmt::Write as _;

use serde::de::IgnoredAny;

/// What is longer is shown as text: each value is an element on the page.
const MOST_VALUES: usize = 5_000;
/// What is deeper, or longer than this in values, begins closed.
const OPEN_DEPTH: usize = 3;

/// `None` when it is no JSON, or has too many values. Only text of it reaches the page.
pub(super) fn to_html(text: &str) -> Option<String> {
    // What passes is well-formed and at most 128 deep, which all that follows goes by.
    serde_json::from_str::<IgnoredAny>(text).ok()?;
    let mut writer = Writer { rest: text, html: String::with_capacity(text.len() * 4), values: 0 };
    writer.value(0)?;
    Some(writer.html)
}

struct Writer<'a> {
    rest: &'a str,
    html: String,
    values: usize,
}

impl<'a> Writer<'a> {
    /// One value; `None` when there are too many.
    fn value(&mut self, depth: usize) -> Option<()> {
        self.values += 1;
        if self.values > MOST_VALUES {
            return None;
        }
        match self.next() {
            '{' => self.container(depth, "{", '}'),
            '[' => self.container(depth, "[", ']'),
            '"' => {
                let string = self.string();
                self.span("json-string", string);
                Some(())
            }
            _ => {
                let scalar = self.scalar();
                let class =
                    if scalar.starts_with(|c: char| c.is_ascii_digit() || c == '-') { "json-number" } else { "json-word" };
                self.span(class, scalar);
                Some(())
            }
        }
    }

    fn container(&mut self, depth: usize, start: &str, end: char) -> Option<()> {
        self.skip(1);
        if self.next() == end {
            self.skip(1);
            _ = write!(self.html, "{start}{end}");
            return Some(());
        }
        let open = if depth < OPEN_DEPTH { " open" } else { "" };
        _ = write!(
            self.html,
            "<details class=\"json-part\"{open}><summary>{start}<span class=\"json-more\">…{end}</span></summary><div class=\"json-inner\">"
        );
        loop {
            self.html.push_str("<div class=\"json-line\">");
            if end == '}' {
                let key = self.string();
                self.span("json-key", key);
                self.html.push_str(": ");
                // The colon.
                self.next();
                self.skip(1);
            }
            self.value(depth + 1)?;
            let goes_on = self.next() == ',';
            self.skip(1);
            // What is closed by `</details>` has its comma in there, or it would be on a line of its own.
            let comma = goes_on && !self.html.ends_with("</details>");
            self.html.push_str(if comma { ",</div>" } else { "</div>" });
            if !goes_on {
                break;
            }
            self.next();
        }
        let comma = if self.next() == ',' { "," } else { "" };
        _ = write!(self.html, "</div>{end}{comma}</details>");
        Some(())
    }

    /// Passes white space; the character that follows.
    fn next(&mut self) -> char {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
        self.rest.chars().next().unwrap_or('\0')
    }

    fn skip(&mut self, bytes: usize) -> &'a str {
        let (passed, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.rest = rest;
        passed
    }

    /// A string with its quotes, as it is written.
    fn string(&mut self) -> &'a str {
        let mut escaped = false;
        let end = self.rest.char_indices().skip(1).find(|(_, char)| {
            let ends = *char == '"' && !escaped;
            escaped = *char == '\\' && !escaped;
            ends
        });
        self.skip(end.map_or(self.rest.len(), |(end, _)| end + 1))
    }

    fn scalar(&mut self) -> &'a str {
        self.skip(self.rest.find([',', ']', '}', ' ', '\t', '\r', '\n']).unwrap_or(self.rest.len()))
    }

    fn span(&mut self, class: &str, text: &str) {
        _ = write!(self.html, "<span class=\"{class}\">");
        html_escape::encode_text_to_string(text, &mut self.html);
        self.html.push_str("</span>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text that a reader sees, less what stands for closed parts.
    fn seen(html: &str) -> String {
        let html = html.replace("<span class=\"json-more\">…}</span>", "").replace("<span class=\"json-more\">…]</span>", "");
        let text: String = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
    }

    #[test]
    fn everything_is_there_as_it_was_written() {
        for text in [
            r#"{"b": 1.50, "a": [1, -2e400, true, null, "x\"y\\"], "deep": {"e": {}, "f": []}}"#,
            "12345678901234567890123456789",
            "\"alone\"",
            "[[[[[[1]]]]]]",
            " [ ] ",
        ] {
            let plain = |text: &str| text.replace(' ', "");
            assert_eq!(plain(&seen(&to_html(text).unwrap())), plain(text), "{text}");
        }
    }

    #[test]
    fn it_is_only_text() {
        let html = to_html(r#"{"<script>alert(1)</script>": "</span><img src=x onerror=alert(1)>"}"#).unwrap();
        assert!(!html.contains("<script") && !html.contains("<img"), "{html}");
    }

    #[test]
    fn what_is_no_json_or_too_much_is_not_shown_as_such() {
        for text in ["", "{", "{\"a\": NaN}", "[1] 2", &"[".repeat(10_000), &format!("[{}1]", "1,".repeat(10_000))] {
            assert_eq!(to_html(text), None, "{}", text.get(..20).unwrap_or(text));
        }
    }
}
