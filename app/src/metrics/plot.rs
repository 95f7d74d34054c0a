//! uPlot, which draws charts in the browser. Its files are ours to serve, and fetched when the first chart is to be drawn.

use js_sys::{Array, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::{Element, HtmlElement};

use crate::scripts;

use super::{
    columns::Columns,
    number::number_text,
    view::{Axis, View},
};

/// Where its program is. `public/charts` has it with its licence.
const SCRIPT: &str = "/charts/uplot-1.6.32.js";
/// Where what it looks like is.
pub const STYLES: &str = "/charts/uplot-1.6.32.css";
/// How high a chart is, in pixels; the style sheet says the same.
const HEIGHT: f64 = 208.0;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = uPlot)]
    type UPlot;

    #[wasm_bindgen(constructor, js_class = "uPlot", catch)]
    fn new(options: &JsValue, data: &JsValue, target: &Element) -> Result<UPlot, JsValue>;

    #[wasm_bindgen(method, js_class = "uPlot", js_name = setData)]
    fn set_data(this: &UPlot, data: &JsValue, reset_scales: bool);

    #[wasm_bindgen(method, js_class = "uPlot")]
    fn redraw(this: &UPlot, rebuild_paths: bool, recalculate_axes: bool);

    #[wasm_bindgen(method, js_class = "uPlot", js_name = setSize)]
    fn set_size(this: &UPlot, size: &JsValue);

    #[wasm_bindgen(method, js_class = "uPlot")]
    fn destroy(this: &UPlot);
}

/// Fetches the program if it is not there, and then says so. Without it the still pictures stay.
pub(super) fn load(ready: RwSignal<bool>) {
    scripts::load(SCRIPT, move || {
        ready.try_set(true);
    });
}

/// What a chart's labels are made by, for as long as it is there.
type Formatter = Closure<dyn Fn(JsValue, JsValue) -> JsValue>;

/// A chart on the page; gone when dropped.
pub(super) struct Plot {
    inner: UPlot,
    target: HtmlElement,
    /// Its width, in pixels.
    width: i32,
    /// The first and the last place, as last drawn.
    span: (f64, f64),
    _formatters: Vec<Formatter>,
}

impl Plot {
    /// Draws a chart; `None` when the program refuses.
    pub(super) fn new(target: &HtmlElement, name: &str, columns: &Columns, view: View) -> Option<Self> {
        let width = target.client_width();
        let style = window().get_computed_style(target).ok().flatten()?;
        let colour = |token: &str| JsValue::from(style.get_property_value(token).unwrap_or_default().trim());
        let (ink, line, accent) = (colour("--ink-faint"), colour("--line"), colour("--accent-ink"));
        let place: Formatter = Closure::new(move |_, value: JsValue| place_text(view.axis, value.as_f64()).into());
        let places: Formatter = Closure::new(move |_, splits: JsValue| {
            let splits = splits.dyn_into::<Array>().unwrap_or_default();
            splits.iter().map(|value| JsValue::from(place_text(view.axis, value.as_f64()))).collect::<Array>().into()
        });
        let value: Formatter =
            Closure::new(|_, value: JsValue| JsValue::from(value.as_f64().map_or_else(|| "–".to_owned(), number_text)));
        let values: Formatter = Closure::new(|_, splits: JsValue| {
            let splits = splits.dyn_into::<Array>().unwrap_or_default();
            let text = |value: JsValue| value.as_f64().map_or(JsValue::NULL, |value| number_text(value).into());
            splits.iter().map(text).collect::<Array>().into()
        });

        let grid = object(&[("stroke", line), ("width", 1.into())]);
        let axis = |more: &[(&str, JsValue)]| {
            let common = [
                ("stroke", ink.clone()),
                ("grid", grid.clone()),
                ("ticks", grid.clone()),
                ("font", "11px Inter Variable, Inter, sans-serif".into()),
            ];
            object(&[&common[..], more].concat())
        };
        let mut x_axis = vec![("space", 72.into())];
        // Times of day are the program's own business: it knows the reader's zone.
        if view.axis != Axis::Wall {
            x_axis.push(("values", places.as_ref().clone()));
        }
        let y_axis = [("values", values.as_ref().clone()), ("size", 64.into())];
        let series = |label: String, faint: bool| {
            let width = if faint { 1.0 } else { 1.75 };
            let points = object(&[("show", (columns.xs.len() < 60 && !faint).into()), ("size", 4.into())]);
            let alpha = if faint { 0.3 } else { 1.0 };
            object(&[
                ("label", label.into()),
                ("stroke", accent.clone()),
                ("width", width.into()),
                ("alpha", alpha.into()),
                ("points", points),
                ("value", value.as_ref().clone()),
                ("spanGaps", false.into()),
            ])
        };
        let drawn = Array::of2(
            &object(&[("label", view.axis.label().into()), ("value", place.as_ref().clone())]),
            &series(name.to_owned(), columns.smooth.is_some()),
        );
        if columns.smooth.is_some() {
            drawn.push(&series("smoothed".to_owned(), false));
        }
        let y_scale = if view.log { object(&[("distr", 3.into())]) } else { Object::new().into() };
        let options = object(&[
            ("width", f64::from(width).into()),
            ("height", HEIGHT.into()),
            // All charts of the page show the same place, and zoom together.
            (
                "cursor",
                object(&[
                    ("sync", object(&[("key", "metrics".into())])),
                    ("drag", object(&[("x", true.into()), ("y", false.into())])),
                    ("focus", object(&[("prox", 24.into())])),
                ]),
            ),
            ("scales", object(&[("x", object(&[("time", (view.axis == Axis::Wall).into())])), ("y", y_scale)])),
            ("axes", Array::of2(&axis(&x_axis), &axis(&y_axis)).into()),
            ("series", drawn.into()),
        ]);
        let inner = UPlot::new(&options, &data(columns), target).ok()?;
        Some(Self {
            inner,
            target: target.clone(),
            width,
            span: span(columns),
            _formatters: vec![place, places, value, values],
        })
    }

