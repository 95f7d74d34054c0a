//! `orrery`: one binary with roles, which the library beside it says.

use std::process::ExitCode;

fn main() -> ExitCode {
    orrery::main()
}
