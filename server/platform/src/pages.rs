//! Where a page of a list begins and how long it is, as somebody asked for it.

use domain::{ApiError, FieldError, pages::OFFSET_LIMIT};
use store::{Cursor, StoreError};

const LIMIT: u32 = 50;
const HIGHEST_LIMIT: u32 = 200;
/// How many rows of a list that has no cursors are given at once.
pub const LONGEST_PART: u32 = 5_000;

/// How many rows.
pub(crate) fn limit(given: Option<u32>) -> Result<u32, ApiError> {
    match given.unwrap_or(LIMIT) {
        limit @ 1..=HIGHEST_LIMIT => Ok(limit),
        _ => Err(ApiError::field("limit", format!("takes a whole number from 1 to {HIGHEST_LIMIT}"))),
    }
}

/// How many rows to leave out, and how many to give at most, of a list that has no cursors: 50 unless somebody says.
pub fn part(offset: Option<u32>, limit: Option<u32>) -> Result<(u32, u32), ApiError> {
    let (offset, limit) = (offset.unwrap_or_default(), limit.unwrap_or(LIMIT));
    if !(1..=LONGEST_PART).contains(&limit) {
        return Err(ApiError::field("limit", format!("takes a whole number from 1 to {LONGEST_PART}")));
    }
    if offset > OFFSET_LIMIT {
        return Err(ApiError::field("offset", format!("takes a whole number from 0 to {OFFSET_LIMIT}")));
    }
    Ok((offset, limit))
}

/// From where.
pub(crate) fn cursor(after: Option<&str>, before: Option<&str>, offset: Option<u32>) -> Result<Cursor, ApiError> {
    let (after, before) = (after.filter(|text| !text.is_empty()), before.filter(|text| !text.is_empty()));
    match offset {
        None | Some(0) => {}
        Some(_) if after.or(before).is_some() => {
            return Err(ApiError::field("offset", "can't be combined with `after` or `before`"));
        }
        Some(rows @ 1..=OFFSET_LIMIT) => return Ok(Cursor::Skip(rows)),
        Some(_) => {
            return Err(ApiError::field("offset", format!("takes a whole number from 0 to {OFFSET_LIMIT}"))
                .with_hint("ask for less with a query"));
        }
    }
    Cursor::parse(after, before).map_err(|error| {
        let field = if before.is_some() { "before" } else { "after" };
        let message = match &error {
            StoreError::Cursor(_) if after.is_some() && before.is_some() => "can't be combined with `after`".to_owned(),
            error => error.to_string(),
        };
        let fields = vec![FieldError { field: field.to_owned(), message }];
        ApiError { fields, ..error.into() }
    })
}

/// What to look for: nothing when it is blank. No text in the database has control characters, and Postgres would not look for them.
pub(crate) fn search(given: Option<String>) -> Option<String> {
    let text = given?.chars().filter(|c| !c.is_control()).collect::<String>();
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use domain::ErrorCode;

    use super::*;

    #[test]
    fn limits_and_cursors_that_are_none_are_named() {
        assert_eq!((limit(None), limit(Some(200))), (Ok(50), Ok(200)));
        for wrong in [0, 201] {
            assert_eq!(limit(Some(wrong)).unwrap_err().fields[0].field, "limit");
        }
        let id = "018f0000000070008000000000000000";
        assert_eq!(cursor(Some(id), None, None), Ok(Cursor::After(id.into())));
        assert_eq!(cursor(Some(""), None, Some(0)), Ok(Cursor::Newest));
        assert_eq!(cursor(None, None, Some(20)), Ok(Cursor::Skip(20)));
        for wrong in [cursor(None, None, Some(10_001)), cursor(Some(id), None, Some(1))] {
            assert_eq!(wrong.unwrap_err().fields[0].field, "offset");
        }
        for (after, before, field) in [(Some("x"), None, "after"), (None, Some("x"), "before"), (Some(id), Some(id), "before")]
        {
            let error = cursor(after, before, None).unwrap_err();
            assert_eq!((error.code, error.fields[0].field.as_str()), (ErrorCode::BadRequest, field));
        }
    }

    #[test]
    fn blanks_look_for_nothing() {
        for (given, expected) in [(None, None), (Some(" \0"), None), (Some(" a\tb "), Some("ab"))] {
            assert_eq!(search(given.map(str::to_owned)).as_deref(), expected);
        }
    }
}
