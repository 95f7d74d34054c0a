//! The live stream of a run's log, as the browser's `EventSource` gives it.

use domain::{
    ApiError, RunId,
    logs::{LogLine, OpenLine},
};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::{Event, EventSource, MessageEvent};

/// What a stream says.
#[derive(Debug)]
pub(super) enum Message {
    /// It is connected, for the first time or again.
    Connected,
    /// Lines, in order.
    Lines(Vec<LogLine>),
    /// All lines that are being written now.
    Open(Vec<OpenLine>),
    /// No line follows.
    Complete,
    /// The server can't read on just now.
    Trouble(ApiError),
    /// The connection broke; the browser is making it again, from the last line it saw.
    Broken,
    /// The server refused, and the browser won't try again by itself.
    Refused,
}

/// A connection; closed when dropped.
pub(super) struct Source {
    events: EventSource,
    _listener: Closure<dyn FnMut(Event)>,
}

impl Source {
    /// Listens to a run's log from line `from` on.
    pub(super) fn open(run: RunId, from: u64, mut hear: impl FnMut(Message) + 'static) -> Result<Self, JsValue> {
        let events = EventSource::new(&format!("/streams/runs/{run}/logs?from={from}"))?;
        let state = events.clone();
        let listener = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            if let Some(message) = read(&event, &state) {
                hear(message);
            }
        });
        for kind in ["open", "error", "lines", "complete", "trouble"] {
            events.add_event_listener_with_callback(kind, listener.as_ref().unchecked_ref())?;
        }
        Ok(Self { events, _listener: listener })
    }

    /// Ends the connection.
    pub(super) fn close(&self) {
        self.events.close();
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        self.close();
    }
}

fn read(event: &Event, source: &EventSource) -> Option<Message> {
    let data = event.dyn_ref::<MessageEvent>().and_then(|message| message.data().as_string());
    match (event.type_().as_str(), data) {
        ("lines", Some(data)) => serde_json::from_str(&data).ok().map(Message::Lines),
        // Two events have this name: ours with lines, and the browser's own without.
        ("open", Some(data)) => serde_json::from_str(&data).ok().map(Message::Open),
        ("open", None) => Some(Message::Connected),
        ("complete", _) => Some(Message::Complete),
        ("trouble", Some(data)) => serde_json::from_str(&data).ok().map(Message::Trouble),
        ("error", _) if source.ready_state() == EventSource::CLOSED => Some(Message::Refused),
        ("error", _) => Some(Message::Broken),
        _ => None,
    }
}
