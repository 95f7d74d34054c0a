//! The polyaxonfile language: parse, check, compile.
//!
//! Promises: the same answer on the server and in the browser (wasm); all problems of a file at once, each located;
//! bounded time and memory whatever the input. Never: I/O, a clock, randomness.

pub mod plan;
pub mod problems;

pub use plan::Plan;
pub use problems::{Problem, Severity, Span};
