//! From the bytes of an output to lines, in bounded memory.
//!
//! - A line longer than [`LONGEST`] is split into several, and a line after them says so.
//! - A line with carriage returns (a progress bar) is one line; of more than [`KEPT`] bytes the oldest states are dropped.
//! - Invalid UTF-8 is replaced; `\r\n` ends a line as `\n` does.

use std::borrow::Cow;

/// The longest line, in bytes.
pub(super) const LONGEST: usize = 64 * 1024;
/// How much is kept of a line that was written over again and again, in bytes; its last state is kept up to [`LONGEST`].
const KEPT: usize = 4 * 1024;
/// How much of a line without an end is shown, in bytes: the latest.
const SHOWN: usize = 16 * 1024;

/// The bytes since the last line end.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pending: Vec<u8>,
    /// How many bytes of the line that has no end yet are lines already.
    split: u64,
}

impl Lines {
    /// Takes what was read; `emit` gets each line that is now complete.
    pub(super) fn push(&mut self, bytes: &[u8], mut emit: impl FnMut(Cow<'_, str>)) {
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let (line, after) = (&rest[..end], &rest[end + 1..]);
            self.extend(line, &mut emit);
            if self.pending.last() == Some(&b'\r') {
                self.pending.pop();
            }
            self.end(&mut emit);
            rest = after;
        }
        self.extend(rest, &mut emit);
    }

    /// The output is closed: what has no line end is the last line.
    pub(super) fn close(&mut self, mut emit: impl FnMut(Cow<'_, str>)) {
        if !self.pending.is_empty() || self.split > 0 {
            self.end(&mut emit);
        }
    }

    /// The line that has no end yet, unless it is empty.
    pub(super) fn open(&self) -> Option<Cow<'_, str>> {
        let start = boundary_after(&self.pending, self.pending.len().saturating_sub(SHOWN));
        (!self.pending.is_empty()).then(|| String::from_utf8_lossy(&self.pending[start..]))
    }

