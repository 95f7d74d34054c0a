//! What moves the window: lines that arrive, a reader who scrolls, and jumps.

use domain::{
    ApiError, RunId,
    logs::{LogLine, OpenLine},
};
use leptos::{
    html,
    prelude::*,
    task::{spawn_local, tick},
};

use super::{
    place::FIRST_LINES,
    scroll::{self, Hold, Sight},
    stretch::{self, Stretch, Wish},
    window::{Arrival, Window},
};
use crate::functions::FnError;

/// How many lines are fetched at a time while scrolling.
const CHUNK: u32 = 400;

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

/// Lines that are on their way, and where to go once they are here.
#[derive(Debug, Clone, Copy, Default)]
struct Loading {
    busy: bool,
    goal: Option<Goal>,
}

/// Where somebody wants to be, while other lines are still on their way.
#[derive(Debug, Clone, Copy)]
enum Goal {
    Line(u64),
    Start,
    End,
    Refilter,
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
    /// The container whose lines are shown; `None` is all.
    pub(super) only: RwSignal<Option<String>>,
    /// The marked line, from 0.
    pub(super) target: RwSignal<Option<u64>>,
    /// The page has come alive: the scrollbar stands for the whole log.
    pub(super) alive: RwSignal<bool>,
    loading: StoredValue<Loading>,
    /// The scroll position as it was last seen, in pixels.
    top: StoredValue<i32>,
}

