//! Under which name a browser keeps a file.

use std::fmt::Write as _;

use axum::http::HeaderValue;
use domain::artifacts::name_text;

/// To be downloaded under this name.
pub(crate) fn attachment(name: &str) -> HeaderValue {
    disposition("attachment", name)
}

/// To be looked at; under this name when it is kept.
pub(super) fn inline(name: &str) -> HeaderValue {
    disposition("inline", name)
}

/// RFC 6266: the name as far as ASCII can say it, for old browsers, and all of it in UTF-8. What would hide what the file is, like a
/// change of direction, is written out.
fn disposition(how: &'static str, name: &str) -> HeaderValue {
    let name = name_text(name);
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%') || c == ' ' { c } else { '_' })
        .collect();
    let mut value = format!("{how}; filename=\"{plain}\"");
    if plain != name {
        value.push_str("; filename*=UTF-8''");
        for byte in name.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                value.push(char::from(byte));
            } else {
                _ = write!(value, "%{byte:02X}");
            }
        }
    }
    HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static(how))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_in_its_quotes() {
        for (name, expected) in [
            ("model.bin", "attachment; filename=\"model.bin\""),
            ("größe.txt", "attachment; filename=\"gr__e.txt\"; filename*=UTF-8''gr%C3%B6%C3%9Fe.txt"),
            ("a\"; x=\"b", "attachment; filename=\"a_; x=_b\"; filename*=UTF-8''a%22%3B%20x%3D%22b"),
            (
                "a\r\nset-cookie: b",
                "attachment; filename=\"a_u{d}_u{a}set-cookie: b\"; filename*=UTF-8''a%5Cu%7Bd%7D%5Cu%7Ba%7Dset-cookie%3A%20b",
            ),
        ] {
            assert_eq!(attachment(name), expected, "{name}");
        }
        assert!(!attachment("photo\u{202e}gnp.exe").to_str().unwrap().contains("%E2%80%AE"));
    }
}
