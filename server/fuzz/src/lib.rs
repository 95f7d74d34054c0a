//! What the targets share. A target is a file of `src/bin`, and `make fuzz` runs them.

mod fence;
mod names;

pub use fence::{Fence, Office};
pub use names::Name;
