//! The parts that the pages about artifacts are made of.
//!
//! Promises: whatever a run wrote is only text here. What a folder and a file hold is made into HTML on the server (`listing`, `content`), so that the
//! browser needs no code for it; a page or a drawing, which may run, is in a frame of another origin (see the server's `http::artifacts`).

pub mod address;
pub mod browser;
#[cfg(feature = "ssr")]
pub mod content;
pub mod delete;
#[cfg(feature = "ssr")]
pub mod listing;
pub mod preview;
pub mod sending;
pub mod upload;

pub use address::Place;
pub use browser::Browser;
