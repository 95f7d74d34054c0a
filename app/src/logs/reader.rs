//! What moves the window: lines that arrive, a reader who scrolls, and jumps.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use domain::{
    ApiError, RunId,
    logs::{LogLine, LogPage, OpenLine},
};
use leptos::{
    html,
    prelude::*,
    task::{spawn_local, tick},
};

use super::{
    place::FIRST_LINES,
    scroll::{self, Hold},
    source::{Message, Source},
    window::{Arrival, MAX_ROWS, Window},
};
use crate::functions::{FnError, logs::log_page};

/// How many lines are fetched at a time while scrolling.
const CHUNK: u64 = 500;
/// So many lines don't wait for the next frame: a tab in the background has none.
const FLOOD: usize = MAX_ROWS;
/// The longest wait before a refused stream is tried again, in seconds.
const PATIENCE: u64 = 30;

/// How the log stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Lines arrive as they are written.
    Live,
    /// The stream broke and is being made again.
    Reconnecting,
    /// No line follows.
    Complete,
}

/// Somebody reading a log. Copies share everything.
#[derive(Clone, Copy)]
pub(super) struct Reader {
    pub(super) run: RunId,
    pub(super) window: RwSignal<Window>,
    /// The lines that are being written now.
    pub(super) open: RwSignal<Vec<OpenLine>>,
    pub(super) standing: RwSignal<Standing>,
    /// Whether new lines stay in sight.
    pub(super) following: RwSignal<bool>,
    /// How many lines have arrived out of sight.
    pub(super) unseen: RwSignal<u64>,
    /// Why lines can't be had just now.
    pub(super) trouble: RwSignal<Option<ApiError>>,
    /// The element that scrolls.
    pub(super) region: NodeRef<html::Div>,
    loading: RwSignal<bool>,
    /// The scroll position as it was last seen, in pixels.
    top: StoredValue<i32>,
}

impl Reader {
    pub(super) fn new(run: RunId, page: LogPage, at_end: bool) -> Self {
        let standing = if page.complete { Standing::Complete } else { Standing::Live };
        let window = Window::new(page);
        let following = at_end && window.is_at_end();
        Self {
            run,
            window: RwSignal::new(window),
            open: RwSignal::new(Vec::new()),
            standing: RwSignal::new(standing),
            following: RwSignal::new(following),
            unseen: RwSignal::new(0),
            trouble: RwSignal::new(None),
            region: NodeRef::new(),
            loading: RwSignal::new(false),
            top: StoredValue::new(0),
        }
    }

    /// Takes lines from the stream.
    fn receive(self, lines: Vec<LogLine>) {
        let following = self.following.get_untracked();
        let known = self.window.with_untracked(Window::total);
        let arrival = self.change(move |window| window.append(lines, following));
        if !following {
            let new = self.window.with_untracked(Window::total) - known;
            self.unseen.update(|unseen| *unseen += new);
        } else if arrival == Arrival::Beyond {
            self.load_newer();
        }
    }

    /// Changes the window and keeps the reader's place: the end while following, else the line that is on top.
    fn change<T>(self, change: impl FnOnce(&mut Window) -> T) -> T {
        let region = self.region.get_untracked();
        let following = self.following.get_untracked();
        let hold = region.as_ref().filter(|_| !following).and_then(Hold::take);
        let outcome = {
            let mut window = self.window.write();
            change(&mut window)
        };
        if let Some(region) = region {
            spawn_local(async move {
                // The lines are in the document after the next tick, before they are painted.
                tick().await;
                match hold {
                    Some(hold) => hold.restore(&region),
                    None if following => scroll::to_end(&region),
                    None => {}
                }
            });
        }
        outcome
    }

    /// Fetches lines, one stretch at a time.
    fn fetch(self, from: Option<u64>, limit: u64, then: impl FnOnce(Self, LogPage) + 'static) {
        if self.loading.get_untracked() {
            return;
        }
        self.loading.set(true);
        spawn_local(async move {
            let limit = u32::try_from(limit).unwrap_or(FIRST_LINES);
            let page = log_page(self.run, from, limit).await;
            if self.loading.is_disposed() {
                return;
            }
            self.loading.set(false);
            match page {
                Ok(page) => {
                    self.trouble.set(None);
                    then(self, page);
                }
                Err(FnError(error)) => self.trouble.set(Some(error)),
            }
        });
    }

    /// Fetches the lines before the first one here.
    pub(super) fn load_older(self) {
        let start = self.window.with_untracked(Window::start);
        let from = start.saturating_sub(CHUNK);
        if from < start {
            self.fetch(Some(from), start - from, |reader, page| {
                reader.change(|window| window.prepend(page));
                if !reader.window.with_untracked(Window::is_at_end) {
                    reader.following.set(false);
                }
            });
        }
    }

    /// Fetches the lines after the last one here, until there are no more or the reader is elsewhere.
    pub(super) fn load_newer(self) {
        let end = self.window.with_untracked(Window::end);
        self.fetch(Some(end), CHUNK, move |reader, page| {
            let came = !page.lines.is_empty();
            reader.change(|window| window.append(page.lines, true));
            if came && reader.following.get_untracked() && !reader.window.with_untracked(Window::is_at_end) {
                reader.load_newer();
            }
        });
    }

    /// Goes to the log's last line, and follows from there.
    pub(super) fn jump_to_end(self) {
        if self.window.with_untracked(Window::is_at_end) {
            self.follow_end();
        } else {
            self.fetch(None, u64::from(FIRST_LINES), |reader, page| {
                reader.window.update(|window| window.jump(page));
                reader.follow_end();
            });
        }
    }

    fn follow_end(self) {
        self.following.set(true);
        self.unseen.set(0);
        self.change(|_| ());
    }

    /// Scrolls to a line that is in the window.
    pub(super) fn show(self, number: u64) {
        let element = document().get_element_by_id(&format!("L{number}"));
        if let (Some(region), Some(element)) = (self.region.get_untracked(), element) {
            scroll::show(&region, &element);
        }
    }

    /// Looks where the reader has scrolled to.
    pub(super) fn scrolled(self) {
        let Some(region) = self.region.get_untracked() else { return };
        let at_end = scroll::is_at_end(&region);
        let all_here = self.window.with_untracked(Window::is_at_end);
        // Where everything fits, being at the end says nothing of what the reader wants.
        let fits = region.scroll_height() <= region.client_height();
        let present = self.following.get_untracked();
        // The first line that does not fit leaves the end close to a reader who stays where they are: only who moves there follows it.
        let moved_down = region.scroll_top() > self.top.get_value();
        self.top.set_value(region.scroll_top());
        let following = if fits { present } else { at_end && all_here && (present || moved_down) };
        if following != present {
            self.following.set(following);
            self.unseen.set(0);
        }
        if at_end && !all_here {
            self.load_newer();
        } else if scroll::is_near_start(&region) && !(following && self.window.with_untracked(Window::is_full)) {
            self.load_older();
        }
    }

    /// Listens to the stream until the log is complete or the page is left, while somebody can see it: a browser has few connections
    /// for all of its tabs. Called in an effect, whose end ends it.
    pub(super) fn listen(self) {
        let ear = Rc::new(Ear::new(self));
        ear.connect();
        let seen = Rc::clone(&ear);
        let watch = window_event_listener_untyped("visibilitychange", move |_| seen.look());
        // Dropped with the effect it is made in.
        StoredValue::new_local(Hangup { ear, watch: Some(watch) });
    }
}

/// The listening end of the stream.
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
