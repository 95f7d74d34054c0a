//! Names and sizes, for people.

/// A name that came from a run, so that it can only be read: what would be invisible, break the line or turn the direction of what
/// stands around it is written out, as `\u{202e}`.
pub fn name_text(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for char in name.chars() {
        let hidden = char.is_control()
            || matches!(char, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
        if hidden { text.extend(char.escape_unicode()) } else { text.push(char) }
    }
    text
}

/// A size for people: `1 byte`, `999 bytes`, `1.4 KiB`, `40 MiB`.
pub fn size_text(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    match bytes {
        1 => return "1 byte".to_owned(),
        ..1024 => return format!("{bytes} bytes"),
        _ => {}
    }
    // In tenths of the unit, without fractions: every size is exact.
    let mut tenths = u128::from(bytes) * 10;
    let mut unit = "";
    for name in UNITS {
        unit = name;
        tenths = (tenths + 512) / 1024;
        if tenths < 10_235 {
            break;
        }
    }
    if tenths < 100 && tenths % 10 != 0 {
        format!("{}.{} {unit}", tenths / 10, tenths % 10)
    } else {
        format!("{} {unit}", (tenths + 5) / 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_only_text() {
        for (name, text) in [
            ("model.bin", "model.bin"),
            ("größe 模型.txt", "größe 模型.txt"),
            ("a\nb", "a\\u{a}b"),
            ("photo\u{202e}gnp.exe", "photo\\u{202e}gnp.exe"),
            ("\u{feff}", "\\u{feff}"),
        ] {
            assert_eq!(name_text(name), text);
        }
    }

    #[test]
    fn sizes_are_short() {
        for (bytes, text) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (1023, "1023 bytes"),
            (1024, "1 KiB"),
            (1434, "1.4 KiB"),
            (10 * 1024, "10 KiB"),
            (256 << 10, "256 KiB"),
            ((1 << 20) - 1, "1 MiB"),
            (40 << 20, "40 MiB"),
            (3 << 29, "1.5 GiB"),
            (u64::MAX, "16 EiB"),
        ] {
            assert_eq!(size_text(bytes), text, "{bytes}");
        }
    }
}
