//! Looking for text in a log: the server looks, a stretch at a time; the page counts, marks and goes from hit to hit.

use std::{collections::HashMap, ops::Range, sync::Arc, time::Duration};

use domain::logs::{LogQuery, Look};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};

use super::{
    reader::Reader,
    scroll,
    tally::{Neighbour, Tally},
    window::Window,
};
use crate::functions::{FnError, logs::log_hits};

/// How many hits one answer counts.
const COUNTED: u32 = 2_000;
/// How many lines of the window are marked by one answer.
const MARKED: u32 = 5_000;
/// How long a pause in typing, or in a log's growing, is waited for.
const PAUSE: Duration = Duration::from_millis(250);
/// How often the lines that a log has got since are counted.
const RECOUNT: Duration = Duration::from_secs(1);

/// Where in a line's shown text hits are, in characters.
pub(super) type Marks = Arc<[(u32, u32)]>;

/// Answers to what was asked in an earlier round are late.
#[derive(Debug, Clone, Copy, Default)]
struct Round {
    number: u64,
    /// Hits are being counted.
    counting: bool,
}

/// Somebody looking for text. Copies share everything.
#[derive(Clone, Copy)]
pub(super) struct Search {
    reader: Reader,
    /// What is looked for; its container is the reader's.
    pub(super) query: RwSignal<LogQuery>,
    pub(super) tally: RwSignal<Tally>,
    /// Of the lines in the window.
    pub(super) marks: RwSignal<HashMap<u64, Marks>>,
    /// What was typed and ticked; looked for after a pause.
    draft: StoredValue<LogQuery>,
    /// Why the text can't be looked for.
    pub(super) refusal: RwSignal<Option<String>>,
    round: StoredValue<Round>,
    marked: StoredValue<Range<u64>>,
    typing: StoredValue<Option<TimeoutHandle>>,
}

impl Search {
    pub(super) fn new(reader: Reader, query: LogQuery, refusal: Option<String>) -> Self {
        Self {
            reader,
            draft: StoredValue::new(query.clone()),
            query: RwSignal::new(query),
            tally: RwSignal::default(),
            marks: RwSignal::default(),
            refusal: RwSignal::new(refusal),
            round: StoredValue::new(Round::default()),
            marked: StoredValue::new(0..0),
            typing: StoredValue::new(None),
        }
    }

    /// Something is looked for.
    pub(super) fn is_on(self) -> bool {
        self.query.with(|query| !query.text.is_empty())
    }

    fn is_on_untracked(self) -> bool {
        self.query.with_untracked(|query| !query.text.is_empty())
    }

    /// Looks for what the address asked for, and for what a log that grows gets. Called in an effect.
    pub(super) fn begin(self) {
        self.count();
        let window = self.reader.window;
        Effect::new(move |_| {
            window.track();
            self.mark_soon();
        });
        let total = Memo::new(move |_| window.with(Window::total));
        Effect::new(move |before: Option<u64>| {
            let total = total.get();
            if before.is_some_and(|before| before < total) && self.is_on_untracked() {
                set_timeout(move || self.count(), RECOUNT);
            }
            total
        });
    }

    /// Looks for what is typed and ticked, with this change, from now on; goes to the first hit from the top of what is seen. Says whether
    /// that is something else than before.
    pub(super) fn set(self, change: impl FnOnce(&mut LogQuery)) -> bool {
        self.draft.update_value(change);
        if let Some(waiting) = self.typing.try_update_value(Option::take).flatten() {
            waiting.clear();
        }
        let query = self.draft.get_value();
        if self.query.with_untracked(|now| *now == query) {
            return false;
        }
        self.query.set(query);
        self.reset();
        if self.is_on_untracked() {
            let top = self.reader.region.get_untracked().as_ref().and_then(scroll::top_line).unwrap_or(0);
            self.go(Neighbour::Unknown(top), true, true);
        }
        true
    }

    /// The same a moment after the last call: while somebody types.
    pub(super) fn set_soon(self, change: impl FnOnce(&mut LogQuery)) {
        self.draft.update_value(change);
        let handle = set_timeout_with_handle(move || _ = self.set(|_| {}), PAUSE).ok();
        if let Some(earlier) = self.typing.try_update_value(|typing| std::mem::replace(typing, handle)).flatten() {
            earlier.clear();
        }
    }

    /// Forgets what was found: something else is looked for.
    pub(super) fn reset(self) {
        self.round.update_value(|round| *round = Round { number: round.number + 1, counting: false });
        self.refusal.set(None);
        self.tally.set(Tally::default());
        self.marks.set(HashMap::new());
        self.marked.set_value(0..0);
        self.count();
        self.mark_soon();
    }

    fn asked(self) -> LogQuery {
        LogQuery { container: self.reader.only.get_untracked(), ..self.query.get_untracked() }
    }

    fn is_late(self, round: u64) -> bool {
        self.round.try_get_value().is_none_or(|now| now.number != round)
    }

    fn refuse(self, FnError(error): FnError) {
        match error.field_message("q") {
            Some(message) => self.refusal.set(Some(message.to_owned())),
            None => self.reader.trouble.set(Some(error)),
        }
    }

