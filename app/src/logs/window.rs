//! Which stretch of a log the page holds: never more than [`MAX_ROWS`] lines, never with a gap. Of one container's lines, all of them in
//! that stretch.

use std::{collections::VecDeque, sync::Arc};

use domain::{
    Timestamp,
    logs::{LogLine, Stream},
};

use super::{
    ansi::{Rendered, Style, render},
    stretch::Stretch,
};

/// How many lines the page holds at most.
pub const MAX_ROWS: usize = 2_000;
/// How far back a line's beginning style is looked for.
const CARRY: usize = 200;

/// A line as the viewer shows it.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number in the log, from 0.
    pub number: u64,
    /// When it was complete.
    pub at: Timestamp,
    /// The container that wrote it.
    pub container: String,
    /// On which output.
    pub stream: Stream,
    /// What is shown.
    pub line: Rendered,
    /// The style the next line of the same output begins with.
    after: Style,
}

/// What became of lines that arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// They are in the window, or were before.
    Shown,
    /// They are counted; the window is full or ends before them, and its reader is elsewhere.
    Beyond,
}

/// A stretch of a log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Window {
    rows: VecDeque<Arc<Row>>,
    start: u64,
    end: u64,
    total: u64,
    complete: bool,
    /// Only lines of this container are rows.
    only: Option<String>,
}

impl Window {
    /// The stretch a page holds; of its lines, those of container `only`.
    pub fn new(stretch: impl Into<Stretch>, only: Option<String>) -> Self {
        let stretch = stretch.into();
        let start = stretch.from;
        let mut window =
            Self { rows: VecDeque::new(), start, end: start, total: stretch.total, complete: stretch.complete, only };
        window.append(stretch, true);
        window
    }

    /// The lines, in order.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = &Arc<Row>> {
        self.rows.iter()
    }

    /// The first line's number.
    pub const fn start(&self) -> u64 {
        self.start
    }

    /// The number after the last line's.
    pub const fn end(&self) -> u64 {
        self.end
    }

    /// How many lines the log has, as far as is known here.
    pub const fn total(&self) -> u64 {
        self.total
    }

    /// No line will follow.
    pub const fn is_complete(&self) -> bool {
        self.complete
    }

    /// Notes that no line will follow.
    pub const fn complete(&mut self) {
        self.complete = true;
    }

    /// There is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// A line that comes in now pushes one out.
    pub fn is_full(&self) -> bool {
        self.rows.len() >= MAX_ROWS
    }

    /// The log's last line is in the window.
    pub const fn is_at_end(&self) -> bool {
        self.end >= self.total
    }

    /// The first row from line `number` on.
    pub fn row_from(&self, number: u64) -> Option<&Arc<Row>> {
        self.rows.get(self.rows.partition_point(|row| row.number < number))
    }

    /// The containers that wrote what is here, in order of their first line.
    pub fn containers(&self) -> Vec<String> {
        let mut containers: Vec<String> = Vec::new();
        for row in &self.rows {
            if !containers.contains(&row.container) {
                containers.push(row.container.clone());
            }
        }
        containers
    }

    fn wanted(&self, line: &LogLine) -> bool {
        self.only.as_ref().is_none_or(|only| line.container == *only)
    }

    /// Adds lines at the end, skipping those that are here. With `give_way` the first lines leave a full window; without, it stays.
    pub fn append(&mut self, stretch: impl Into<Stretch>, give_way: bool) -> Arrival {
        let stretch = stretch.into();
        self.total = self.total.max(stretch.total).max(stretch.until);
        if stretch.until <= self.end {
            return Arrival::Shown;
        }
        if stretch.from > self.end || (self.is_full() && !give_way) {
            return Arrival::Beyond;
        }
        let here = self.end;
        let mut lines: Vec<_> = stretch.lines.into_iter().filter(|line| line.number >= here && self.wanted(line)).collect();
        let surplus = lines.len().saturating_sub(MAX_ROWS);
        if give_way && surplus > 0 {
            // They alone fill the window: what would leave it again at once is not even rendered.
            lines.drain(..surplus);
            self.rows.clear();
            self.start = lines.first().map_or(self.start, |line| line.number);
        }
        for line in lines {
            if self.is_full() && !give_way {
                self.end = line.number;
                return Arrival::Beyond;
            }
            let style = carried(&self.rows, &line);
            self.rows.push_back(Arc::new(row(line, style)));
            if self.rows.len() > MAX_ROWS {
                self.start = self.rows.pop_front().map_or(self.start, |row| row.number + 1);
            }
        }
        self.end = stretch.until;
        Arrival::Shown
    }

    /// Shows another stretch. What is known of the log's length and end is kept: the page may be older than the last line heard of.
    pub fn jump(&mut self, stretch: impl Into<Stretch>) {
        let only = self.only.take();
        let known = std::mem::replace(self, Self::new(stretch, only));
        self.total = self.total.max(known.total);
        self.complete |= known.complete;
    }

    /// Adds the lines of a stretch that ends where the window begins; the last lines leave a full window.
    pub fn prepend(&mut self, stretch: impl Into<Stretch>) {
        let stretch = stretch.into();
        self.total = self.total.max(stretch.total);
        if stretch.from >= self.start || stretch.until < self.start {
            return;
        }
        let mut older = VecDeque::new();
        for line in stretch.lines {
            if line.number < self.start && self.wanted(&line) {
                let style = carried(&older, &line);
                older.push_back(Arc::new(row(line, style)));
            }
        }
        self.start = stretch.from;
        older.append(&mut self.rows);
        self.rows = older;
        if let Some(first_gone) = self.rows.get(MAX_ROWS) {
            self.end = first_gone.number;
            self.rows.truncate(MAX_ROWS);
        }
    }
}

