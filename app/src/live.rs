//! The live connection: one `EventSource` per tab, shared by every page.
//!
//! Promises: whoever reads from a position misses nothing after it, or is told to load again ([`Change::Reset`]); the connection comes
//! back by itself. Never: a connection on the server, or for somebody who is not signed in.

#[cfg(feature = "hydrate")]
mod connection;

use std::collections::VecDeque;

use domain::events::Change;
use leptos::prelude::*;

/// How many changes are remembered for readers that come late.
#[cfg(any(feature = "hydrate", test))]
const REMEMBERED: usize = 256;

/// What arrived last, each change with its place in the order of arrival.
#[derive(Debug, Default)]
struct Arrivals {
    changes: VecDeque<Change>,
    /// How many changes were forgotten.
    forgotten: u64,
}

impl Arrivals {
    fn end(&self) -> u64 {
        self.forgotten + self.changes.len() as u64
    }

    #[cfg(any(feature = "hydrate", test))]
    fn push(&mut self, change: Change) {
        if self.changes.len() == REMEMBERED {
            self.changes.pop_front();
            self.forgotten += 1;
        }
        self.changes.push_back(change);
    }

    /// Everything from `position` on; only a reset when some of that is forgotten.
    fn since(&self, position: u64) -> Vec<Change> {
        match position.checked_sub(self.forgotten) {
            None => vec![Change::Reset],
            Some(skip) => self.changes.iter().skip(usize::try_from(skip).unwrap_or(usize::MAX)).cloned().collect(),
        }
    }
}

/// The tab's live connection.
#[derive(Clone, Copy)]
pub struct Live {
    arrivals: RwSignal<Arrivals>,
    away: RwSignal<bool>,
}

/// Opens the connection after hydration. Called once, by the root; without effect where nobody is signed in.
pub fn provide() {
    let live = Live { arrivals: RwSignal::new(Arrivals::default()), away: RwSignal::new(false) };
    provide_context(live);
    #[cfg(feature = "hydrate")]
    if crate::context::viewer().is_some() {
        Effect::new(move |_| connection::open(live));
    }
}

impl Live {
    /// The tab's connection.
    pub fn get() -> Self {
        use_context().unwrap_or_else(|| Self { arrivals: RwSignal::new(Arrivals::default()), away: RwSignal::new(false) })
    }

    /// Where the order of arrival has come to: take it before asking for data, to read on from there once the data is here.
    pub fn position(self) -> u64 {
        // A page comes alive once its wasm is fetched; it was written by the server before anything arrived.
        if Owner::current_shared_context().is_some_and(|context| context.during_hydration()) {
            return 0;
        }
        self.arrivals.with_untracked(Arrivals::end)
    }

    /// Whether the connection has been gone for so long that a person should know.
    pub fn is_away(self) -> Signal<bool> {
        self.away.into()
    }

    /// Calls `handle` for every change from `from` on, as they arrive, for as long as the calling component lives.
    pub fn follow(self, from: u64, handle: impl Fn(Change) + 'static) {
        let position = StoredValue::new(from);
        Effect::new(move |_| {
            let (changes, end) = self.arrivals.with(|arrivals| (arrivals.since(position.get_value()), arrivals.end()));
            position.set_value(end);
            untrack(|| changes.into_iter().for_each(&handle));
        });
    }
}

/// Says that the page is not up to date, while it is not.
#[component]
pub fn ConnectionState() -> impl IntoView {
    let away = Live::get().is_away();
    view! {
        <p class="connection" role="status" aria-live="polite">
            <Show when=move || away.get()>
                <span class="connection-away">"Reconnecting…"</span>
            </Show>
        </p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runs::fixtures::id;

    fn deleted(number: u32) -> Change {
        Change::RunDeleted { run: id(number), project: "0".repeat(32).parse().unwrap() }
    }

    #[test]
    fn a_reader_gets_what_came_after_its_position() {
        let mut arrivals = Arrivals::default();
        arrivals.push(deleted(1));
        let position = arrivals.end();
        arrivals.push(deleted(2));
        arrivals.push(deleted(3));
        assert_eq!(arrivals.since(position), [deleted(2), deleted(3)]);
        assert_eq!(arrivals.since(arrivals.end()), []);
    }

    #[test]
    fn a_reader_too_far_behind_loads_again() {
        let mut arrivals = Arrivals::default();
        for number in 0..300 {
            arrivals.push(deleted(number));
        }
        assert_eq!(arrivals.since(0), [Change::Reset]);
        assert_eq!(arrivals.since(299), [deleted(299)]);
        assert_eq!(arrivals.changes.len(), REMEMBERED);
    }
}
