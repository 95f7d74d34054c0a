//! Where in a log somebody reads, and what they look for there: what a page's address says.

use domain::{
    RunId,
    logs::{LogMatches, LogQuery, Look},
};
use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};

use super::stretch::{self, Stretch, Wish};
use crate::functions::{FnError, logs::log_find};

/// How many lines a page begins with.
pub const FIRST_LINES: u32 = 200;

/// How often lines of a container are looked for before the page is shown without any.
const MOST_LOOKS: usize = 16;

/// What of a log a page's address asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// `?line=N`: the line to show and mark, from 1.
    pub line: Option<u64>,
    /// `?from=N`: the first line to show, from 1. For readers without JavaScript, who page through the log by links.
    pub from: Option<u64>,
    /// `?q=TEXT&regex=1&case=1&container=NAME`: what is looked for, and of which container lines are shown.
    pub query: LogQuery,
    /// `?hits=N`: the list of hits begins with this line, from 1. For readers without JavaScript.
    pub hits: Option<u64>,
}

/// What a page begins with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The lines.
    pub stretch: Stretch,
    /// The first hits, when something is looked for.
    pub hits: Option<LogMatches>,
    /// Why nothing could be looked for.
    pub refusal: Option<String>,
}

impl Place {
    /// Reads it from an address's query. What is no line number counts as absent.
    pub fn read(params: &ParamsMap) -> Self {
        let number = |name: &str| params.get_str(name).and_then(|text| text.parse().ok()).filter(|number| *number > 0);
        let words = |name: &str| params.get(name).filter(|text| !text.is_empty());
        let query = LogQuery {
            text: words("q").unwrap_or_default(),
            regex: words("regex").is_some(),
            case: words("case").is_some(),
            container: words("container"),
        };
        Self { line: number("line"), from: number("from"), query, hits: number("hits") }
    }

    /// The number, from 0, of the line to begin with; `None` for the log's last lines.
    pub fn first(&self) -> Option<u64> {
        match (self.line, self.from) {
            (Some(line), _) if self.query.container.is_some() => Some(line - 1),
            (Some(line), _) => Some((line - 1).saturating_sub(u64::from(FIRST_LINES) / 2)),
            (None, from) => from.map(|from| from - 1),
        }
    }

    /// Loads what to begin with. What is looked for is begun with at its first hit.
    pub async fn load(mut self, run: RunId) -> Result<Opening, FnError> {
        let mut hits = None;
        let mut refusal = None;
        if !self.query.text.is_empty() {
            let from = self.hits.map_or(0, |hits| hits - 1);
            match log_find(run, self.query.clone(), Look { from, until: None, backwards: false, limit: FIRST_LINES }).await {
                Ok(found) => {
                    if self.from.is_none() {
                        self.line = self.line.or(found.matches.first().map(|found| found.line.number + 1));
                    }
                    hits = Some(found);
                }
                Err(FnError(error)) => match error.field_message("q") {
                    Some(message) => refusal = Some(message.to_owned()),
                    None => return Err(FnError(error)),
                },
            }
        }
        let wish = self.first().map_or(Wish::Last, Wish::From);
        let container = self.query.container;
        let mut stretch = stretch::load(run, container.clone(), wish, FIRST_LINES).await?;
        // A container's last lines may be far before the place, or the log's end.
        for _ in 0..MOST_LOOKS {
            if container.is_none() || !stretch.lines.is_empty() || stretch.from == 0 {
                break;
            }
            let older = stretch::load(run, container.clone(), Wish::Before(stretch.from), FIRST_LINES).await?;
            stretch = Stretch { lines: older.lines, from: older.from, ..stretch };
        }
        Ok(Opening { stretch, hits, refusal })
    }
}

/// An address's query, with its question mark: what is looked for, and `more`.
pub fn address(query: &LogQuery, more: &[(&'static str, u64)]) -> String {
    let mut params = ParamsMap::new();
    if !query.text.is_empty() {
        params.insert("q", query.text.clone());
        for (name, _) in [("regex", query.regex), ("case", query.case)].into_iter().filter(|(_, on)| *on) {
            params.insert(name, "1".to_owned());
        }
    }
    if let Some(container) = &query.container {
        params.insert("container", container.clone());
    }
    for (name, number) in more {
        params.insert(*name, number.to_string());
    }
    format!("?{}", params.to_query_string().trim_start_matches('?'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(pairs: &[(&str, &str)]) -> Place {
        Place::read(&pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn an_address_says_where_to_begin() {
        for (name, value, first) in [
            ("line", "1", Some(0)),
            ("line", "250", Some(149)),
            ("from", "1", Some(0)),
            ("from", "201", Some(200)),
            ("line", "0", None),
            ("line", "-1", None),
            ("from", "x", None),
            ("from", "18446744073709551615", Some(u64::MAX - 1)),
            ("other", "1", None),
        ] {
            assert_eq!(place(&[(name, value)]).first(), first, "{name}={value}");
        }
    }

    #[test]
    fn an_address_says_what_is_looked_for() {
        let found = place(&[("q", "a&b ü"), ("regex", "1"), ("container", "main"), ("line", "7")]);
        let query = LogQuery { text: "a&b ü".into(), regex: true, case: false, container: Some("main".into()) };
        assert_eq!((found.query.clone(), found.line, found.first()), (query.clone(), Some(7), Some(6)));
        assert_eq!(address(&query, &[("line", 7)]), "?q=a%26b%20%C3%BC&regex=1&container=main&line=7");
        assert_eq!(address(&LogQuery { case: true, ..LogQuery::default() }, &[]), "?");
        assert_eq!(place(&[("q", ""), ("container", "")]), Place::default());
    }
}
