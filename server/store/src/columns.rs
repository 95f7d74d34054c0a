//! Between columns and the vocabulary: ids, statuses and JSON are TEXT, counts and times are BIGINT.

use std::{fmt::Display, str::FromStr};

use serde::{Serialize, de::DeserializeOwned};

use crate::StoreError;

pub(crate) fn parse<T: FromStr<Err: Display>>(column: &str, text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|error| StoreError::damaged(column, error))
}

pub(crate) fn parse_json<T: DeserializeOwned>(column: &str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::damaged(column, error))
}

pub(crate) fn to_json<T: Serialize + ?Sized>(column: &str, value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::damaged(column, error))
}

/// For counts, line numbers and seconds, which are never negative.
pub(crate) fn unsigned<T: TryFrom<i64, Error: Display>>(column: &str, value: i64) -> Result<T, StoreError> {
    T::try_from(value).map_err(|error| StoreError::damaged(column, error))
}

/// Saturates: nothing is counted up to 2^63.
pub(crate) fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// How names are compared and searched: without regard to case, in every script, the same on both databases.
pub(crate) fn fold(text: &str) -> String {
    text.to_lowercase()
}

/// A `LIKE` pattern (escaped with `\`) for what contains `text`.
pub(crate) fn containing(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for character in fold(text).chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}
