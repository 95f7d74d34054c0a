//! The `EventSource` itself: opened, watched, and opened again.

use std::time::Duration;

use domain::events::{Change, Event};
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::{EventSource, MessageEvent};

use super::Live;

const PATH: &str = "/streams/events";
/// Shorter gaps are nobody's concern: the server ends every stream now and then.
const PATIENCE: Duration = Duration::from_secs(2);
/// The first pause before a new connection; each failure doubles it.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// One connection and what is known of it. Lives as long as the tab.
#[derive(Clone, Copy)]
struct Connection {
    live: Live,
    source: StoredValue<Option<EventSource>, LocalStorage>,
    /// The next opening can't continue from an event of this source: changes may have been missed.
    gap: StoredValue<bool>,
    open: StoredValue<bool>,
    pause: StoredValue<Duration>,
    /// Which source is current; callbacks of an older one do nothing.
    generation: StoredValue<u32>,
}

/// Connects, and keeps connected until the page is left.
pub(super) fn open(live: Live) {
    let connection = Connection {
        live,
        source: StoredValue::new_local(None),
        gap: StoredValue::new(true),
        open: StoredValue::new(false),
        pause: StoredValue::new(FIRST_PAUSE),
        generation: StoredValue::new(0),
    };
    connection.connect();
    // A page in the back-forward cache holds no connection; one that comes back from there opens a new one.
    let _ = window_event_listener_untyped("pagehide", move |_| connection.close());
    let _ = window_event_listener_untyped("pageshow", move |_| {
        if connection.source.with_value(Option::is_none) {
            connection.connect();
        }
    });
}

impl Connection {
    fn close(self) {
        self.generation.update_value(|generation| *generation += 1);
        self.open.set_value(false);
        if let Some(source) = self.source.try_update_value(Option::take).flatten() {
            source.close();
        }
    }

    fn connect(self) {
        self.close();
        let Ok(source) = EventSource::new(PATH) else { return };
        let generation = self.generation.get_value();
        let current = move || self.generation.try_get_value() == Some(generation);
        self.gap.set_value(true);
        listen(&source, "open", move |_| {
            if current() {
                self.opened();
            }
        });
        listen(&source, "message", move |event| {
            if current() {
                self.arrived(&event);
            }
        });
        listen(&source, "error", move |_| {
            if current() {
                self.failed();
            }
        });
        self.source.set_value(Some(source));
    }

    fn opened(self) {
        self.open.set_value(true);
        self.pause.set_value(FIRST_PAUSE);
        self.live.away.set(false);
        if self.gap.get_value() {
            self.live.arrivals.update(|arrivals| arrivals.push(Change::Reset));
        }
    }

    fn arrived(self, event: &JsValue) {
        let Some(text) = event.dyn_ref::<MessageEvent>().and_then(|message| message.data().as_string()) else { return };
        // An event of a newer server may be unknown here; the page is then as good as before it.
        if let Ok(Event { change, .. }) = serde_json::from_str(&text) {
            // From here on the browser tells the server where to continue.
            self.gap.set_value(false);
            self.live.arrivals.update(|arrivals| arrivals.push(change));
        }
    }

    /// The browser tries again by itself after a broken connection, but not after a refusal.
    fn failed(self) {
        self.open.set_value(false);
        set_timeout(
            move || {
                if !self.open.get_value() {
                    self.live.away.set(true);
                }
            },
            PATIENCE,
        );
        let given_up =
            self.source.with_value(|source| source.as_ref().is_some_and(|source| source.ready_state() == EventSource::CLOSED));
        if given_up {
            let pause = self.pause.get_value();
            self.pause.set_value((pause * 2).min(LONGEST_PAUSE));
            let generation = self.generation.get_value();
            set_timeout(
                move || {
                    if self.generation.get_value() == generation {
                        self.connect();
                    }
                },
                pause,
            );
        }
    }
}

/// Listens for as long as the tab lives: a source is replaced only when it failed, so the closures stay few.
fn listen(source: &EventSource, name: &str, handle: impl FnMut(JsValue) + 'static) {
    let closure = Closure::<dyn FnMut(JsValue)>::new(handle);
    let _ = source.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    closure.forget();
}
