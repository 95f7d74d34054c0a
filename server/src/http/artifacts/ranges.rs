//! Which part of a file is asked for: RFC 9110, section 14. One part; who asks for several gets all.

use std::ops::RangeInclusive;

use axum::http::{HeaderMap, HeaderValue, header};
use http_range_header::{EndPosition, StartPosition, parse_range_header};

/// What is to be sent of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// These bytes, counted from 0.
    Bytes(RangeInclusive<u64>),
    /// There are no such bytes.
    Nowhere,
}

/// What these headers ask for, of a file of this length that has this tag now.
pub(super) fn part(headers: &HeaderMap, bytes: u64, tag: &HeaderValue) -> Part {
    let Some(range) = headers.get(header::RANGE).and_then(|range| range.to_str().ok()) else { return Part::Whole };
    // Who has a part of an older file must get all of the new one.
    if headers.get(header::IF_RANGE).is_some_and(|known| known != tag) {
        return Part::Whole;
    }
    let Ok(parsed) = parse_range_header(range) else { return Part::Whole };
    // The crate's own `validate` refuses more than the file has, and finds a byte in an empty one.
    let [range] = parsed.ranges.as_slice() else { return Part::Whole };
    let first = match range.start {
        StartPosition::Index(first) => first,
        StartPosition::FromLast(count) => bytes.saturating_sub(count),
    };
    let last = match range.end {
        EndPosition::Index(last) => last.min(bytes.saturating_sub(1)),
        EndPosition::LastByte => bytes.saturating_sub(1),
    };
    if matches!(range.end, EndPosition::Index(last) if last < first) {
        // It is no range, and what is none is not there.
        return Part::Whole;
    }
    if first < bytes { Part::Bytes(first..=last) } else { Part::Nowhere }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        let tag = HeaderValue::from_static("\"now\"");
        for (range, expected) in [
            ("bytes=0-", Part::Bytes(0..=999)),
            ("bytes=0-0", Part::Bytes(0..=0)),
            ("bytes=500-9999", Part::Bytes(500..=999)),
            ("bytes=-100", Part::Bytes(900..=999)),
            ("bytes=-5000", Part::Bytes(0..=999)),
            ("bytes=1000-", Part::Nowhere),
            ("bytes=0-1,5-6", Part::Whole),
            ("bytes=-0", Part::Whole),
            ("bytes=5-2", Part::Whole),
            ("lines=1-2", Part::Whole),
            ("bytes=x", Part::Whole),
            ("", Part::Whole),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, range.parse().unwrap());
            assert_eq!(part(&headers, 1_000, &tag), expected, "{range}");
            headers.insert(header::IF_RANGE, "\"before\"".parse().unwrap());
            assert_eq!(part(&headers, 1_000, &tag), Part::Whole, "{range}");
        }
        let mut headers = HeaderMap::new();
        assert_eq!(part(&headers, 0, &tag), Part::Whole);
        headers.insert(header::RANGE, "bytes=0-".parse().unwrap());
        assert_eq!(part(&headers, 0, &tag), Part::Nowhere);
    }
}
