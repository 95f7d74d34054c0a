//! Where in a log somebody reads.

use domain::{RunId, logs::LogPage};
use leptos_router::params::ParamsMap;

use crate::functions::{FnError, logs::log_page};

/// How many lines a page begins with.
pub const FIRST_LINES: u32 = 200;

/// What of a log a page's address asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Place {
    /// `?line=N`: the line to show and mark, from 1.
    pub line: Option<u64>,
    /// `?from=N`: the first line to show, from 1. For readers without JavaScript, who page through the log by links.
    pub from: Option<u64>,
}

impl Place {
    /// Reads it from an address's query. What is no line number counts as absent.
    pub fn read(query: &ParamsMap) -> Self {
        let number = |name: &str| query.get_str(name).and_then(|text| text.parse().ok()).filter(|number| *number > 0);
        Self { line: number("line"), from: number("from") }
    }

    /// The number, from 0, of the line to begin with; `None` for the log's last lines.
    pub fn first(self) -> Option<u64> {
        match (self.line, self.from) {
            (Some(line), _) => Some((line - 1).saturating_sub(u64::from(FIRST_LINES) / 2)),
            (None, from) => from.map(|from| from - 1),
        }
    }

    /// Loads the lines to begin with.
    pub async fn load(self, run: RunId) -> Result<LogPage, FnError> {
        log_page(run, self.first(), FIRST_LINES).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let query: ParamsMap = [(name.to_owned(), value.to_owned())].into_iter().collect();
            assert_eq!(Place::read(&query).first(), first, "{name}={value}");
        }
    }
}
