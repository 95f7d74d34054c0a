//! One container's process, with everything it starts.

use std::{
    ffi::OsString,
    fs::File,
    io::{self, Read as _},
    os::{fd::OwnedFd, unix::process::CommandExt as _},
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, mpsc::Sender},
    thread,
};

use rustix::{
    event::{PollFd, PollFlags, poll},
    io::retry_on_intr,
    process::{Pid, Signal, WaitId, WaitIdOptions, WaitOptions, kill_process, kill_process_group, waitid, waitpid},
};
use spec::plan::Container;

use super::{
    super::{
        log::{Log, Source},
        now, processes,
    },
    diagnosis::{self, NotStarted},
    events::Event,
};

/// How much is read from an output at once, in bytes.
const CHUNK: usize = 64 * 1024;
/// How often standard output is read before standard error gets its turn.
const MOST_TURNS: u32 = 64;

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// With this exit code.
    Code(i32),
    /// By this signal.
    Signal(i32),
}

/// A process group with its leader. Until [`Process::end`] the leader is not reaped, so that its number stays its own.
#[derive(Debug)]
pub(super) struct Process {
    leader: Pid,
    outputs: Vec<Source>,
    log: Arc<Log>,
}

impl Process {
    /// Starts the container's command. `variables` is its whole environment.
    pub(super) fn start(
        container: &Container,
        attempt: u32,
        variables: &[(OsString, OsString)],
        directory: &Path,
        log: &Arc<Log>,
        events: &Sender<Event>,
    ) -> Result<Self, NotStarted> {
        let Some((program, arguments)) = container.command.split_first() else { return Err(diagnosis::no_command(container)) };
        let mut command = Command::new(program);
        command.args(arguments).args(&container.args).env_clear().envs(variables.iter().cloned()).current_dir(directory);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
        let mut child = command.spawn().map_err(|error| diagnosis::why_not(&error, program, variables, directory))?;
        let mut process = Self { leader: Pid::from_child(&child), outputs: Vec::new(), log: log.clone() };
        let stdout = child.stdout.take().map(|output| (false, OwnedFd::from(output)));
        let stderr = child.stderr.take().map(|output| (true, OwnedFd::from(output)));
        let mut outputs = Vec::new();
        for (is_stderr, output) in stdout.into_iter().chain(stderr) {
            let source = Source { attempt, container: container.name.clone(), is_stderr };
            log.open(source.clone(), now());
            process.outputs.push(source.clone());
            outputs.push((File::from(output), source));
        }
        if let Err(error) = read_in_background(outputs, log.clone(), events.clone()) {
            process.signal(Signal::KILL);
            process.close();
            return Err(NotStarted::new("CannotStart", format!("what it writes can't be read: {error}")));
        }
        Ok(process)
    }

    /// Signals the whole group.
    pub(super) fn signal(&self, signal: Signal) {
        // Gone, or nothing that may be signalled: both are seen when it is waited for.
        let _ = kill_process_group(self.leader, signal);
    }

    /// The leader has ended.
    pub(super) fn has_ended(&self) -> bool {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        // An error means that there is no such child: then it is over as well.
        retry_on_intr(|| waitid(WaitId::Pid(self.leader), options)).map_or(true, |status| status.is_some())
    }

    /// Every output is closed: nobody is left who could write.
    pub(super) fn is_silent(&self) -> bool {
        !self.outputs.iter().any(|source| self.log.is_open(source))
    }

    /// Nothing that it started is at work: whatever lost its parent is a child of ours.
    pub(super) fn is_alone(&self) -> bool {
        !processes::children().iter().any(|process| !process.is_zombie && process.pid() != Some(self.leader))
    }

    /// Asks what detached itself from the group to end; the group was asked as one.
    pub(super) fn ask_strays(&self) {
        for pid in
            processes::children().iter().filter(|process| !process.is_in_group(self.leader)).filter_map(processes::Process::pid)
        {
            let _ = kill_process(pid, Signal::TERM);
        }
    }

    /// Reaps what the run detached from itself and let end.
    pub(super) fn reap_strays(&self) {
        for process in processes::children().iter().filter(|process| process.is_zombie) {
            if let Some(pid) = process.pid().filter(|pid| *pid != self.leader) {
                let _ = waitpid(Some(pid), WaitOptions::NOHANG);
            }
        }
    }

    /// Ends what is left of the group, once the leader has ended, and says how that did.
    pub(super) fn end(&self) -> Exit {
        self.signal(Signal::KILL);
        match retry_on_intr(|| waitid(WaitId::Pid(self.leader), WaitIdOptions::EXITED)) {
            Ok(Some(status)) => match (status.exit_status(), status.terminating_signal()) {
                (Some(code), _) => Exit::Code(code),
                (None, signal) => Exit::Signal(signal.unwrap_or_default()),
            },
            // Somebody who may trace us took it. There is no code to tell.
            Ok(None) | Err(_) => Exit::Signal(0),
        }
    }

    /// No line follows, even if somebody out of reach still holds an output.
    pub(super) fn close(self) {
        for source in &self.outputs {
            self.log.close(source, now());
        }
    }
}

/// Ends everything that is still a child of ours; true when nothing is left. What their ends leave to us is for the next call.
pub(super) fn end_strays() -> bool {
    let strays = processes::children();
    for pid in strays.iter().filter_map(processes::Process::pid) {
        let _ = kill_process(pid, Signal::KILL);
        let _ = waitpid(Some(pid), WaitOptions::NOHANG);
    }
    strays.is_empty()
}

/// Reads both outputs on one thread. Standard output is read first: what a program says of its failure then stands after what it
/// wrote before, as in a terminal.
fn read_in_background(mut outputs: Vec<(File, Source)>, log: Arc<Log>, events: Sender<Event>) -> io::Result<()> {
    let read = move || {
        let mut chunk = vec![0; CHUNK];
        let mut turns = 0;
        while !outputs.is_empty() {
            let Some(index) = readable(&outputs, turns >= MOST_TURNS) else { break };
            turns = if index == 0 { turns + 1 } else { 0 };
            let (output, source) = &mut outputs[index];
            match output.read(&mut chunk) {
                Ok(read) if read > 0 => {
                    if log.write(source, &chunk[..read], now()) {
                        let _ = events.send(Event::OpenLine);
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Ok(_) | Err(_) => {
                    let (_, source) = outputs.remove(index);
                    log.close(&source, now());
                    // The main thread is there for as long as the process is.
                    let _ = events.send(Event::Closed);
                }
            }
        }
        for (_, source) in outputs {
            log.close(&source, now());
            let _ = events.send(Event::Closed);
        }
    };
    thread::Builder::new().name("outputs".into()).spawn(read).map(drop)
}

/// Waits for an output that can be read: the first one that can, or the last. `None` when that can't be told.
fn readable(outputs: &[(File, Source)], last_first: bool) -> Option<usize> {
    // Asked about the last one first: what was written to the others before it is then certainly seen.
    let mut polled: Vec<_> = outputs.iter().rev().map(|(output, _)| PollFd::new(output, PollFlags::IN)).collect();
    retry_on_intr(|| poll(&mut polled, None)).ok()?;
    let ready: Vec<usize> =
        (0..outputs.len()).filter(|index| !polled[outputs.len() - 1 - index].revents().is_empty()).collect();
    if last_first { ready.last().copied() } else { ready.first().copied() }
}
