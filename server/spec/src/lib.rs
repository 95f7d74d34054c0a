//! The polyaxonfile language: parse, check, compile.
//!
//! Promises: the same answer on the server and in the browser (wasm); all problems of a file at once, each located;
//! bounded time and memory whatever the input. Never: I/O, a clock, randomness.
//!
//! From text to plan: `yaml` (a tree with places) → `reader` (typed values) → `file` (what the format says) → `templates`
//! (which names are used) → [`check()`] (problems and an outline) or `compile` (feature `render`: values, texts, a [`Plan`]).

mod check;
#[cfg(feature = "render")]
mod compile;
mod containers;
mod file;
mod globals;
mod ios;
mod jobs;
pub mod names;
mod params;
pub mod plan;
pub mod problems;
mod reader;
mod report;
mod templates;
mod types;
mod yaml;

pub use check::{Check, Input, Outline, Step, check};
#[cfg(feature = "render")]
pub use compile::{Compiled, compile};
pub use globals::Globals;
pub use plan::Plan;
pub use problems::{Problem, Severity, Span};
