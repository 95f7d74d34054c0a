//! Looking for lines in a log: text or a regular expression, and a container.
//!
//! One look is bounded; whoever wants more goes on where it ended. Expressions run in linear time and bounded memory.

use std::sync::Arc;

use domain::{
    ApiError, RunId,
    logs::{LogMatch, LogMatches, LogQuery, Look, ansi},
    permissions::Actor,
};
use regex::{Regex, RegexBuilder};
use store::logs::{self, Wanted};

use super::LONGEST_PAGE;
use crate::{Platform, runs};

/// The longest text that is looked for, in characters.
const LONGEST_TEXT: usize = 500;
/// How much memory a compiled expression takes at most, in bytes.
const LARGEST_REGEX: usize = 1024 * 1024;
/// How many places of one line are marked at most.
const MOST_MARKS: usize = 50;

/// Looks for at most `limit` lines (1 to 5000).
pub async fn find(platform: &Platform, actor: &Actor, run: RunId, query: LogQuery, look: Look) -> Result<LogMatches, ApiError> {
    runs::seen(platform, actor, run).await?;
    if !(1..=LONGEST_PAGE).contains(&look.limit) {
        return Err(ApiError::field("limit", format!("takes a whole number from 1 to {LONGEST_PAGE}")));
    }
    let pattern = pattern(&query)?;
    let wanted: Wanted = {
        let (pattern, container) = (pattern.clone(), query.container);
        Arc::new(move |name, text| {
            container.as_ref().is_none_or(|container| container == name)
                && pattern.as_ref().is_none_or(|pattern| pattern.is_match(&ansi::shown(text)))
        })
    };
    let span = look.from..look.until.unwrap_or(u64::MAX);
    let store_look = logs::Look { span, backwards: look.backwards, limit: look.limit as usize };
    let found = platform.logs().find(run, store_look, wanted).await?;
    let (lines, stretch) = (found.lines, found.looked_at);
    let mark = move || lines.into_iter().map(|line| LogMatch { marks: marks(pattern.as_ref(), &line.text), line }).collect();
    let matches = crate::blocking(mark).await?;
    Ok(LogMatches { matches, from: stretch.start, until: stretch.end, total: found.total, complete: found.complete })
}

/// `None` when any text will do.
fn pattern(query: &LogQuery) -> Result<Option<Regex>, ApiError> {
    let LogQuery { text, regex, case, container: _ } = query;
    if text.is_empty() {
        return Ok(None);
    }
    if text.chars().count() > LONGEST_TEXT {
        return Err(ApiError::field("q", format!("takes at most {LONGEST_TEXT} characters")));
    }
    let source = if *regex { text.clone() } else { regex::escape(text) };
    let built = RegexBuilder::new(&source)
        .case_insensitive(!case)
        .size_limit(LARGEST_REGEX)
        .dfa_size_limit(LARGEST_REGEX)
        .nest_limit(50)
        .build();
    built.map(Some).map_err(|error| {
        let message = match error {
            regex::Error::CompiledTooBig(_) => "is too large an expression: use smaller repetitions".to_owned(),
            // The last line says what is wrong, those before draw where.
            error => {
                let error = error.to_string();
                let reason = error.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
                format!("is no regular expression: {reason}")
            }
        };
        ApiError::field("q", message)
    })
}

/// Where the pattern is in what is shown of a line, in characters. Of a line without end, what the page shows.
fn marks(pattern: Option<&Regex>, text: &str) -> Vec<(u32, u32)> {
    let Some(pattern) = pattern else { return Vec::new() };
    let shown = ansi::shown(text);
    let mut marks = Vec::new();
    let (mut byte, mut char) = (0, 0_usize);
    let mut characters_until = |at: usize| {
        char += shown[byte..at].chars().count();
        byte = at;
        char
    };
    for found in pattern.find_iter(&shown).filter(|found| !found.is_empty()).take(MOST_MARKS) {
        let (start, end) = (characters_until(found.start()), characters_until(found.end()));
        if start >= ansi::MAX_CHARS {
            break;
        }
        let position = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        marks.push((position(start), position(end)));
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str, regex: bool, case: bool) -> LogQuery {
        LogQuery { text: text.into(), regex, case, container: None }
    }

    fn marked(query: &LogQuery, text: &str) -> Vec<(u32, u32)> {
        marks(pattern(query).unwrap().as_ref(), text)
    }

    #[test]
    fn marks_are_characters_of_what_is_shown() {
        for (query, text, found) in [
            (query("err", false, false), "ünï ERR err", &[(4, 7), (8, 11)][..]),
            (query("err", false, true), "ünï ERR err", &[(8, 11)]),
            (query("a.c", false, false), "abc a.c", &[(4, 7)]),
            (query("a.c", true, false), "abc a.c", &[(0, 3), (4, 7)]),
            (query("red", false, false), "\u{1b}[31mr\u{1b}[1med\u{1b}[0m", &[(0, 3)]),
            (query("100%", false, false), "10%\r50%\r100%", &[(0, 4)]),
            (query("50%", false, false), "10%\r50%\r100%", &[]),
            (query("x*", true, false), "aaxx", &[(2, 4)]),
            (query("", false, false), "abc", &[]),
        ] {
            assert_eq!(marked(&query, text), found, "{query:?} in {text:?}");
        }
        assert_eq!(marked(&query("a", false, false), &"a".repeat(1_000)).len(), MOST_MARKS);
    }

    #[test]
    fn an_expression_that_is_none_or_too_large_is_refused_in_words() {
        for (text, message) in [
            ("a(", "is no regular expression: unclosed group"),
            ("(a{1000}){1000}", "is too large an expression: use smaller repetitions"),
            (&"a".repeat(501), "takes at most 500 characters"),
        ] {
            let error = pattern(&query(text, true, false)).unwrap_err();
            assert_eq!(error.field_message("q"), Some(message));
        }
    }
}
