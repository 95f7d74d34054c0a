//! The log viewer: the last lines with the first paint, and live from there.
//!
//! Promises: log text only ever becomes text, never HTML; the page holds a bounded stretch of the log without gaps; it follows the end
//! unless its reader has scrolled away, and never moves what is being read; its scrollbar, its line numbers and its search reach the whole
//! log. Never: reads a whole log into the page.
//!
//! [`ansi`] turns a line into styled spans, [`window`] is the [`stretch`] the page holds, [`reader`] decides what moves it, [`source`] is
//! the live stream and [`ear`] listens to it, [`scroll`] keeps the place, [`search`] and its [`tally`] find text, and [`viewer`] puts them
//! on the page.

mod ear;
mod find_bar;
mod line;
pub mod place;
mod reader;
mod scroll;
mod search;
mod source;
pub mod stretch;
mod tally;
mod toolbar;
pub mod viewer;
pub mod window;

pub use domain::logs::ansi;
pub use line::log_text;
pub use place::{Opening, Place};
pub use viewer::LogViewer;
