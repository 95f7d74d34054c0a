//! The kit: every page is built from these parts and looks right because of them. `/ui` shows each in every state.
//!
//! Promises: complete without wasm; a name, a role and a label for each control; text is the caller's, looks are ours.

pub mod alert;
pub mod button;
pub mod chips;
pub mod choices;
pub mod code;
pub mod copy;
pub mod dialog;
pub mod empty;
pub mod field;
pub mod form;
pub mod header;
pub mod icon;
pub mod kbd;
pub mod load;
pub mod logo;
pub mod menu;
pub mod meter;
pub mod pagination;
pub mod section;
pub mod status;
pub mod table;
pub mod tabs;
pub mod time;
pub mod toast;
pub mod views;
pub(crate) mod yaml;

pub use alert::{Alert, Mood};
pub use button::{Button, ButtonLink, IconButton, IconLink, Submit, Variant};
pub use chips::{FilterChip, FilterChips, Tags};
pub use choices::{Checkbox, Choice, Group, Select};
pub use code::{CodeBlock, ShortId};
pub use copy::CopyButton;
pub use dialog::{Dialog, DialogButton};
pub use empty::EmptyState;
pub use field::{Field, PasswordInput, TextArea, TextInput};
pub use form::{ActionForm, GetForm, PostForm};
pub use header::{Crumb, PageHeader};
pub use icon::{Icon, icon};
pub use kbd::Kbd;
pub use load::{ErrorPage, Load};
pub use menu::{Menu, MenuLink};
pub use meter::Meter;
pub use pagination::Pagination;
pub use section::{Fact, Facts, Section};
pub use status::{StatusBadge, ToneBadge, tone_icon};
pub use table::{SortLink, Table};
pub use tabs::{Tab, Tabs};
pub use time::{Duration, Time};
pub use toast::{Toast, use_toasts};
pub use views::{ViewLink, Views};
