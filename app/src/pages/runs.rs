//! Runs: the list, the form for a new one, and the pages of one.

pub mod artifacts;
pub mod frame;
pub mod list;
pub mod logs;
pub mod metrics;
pub mod overview;
pub mod spec;
pub mod submit;
