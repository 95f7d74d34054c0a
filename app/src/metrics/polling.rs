//! Data that is read again while its run goes on.

use std::future::Future;

use leptos::{prelude::*, task::spawn_local};

use crate::{context, functions::FnError};

/// How often, in microseconds.
const EVERY: i64 = 5_000_000;

/// Reads it every few seconds while there may be more of it and somebody looks, and once more after that; at once too if `at_first`.
pub(super) fn read_again<T, F>(data: RwSignal<T>, live: Signal<bool>, at_first: bool, read: impl Fn() -> F + 'static)
where
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, FnError>> + 'static,
{
    let now = context::now();
    let begun = now.get_untracked();
    let turn = Memo::new(move |_| (now.get().as_micros() - begun.as_micros()) / EVERY);
    Effect::new(move |before: Option<bool>| {
        turn.track();
        let live = live.get();
        if before.map_or(at_first, |was_live| was_live || live) && !document().hidden() {
            let newer = read();
            spawn_local(async move {
                if let Ok(newer) = newer.await {
                    data.try_set(newer);
                }
            });
        }
        live
    });
}
