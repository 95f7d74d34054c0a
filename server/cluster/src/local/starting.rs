//! Launch: the files first, then the shim, then its word that it has taken over.

use std::{
    fs::{self, File},
    process::Stdio,
    time::Duration,
};

use tokio::{io::AsyncReadExt as _, process::Command};

use super::{
    LocalOptions, blocking,
    directory::{Order, RunDirectory, failed, private},
    shim::READY,
};
use crate::{ClusterError, Launch};

/// How long a launch waits for another one, or for the shim, before it is an error.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often it looks whether another one is done.
const PACE: Duration = Duration::from_millis(10);
/// How much of the shim's complaints an error repeats, in bytes.
const COMPLAINT: usize = 500;

/// What of the server's environment runs are given. Not all of it: it may hold the database's password.
const INHERITED: [&str; 12] =
    ["PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "LD_LIBRARY_PATH"];

/// What a look at the run's files says about a launch.
enum Prepared {
    /// To be started, under this lock.
    Start(File),
    /// It was started before.
    Done,
    /// Somebody else is at it.
    Busy,
}

pub(super) async fn launch(options: &LocalOptions, launch: Launch) -> Result<(), ClusterError> {
    let run = launch.run;
    let directory = RunDirectory::of(&options.runs_dir, run);
    let order = std::sync::Arc::new(Order { launch, grace: options.grace });
    let mut waited = Duration::ZERO;
    loop {
        let prepared = {
            let (directory, order) = (directory.clone(), order.clone());
            blocking(move || prepare(&directory, &order)).await?
        };
        match prepared {
            Prepared::Start(lock) => return start(options, &directory, lock).await,
            Prepared::Done => return Ok(()),
            Prepared::Busy if waited >= PATIENCE => return Err(ClusterError::Busy(run)),
            Prepared::Busy => tokio::time::sleep(PACE).await,
        }
        waited += PACE;
    }
}

fn prepare(directory: &RunDirectory, order: &Order) -> Result<Prepared, ClusterError> {
    directory.create()?;
    let lock = directory.try_lock()?;
    // Whoever has the lock writes the state before lasting work: with one, the run is supervised, ended, or found dead by `observe`.
    let state = directory.read_state()?;
    let startable = state.as_ref().is_none_or(super::state::State::may_be_started);
    match lock {
        _ if !startable => Ok(Prepared::Done),
        None if state.is_some_and(|state| !state.phase.is_over()) => Ok(Prepared::Done),
        None => Ok(Prepared::Busy),
        Some(lock) => {
            directory.write_order(order)?;
            Ok(Prepared::Start(lock))
        }
    }
}

/// The shim gets the lock as its standard input: it passes from hand to hand without a gap.
async fn start(options: &LocalOptions, directory: &RunDirectory, lock: File) -> Result<(), ClusterError> {
    let program = options.shim.display().to_string();
    let not_started = |reason: String| ClusterError::Supervisor { program: program.clone(), reason };
    let complaints = directory.shim_log();
    let complaints = private().append(true).open(&complaints).map_err(failed("open", &complaints))?;
    let inherited = INHERITED.iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
    let mut child = Command::new(&options.shim)
        .arg("shim")
        .arg(directory.path())
        .current_dir(directory.path())
        .env_clear()
        .envs(inherited)
        .stdin(Stdio::from(lock))
        .stdout(Stdio::piped())
        .stderr(Stdio::from(complaints))
        .spawn()
        .map_err(|error| not_started(error.to_string()))?;

    let mut word = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        let read = stdout.take(READY.len() as u64 + 1);
        tokio::pin!(read);
        match tokio::time::timeout(PATIENCE, read.read_to_end(&mut word)).await {
            Ok(result) => result.map_err(|error| not_started(error.to_string()))?,
            // It may still come: it has the lock, and the next launch finds it at work.
            Err(_) => return Err(not_started(format!("it did not answer within {} s", PATIENCE.as_secs()))),
        };
    }
    if word == READY {
        // It is not waited for: tokio reaps it when it ends.
        return Ok(());
    }
    let status = child.wait().await.map_err(|error| not_started(error.to_string()))?;
    let path = directory.shim_log();
    let said = blocking(move || fs::read(&path).map_err(failed("read", &path))).await?;
    let said = String::from_utf8_lossy(&said[said.len().saturating_sub(COMPLAINT)..]).trim().to_owned();
    Err(not_started(if said.is_empty() { status.to_string() } else { format!("{status}: {said}") }))
}
