//! A run's log: what the shim writes and the server reads.
//!
//! `log` only grows: one JSON object per complete line, so that a position in it is a byte offset that stays true. `open.json` is replaced
//! whenever the lines without an end change. A line stops being in `open.json` before its record is in `log`; readers look at
//! `log` first, so that they never see a line as open after its end.

mod lines;
mod reader;
mod writer;

pub(crate) use self::{
    reader::read,
    writer::{Log, Source},
};
