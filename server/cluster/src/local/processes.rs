//! Processes of this machine, as `/proc` shows them.

use std::{fs, io};

use domain::RunId;
use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};
use serde::{Deserialize, Serialize};

/// The variable that marks every process of a run. It is set last, so that none can be without it by accident.
pub(crate) const MARK: &str = "POLYAXON_RUN_UUID";

/// How often the machine is searched for processes that were missed because they were being made.
const ROUNDS: u32 = 20;

/// One process and no later one with the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Identity {
    pid: i32,
    /// When it began, in clock ticks since the machine did.
    began: u64,
}

impl Identity {
    /// This process.
    pub(crate) fn own() -> io::Result<Self> {
        let pid = rustix::process::getpid();
        let process = Process::read(pid).ok_or_else(|| io::Error::other("/proc does not show this process"))?;
        Ok(process.identity)
    }

    /// Signals the process unless it is gone.
    pub(crate) fn signal(self, signal: Signal) -> io::Result<()> {
        let Some(pid) = Pid::from_raw(self.pid.max(0)) else { return Ok(()) };
        let gone = |error: rustix::io::Errno| if error == rustix::io::Errno::SRCH { Ok(()) } else { Err(error.into()) };
        let handle = match pidfd_open(pid, PidfdFlags::empty()) {
            Ok(handle) => handle,
            Err(error) => return gone(error),
        };
        // Read with the handle open: the number can't be given to another process unseen.
        if Process::read(pid).is_some_and(|process| process.identity == self) {
            return pidfd_send_signal(&handle, signal).or_else(gone);
        }
        Ok(())
    }
}

/// One line of the process table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Process {
    pub(crate) identity: Identity,
    parent: i32,
    group: i32,
    /// It has ended and waits to be reaped.
    pub(crate) is_zombie: bool,
}

impl Process {
    fn read(pid: Pid) -> Option<Self> {
        parse_stat(&String::from_utf8_lossy(&fs::read(format!("/proc/{pid}/stat")).ok()?))
    }

    pub(crate) fn pid(&self) -> Option<Pid> {
        Pid::from_raw(self.identity.pid.max(0))
    }

    pub(crate) fn is_in_group(&self, leader: Pid) -> bool {
        self.group == leader.as_raw_pid()
    }

    fn has_mark(&self, mark: &[u8]) -> bool {
        // Another user's process can't be read, and is none of ours.
        fs::read(format!("/proc/{}/environ", self.identity.pid))
            .is_ok_and(|variables| variables.split(|byte| *byte == 0).any(|variable| variable == mark))
    }
}

/// `PID (NAME) STATE PARENT GROUP …`; the name may hold spaces and parentheses. The 22nd field is when it began.
fn parse_stat(line: &str) -> Option<Process> {
    let (pid, _) = line.split_once(" (")?;
    let (_, rest) = line.rsplit_once(") ")?;
    let fields: Vec<&str> = rest.split_ascii_whitespace().collect();
    Some(Process {
        identity: Identity { pid: pid.parse().ok()?, began: fields.get(19)?.parse().ok()? },
        parent: fields.get(1)?.parse().ok()?,
        group: fields.get(2)?.parse().ok()?,
        is_zombie: matches!(*fields.first()?, "Z" | "X"),
    })
}

fn all() -> impl Iterator<Item = Process> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| Process::read(Pid::from_raw(entry.file_name().to_str()?.parse().ok()?)?))
}

/// The children of this process, ended ones that were not reaped included.
pub(crate) fn children() -> Vec<Process> {
    let own = rustix::process::getpid().as_raw_pid();
    all().filter(|process| process.parent == own).collect()
}

/// Ends every process that carries the run's mark, however it is related to the run. For runs without a supervisor; one that has a supervisor
/// loses its processes to that.
pub(crate) fn kill_marked(run: RunId) {
    let mark = format!("{MARK}={run}").into_bytes();
    let own = rustix::process::getpid().as_raw_pid();
    for _ in 0..ROUNDS {
        let alive = all().filter(|process| !process.is_zombie && process.identity.pid != own);
        let marked: Vec<Process> = alive.filter(|process| process.has_mark(&mark)).collect();
        if marked.is_empty() {
            return;
        }
        for process in marked {
            if let Err(error) = process.identity.signal(Signal::KILL) {
                tracing::warn!(%run, pid = process.identity.pid, %error, "can't end a process that the run left");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn a_hostile_name_is_no_obstacle() {
        let rest = "S 7 3 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 4711 99 0";
        let process = parse_stat(&format!("42 (a) b (c ) {rest}")).unwrap();
        assert_eq!(process, Process { identity: Identity { pid: 42, began: 4711 }, parent: 7, group: 3, is_zombie: false });
        assert!(parse_stat("42 (a)").is_none());
        assert!(parse_stat("").is_none());
    }

    #[test]
    fn another_process_with_the_number_is_left_alone() {
        let mut child = Command::new("sleep").arg("60").spawn().unwrap();
        let pid = Pid::from_child(&child);
        let identity = children().into_iter().find(|process| process.pid() == Some(pid)).unwrap().identity;
        Identity { began: identity.began + 1, ..identity }.signal(Signal::KILL).unwrap();
        assert!(child.try_wait().unwrap().is_none());
        identity.signal(Signal::KILL).unwrap();
        child.wait().unwrap();
        identity.signal(Signal::KILL).unwrap();
    }

    #[test]
    fn what_carries_the_mark_is_ended() {
        let run = RunId::from_uuid(uuid::Uuid::now_v7());
        let mut ours = Command::new("sleep").arg("60").env(MARK, run.to_string()).spawn().unwrap();
        let mut other = Command::new("sleep").arg("60").env(MARK, "another").spawn().unwrap();
        kill_marked(run);
        assert!(ours.wait().unwrap().code().is_none());
        assert!(other.try_wait().unwrap().is_none());
        other.kill().unwrap();
        other.wait().unwrap();
    }
}
