//! Projects: the list, the form for a new one, and the pages of one.

mod fields;
pub mod list;
pub mod new;
pub mod settings;
pub mod show;
