//! What every page knows without asking: who looks at it, what time it is, and which form just failed.
//!
//! The server says it once, with the page; the browser reads the same, so that both render the same.

#[cfg(feature = "ssr")]
mod request;

use std::collections::BTreeMap;

use domain::{ApiError, Timestamp, users::Viewer};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
pub use request::{RequestContext, actor, platform, provide, request_id, session_cookie_name, set_status};

/// A form that was posted without wasm and is shown again: what was typed and what was wrong with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FormState {
    /// What was typed, by field; never a password.
    pub fields: BTreeMap<String, String>,
    /// What was wrong; `None` when it was only tried out.
    pub error: Option<ApiError>,
    /// The path the form was posted to.
    pub action: String,
    /// The path and query of the page it is on: the answer is at another address.
    pub page: String,
}

/// The field of a form on such a page that says which one it is.
pub const PAGE: &str = "__page";

/// What the server sends along with a page.
#[derive(Clone, Serialize, Deserialize)]
struct Visit {
    viewer: Option<Viewer>,
    form: Option<FormState>,
    now: Timestamp,
}

#[derive(Clone, Copy)]
struct Page {
    viewer: StoredValue<Option<Viewer>>,
    form: StoredValue<Option<FormState>>,
    second: RwSignal<Timestamp>,
    moment: RwSignal<Timestamp>,
}

/// Provides everything below. Called once, by the root.
pub(crate) fn provide_page() {
    let visit = SharedValue::new(visit).into_inner();
    let page = Page {
        viewer: StoredValue::new(visit.viewer),
        form: StoredValue::new(visit.form),
        second: RwSignal::new(visit.now),
        moment: RwSignal::new(visit.now),
    };
    provide_context(page);
    #[cfg(feature = "hydrate")]
    tick(page, visit.now);
}

#[cfg(feature = "ssr")]
fn visit() -> Visit {
    let request = use_context::<RequestContext>();
    Visit {
        viewer: request.as_ref().and_then(|request| request.actor.as_ref()).map(platform::users::viewer),
        form: request.and_then(|request| request.form),
        now: platform().map_or(Timestamp::from_micros(0), |platform| platform.now()),
    }
}

#[cfg(not(feature = "ssr"))]
fn visit() -> Visit {
    Visit { viewer: None, form: None, now: Timestamp::from_micros(0) }
}

/// Keeps the clocks going. The browser's own clock may be wrong by hours, so only its differences count.
#[cfg(feature = "hydrate")]
#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit")]
fn tick(page: Page, sent_at: Timestamp) {
    use std::time::Duration;

    let since_request = window().performance().map_or(0.0, |performance| performance.now());
    let offset = sent_at.as_micros() + (since_request * 1e3) as i64 - (js_sys::Date::now() * 1e3) as i64;
    let now = move || Timestamp::from_micros((js_sys::Date::now() * 1e3) as i64 + offset);
    Effect::new(move |_| {
        // The signals live as long as the page: the intervals need no end.
        let _ = set_interval_with_handle(move || page.second.set(now()), Duration::from_secs(1));
        let _ = set_interval_with_handle(move || page.moment.set(now()), Duration::from_secs(10));
    });
}

fn page() -> Option<Page> {
    use_context::<Page>()
}

/// Who looks at the page; `None` when nobody is signed in.
pub fn viewer() -> Option<Viewer> {
    page().and_then(|page| page.viewer.get_value())
}

/// The name of the organization the page is about, as far as there is only one: the viewer's first.
pub fn organization() -> Option<String> {
    viewer().and_then(|viewer| viewer.memberships.into_iter().next()).map(|membership| membership.organization)
}

/// The present, to the second: for what runs. On the server, the moment of the request.
pub fn now() -> Signal<Timestamp> {
    page().map_or_else(|| Timestamp::from_micros(0).into(), |page| page.second.into())
}

/// The present, within ten seconds: for how long ago something was.
pub fn moment() -> Signal<Timestamp> {
    page().map_or_else(|| Timestamp::from_micros(0).into(), |page| page.moment.into())
}

/// How the form posted to `action` failed without wasm, if this page is the answer to that.
pub fn failed_form(action: &str) -> Option<FormState> {
    answered_form(action).filter(|form| form.error.is_some())
}

/// The form posted to `action` without wasm, if this page is the answer to that.
pub fn answered_form(action: &str) -> Option<FormState> {
    page()?.form.get_value().filter(|form| form.action == action)
}

/// The path and query of the page, when it answers a form that was posted without wasm.
pub(crate) fn answering_page() -> Option<String> {
    Some(page()?.form.get_value()?.page)
}

/// The path and query of the page, when it is answered at another address: a server function's, to a form posted without wasm.
#[cfg(feature = "ssr")]
pub(crate) fn own_address() -> Option<String> {
    use_context::<RequestContext>()?.page
}

/// Forgets the failed form once another page is gone to. Called inside the router.
pub(crate) fn forget_failed_form_on_leaving() {
    let Some(page) = page() else { return };
    let path = use_location().pathname;
    Effect::new(move |first: Option<()>| {
        path.track();
        if first.is_some() {
            page.form.set_value(None);
        }
    });
}
