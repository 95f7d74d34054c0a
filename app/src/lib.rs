//! What people see. One library, compiled twice: to wasm, which hydrates, and into the server, which renders.
//!
//! Promises: every page is complete and every form works before wasm arrives; what somebody may do is asked of `platform` (through
//! `functions`), never decided here. Never: SQL, clusters, a clock of its own on the server.
//!
//! Read `routes` first: it is the product's table of contents. `ui` is the kit every page is built from, `frame` what surrounds a page.

pub mod app;
pub mod artifacts;
pub mod context;
#[cfg(feature = "ssr")]
mod document;
pub mod frame;
pub mod functions;
pub mod live;
pub mod logs;
pub mod metrics;
pub mod pages;
pub mod routes;
pub mod runs;
mod scripts;
pub mod ui;

pub use app::App;
#[cfg(feature = "ssr")]
pub use document::shell;

/// Called by the page's script once wasm is there: makes the server's HTML live, then says so by an event, `alive`.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    js_sys::futures::spawn_local(async {
        let Some(body) = leptos::prelude::document().body() else { return };
        leptos::mount::hydrate_from_async(body, App).await.forget();
        if let Ok(event) = web_sys::Event::new("alive") {
            let _ = leptos::prelude::document().dispatch_event(&event);
        }
    });
}
