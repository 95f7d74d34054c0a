//! Keyset pages: how every list is cut.

use serde::{Deserialize, Serialize};

/// Counts are exact up to here; above it a list says "10,000+".
pub const COUNT_LIMIT: u64 = 10_000;

/// How many rows somebody may skip who can't remember a place.
pub const OFFSET_LIMIT: u32 = 10_000;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows, in the list's order.
    pub items: Vec<T>,
    /// Ask with `after` this for the page that follows.
    pub next: Option<String>,
    /// Ask with `before` this for the page that precedes.
    pub previous: Option<String>,
    /// How many rows match in all, as far as they were counted: never beyond [`COUNT_LIMIT`].
    pub total: u64,
    /// There may be more than `total`.
    pub at_least: bool,
}

impl<T> Page<T> {
    /// A page of nothing.
    pub const fn empty() -> Self {
        Self { items: Vec::new(), next: None, previous: None, total: 0, at_least: false }
    }

    /// `123` or `10,000+`.
    pub fn total_text(&self) -> String {
        let digits = if self.total >= COUNT_LIMIT { "10,000".to_owned() } else { self.total.to_string() };
        if self.at_least { digits + "+" } else { digits }
    }
}
