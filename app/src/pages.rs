//! The pages, one file each. A page loads its data through `functions`, shows it with `ui`, and decides nothing.

pub mod account;
pub mod home;
pub mod kit;
pub mod login;
pub mod not_found;
pub mod projects;
pub(crate) mod reload;
pub mod runs;
pub mod setup;
