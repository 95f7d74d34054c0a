//! The listening end of a log's stream.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use domain::logs::LogLine;
use leptos::prelude::*;

use super::{
    reader::{Reader, Standing},
    source::{Message, Source},
    window::{MAX_ROWS, Window},
};

/// So many lines don't wait for the next frame: a tab in the background has none.
const FLOOD: usize = MAX_ROWS;
/// The longest wait before a refused stream is tried again, in seconds.
const PATIENCE: u64 = 30;

/// Listens until the log is complete or the page is left, while somebody can see it: a browser has few connections for all of its tabs.
/// Called in an effect, whose end ends it.
pub(super) fn listen(reader: Reader) {
    let ear = Rc::new(Ear::new(reader));
    ear.connect();
    let seen = Rc::clone(&ear);
    let watch = window_event_listener_untyped("visibilitychange", move |_| seen.look());
    // Dropped with the effect it is made in.
    StoredValue::new_local(Hangup { ear, watch: Some(watch) });
}

struct Ear {
    reader: Reader,
    source: RefCell<Option<Source>>,
    /// Lines that wait for the next frame.
    waiting: RefCell<Vec<LogLine>>,
    refusals: Cell<u64>,
    ended: Cell<bool>,
}

impl Ear {
    const fn new(reader: Reader) -> Self {
        Self {
            reader,
            source: RefCell::new(None),
            waiting: RefCell::new(Vec::new()),
            refusals: Cell::new(0),
            ended: Cell::new(false),
        }
    }

    fn connect(self: &Rc<Self>) {
        let ear = Rc::clone(self);
        let from = self.reader.window.with_untracked(Window::total);
        let source = Source::open(self.reader.run, from, move |message| ear.hear(message));
        self.source.replace(source.ok());
    }

    /// Hangs up when nobody sees the page, and goes on at the next line when somebody does.
    fn look(self: &Rc<Self>) {
        if document().hidden() {
            self.deliver();
            self.source.take();
        } else if self.source.borrow().is_none() && !self.ended.get() {
            self.connect();
        }
    }

    fn hear(self: &Rc<Self>, message: Message) {
        if self.ended.get() {
            return;
        }
        let reader = self.reader;
        match message {
            Message::Connected => {
                self.refusals.set(0);
                reader.trouble.set(None);
                reader.standing.set(Standing::Live);
            }
            Message::Lines(lines) => self.gather(lines),
            Message::Open(open) => reader.open.set(open.into_iter().filter(|line| !line.text.is_empty()).collect()),
            Message::Complete => {
                self.deliver();
                self.ended.set(true);
                if let Some(source) = &*self.source.borrow() {
                    source.close();
                }
                reader.open.set(Vec::new());
                reader.window.update(Window::complete);
                reader.standing.set(Standing::Complete);
            }
            Message::Trouble(error) => reader.trouble.set(Some(error)),
            Message::Broken => reader.standing.set(Standing::Reconnecting),
            Message::Refused => {
                reader.standing.set(Standing::Reconnecting);
                let wait = PATIENCE.min(1 << self.refusals.get().min(5));
                self.refusals.set(self.refusals.get() + 1);
                let ear = Rc::clone(self);
                set_timeout(
                    move || {
                        if !ear.ended.get() && !document().hidden() {
                            ear.connect();
                        }
                    },
                    Duration::from_secs(wait),
                );
            }
        }
    }

    /// Keeps lines for the next frame, so that a burst is drawn once.
    fn gather(self: &Rc<Self>, mut lines: Vec<LogLine>) {
        let (first, flood) = {
            let mut waiting = self.waiting.borrow_mut();
            let first = waiting.is_empty();
            waiting.append(&mut lines);
            (first, waiting.len() > FLOOD)
        };
        if flood {
            self.deliver();
        } else if first {
            let ear = Rc::clone(self);
            request_animation_frame(move || ear.deliver());
        }
    }

    fn deliver(&self) {
        let lines = self.waiting.take();
        if !lines.is_empty() && !self.ended.get() {
            self.reader.receive(lines);
        }
    }
}

/// Ends the listening when dropped.
struct Hangup {
    ear: Rc<Ear>,
    watch: Option<WindowListenerHandle>,
}

impl Drop for Hangup {
    fn drop(&mut self) {
        self.ear.ended.set(true);
        self.ear.source.take();
        if let Some(watch) = self.watch.take() {
            watch.remove();
        }
    }
}
