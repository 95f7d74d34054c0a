//! The shim: supervises one run, detached from the server. Plain threads, a few hundred kilobytes.
//!
//! The main thread decides, waits and writes the state; one thread per output reads; one turns signals into events.

mod diagnosis;
mod events;
mod process;
mod supervisor;
mod verdict;

use std::{
    fs::{File, TryLockError},
    io::{self, Write as _},
    os::fd::{AsFd as _, OwnedFd},
    os::unix::fs::MetadataExt as _,
    path::Path,
    process::ExitCode,
};

use self::{events::Events, supervisor::Supervisor};
use super::{directory::RunDirectory, log::Log, processes::Identity, state::State};
use crate::Phase;

/// What the shim says on its standard output once it has taken over.
pub(super) const READY: &[u8] = b"ready\n";

/// Supervises the run in this directory to its end. Meant to be started by [`super::LocalCluster`], which hands over the run's lock.
///
/// Fails before anything is started, saying why on standard error; after that, what happens is in the run's state.
pub fn main(directory: &Path) -> ExitCode {
    match supervise(directory) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Without standard error there is nobody to tell; the exit code remains.
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn supervise(directory: &Path) -> Result<(), Box<dyn std::error::Error>> {
    // Away from the server's terminal and process group. Refused to the leader of a group, which is away already.
    let _ = rustix::process::setsid();
    let directory = RunDirectory::at(directory.canonicalize()?);
    let _lock = take_lock(&directory)?;
    let order = directory.read_order()?.ok_or("there is no launch.json: this is not the directory of a run")?;
    let events = Events::listen()?;
    // What the run's processes leave behind comes to us instead of to process 1.
    rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?;
    let log = Log::create(&directory)?;
    let state = State {
        phase: Phase::Starting,
        reason: "Starting".into(),
        message: String::new(),
        ..State::new(Some(Identity::own()?))
    };
    directory.write_state(&state)?;

    // From here on, the launcher may be gone.
    let _ = io::stdout().write_all(READY).and_then(|()| io::stdout().flush());
    let null = File::options().read(true).write(true).open("/dev/null")?;
    rustix::stdio::dup2_stdin(&null)?;
    rustix::stdio::dup2_stdout(&null)?;

    Supervisor::new(directory, order, state, log, events).run();
    Ok(())
}

/// The lock that came as standard input, in a descriptor that no child inherits.
fn take_lock(directory: &RunDirectory) -> Result<File, Box<dyn std::error::Error>> {
    let inherited: OwnedFd = io::stdin().as_fd().try_clone_to_owned()?;
    let lock = File::from(inherited);
    let (given, expected) = (lock.metadata()?, std::fs::metadata(directory.path().join("lock"))?);
    if (given.dev(), given.ino()) != (expected.dev(), expected.ino()) {
        return Err("standard input is not the run's lock: only Orrery itself starts this".into());
    }
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err("the run is supervised by somebody else".into()),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}
