use std::time::Instant;

use super::*;

fn plain(text: &str) -> String {
    render(text, &mut Style::default()).text()
}

fn styled(text: &str) -> Vec<(String, Style)> {
    render(text, &mut Style::default()).spans.into_iter().map(|span| (span.text, span.style)).collect()
}

#[test]
fn a_line_is_rewritten_in_place_as_on_a_terminal() {
    for (given, shown) in [
        ("plain", "plain"),
        ("", ""),
        ("a\tb", "a\tb"),
        (" 10%\r 50%\r100%", "100%"),
        ("long line\rshort", "shortline"),
        ("long line\r\u{1b}[Kshort", "short"),
        ("long line\rshort\u{1b}[K", "short"),
        ("half\u{1b}[2Kwhole", "whole"),
        ("10%\u{1b}[1G20%\u{1b}[G30%", "30%"),
        ("abc\u{1b}[2GX", "aXc"),
        ("ab\u{1b}[999GX", "abX"),
        ("abc\u{8}\u{8}X", "aXc"),
        ("\u{8}\u{8}a", "a"),
        ("windows\r", "windows"),
        ("é→🚀\rx", "x→🚀"),
    ] {
        assert_eq!(plain(given), shown, "{given:?}");
    }
}

#[test]
fn every_other_escape_leaves_nothing_behind() {
    for (given, shown) in [
        ("\u{1b}]0;title\u{7}text", "text"),
        ("\u{1b}]8;;https://example.org\u{1b}\\link\u{1b}]8;;\u{1b}\\", "link"),
        ("\u{1b}[2J\u{1b}[H\u{1b}[5Aup\u{1b}[3D", "up"),
        ("\u{1b}[?25lhidden cursor\u{1b}[?25h", "hidden cursor"),
        ("\u{1b}Pq#0;2;0;0;0#0~~@@vv\u{1b}\\after a picture", "after a picture"),
        ("bell\u{7}, nul\0, del\u{7f}, c1 \u{9b}31m", "bell, nul, del, c1 31m"),
        ("never ended \u{1b}]8;;https://example.org", "never ended "),
        ("never ended \u{1b}[38;5", "never ended "),
        ("<script>alert('&amp;')</script>\u{1b}[0m", "<script>alert('&amp;')</script>"),
    ] {
        assert_eq!(plain(given), shown, "{given:?}");
    }
}

#[test]
fn colours_and_attributes_are_read_in_every_notation() {
    let fg = |color| Style { fg: Some(color), ..Style::default() };
    let bg = |color| Style { bg: Some(color), ..Style::default() };
    for (codes, style) in [
        ("31", fg(Color::Named(1))),
        ("97", fg(Color::Named(15))),
        ("44", bg(Color::Named(4))),
        ("103", bg(Color::Named(11))),
        ("38;5;9", fg(Color::Named(9))),
        ("38;5;196", fg(Color::Rgb(255, 0, 0))),
        ("38;5;232", fg(Color::Rgb(8, 8, 8))),
        ("48;5;255", bg(Color::Rgb(238, 238, 238))),
        ("38;2;1;2;3", fg(Color::Rgb(1, 2, 3))),
        ("38:2:1:2:3", fg(Color::Rgb(1, 2, 3))),
        ("38:2::1:2:3", fg(Color::Rgb(1, 2, 3))),
        ("38:5:21", fg(Color::Rgb(0, 0, 255))),
        ("1;2;3;4;7", Style { bold: true, dim: true, italic: true, underline: true, inverse: true, ..Style::default() }),
        ("1;2;22", Style::default()),
        ("3;4;7;23;24;27", Style::default()),
        ("4:3", Style { underline: true, ..Style::default() }),
        ("4;4:0", Style::default()),
        ("31;42;39;49", Style::default()),
        ("1;31;", Style::default()),
        ("58;5;1;32", fg(Color::Named(2))),
        ("38;5;999", Style::default()),
        ("38;2;1;2", Style::default()),
        ("38;7;1", Style { bold: true, ..Style::default() }),
        ("999", Style::default()),
    ] {
        assert_eq!(styled(&format!("\u{1b}[{codes}mx")), [("x".to_owned(), style)], "{codes}");
    }
}

#[test]
fn a_style_is_carried_to_the_next_line() {
    let mut style = Style::default();
    let first = render("\u{1b}[32mgreen", &mut style);
    let second = render("still", &mut style);
    let third = render("\u{1b}[0mplain", &mut style);
    assert_eq!(first.spans[0].style, second.spans[0].style);
    assert_eq!(third.spans[0].style, Style::default());
}

#[test]
fn a_rewritten_character_takes_the_new_style() {
    let red = Style { fg: Some(Color::Named(1)), ..Style::default() };
    assert_eq!(styled("abc\r\u{1b}[31mX"), [("X".to_owned(), red), ("bc".to_owned(), Style::default())]);
}

#[test]
fn a_long_line_is_cut_and_says_so() {
    let line = render(&"x".repeat(MAX_CHARS + 5), &mut Style::default());
    assert_eq!((line.text().len(), line.cut), (MAX_CHARS, 5));
    // What a progress bar wrote over is not missing.
    let line = render(&format!("{}\rdone\u{1b}[K", "x".repeat(MAX_CHARS * 2)), &mut Style::default());
    assert_eq!((line.text().as_str(), line.cut), ("done", 0));
}

#[test]
fn a_line_of_many_colours_is_bounded_and_whole() {
    let line: String = ["\u{1b}[31mx", "\u{1b}[32mx"].repeat(2_000).concat();
    let rendered = render(&line, &mut Style::default());
    assert_eq!(rendered.spans.len(), MAX_SPANS);
    assert_eq!(rendered.text(), "x".repeat(4_000));
}

/// Xorshift: every byte soup is the same on every machine.
fn soup(mut seed: u64, length: usize) -> String {
    const PIECES: &[&str] = &[
        "\u{1b}[", "\u{1b}]", "\u{1b}P", "\u{1b}", "\r", "\u{8}", "K", "2K", "m", ";", ":", "38", "5", "2", "48", "G",
        "999999", "a", "é", "🚀", "\t", "\u{7}", "\u{1b}\\", "\u{9c}", "\u{7f}", "\0", "1", "?", "<", "&",
    ];
    let mut text = String::new();
    while text.len() < length {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        text.push_str(PIECES[usize::try_from(seed % PIECES.len() as u64).unwrap()]);
    }
    text
}

#[test]
fn whatever_comes_the_output_is_clean_and_bounded() {
    for seed in 1..500 {
        let mut style = Style::default();
        let line = render(&soup(seed * 7_919, 400), &mut style);
        let again = render(&soup(seed * 7_919, 400), &mut Style::default());
        assert_eq!(line, again);
        assert!(line.spans.len() <= MAX_SPANS && line.spans.iter().all(|span| !span.text.is_empty()));
        assert!(!line.text().chars().any(|char| char.is_control() && char != '\t'), "seed {seed}");
    }
}

#[test]
fn hostile_lines_take_linear_time() {
    let fill = "x".repeat(100_000);
    for attack in
        ["\u{1b}[2Kx", "\u{1b}[99999GX", "\r\u{1b}[K", "\u{8}", "\u{1b}[1;2;3;4;5;6;7m", "\u{1b}]8;;;;;;;;;", "\u{1b}[1K"]
    {
        let started = Instant::now();
        render(&format!("{fill}{}", attack.repeat(100_000)), &mut Style::default());
        assert!(started.elapsed().as_secs() < 5, "{attack:?} took {:?}", started.elapsed());
    }
}
