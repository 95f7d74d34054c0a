//! What the targets share. A target is a file of `src/bin`, and `make fuzz` runs them.

mod fence;

pub use fence::{Fence, Office};
