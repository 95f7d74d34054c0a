//! A file as an answer: all of it, or the part that is asked for.

use std::io::{Seek as _, SeekFrom};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use domain::Timestamp;
use tokio::io::AsyncReadExt as _;
use tokio_util::io::ReaderStream;

use super::ranges::{Part, part};

/// The bytes of a file of this length. It may be written to meanwhile: an answer is as long as it says, and one whose file became
/// shorter ends early, which the browser sees as an error.
pub(super) fn file(mut file: std::fs::File, bytes: u64, modified: Option<Timestamp>, asked: &HeaderMap) -> Response {
    let tag = tag(bytes, modified);
    let (status, first, length, range) = match part(asked, bytes, &tag) {
        Part::Whole => (StatusCode::OK, 0, bytes, None),
        Part::Bytes(range) => {
            let said = format!("bytes {}-{}/{bytes}", range.start(), range.end());
            (StatusCode::PARTIAL_CONTENT, *range.start(), range.end() - range.start() + 1, Some(said))
        }
        Part::Nowhere => (StatusCode::RANGE_NOT_SATISFIABLE, 0, 0, Some(format!("bytes */{bytes}"))),
    };
    // Moves a number, reads nothing: it can't block.
    let content = match file.seek(SeekFrom::Start(first)) {
        Ok(_) if length > 0 => Body::from_stream(ReaderStream::new(tokio::fs::File::from_std(file).take(length))),
        Ok(_) => Body::empty(),
        Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    };
    let mut response = (status, content).into_response();
    let headers = response.headers_mut();
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CONTENT_LENGTH, length.into());
    headers.insert(header::ETAG, tag);
    if let Some(range) = range.and_then(|range| HeaderValue::from_str(&range).ok()) {
        headers.insert(header::CONTENT_RANGE, range);
    }
    response
}

/// Changes whenever the file does, as far as its length and its time tell.
fn tag(bytes: u64, modified: Option<Timestamp>) -> HeaderValue {
    let micros = modified.map_or(0, Timestamp::as_micros);
    HeaderValue::from_str(&format!("\"{bytes:x}-{micros:x}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}
