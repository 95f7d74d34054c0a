//! Numbers as texts write them.

/// The number a text is, read as Rust reads it but for its words for what is no number or without end.
pub(crate) fn parse(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let digits_only = |part: &str| part.bytes().all(|digit| digit.is_ascii_digit());
    let is_number = (!whole.is_empty() || !fraction.is_empty()) && !exponent.is_empty();
    if is_number && [whole, fraction, exponent].into_iter().all(digits_only) { Some(convert(text)) } else { None }
}

/// Both round to the nearest; the standard library's tables for it would be an eighth of what the browser downloads.
#[cfg(target_arch = "wasm32")]
fn convert(text: &str) -> f64 {
    #[wasm_bindgen::prelude::wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_name = Number)]
        fn number(text: &str) -> f64;
    }
    number(text)
}

#[cfg(not(target_arch = "wasm32"))]
fn convert(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::*;

    #[test]
    fn knows_what_is_a_number() {
        for text in ["1", "-1", "+1.5", ".5", "5.", "1e3", "1E-3", "1.e+3", "00.10", "1e999"] {
            assert_eq!(parse(text), text.parse().ok(), "{text:?}");
        }
        for text in ["", "-", ".", "e3", "1e", "1e+", "--1", " 1", "1_0", "0x1", "1.2.3", "1e2.5", "inf", "NaN", "é"] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn reads_as_rust_does(text in "[-+.eE0-9 _x]{0,12}") {
            prop_assert_eq!(parse(&text), text.parse().ok());
        }
    }
}
