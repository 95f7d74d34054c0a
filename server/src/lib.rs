//! `orrery`: one binary with roles. `serve` is the dashboard, its API and the scheduler; the rest administers it.
//!
//! Promises: configuration, the HTTP edge and wiring, nothing else. Decisions live in `platform` and `scheduler`. A library so that the
//! edge can be asked without a network (`server/fuzz`).

mod commands;
mod config;
mod http;

use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};

use crate::commands::Cli;
pub use crate::{
    config::Settings,
    http::{Edge, router},
};

/// Does what the command line says.
pub fn main() -> ExitCode {
    let matches = Cli::command().get_matches();
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    match commands::run(cli, &matches) {
        Ok(code) => code,
        Err(error) => {
            commands::say_error(&error);
            ExitCode::FAILURE
        }
    }
}
