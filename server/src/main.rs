//! `orrery`: one binary with roles, which the library beside it says.

use std::process::ExitCode;

/// The system's keeps what long answers took, once for each thread that made one.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    orrery::main()
}