    fn end(&mut self, emit: &mut impl FnMut(Cow<'_, str>)) {
        self.forget_old_states();
        emit(String::from_utf8_lossy(&self.pending));
        if self.split > 0 {
            let bytes = self.split + self.pending.len() as u64;
            let pieces = LONGEST / 1024;
            emit(format!("[orrery] the line above has {bytes} bytes: it is cut into pieces of {pieces} KiB").into());
        }
        self.split = 0;
        self.pending.clear();
    }

    fn extend(&mut self, bytes: &[u8], emit: &mut impl FnMut(Cow<'_, str>)) {
        self.pending.extend_from_slice(bytes);
        if self.pending.len() > LONGEST {
            self.forget_old_states();
        }
        while self.pending.len() > LONGEST {
            let cut = boundary_before(&self.pending, LONGEST);
            emit(String::from_utf8_lossy(&self.pending[..cut]));
            self.pending.drain(..cut);
            self.split += cut as u64;
        }
    }

    /// Drops whole states, oldest first, until what is left fits or is a single one.
    fn forget_old_states(&mut self) {
        let Some(last) = self.pending.len().checked_sub(1) else { return };
        if last < KEPT {
            return;
        }
        // A state begins after a carriage return; one at the very end begins nothing yet.
        let recent = self.pending.len() - KEPT - 1;
        let start = self.pending[recent..last]
            .iter()
            .position(|byte| *byte == b'\r')
            .map(|found| recent + found + 1)
            .or_else(|| self.pending[..last].iter().rposition(|byte| *byte == b'\r').map(|found| found + 1));
        if let Some(start) = start {
            self.pending.drain(..start);
        }
    }
}

fn is_inside_character(bytes: &[u8], index: usize) -> bool {
    bytes.get(index).is_some_and(|byte| byte & 0b1100_0000 == 0b1000_0000)
}

/// The nearest character boundary at or before `index`; `index` itself in bytes that are no UTF-8.
fn boundary_before(bytes: &[u8], index: usize) -> usize {
    (index.saturating_sub(3)..=index).rev().find(|index| !is_inside_character(bytes, *index)).unwrap_or(index)
}

/// The nearest character boundary at or after `index`; `index` itself in bytes that are no UTF-8.
fn boundary_after(bytes: &[u8], index: usize) -> usize {
    (index..=index + 3).find(|index| !is_inside_character(bytes, *index)).unwrap_or(index)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines_of(chunks: &[&[u8]]) -> Vec<String> {
        let mut lines = Lines::default();
        let mut out = Vec::new();
        for chunk in chunks {
            lines.push(chunk, |line| out.push(line.into_owned()));
        }
        lines.close(|line| out.push(line.into_owned()));
        out
    }

    #[test]
    fn line_ends_and_bytes_that_are_no_text() {
        for (chunks, expected) in [
            (&[&b"a\nb\r\n\nc"[..]][..], &["a", "b", "", "c"][..]),
            (&[b"one li", b"ne\n"], &["one line"]),
            (&[b"\xe2\x82", b"\xac\n"], &["€"]),
            (&[b"\xff\xfe ok\n"], &["\u{fffd}\u{fffd} ok"]),
            (&[b"10%\r20%\r", b"100%\n"], &["10%\r20%\r100%"]),
            (&[b""], &[]),
        ] {
            assert_eq!(lines_of(chunks), expected, "{chunks:?}");
        }
    }

    #[test]
    fn a_progress_bar_keeps_its_last_states() {
        let bar = (0..10_000).map(|n| format!("\r{n:>5}/10000 [#####>    ]")).collect::<Vec<_>>().concat();
        let [line] = lines_of(&[bar.as_bytes(), b"\n"]).try_into().unwrap();
        assert!(line.len() <= KEPT && line.ends_with("\r 9999/10000 [#####>    ]"), "{} bytes", line.len());
        assert!(bar.ends_with(&format!("\r{line}")), "whole states are kept");
    }

    #[test]
    fn the_open_line_is_bounded_and_new() {
        let mut lines = Lines::default();
        lines.push("é".repeat(20_000).as_bytes(), |_| ());
        lines.push(b"!", |_| ());
        let open = lines.open().unwrap();
        assert!(open.len() <= SHOWN && open.ends_with("é!") && open.starts_with('é'));
    }

    #[test]
    fn a_long_line_is_split_between_characters() {
        let text = "€".repeat(100_000);
        let mut lines = lines_of(&[text.as_bytes(), b"\nnext\n"]);
        assert_eq!(lines.pop().unwrap(), "next");
        assert_eq!(lines.pop().unwrap(), "[orrery] the line above has 300000 bytes: it is cut into pieces of 64 KiB");
        assert_eq!(lines.concat(), text);
        assert_eq!(lines.len(), text.len().div_ceil(LONGEST - 1));
    }

    #[test]
    fn no_line_end_in_sight_stays_small() {
        let mut lines = Lines::default();
        let (chunk, mut total) = (vec![0xfe; 64 * 1024], 0);
        for _ in 0..300 {
            lines.push(&chunk, |line| total += line.chars().count());
            assert!(lines.pending.capacity() <= 4 * LONGEST);
        }
        lines.close(|line| total += line.chars().filter(|char| *char == '\u{fffd}').count());
        assert_eq!(total, 300 * chunk.len());
    }

    proptest! {
        #[test]
        fn chunks_make_no_difference(text in "[a-z\r\né]{0,400}", cuts in prop::collection::vec(1_usize..40, 0..20)) {
            let mut chunks = Vec::new();
            let mut rest = text.as_bytes();
            for cut in cuts {
                let (chunk, after) = rest.split_at(cut.min(rest.len()));
                chunks.push(chunk);
                rest = after;
            }
            chunks.push(rest);
            prop_assert_eq!(lines_of(&chunks), lines_of(&[text.as_bytes()]));
        }

        #[test]
        fn nothing_is_lost_but_old_states(text in "[a-zé\n]{0,400}") {
            let ended = if text.ends_with('\n') || text.is_empty() { text.clone() } else { format!("{text}\n") };
            let lines = lines_of(&[text.as_bytes()]);
            let joined = lines.join("\n") + if lines.is_empty() { "" } else { "\n" };
            prop_assert_eq!(joined, ended);
        }
    }
}