/// The style a line begins with: what the line before it, of the same output, ended with.
fn carried(rows: &VecDeque<Arc<Row>>, line: &LogLine) -> Style {
    let same = |row: &&Arc<Row>| row.stream == line.stream && row.container == line.container;
    rows.iter().rev().take(CARRY).find(same).map_or_else(Style::default, |row| row.after)
}

fn row(line: LogLine, mut style: Style) -> Row {
    let rendered = render(&line.text, &mut style);
    Row { number: line.number, at: line.at, container: line.container, stream: line.stream, line: rendered, after: style }
}

#[cfg(test)]
mod tests {
    use domain::logs::LogPage;

    use super::*;
    use crate::logs::ansi::Color;

    fn lines(numbers: std::ops::Range<u64>) -> Vec<LogLine> {
        numbers
            .map(|number| LogLine {
                number,
                at: Timestamp::from_micros(0),
                container: "main".into(),
                stream: Stream::Stdout,
                text: format!("line {number}"),
            })
            .collect()
    }

    fn page(numbers: std::ops::Range<u64>, total: u64) -> LogPage {
        LogPage { lines: lines(numbers), total, complete: false }
    }

    fn assert_whole(window: &Window) {
        let numbers: Vec<u64> = window.rows().map(|row| row.number).collect();
        assert_eq!(numbers, (window.start()..window.end()).collect::<Vec<_>>());
        assert!(numbers.len() <= MAX_ROWS);
    }

    #[test]
    fn lines_that_come_twice_are_shown_once() {
        let mut window = Window::new(page(10..20, 20), None);
        assert_eq!(window.append(lines(15..25), true), Arrival::Shown);
        assert_eq!((window.start(), window.end(), window.total()), (10, 25, 25));
        assert_whole(&window);
    }

    #[test]
    fn a_gap_is_never_shown() {
        let mut window = Window::new(page(10..20, 100), None);
        assert_eq!(window.append(lines(100..110), true), Arrival::Beyond);
        assert_eq!((window.end(), window.total()), (20, 110));
        assert!(!window.is_at_end());
        window.prepend(page(0..5, 110));
        assert_eq!(window.start(), 10);
        assert_whole(&window);
    }

    #[test]
    fn a_full_window_gives_way_only_when_told() {
        let max = MAX_ROWS as u64;
        let mut window = Window::new(page(0..max, max), None);
        assert_eq!(window.append(lines(max..max + 10), false), Arrival::Beyond);
        assert_eq!((window.start(), window.end(), window.total()), (0, max, max + 10));
        assert_eq!(window.append(lines(max..max + 10), true), Arrival::Shown);
        assert_eq!((window.start(), window.end()), (10, max + 10));
        window.prepend(page(0..10, max + 10));
        assert_eq!((window.start(), window.end()), (0, max));
        assert!(!window.is_at_end());
        assert_whole(&window);
    }

    #[test]
    fn a_flood_leaves_the_last_lines() {
        let max = MAX_ROWS as u64;
        let mut window = Window::new(page(0..10, 10), None);
        assert_eq!(window.append(lines(10..max * 3), true), Arrival::Shown);
        assert_eq!((window.start(), window.end(), window.total()), (max * 2, max * 3, max * 3));
        assert_whole(&window);
    }

    #[test]
    fn a_jump_forgets_nothing_it_knew() {
        let mut window = Window::new(page(0..10, 10), None);
        window.append(lines(500..510), false);
        window.jump(page(490..505, 505));
        assert_eq!((window.end(), window.total()), (505, 510));
        assert!(!window.is_at_end());
    }

    #[test]
    fn an_empty_log_begins_at_its_end() {
        let mut window = Window::new(LogPage::default(), None);
        assert!(window.is_empty() && window.is_at_end());
        window.append(lines(0..1), false);
        assert_eq!(window.end(), 1);
    }

    #[test]
    fn each_output_carries_its_own_style() {
        let line = |number, container: &str, text: &str| LogLine {
            number,
            at: Timestamp::from_micros(0),
            container: container.into(),
            stream: Stream::Stdout,
            text: text.into(),
        };
        let written = vec![line(0, "main", "\u{1b}[31mred"), line(1, "init", "plain"), line(2, "main", "red still")];
        let window = Window::new(LogPage { lines: written, total: 3, complete: true }, None);
        let colors: Vec<_> = window.rows().map(|row| row.line.spans[0].style.fg).collect();
        assert_eq!(colors, [Some(Color::Named(1)), None, Some(Color::Named(1))]);
        assert_eq!(window.containers(), ["main", "init"]);
    }

    #[test]
    fn of_one_container_the_stretch_has_no_gap_either() {
        let line =
            |number: u64, container: &str| LogLine { container: container.into(), ..lines(number..number + 1).remove(0) };
        let found = |lines: Vec<LogLine>, from, until| Stretch { lines, from, until, total: 100, complete: false };
        let mut window = Window::new(found(vec![line(45, "init")], 40, 60), Some("init".into()));
        // What comes live is of every container.
        let arriving: Vec<_> = (60..70).map(|number| line(number, if number == 65 { "init" } else { "main" })).collect();
        assert_eq!(window.append(arriving, true), Arrival::Shown);
        window.prepend(found(vec![], 10, 40));
        window.prepend(found(vec![line(3, "init")], 3, 10));
        let numbers: Vec<u64> = window.rows().map(|row| row.number).collect();
        assert_eq!((numbers.as_slice(), window.start(), window.end()), (&[3, 45, 65][..], 3, 70));
        assert_eq!(window.row_from(46).unwrap().number, 65);
        assert!(window.row_from(66).is_none());
    }
}
