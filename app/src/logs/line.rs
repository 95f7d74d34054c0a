//! One line of a log, as HTML. Nothing of it changes once it is made.

use std::fmt::Write as _;

use domain::logs::{LogQuery, OpenLine, Stream};
use leptos::prelude::*;

use super::{
    ansi::{Color, Rendered, Span, Style, render},
    place::address,
    window::Row,
};

/// A numbered line. People count from 1; `L1` is the first line's id. `target` is the marked line, from 0; `query` is what the address
/// keeps.
pub(super) fn log_line(row: &Row, target: Option<u64>, marks: &[(u32, u32)], query: &LogQuery) -> impl IntoView + use<> {
    let number = row.number + 1;
    let class = if target == Some(row.number) { "log-line is-target" } else { "log-line" };
    let address = address(query, &[("line", number)]);
    view! {
        <div id=format!("L{number}") class=class data-stream=stderr(row.stream)>
            // The log is one stop for the keyboard, not one per line.
            <a class="log-number" href=format!("{address}#L{number}") tabindex="-1">{number}</a>
            <time class="log-time">{row.at.to_clock_text()}</time>
            <span class="log-source">{row.container.clone()}</span>
            {marked_text(&row.line, marks)}
        </div>
    }
}

/// A line that is still being written.
pub(super) fn open_line(line: &OpenLine) -> impl IntoView + use<> {
    view! {
        <div class="log-open" data-stream=stderr(line.stream)>
            <span class="log-number" aria-hidden="true">"·"</span>
            <span class="log-source">{line.container.clone()}</span>
            {log_text(&render(&line.text, &mut Style::default()))}
        </div>
    }
}

fn stderr(stream: Stream) -> Option<&'static str> {
    (stream == Stream::Stderr).then_some("stderr")
}

/// A line's text, in its colours.
pub fn log_text(line: &Rendered) -> impl IntoView + use<> {
    marked_text(line, &[])
}

/// A line's text, in its colours, with hits marked: from a character to before another, in order.
pub(super) fn marked_text(line: &Rendered, marks: &[(u32, u32)]) -> impl IntoView + use<> {
    let cut = (line.cut > 0).then(|| {
        view! { <span class="log-cut">{format!(" … {} more characters in the download", line.cut)}</span> }
    });
    view! {
        <span class="log-text">
            {pieces(&line.spans, marks).iter().map(piece).collect::<Vec<_>>()}
            {cut}
        </span>
    }
}

/// A stretch of one style, a hit or not.
#[derive(Debug, PartialEq, Eq)]
struct Piece {
    span: Span,
    hit: bool,
}

fn piece(piece: &Piece) -> AnyView {
    let text = span(&piece.span);
    if piece.hit { view! { <mark class="log-hit">{text}</mark> }.into_any() } else { text }
}

/// Cuts the spans where hits begin and end.
fn pieces(spans: &[Span], marks: &[(u32, u32)]) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(spans.len() + 2 * marks.len());
    let mut marks = marks.iter().map(|(start, end)| (*start as usize, *end as usize)).peekable();
    let mut at = 0;
    for span in spans {
        let mut rest = span.text.as_str();
        while !rest.is_empty() {
            while marks.next_if(|(_, end)| *end <= at).is_some() {}
            let (hit, length) = match marks.peek() {
                Some((start, end)) if *start <= at => (true, end - at),
                Some((start, _)) => (false, start - at),
                None => (false, usize::MAX),
            };
            let cut = rest.char_indices().nth(length).map_or(rest.len(), |(byte, _)| byte);
            let (text, after) = rest.split_at(cut);
            pieces.push(Piece { span: Span { text: text.to_owned(), style: span.style }, hit });
            at += text.chars().count();
            rest = after;
        }
    }
    pieces
}

fn span(span: &Span) -> AnyView {
    let text = span.text.clone();
    if span.style == Style::default() {
        return text.into_any();
    }
    view! { <span class=classes(&span.style) style=exact_colors(&span.style)>{text}</span> }.into_any()
}

/// The two colours as they end up, text first. Plain ones have names only where they have changed places.
fn colors(style: &Style) -> [(&'static str, Option<Color>); 2] {
    if style.inverse { [("bg", style.fg), ("fg", style.bg)] } else { [("fg", style.fg), ("bg", style.bg)] }
}

/// `log-fg-1`, `log-bg-x` (exactly the colour in the style attribute), `log-bg-plain` (the text's own, when inverted), `log-bold` …
fn classes(style: &Style) -> String {
    let mut classes = String::new();
    for (ground, color) in colors(style) {
        match color {
            Some(Color::Named(index)) => _ = write!(classes, "log-{ground}-{index} "),
            Some(Color::Rgb(..)) => _ = write!(classes, "log-{ground}-x "),
            None if style.inverse => _ = write!(classes, "log-{ground}-plain "),
            None => {}
        }
    }
    for (on, name) in
        [(style.bold, "log-bold "), (style.dim, "log-dim "), (style.italic, "log-italic "), (style.underline, "log-underline ")]
    {
        if on {
            classes.push_str(name);
        }
    }
    classes.truncate(classes.trim_end().len());
    classes
}

/// Colours outside the theme's sixteen, as custom properties: the style sheet keeps them readable in both themes.
fn exact_colors(style: &Style) -> Option<String> {
    let mut css = String::new();
    for (ground, color) in colors(style) {
        if let Some(Color::Rgb(red, green, blue)) = color {
            _ = write!(css, "--log-{ground}:#{red:02x}{green:02x}{blue:02x};");
        }
    }
    (!css.is_empty()).then_some(css)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_is_classes_and_custom_properties_only() {
        let red = Style { fg: Some(Color::Named(1)), ..Style::default() };
        let pink = Style { fg: Some(Color::Rgb(255, 0, 128)), bold: true, ..Style::default() };
        for (style, class, css) in [
            (Style::default(), "", None),
            (red, "log-fg-1", None),
            (Style { inverse: true, ..Style::default() }, "log-bg-plain log-fg-plain", None),
            (Style { inverse: true, ..red }, "log-bg-1 log-fg-plain", None),
            (pink, "log-fg-x log-bold", Some("--log-fg:#ff0080;")),
            (Style { inverse: true, ..pink }, "log-bg-x log-fg-plain log-bold", Some("--log-bg:#ff0080;")),
        ] {
            assert_eq!((classes(&style).as_str(), exact_colors(&style).as_deref()), (class, css));
        }
    }

    #[test]
    fn hits_are_cut_out_of_their_spans() {
        let red = Style { fg: Some(Color::Named(1)), ..Style::default() };
        let span = |text: &str, style| Span { text: text.into(), style };
        let spans = [span("ün err", Style::default()), span("or", red), span(" err", Style::default())];
        let cut: Vec<_> = pieces(&spans, &[(3, 8), (9, 12)]).into_iter().map(|piece| (piece.span.text, piece.hit)).collect();
        let expected = [("ün ", false), ("err", true), ("or", true), (" ", false), ("err", true)];
        assert_eq!(cut, expected.map(|(text, hit)| (text.to_owned(), hit)));
        assert_eq!(pieces(&spans, &[]).len(), 3);
        // What is beyond what is shown, or damaged.
        assert_eq!(pieces(&spans, &[(90, 95)]).len(), 3);
        assert_eq!(pieces(&spans, &[(2, 2), (1, 1)]).len(), 4);
    }
}