    /// Counts the hits, as far as that is not done.
    fn count(self) {
        // The page may be left by now.
        let Some(Round { number: round, counting: false }) = self.round.try_get_value() else { return };
        if !self.is_on_untracked() || self.refusal.with_untracked(Option::is_some) {
            return;
        }
        self.round.update_value(|round| round.counting = true);
        self.tally.update(|tally| tally.grow(self.reader.window.with_untracked(Window::total)));
        spawn_local(async move {
            while let Some(from) = self.tally.try_with_untracked(Tally::goes_on).flatten() {
                let look = Look { from, until: None, backwards: false, limit: COUNTED };
                let found = log_hits(self.reader.run, self.asked(), look).await;
                if self.is_late(round) {
                    return;
                }
                match found {
                    // Lines that can't be read just now: asked again when there are more.
                    Ok(found) if found.until <= from => {
                        self.tally.update(|tally| tally.take(&found));
                        break;
                    }
                    Ok(found) => self.tally.update(|tally| tally.take(&found)),
                    Err(error) => {
                        self.refuse(error);
                        break;
                    }
                }
            }
            self.round.try_update_value(|now| now.counting &= now.number != round);
        });
    }

    /// Marks the hits in the window once it stands still.
    fn mark_soon(self) {
        if !self.is_on_untracked() {
            return;
        }
        let round = self.round.get_value().number;
        let (start, end) = self.reader.window.with_untracked(|window| (window.start(), window.end()));
        set_timeout(
            move || {
                let now = self.reader.window.try_with_untracked(|window| (window.start(), window.end()));
                if !self.is_late(round) && now == Some((start, end)) {
                    self.mark(round, start..end);
                }
            },
            PAUSE,
        );
    }

    fn mark(self, round: u64, span: Range<u64>) {
        let known = self.marked.get_value();
        // What goes on after, or comes before, what is marked.
        let missing = if (known.start..=known.end).contains(&span.start) {
            known.end.max(span.start)..span.end
        } else if (known.start..=known.end).contains(&span.end) {
            span.start..known.start
        } else {
            span.clone()
        };
        if missing.is_empty() {
            return;
        }
        spawn_local(async move {
            let mut from = missing.start;
            while from < missing.end {
                let look = Look { from, until: Some(missing.end), backwards: false, limit: MARKED };
                let Ok(found) = log_hits(self.reader.run, self.asked(), look).await else { return };
                if self.is_late(round) {
                    return;
                }
                let come = found.until > from;
                from = found.until;
                if !found.hits.is_empty() {
                    self.marks.update(|marks| {
                        marks.retain(|number, _| span.contains(number));
                        marks.extend(found.hits.into_iter().map(|hit| (hit.number, hit.marks.into())));
                    });
                }
                if !come {
                    break;
                }
            }
            self.marked.set_value(span.start..from.max(span.end.min(known.end)));
        });
    }

    /// Goes to the hit after the marked line, or before it; beyond the last one to the first, and the other way round.
    pub(super) fn step(self, backwards: bool) {
        if !self.is_on_untracked() {
            return;
        }
        let top = || self.reader.region.get_untracked().as_ref().and_then(scroll::top_line);
        let here = self.reader.target.get_untracked().or_else(top).unwrap_or(0);
        let neighbour = self.tally.with_untracked(|tally| if backwards { tally.before(here) } else { tally.after(here) });
        self.go(neighbour, !backwards, true);
    }

    /// Goes to a hit; looks for it first where it is not known, and once round the end when `around`.
    fn go(self, neighbour: Neighbour, forwards: bool, around: bool) {
        let (from, until) = match (neighbour, forwards) {
            (Neighbour::Hit(number), _) => return self.show(number),
            (Neighbour::Unknown(number), true) => (number, None),
            (Neighbour::Unknown(number), false) => (0, Some(number)),
            (Neighbour::None, _) if !around => return,
            (Neighbour::None, true) => match self.tally.with_untracked(Tally::first) {
                Some(first) => return self.show(first),
                None => return,
            },
            (Neighbour::None, false) => (0, None),
        };
        let round = self.round.get_value().number;
        spawn_local(async move {
            let mut look = Look { from, until, backwards: !forwards, limit: 1 };
            loop {
                let found = log_hits(self.reader.run, self.asked(), look).await;
                if self.is_late(round) {
                    return;
                }
                let found = match found {
                    Ok(found) => found,
                    Err(error) => return self.refuse(error),
                };
                if let Some(hit) = found.hits.first() {
                    return self.show(hit.number);
                }
                let over = if forwards { found.until >= found.total } else { found.from == 0 };
                if over || found.from == found.until {
                    break;
                }
                if forwards {
                    look.from = found.until;
                } else {
                    look.until = Some(found.from);
                }
            }
            // Nothing from there to the end: what is left is what lies on the other side.
            if around && (!forwards || from > 0) {
                let other = Neighbour::Unknown(if forwards { 0 } else { u64::MAX });
                self.go(other, forwards, false);
            }
        });
    }

    fn show(self, number: u64) {
        self.reader.go_to(number);
    }

    /// How many hits there are, in words.
    pub(super) fn count_text(self) -> String {
        if let Some(refusal) = self.refusal.get() {
            return refusal;
        }
        let target = self.reader.target.get();
        self.tally.with(|tally| tally.text(target))
    }
}
