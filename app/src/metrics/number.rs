//! Values for people.

/// Four digits that say something: `0.03333`, `12.5`, `1.234e-7`, `98,765,400` as `9.877e7`.
pub fn number_text(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 {
        "0".to_owned()
    } else if !(1e-4..1e6).contains(&size) {
        trimmed(&format!("{value:.3e}"))
    } else if size >= 1e3 {
        trimmed(&format!("{value:.1}"))
    } else {
        // As many decimals as leave four digits.
        let decimals = [(100.0, 1), (10.0, 2), (1.0, 3), (0.1, 4), (0.01, 5), (0.001, 6)];
        let decimals = decimals.iter().find(|(least, _)| size >= *least).map_or(7, |(_, decimals)| *decimals);
        trimmed(&format!("{value:.decimals$}"))
    }
}

/// Without zeros that say nothing.
fn trimmed(text: &str) -> String {
    let (number, exponent) = text.find('e').map_or((text, ""), |index| text.split_at(index));
    let number = if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number };
    format!("{number}{exponent}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        for (value, text) in [
            (0.0, "0"),
            (1.0, "1"),
            (-0.5, "-0.5"),
            (1.0 / 30.0, "0.03333"),
            (12.345_678, "12.35"),
            (1_234.56, "1234.6"),
            (98_765_432.0, "9.877e7"),
            (1.234_4e-7, "1.234e-7"),
            (999_999.0, "999999"),
            (0.000_123_44, "0.0001234"),
        ] {
            assert_eq!(number_text(value), text);
        }
    }
}
