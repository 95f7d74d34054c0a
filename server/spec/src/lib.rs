//! The polyaxonfile language: parse, check, compile.
//!
//! Promises: the same answer on the server and in the browser (wasm); all problems of a file at once, each located;
//! bounded time and memory whatever the input. Never: I/O, a clock, randomness.
//!
//! From text to plan: `yaml` (a tree with places) → `models` (held against the format, which is data) → `operation` (files put together,
//! a component with its operation) → `document` (values, names, what waits for what) → [`check()`] (problems and an outline) or `compile`
//! (feature `render`: values, texts, a [`Plan`]).

mod amounts;
#[cfg(feature = "render")]
mod canonical;
mod check;
#[cfg(feature = "render")]
mod compile;
mod containers;
mod dag;
mod document;
mod globals;
mod index;
mod ios;
mod matrix;
mod models;
pub mod names;
mod numbers;
mod obstacles;
mod operation;
mod params;
mod patch;
pub mod plan;
#[cfg(feature = "render")]
mod print;
pub mod problems;
mod reader;
mod report;
mod templates;
mod types;
mod yaml;

pub use check::{Check, Input, Outline, Step, check, check_all, check_run};
#[cfg(feature = "render")]
pub use compile::{Compiled, Request, Stage, Staged, compile, path_ref, stage};
pub use globals::Globals;
pub use matrix::{MAX_RUNS, Matrix, Sample};
#[cfg(feature = "render")]
pub use models::schema;
pub use plan::Plan;
#[cfg(feature = "render")]
pub use print::to_yaml;
pub use problems::{Problem, Severity, Span};
pub use yaml::MAX_BYTES;
