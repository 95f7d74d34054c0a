//! The check of polyaxonfiles: on the server `spec` itself, in the browser a wasm of its own that is fetched where files are written.

use leptos::prelude::*;
use spec::Check;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

use crate::scripts;

/// What `.ci/checker` builds.
const SCRIPT: &str = "/spec/spec.js";

#[wasm_bindgen]
extern "C" {
    /// Fetches and starts the wasm beside the script.
    #[wasm_bindgen(js_name = polyaxonfile)]
    fn start() -> js_sys::Promise;

    #[wasm_bindgen(js_namespace = polyaxonfile, js_name = check)]
    fn check_json(text: &str) -> String;
}

/// What is known of the text that a page begins with: the server's answer, if the page comes from there and brings it along.
pub(super) fn first(text: &str) -> Option<Check> {
    #[cfg(feature = "ssr")]
    let known = || Some(spec::check_run(text));
    #[cfg(not(feature = "ssr"))]
    let known = || {
        let _ = text;
        None
    };
    SharedValue::new(known).into_inner()
}

/// Fetches what [`check`] needs, once, and then says so.
pub(super) fn load(ready: RwSignal<bool>) {
    if ready.get_untracked() {
        return;
    }
    scripts::load(SCRIPT, move || {
        leptos::task::spawn_local(async move {
            if JsFuture::from(start()).await.is_ok() {
                ready.try_set(true);
            }
        });
    });
}

/// What is wrong with this text, and what it is about. Only after [`load`].
pub(super) fn check(text: &str) -> Option<Check> {
    serde_json::from_str(&check_json(text)).ok()
}
