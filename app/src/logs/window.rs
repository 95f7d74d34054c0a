//! Which stretch of a log the page holds: never more than [`MAX_ROWS`] lines, never with a gap.

use std::{collections::VecDeque, sync::Arc};

use domain::{
    Timestamp,
    logs::{LogLine, LogPage, Stream},
};

use super::ansi::{Rendered, Style, render};

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
    total: u64,
    complete: bool,
}

impl Window {
    /// The stretch a page holds.
    pub fn new(page: LogPage) -> Self {
        let start = page.lines.first().map_or(page.total, |line| line.number);
        let mut window = Self { rows: VecDeque::new(), start, total: page.total, complete: page.complete };
        window.append(page.lines, true);
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
    pub fn end(&self) -> u64 {
        self.start + self.rows.len() as u64
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
    pub fn is_at_end(&self) -> bool {
        self.end() >= self.total
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

    /// Adds lines at the end, skipping those that are here. With `give_way` the first lines leave a full window; without, it stays.
    pub fn append(&mut self, mut lines: Vec<LogLine>, give_way: bool) -> Arrival {
        let surplus = lines.len().saturating_sub(MAX_ROWS);
        if give_way && surplus > 0 {
            // They alone fill the window: what would leave it again at once is not even rendered.
            lines.drain(..surplus);
            self.rows.clear();
            self.start = lines.first().map_or(self.start, |line| line.number);
        }
        let mut arrival = Arrival::Shown;
        for line in lines {
            self.total = self.total.max(line.number + 1);
            if line.number < self.end() {
                continue;
            }
            if line.number > self.end() || (self.is_full() && !give_way) {
                arrival = Arrival::Beyond;
                continue;
            }
            let style = carried(&self.rows, &line);
            self.rows.push_back(Arc::new(row(line, style)));
            if self.rows.len() > MAX_ROWS {
                self.rows.pop_front();
                self.start += 1;
            }
        }
        arrival
    }

    /// Shows another stretch. What is known of the log's length and end is kept: the page may be older than the last line heard of.
    pub fn jump(&mut self, page: LogPage) {
        let known = std::mem::replace(self, Self::new(page));
        self.total = self.total.max(known.total);
        self.complete |= known.complete;
    }

    /// Adds the lines of a page that ends where the window begins; the last lines leave a full window.
    pub fn prepend(&mut self, page: LogPage) {
        let mut older = VecDeque::new();
        for line in page.lines.into_iter().filter(|line| line.number < self.start) {
            let style = carried(&older, &line);
            older.push_back(Arc::new(row(line, style)));
        }
        self.total = self.total.max(page.total);
        let ends_here = older.back().is_some_and(|row| row.number + 1 == self.start);
        if let Some(first) = older.front().filter(|_| ends_here) {
            self.start = first.number;
            older.append(&mut self.rows);
            older.truncate(MAX_ROWS);
            self.rows = older;
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
        let mut window = Window::new(page(10..20, 20));
        assert_eq!(window.append(lines(15..25), true), Arrival::Shown);
        assert_eq!((window.start(), window.end(), window.total()), (10, 25, 25));
        assert_whole(&window);
    }

    #[test]
    fn a_gap_is_never_shown() {
        let mut window = Window::new(page(10..20, 100));
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
        let mut window = Window::new(page(0..max, max));
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
        let mut window = Window::new(page(0..10, 10));
        assert_eq!(window.append(lines(10..max * 3), true), Arrival::Shown);
        assert_eq!((window.start(), window.end(), window.total()), (max * 2, max * 3, max * 3));
        assert_whole(&window);
    }

    #[test]
    fn a_jump_forgets_nothing_it_knew() {
        let mut window = Window::new(page(0..10, 10));
        window.append(lines(500..510), false);
        window.jump(page(490..505, 505));
        assert_eq!((window.end(), window.total()), (505, 510));
        assert!(!window.is_at_end());
    }

    #[test]
    fn an_empty_log_begins_at_its_end() {
        let mut window = Window::new(LogPage::default());
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
        let window = Window::new(LogPage { lines: written, total: 3, complete: true });
        let colors: Vec<_> = window.rows().map(|row| row.line.spans[0].style.fg).collect();
        assert_eq!(colors, [Some(Color::Named(1)), None, Some(Color::Named(1))]);
        assert_eq!(window.containers(), ["main", "init"]);
    }
}
