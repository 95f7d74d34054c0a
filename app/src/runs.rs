//! The parts that pages about runs are made of.
//!
//! Promises: what lists and pages show follows the live stream without a reload, and never moves what somebody reads. What decides
//! is a function of data: [`query`] reads addresses, [`rows`] applies changes to a list, [`timeline`] measures, [`params`] maps inputs
//! to fields, [`text`] finds its way in a file.

pub mod actions;
mod area;
pub mod bulk;
mod checker;
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "the editor is the browser's"))]
mod codemirror;
pub mod compiled;
pub mod desk;
pub mod editor;
pub mod empty;
pub mod favicon;
pub mod filter_bar;
pub mod header;
pub mod open_run;
pub mod params;
pub mod problems;
pub mod query;
pub mod row;
pub mod rows;
pub mod samples;
pub mod submission;
pub mod summary;
pub mod table;
pub mod tail;
pub mod text;
pub mod timeline;
pub mod upload;
pub mod values;
pub mod why;
pub mod wire;

#[cfg(test)]
pub(crate) mod fixtures;

pub use header::RunHeader;
pub use open_run::OpenRun;
pub use samples::{SAMPLES, Sample};
pub use submission::Submission;
pub use table::RunTable;
pub use tail::LogTail;
pub use timeline::Timeline;
pub use values::Values;
pub use why::Why;
