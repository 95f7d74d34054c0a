//! A run's metrics: a table of values, and a chart for each.
//!
//! Without wasm the charts are still pictures, drawn by the server ([`still`]). In the browser uPlot draws them ([`plot`]): a file of its
//! own, fetched by this page only. What is drawn is a function of data: [`View`] reads the address, [`Columns`] are its numbers.

pub mod charts;
mod columns;
pub mod last;
mod number;
pub mod plot;
mod polling;
mod still;
mod table;
mod toolbar;
mod view;

pub use self::{charts::Charts, columns::Columns, last::LastValues, number::number_text, view::View};
