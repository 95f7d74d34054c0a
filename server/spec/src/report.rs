//! Collects what is wrong with one file.

use crate::problems::{Problem, Severity, Span};

/// How many problems are kept: nobody mends more at once, and a hostile file must not fill the memory.
const MAX_PROBLEMS: usize = 100;

/// Where something stands: in the text and in the document.
#[derive(Debug, Clone, Default)]
pub(crate) struct Place {
    /// In the text.
    pub(crate) span: Span,
    /// In the document: `run.container.command[2]`.
    pub(crate) path: String,
}

impl Place {
    /// A field below this one.
    pub(crate) fn field(&self, name: &str, span: Span) -> Self {
        let path = if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) };
        Self { span, path }
    }

    /// An item of this list.
    pub(crate) fn item(&self, index: usize, span: Span) -> Self {
        Self { span, path: format!("{}[{index}]", self.path) }
    }
}

/// The problems found so far, and the texts they were found in.
#[derive(Debug)]
pub(crate) struct Report<'a> {
    /// The files read so far; the last is the one that is being read.
    sources: Vec<&'a str>,
    problems: Vec<Problem>,
    attempts: usize,
}

impl<'a> Report<'a> {
    /// None yet.
    pub(crate) fn new(source: &'a str) -> Self {
        Self { sources: vec![source], problems: Vec::new(), attempts: 0 }
    }

    /// Goes on to another file.
    pub(crate) fn open(&mut self, source: &'a str) {
        self.sources.push(source);
    }

    /// The file that is being read.
    pub(crate) fn file(&self) -> u16 {
        u16::try_from(self.sources.len() - 1).unwrap_or(u16::MAX)
    }

    fn source(&self, span: Span) -> &'a str {
        self.sources.get(usize::from(span.file)).copied().unwrap_or_default()
    }

    /// Whether the file can't be run.
    pub(crate) fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// Adds an error.
    pub(crate) fn error(&mut self, place: &Place, message: impl Into<String>) {
        self.add(Severity::Error, place, message.into(), None);
    }

    /// Adds an error and what to do about it.
    pub(crate) fn error_fix(&mut self, place: &Place, message: impl Into<String>, fix: impl Into<String>) {
        self.add(Severity::Error, place, message.into(), Some(fix.into()));
    }

    /// Adds a warning and what to do about it.
    pub(crate) fn warn(&mut self, place: &Place, message: impl Into<String>, fix: impl Into<String>) {
        self.add(Severity::Warning, place, message.into(), Some(fix.into()));
    }

    /// Adds a problem, unless the same was said of the same stretch already: an alias repeats its anchor's problems.
    pub(crate) fn add(&mut self, severity: Severity, place: &Place, message: String, fix: Option<String>) {
        self.attempts += 1;
        let known =
            self.problems.iter().any(|other| other.span == place.span && other.message == message && place.span.line > 0);
        if !known && self.problems.len() < MAX_PROBLEMS {
            let problem = Problem { severity, span: place.span, path: place.path.clone(), message, fix };
            let at = self.problems.partition_point(|other| order(other) <= order(&problem));
            self.problems.insert(at, problem);
        }
    }

    /// How many problems were said, those not kept included.
    pub(crate) fn count(&self) -> usize {
        self.attempts
    }

    /// Whether there is no use in looking for more.
    pub(crate) fn is_full(&self) -> bool {
        // An alias repeats its anchor's problems, which are not kept but cost as much.
        self.problems.len() >= MAX_PROBLEMS || self.attempts >= 10 * MAX_PROBLEMS
    }

    /// The stretch of the `nth` occurrence of `needle` inside `span`, or `span` itself when it is not there word for word.
    pub(crate) fn within(&self, span: Span, needle: &str, nth: usize) -> Span {
        let source = self.source(span);
        let Some(start) = offset(source, span.line, span.column) else { return span };
        let end = offset(source, span.end_line, span.end_column).unwrap_or(source.len());
        let Some(text) = source.get(start..end.max(start)) else { return span };
        let Some((found, _)) = text.match_indices(needle).nth(nth) else { return span };
        let (line, column) = advance(span.line, span.column, &text[..found]);
        let (end_line, end_column) = advance(line, column, needle);
        Span { line, column, end_line, end_column, ..span }
    }

    /// The text from here to the end of its line.
    pub(crate) fn rest_of_line(&self, span: Span) -> &'a str {
        let source = self.source(span);
        let start = offset(source, span.line, span.column).unwrap_or(source.len());
        source.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default()
    }

    /// The whole line of the file that is being read.
    pub(crate) fn line(&self, line: u32) -> &'a str {
        self.sources.last().copied().unwrap_or_default().lines().nth(line.saturating_sub(1) as usize).unwrap_or_default()
    }

    /// All problems, by position.
    pub(crate) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }
}

/// What problems are sorted by.
fn order(problem: &Problem) -> (u16, u32, u32, &str) {
    (problem.span.file, problem.span.line, problem.span.column, &problem.path)
}

/// Where a line and column, counted from 1 and in characters, are in bytes.
fn offset(source: &str, line: u32, column: u32) -> Option<usize> {
    let start = match line {
        0 => return None,
        1 => 0,
        line => source.match_indices('\n').nth(line as usize - 2).map(|(index, _)| index + 1)?,
    };
    let rest = &source[start..];
    Some(start + rest.char_indices().nth(column.saturating_sub(1) as usize).map_or(rest.len(), |(index, _)| index))
}

/// The position after `text`, which begins at this line and column.
fn advance(line: u32, column: u32, text: &str) -> (u32, u32) {
    text.chars().fold(
        (line, column),
        |(line, column), character| {
            if character == '\n' { (line + 1, 1) } else { (line, column + 1) }
        },
    )
}
