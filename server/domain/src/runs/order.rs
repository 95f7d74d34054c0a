//! In which order a list of runs is.

use std::{fmt, str::FromStr};

use crate::pql::{self, Clause, Field};

/// By which field, and which way round. Runs without a value come last either way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunOrder {
    field: Field,
    descending: bool,
}

impl RunOrder {
    /// What a list may be ordered by, for messages and menus.
    pub const FIELDS: [&str; 10] = [
        "created_at",
        "updated_at",
        "started_at",
        "finished_at",
        "duration",
        "wait_time",
        "name",
        "metrics.<name>",
        "in.<name>",
        "out.<name>",
    ];

    /// What it goes by.
    pub const fn field(&self) -> &Field {
        &self.field
    }

    /// Whether the greatest comes first.
    pub const fn descending(&self) -> bool {
        self.descending
    }
}

/// Newest first.
impl Default for RunOrder {
    fn default() -> Self {
        Self { field: Field::CreatedAt, descending: true }
    }
}

/// As clients write it: `-metrics.loss`.
impl fmt::Display for RunOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.descending { "-" } else { "" }, self.field)
    }
}

/// Why a text is not an order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not what runs can be sorted by: {fields}; `-` before it turns it round", fields = RunOrder::FIELDS.join(", "))]
pub struct UnknownOrder(String);

impl FromStr for RunOrder {
    type Err = UnknownOrder;

    fn from_str(text: &str) -> Result<Self, UnknownOrder> {
        let unknown = || UnknownOrder(text.chars().take(64).collect());
        let (name, descending) = text.trim().strip_prefix('-').map_or((text.trim(), false), |name| (name, true));
        // A field is written as in a query.
        let query = pql::parse(&format!("{name}:_any_")).map_err(|_| unknown())?;
        let [Clause::Term(term)] = query.clauses() else { return Err(unknown()) };
        let field = term.field().clone();
        match field {
            Field::CreatedAt
            | Field::UpdatedAt
            | Field::StartedAt
            | Field::FinishedAt
            | Field::Duration
            | Field::WaitTime
            | Field::Name
            | Field::Metric(_)
            | Field::Input(_)
            | Field::Output(_) => Ok(Self { field, descending }),
            _ => Err(unknown()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_read_back() {
        for text in ["-created_at", "name", "-metrics.loss", "in.lr", "out.\"a b\"", "duration"] {
            assert_eq!(text.parse::<RunOrder>().map(|order| order.to_string()), Ok(text.to_owned()));
        }
        assert_eq!(RunOrder::default().to_string(), "-created_at");
        assert_eq!("-inputs.lr".parse::<RunOrder>().map(|order| order.to_string()), Ok("-in.lr".to_owned()));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "-", "tags", "loss", "--name", "name, kind:job", "name:_any_ OR kind"] {
            let message = text.parse::<RunOrder>().unwrap_err().to_string();
            assert!(message.contains("metrics.<name>"), "{message}");
        }
    }
}
