//! The command line.

mod admin;
mod bench;
mod polyaxonfile;
mod serve;

use std::{io::Write as _, path::PathBuf, process::ExitCode};

use clap::{ArgMatches, CommandFactory as _, Parser, Subcommand};
use platform::{Doorbell, Platform, PlatformOptions};
use store::{Db, LogStore, SeriesStore};

use crate::config::{self, LogFormat, Settings};

/// Run a team's work on one machine or on Kubernetes, and watch it from a browser.
#[derive(Debug, Parser)]
#[command(name = "orrery", version, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the dashboard and run the scheduler
    Serve(Settings),
    /// Bring the database up to date, and stop
    Migrate(Settings),
    /// Say what is wrong with polyaxonfiles
    Check(polyaxonfile::Check),
    /// Write what becomes of a polyaxonfile
    Compile(polyaxonfile::Compile),
    /// Administer users and tokens from this machine
    #[command(subcommand)]
    Admin(admin::Admin),
    /// Make many runs in a database of their own, to measure with
    Bench(bench::Bench),
    /// List every setting with its value and where that comes from
    Config(Settings),
    /// Print the version
    Version,
    /// Supervise one run of the local runtime; started by Orrery itself
    #[command(hide = true)]
    Shim {
        /// The run's directory
        directory: PathBuf,
    },
}

/// Runs the command.
pub(crate) fn run(cli: Cli, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    // These have no settings.
    match cli.command {
        Command::Shim { directory } => return Ok(cluster::local::shim::main(&directory)),
        Command::Check(options) => return polyaxonfile::check(&options),
        Command::Compile(options) => return polyaxonfile::compile(options),
        _ => {}
    }
    let serve = Cli::command();
    let settings_command = serve.find_subcommand("serve").unwrap_or(&serve);
    config::check_environment(settings_command)?;
    match cli.command {
        Command::Serve(settings) => runtime()?.block_on(serve::serve(settings))?,
        Command::Migrate(settings) => runtime()?.block_on(async {
            open_database(&settings).await?;
            say("the database is up to date")
        })?,
        Command::Admin(command) => runtime()?.block_on(admin::run(command))?,
        Command::Bench(options) => runtime()?.block_on(bench::run(options))?,
        Command::Config(settings) => {
            let matches = matches.subcommand().map_or(matches, |(_, matches)| matches);
            say(config::describe(&settings, settings_command, matches)?.trim_end())?;
        }
        Command::Version => say(concat!("orrery ", env!("CARGO_PKG_VERSION")))?,
        Command::Shim { .. } | Command::Check(_) | Command::Compile(_) => {}
    }
    Ok(ExitCode::SUCCESS)
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}

/// A line for whoever typed the command; a closed pipe is not an error worth a message.
fn say(text: &str) -> anyhow::Result<()> {
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// The error and its causes, on standard error.
pub(crate) fn say_error(error: &anyhow::Error) {
    // There is nowhere left to report that standard error is closed.
    let _ = writeln!(std::io::stderr(), "orrery: {error:#}");
}

fn start_logging(settings: &Settings) {
    let filter = tracing_subscriber::EnvFilter::new(&settings.log);
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match settings.log_format {
        LogFormat::Text => builder.with_target(false).init(),
        LogFormat::Json => builder.json().init(),
    }
}

/// The database, brought up to date.
async fn open_database(settings: &Settings) -> anyhow::Result<Db> {
    let db = Db::open(&settings.database_url()?)?;
    db.migrate().await?;
    Ok(db)
}

/// Everything that can be asked of Orrery, over this machine's database and files.
async fn open_platform(settings: &Settings) -> anyhow::Result<Platform> {
    let data_dir = settings.data_dir()?;
    let db = open_database(settings).await?;
    let logs = LogStore::open(db.clone(), &data_dir.join("store"))?;
    let series = SeriesStore::open(db.clone(), &data_dir.join("store"))?;
    Ok(Platform::new(PlatformOptions {
        db,
        logs,
        series,
        doorbell: Doorbell::default(),
        clock: platform::system_clock,
        artifacts_root: data_dir.join("artifacts"),
        cluster: "local".to_owned(),
    }))
}
