//! Projects: the list, the form for a new one, and the pages of one.

pub mod create;
mod fields;
pub mod list;
pub mod settings;
pub mod show;
