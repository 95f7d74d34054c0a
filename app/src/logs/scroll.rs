//! Keeps the line being read where it is while lines come and go around it, and says what of the log is in sight.
//!
//! The region lies bottom up (`flex-direction: column-reverse`), so that a browser without JavaScript opens it at its end. There
//! `scrollTop` is 0 at the end and negative above. Above and below the rows are spaces for the lines that are not here, so that the
//! scrollbar stands for the whole log.

use leptos::prelude::document;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlDivElement};

/// So close to an edge counts as being there, in pixels.
const NEAR: i32 = 24;
/// So close to the first or last row, more lines are fetched.
const AHEAD: f64 = 1_200.0;
/// How many lines high the spaces are together at most: browsers draw no element of more than some ten million pixels.
const HIGHEST: u64 = 400_000;

/// How many lines high the space for `lines` of a log's `total` is.
pub(super) fn space(lines: u64, total: u64) -> u64 {
    if total <= HIGHEST {
        return lines;
    }
    let scaled = u128::from(lines) * u128::from(HIGHEST) / u128::from(total);
    // Where lines are missing there is always something to scroll to.
    u64::try_from(scaled).unwrap_or(HIGHEST).max(lines.min(1))
}

/// Whether the region shows its end.
pub(super) fn is_at_end(region: &HtmlDivElement) -> bool {
    region.scroll_top() > -NEAR
}

/// Shows the region's end.
pub(super) fn to_end(region: &HtmlDivElement) {
    region.set_scroll_top(0);
}

/// What is in sight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Sight {
    /// Only the space above the rows, so far down in it: 0 is its top, 1 its end.
    Above(f64),
    /// Only the space below the rows.
    Below(f64),
    /// Rows; and whether the first or the last one is near.
    Rows { first: bool, last: bool },
}

/// Where the region's edges are, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Layout {
    /// The heights of the spaces and of the rows between them.
    above: f64,
    rows: f64,
    below: f64,
    /// How far below the first row's top the region's top is.
    top: f64,
    /// How high the region is.
    height: f64,
}

impl Layout {
    fn sight(self) -> Sight {
        let bottom = self.top + self.height;
        if bottom <= 0.0 && self.above > 0.0 {
            Sight::Above(((self.above + self.top) / self.above).clamp(0.0, 1.0))
        } else if self.top >= self.rows && self.below > 0.0 {
            Sight::Below(((self.top - self.rows) / (self.below - self.height).max(1.0)).clamp(0.0, 1.0))
        } else {
            Sight::Rows { first: self.top < AHEAD, last: self.rows - bottom < AHEAD }
        }
    }
}

/// Looks at what the region shows.
pub(super) fn sight(region: &HtmlDivElement) -> Option<Sight> {
    let find = |class: &str| region.query_selector(class).ok().flatten().map(|element| element.get_bounding_client_rect());
    let rows = find(".log-rows")?;
    let height = |class: &str| find(class).map_or(0.0, |rect| rect.height());
    let (above, below) = (height(".log-space-above"), height(".log-space-below"));
    let bounds = region.get_bounding_client_rect();
    let top = bounds.top() - rows.top();
    Some(Layout { above, rows: rows.height(), below, top, height: bounds.height() }.sight())
}

/// Shows a line, with some lines above it.
pub(super) fn show(region: &HtmlDivElement, line: &Element) {
    place(region, line, f64::from(region.client_height()) / 4.0);
}

/// Scrolls so that a line is so far below the region's top.
pub(super) fn place(region: &HtmlDivElement, line: &Element, top: f64) {
    let now = line.get_bounding_client_rect().top() - region.get_bounding_client_rect().top();
    move_down(region, now - top);
}

fn move_down(region: &HtmlDivElement, pixels: f64) {
    #[expect(clippy::cast_possible_truncation, reason = "pixels")]
    let pixels = pixels.round() as i32;
    if pixels != 0 {
        region.set_scroll_top(region.scroll_top() + pixels);
    }
}

/// The first line that begins below `top`: where that place itself is out of sight, or something lies over it.
fn first_below(region: &HtmlDivElement, top: f64) -> Option<Element> {
    let lines = region.query_selector_all(".log-line").ok()?;
    (0..lines.length())
        .filter_map(|index| lines.item(index)?.dyn_into::<Element>().ok())
        .find(|line| line.get_bounding_client_rect().top() >= top)
}

/// The topmost line that is seen.
fn topmost(region: &HtmlDivElement) -> Option<Element> {
    let bounds = region.get_bounding_client_rect();
    #[expect(clippy::cast_possible_truncation, reason = "the API takes single precision")]
    let (x, y) = ((bounds.left() + 16.0) as f32, (bounds.top() + 4.0) as f32);
    let there = document().element_from_point(x, y).and_then(|element| element.closest(".log-line, .log-open").ok()?);
    there.filter(|line| region.contains(Some(line))).or_else(|| first_below(region, bounds.top()))
}

/// The number, from 0, of the topmost line that is seen.
pub(super) fn top_line(region: &HtmlDivElement) -> Option<u64> {
    topmost(region)?.id().strip_prefix('L')?.parse::<u64>().ok()?.checked_sub(1)
}

/// A line, and how far below the region's top it was.
pub(super) struct Hold {
    line: Element,
    top: f64,
}

impl Hold {
    /// Takes hold of the topmost line that is seen.
    pub(super) fn take(region: &HtmlDivElement) -> Option<Self> {
        let line = topmost(region)?;
        let top = line.get_bounding_client_rect().top() - region.get_bounding_client_rect().top();
        Some(Self { line, top })
    }

    /// Scrolls so that the line is where it was; if it is gone, nothing moves.
    pub(super) fn restore(self, region: &HtmlDivElement) {
        if region.contains(Some(&self.line)) {
            place(region, &self.line, self.top);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_stand_for_lines_and_stay_drawable() {
        assert_eq!((space(1_000, 5_000), space(0, 5_000_000)), (1_000, 0));
        assert_eq!((space(500_000, 1_000_000), space(1, 1_000_000_000)), (HIGHEST / 2, 1));
        assert!(space(u64::MAX, u64::MAX) <= HIGHEST);
    }

    #[test]
    fn what_is_in_sight() {
        let layout = |top| Layout { above: 10_000.0, rows: 4_000.0, below: 6_000.0, top, height: 500.0 };
        for (top, sight) in [
            (-10_000.0, Sight::Above(0.0)),
            (-5_000.0, Sight::Above(0.5)),
            (-500.0, Sight::Above(0.95)),
            (-400.0, Sight::Rows { first: true, last: false }),
            (1_500.0, Sight::Rows { first: false, last: false }),
            (3_000.0, Sight::Rows { first: false, last: true }),
            (4_000.0, Sight::Below(0.0)),
            (9_500.0, Sight::Below(1.0)),
        ] {
            assert_eq!(layout(top).sight(), sight, "{top}");
        }
        let short = Layout { above: 0.0, rows: 100.0, below: 0.0, top: 0.0, height: 500.0 };
        assert_eq!(short.sight(), Sight::Rows { first: true, last: true });
    }
}
