//! Programs besides our own wasm, fetched by the page that needs them.

use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, closure::Closure};

/// On a script that has run.
const RAN: &str = "data-ran";

/// Fetches and runs the script at this address, unless the page has it, and then goes on.
pub(crate) fn load(address: &str, then: impl FnOnce() + 'static) {
    let present = document().query_selector(&format!("script[src='{address}']")).ok().flatten();
    if present.as_ref().is_some_and(|script| script.has_attribute(RAN)) {
        then();
        return;
    }
    let script = present.or_else(|| {
        let script = document().create_element("script").ok()?;
        script.set_attribute("src", address).ok()?;
        document().query_selector("head").ok()??.append_child(&script).ok()?;
        Some(script)
    });
    if let Some(script) = script {
        let ran = script.clone();
        let loaded = Closure::once_into_js(move || {
            let _ = ran.set_attribute(RAN, "");
            then();
        });
        let _ = script.add_event_listener_with_callback("load", loaded.unchecked_ref());
    }
}
