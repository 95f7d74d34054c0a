//! Keeps the line being read where it is while lines come and go around it.
//!
//! The region lies bottom up (`flex-direction: column-reverse`), so that a browser without JavaScript opens it at its end. There
//! `scrollTop` is 0 at the end and negative above.

use leptos::prelude::document;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlDivElement};

/// So close to an edge counts as being there, in pixels.
const NEAR: i32 = 24;
/// So close to the first line, older lines are fetched.
const AHEAD: i32 = 1_200;

/// Whether the region shows its end.
pub(super) fn is_at_end(region: &HtmlDivElement) -> bool {
    region.scroll_top() > -NEAR
}

/// Whether the region is close to its first line.
pub(super) fn is_near_start(region: &HtmlDivElement) -> bool {
    region.scroll_height() + region.scroll_top() - region.client_height() < AHEAD
}

/// Shows the region's end.
pub(super) fn to_end(region: &HtmlDivElement) {
    region.set_scroll_top(0);
}

/// Shows a line, with some lines above it.
pub(super) fn show(region: &HtmlDivElement, line: &Element) {
    let below_top = line.get_bounding_client_rect().top() - region.get_bounding_client_rect().top();
    move_down(region, below_top - f64::from(region.client_height()) / 4.0);
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

/// A line, and how far below the region's top it was.
pub(super) struct Hold {
    line: Element,
    top: f64,
}

impl Hold {
    /// Takes hold of the topmost line that is seen.
    pub(super) fn take(region: &HtmlDivElement) -> Option<Self> {
        let bounds = region.get_bounding_client_rect();
        #[expect(clippy::cast_possible_truncation, reason = "the API takes single precision")]
        let (x, y) = ((bounds.left() + 16.0) as f32, (bounds.top() + 4.0) as f32);
        let there = document().element_from_point(x, y).and_then(|element| element.closest(".log-line, .log-open").ok()?);
        let line = there.filter(|line| region.contains(Some(line))).or_else(|| first_below(region, bounds.top()))?;
        let top = line.get_bounding_client_rect().top() - bounds.top();
        Some(Self { line, top })
    }

    /// Scrolls so that the line is where it was; if it is gone, nothing moves.
    pub(super) fn restore(self, region: &HtmlDivElement) {
        if !region.contains(Some(&self.line)) {
            return;
        }
        let top = self.line.get_bounding_client_rect().top() - region.get_bounding_client_rect().top();
        move_down(region, top - self.top);
    }
}