    /// Draws newer data, as wide as its place now is. Where somebody has zoomed in, that stays.
    pub(super) fn show(&mut self, columns: &Columns) {
        let width = self.target.client_width();
        if width != self.width {
            self.width = width;
            self.inner.set_size(&object(&[("width", f64::from(width).into()), ("height", HEIGHT.into())]));
        }
        let whole = self.scale().is_none_or(|seen| seen == self.span);
        self.span = span(columns);
        self.inner.set_data(&data(columns), whole);
        if !whole {
            self.inner.redraw(true, false);
        }
    }

    /// The first and the last place that are seen.
    fn scale(&self) -> Option<(f64, f64)> {
        let scales = Reflect::get(&self.inner, &"scales".into()).ok()?;
        let x = Reflect::get(&scales, &"x".into()).ok()?;
        let number = |name: &str| Reflect::get(&x, &name.into()).ok()?.as_f64();
        Some((number("min")?, number("max")?))
    }
}

impl Drop for Plot {
    fn drop(&mut self) {
        self.inner.destroy();
    }
}

fn span(columns: &Columns) -> (f64, f64) {
    (columns.xs.first().copied().unwrap_or(0.0), columns.xs.last().copied().unwrap_or(0.0))
}

fn place_text(axis: Axis, place: Option<f64>) -> String {
    match (axis, place) {
        (_, None) => "–".to_owned(),
        (Axis::Step, Some(place)) => number_text_whole(place),
        (Axis::Relative, Some(place)) => domain::time::duration_text(place),
        #[expect(clippy::cast_possible_truncation, reason = "a time")]
        (Axis::Wall, Some(place)) => domain::Timestamp::from_micros((place * 1e6) as i64).to_utc_text(),
    }
}

/// A step: whole between whole ones.
fn number_text_whole(place: f64) -> String {
    if place.fract() == 0.0 && place.abs() < 1e15 { format!("{place:.0}") } else { number_text(place) }
}

fn data(columns: &Columns) -> JsValue {
    let list =
        |values: &[Option<f64>]| values.iter().map(|value| value.map_or(JsValue::NULL, JsValue::from)).collect::<Array>();
    let xs: Array = columns.xs.iter().copied().map(JsValue::from).collect();
    let all = Array::of2(&xs, &list(&columns.ys));
    if let Some(smooth) = &columns.smooth {
        all.push(&list(smooth));
    }
    all.into()
}

fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // A new object takes every field.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}
