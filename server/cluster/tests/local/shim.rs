//! `local-shim shim DIR`: what `orrery shim DIR` is, for the tests of this crate.

use std::{path::Path, process::ExitCode};

fn main() -> ExitCode {
    let directory = std::env::args_os().nth(2).unwrap_or_default();
    cluster::local::shim::main(Path::new(&directory))
}
