//! The check of polyaxonfiles as a wasm of its own: whoever writes none does not download it.

use wasm_bindgen::prelude::wasm_bindgen;

/// What [`spec::check_run`] finds in this text, as JSON.
#[wasm_bindgen]
pub fn check(text: &str) -> String {
    serde_json::to_string(&spec::check_run(text)).unwrap_or_default()
}
