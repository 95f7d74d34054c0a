//! The editor that takes the text area's place: `app/editor`, which is made of `CodeMirror` and fetched where files are written.

use leptos::prelude::*;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::{HtmlElement, HtmlTextAreaElement};

use crate::scripts;

/// What `.ci/editor` builds.
const SCRIPT: &str = "/editor/editor.js";

#[wasm_bindgen]
extern "C" {
    /// `Editor` of `app/editor/src/editor.ts`.
    #[wasm_bindgen(js_namespace = polyaxonfileEditor, js_name = Editor)]
    pub(super) type CodeMirror;

    #[wasm_bindgen(constructor, js_namespace = polyaxonfileEditor, js_class = "Editor", catch)]
    pub(super) fn new(area: &HtmlTextAreaElement, place: &HtmlElement) -> Result<CodeMirror, JsValue>;

    #[wasm_bindgen(method, js_class = "Editor")]
    pub(super) fn tell(this: &CodeMirror, problems: &str, inputs: &str);

    #[wasm_bindgen(method, js_class = "Editor")]
    pub(super) fn write(this: &CodeMirror, text: &str);

    #[wasm_bindgen(method, js_class = "Editor")]
    pub(super) fn select(this: &CodeMirror, line: u32, column: u32, end_line: u32, end_column: u32);

    #[wasm_bindgen(method, js_class = "Editor")]
    pub(super) fn destroy(this: &CodeMirror);
}

/// Fetches the program if it is not there, and then says so. Without it the text area stays.
pub(super) fn load(ready: RwSignal<bool>) {
    scripts::load(SCRIPT, move || {
        ready.try_set(true);
    });
}