impl Reader {
    pub(super) fn new(run: RunId, first: Stretch, only: Option<String>, target: Option<u64>, at_end: bool) -> Self {
        let standing = if first.complete { Standing::Complete } else { Standing::Live };
        let window = Window::new(first, only.clone());
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
            only: RwSignal::new(only),
            target: RwSignal::new(target),
            alive: RwSignal::new(false),
            loading: StoredValue::new(Loading::default()),
            top: StoredValue::new(0),
        }
    }

    /// Takes lines from the stream.
    pub(super) fn receive(self, lines: Vec<LogLine>) {
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

    /// Fetches lines, one stretch at a time, and looks again at what is in sight.
    fn fetch(self, wish: Wish, limit: u32, then: impl FnOnce(Self, Stretch) + 'static) {
        if self.loading.get_value().busy {
            return;
        }
        self.loading.set_value(Loading { busy: true, goal: None });
        let only = self.only.get_untracked();
        spawn_local(async move {
            let fetched = stretch::load(self.run, only.clone(), wish, limit).await;
            if self.loading.is_disposed() {
                return;
            }
            let goal = self.loading.get_value().goal;
            self.loading.set_value(Loading::default());
            match fetched {
                // Meanwhile somebody may have chosen another container, or gone elsewhere.
                Ok(_) if self.only.with_untracked(|now| *now != only) => self.refilter(),
                Ok(_) if goal.is_some() => self.reach(goal),
                Ok(stretch) => {
                    self.trouble.set(None);
                    then(self, stretch);
                    // Whoever was told puts the region in its place after one.
                    tick().await;
                    tick().await;
                    if !self.loading.is_disposed() {
                        self.settle();
                    }
                }
                Err(FnError(error)) => self.trouble.set(Some(error)),
            }
        });
    }

    /// Remembers where to go if lines are on their way, which are then of no use; says whether they are.
    fn waits(self, goal: Goal) -> bool {
        let busy = self.loading.get_value().busy;
        if busy {
            self.loading.set_value(Loading { busy, goal: Some(goal) });
        }
        busy
    }

    fn reach(self, goal: Option<Goal>) {
        match goal {
            Some(Goal::Line(number)) => self.go_to(number),
            Some(Goal::Start) => self.go_to_start(),
            Some(Goal::End) => self.jump_to_end(),
            Some(Goal::Refilter) => self.refilter(),
            None => {}
        }
    }

    /// Fetches the lines before the first one here.
    pub(super) fn load_older(self) {
        let start = self.window.with_untracked(Window::start);
        if start > 0 {
            self.fetch(Wish::Before(start), CHUNK, |reader, stretch| {
                reader.change(|window| window.prepend(stretch));
                if !reader.window.with_untracked(Window::is_at_end) {
                    reader.following.set(false);
                }
            });
        }
    }

    /// Fetches the lines after the last one here, until there are no more or the reader is elsewhere.
    pub(super) fn load_newer(self) {
        let end = self.window.with_untracked(Window::end);
        self.fetch(Wish::From(end), CHUNK, move |reader, stretch| {
            let came = stretch.until > stretch.from;
            reader.change(|window| window.append(stretch, true));
            if came && reader.following.get_untracked() && !reader.window.with_untracked(Window::is_at_end) {
                reader.load_newer();
            }
        });
    }

    /// Goes to the log's last line, and follows from there.
    pub(super) fn jump_to_end(self) {
        if self.window.with_untracked(Window::is_at_end) {
            self.follow_end();
        } else if !self.waits(Goal::End) {
            self.fetch(Wish::Last, FIRST_LINES, |reader, stretch| {
                reader.window.update(|window| window.jump(stretch));
                reader.follow_end();
            });
        }
    }

    /// Goes to the log's first line.
    pub(super) fn go_to_start(self) {
        self.following.set(false);
        let top = |reader: Self| reader.place_row(0, |region, row| scroll::place(region, row, 0.0));
        if self.window.with_untracked(|window| window.start() == 0) {
            top(self);
        } else if !self.waits(Goal::Start) {
            self.bring(0, top);
        }
    }

    fn follow_end(self) {
        self.following.set(true);
        self.unseen.set(0);
        self.change(|_| ());
    }

    /// Marks a line, from 0, and shows it, wherever in the log it is; with a container chosen, the next one of that.
    pub(super) fn go_to(self, number: u64) {
        self.following.set(false);
        let here = self.window.with_untracked(|window| (window.start()..window.end()).contains(&number));
        self.mark(Some(number));
        if here {
            self.show(number);
        } else if !self.waits(Goal::Line(number)) {
            self.bring(number, move |reader| reader.show(number));
        }
    }

    /// Puts the window around a line.
    fn bring(self, number: u64, then: impl FnOnce(Self) + 'static) {
        // Of one container's lines, those before may be far away: they come when somebody scrolls to them.
        let ahead = if self.only.with_untracked(Option::is_some) { 0 } else { u64::from(FIRST_LINES) / 2 };
        self.fetch(Wish::From(number.saturating_sub(ahead)), 2 * FIRST_LINES, move |reader, stretch| {
            reader.window.update(|window| window.jump(stretch));
            then(reader);
        });
    }

    /// Marks and shows a line, or the first after it that is in the window.
    fn show(self, number: u64) {
        self.mark(Some(number));
        self.place_row(number, scroll::show);
    }

    fn place_row(self, number: u64, place: impl FnOnce(&web_sys::HtmlDivElement, &web_sys::Element) + 'static) {
        spawn_local(async move {
            // The lines are in the document after the next tick, before they are painted.
            tick().await;
            let Some(row) = self.window.try_with_untracked(|window| window.row_from(number).map(|row| row.number)).flatten()
            else {
                return;
            };
            if let (Some(region), Some(element)) = (self.region.get_untracked(), row_element(row)) {
                place(&region, &element);
            }
        });
    }

    /// Marks a line in place of the one that is marked.
    pub(super) fn mark(self, number: Option<u64>) {
        if let Some(marked) = document().query_selector(".log-line.is-target").ok().flatten() {
            let _ = marked.class_list().remove_1("is-target");
        }
        self.target.set(number);
        spawn_local(async move {
            tick().await;
            if let Some(row) = number.and_then(row_element) {
                let _ = row.class_list().add_1("is-target");
            }
        });
    }

    /// Shows the lines of the chosen container, where the reader is.
    pub(super) fn refilter(self) {
        if self.waits(Goal::Refilter) {
            return;
        }
        let top = self.region.get_untracked().as_ref().and_then(scroll::top_line);
        let number = top.filter(|_| !self.following.get_untracked());
        let wish = number.map_or(Wish::Last, Wish::From);
        self.fetch(wish, FIRST_LINES, move |reader, stretch| {
            let total = reader.window.with_untracked(Window::total);
            let complete = reader.window.with_untracked(Window::is_complete);
            let only = reader.only.get_untracked();
            reader.window.set(Window::new(Stretch { total: stretch.total.max(total), complete, ..stretch }, only));
            match number {
                Some(number) => reader.place_row(number, |region, row| scroll::place(region, row, 0.0)),
                None => reader.follow_end(),
            }
        });
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
        if at_end && !all_here && moved_down && !fits {
            self.jump_to_end();
            return;
        }
        let following = if fits { present } else { at_end && all_here && (present || moved_down) };
        if following != present {
            self.following.set(following);
            self.unseen.set(0);
        }
        self.settle();
    }

    /// Fetches the lines that are in sight, or soon will be, and are not here.
    pub(super) fn settle(self) {
        let Some(sight) = self.region.get_untracked().as_ref().and_then(scroll::sight) else { return };
        let (start, end, total, empty, full) = self
            .window
            .with_untracked(|window| (window.start(), window.end(), window.total(), window.is_empty(), window.is_full()));
        let following = self.following.get_untracked();
        match sight {
            // Of a container that wrote nothing here.
            _ if empty && start > 0 => self.load_older(),
            _ if empty && end < total => self.load_newer(),
            Sight::Above(part) => self.seek(share(part, start)),
            Sight::Below(part) => self.seek(end + share(part, total - end)),
            Sight::Rows { first: true, .. } if start > 0 && !(following && full) => self.load_older(),
            Sight::Rows { last: true, .. } if end < total => self.load_newer(),
            Sight::Rows { .. } => {}
        }
    }

    /// Brings the lines that belong where somebody has scrolled to.
    fn seek(self, number: u64) {
        let total = self.window.with_untracked(Window::total);
        let number = number.min(total.saturating_sub(1));
        self.bring(number, move |reader| reader.place_row(number, |region, row| scroll::place(region, row, 0.0)));
    }
}

/// The row of a line, from 0.
fn row_element(number: u64) -> Option<web_sys::Element> {
    document().get_element_by_id(&format!("L{}", number + 1))
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place on a scrollbar"
)]
fn share(part: f64, lines: u64) -> u64 {
    (part * lines as f64) as u64
}
