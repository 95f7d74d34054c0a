//! From how a process ended to what is said of the run.

use std::time::Duration;

use super::{diagnosis::NotStarted, process::Exit};
use crate::Phase;

/// Why a process did not end by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Interruption {
    /// Somebody stopped the run.
    Stop,
    /// The run's time is over.
    Deadline,
    /// The shim itself was asked to end.
    Terminated,
}

/// How a container's process ended, and who ended it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    pub(super) exit: Exit,
    pub(super) interruption: Option<Interruption>,
    /// It was still at work after this grace period, and was killed.
    pub(super) killed_after: Option<Duration>,
}

/// How a try, and perhaps the run, ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) phase: Phase,
    pub(super) exit_code: Option<i32>,
    pub(super) signal: Option<i32>,
    pub(super) reason: &'static str,
    pub(super) message: String,
    /// Another try may end better.
    pub(super) may_retry: bool,
}

/// What is said of a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Role<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// The container that it prepares for, if it is an init container.
    pub(super) prepares: Option<&'a str>,
}

impl Verdict {
    fn new(phase: Phase, reason: &'static str, message: String) -> Self {
        Self { phase, exit_code: None, signal: None, reason, message, may_retry: false }
    }

    /// It was never a process.
    pub(super) fn of_not_started(role: Role<'_>, error: NotStarted) -> Self {
        match role.prepares {
            Some(main) => {
                let NotStarted { message, .. } = error;
                Self::new(
                    Phase::Failed,
                    "InitFailed",
                    format!("the init container `{}` could not start, so `{main}` was not started: {message}", role.name),
                )
            }
            None => Self::new(Phase::Failed, error.reason, error.message),
        }
    }

    /// Interrupted while no process was at work.
    pub(super) fn of_interruption(interruption: Interruption, timeout: Option<u64>) -> Self {
        let nothing = "nothing of it was at work at that moment";
        match interruption {
            Interruption::Stop => Self::new(Phase::Stopped, "Stopped", format!("stopped; {nothing}")),
            Interruption::Deadline => Self::new(Phase::Failed, "DeadlineExceeded", format!("{}; {nothing}", deadline(timeout))),
            Interruption::Terminated => Self::new(Phase::Failed, "Terminated", format!("{TERMINATED}; {nothing}")),
        }
    }

    /// A process ended.
    pub(super) fn of_end(role: Role<'_>, end: End, timeout: Option<u64>) -> Self {
        let how = how(end);
        let verdict = match (end.interruption, end.exit, role.prepares) {
            (Some(Interruption::Stop), ..) => Self::new(Phase::Stopped, "Stopped", format!("stopped; it {how}")),
            (Some(Interruption::Deadline), ..) => {
                Self::new(Phase::Failed, "DeadlineExceeded", format!("{}; it {how}", deadline(timeout)))
            }
            (Some(Interruption::Terminated), ..) => Self::new(Phase::Failed, "Terminated", format!("{TERMINATED}; it {how}")),
            (None, Exit::Code(0), _) => Self::new(Phase::Succeeded, "Completed", "ended with exit code 0".to_owned()),
            (None, _, Some(main)) => {
                let message = format!("the init container `{}` {how}, so `{main}` was not started", role.name);
                Self { may_retry: true, ..Self::new(Phase::Failed, "InitFailed", message) }
            }
            (None, Exit::Code(_), None) => Self { may_retry: true, ..Self::new(Phase::Failed, "Error", how) },
            (None, Exit::Signal(_), None) => Self { may_retry: true, ..Self::new(Phase::Failed, "Killed", how) },
        };
        match end.exit {
            Exit::Code(code) => Self { exit_code: Some(code), ..verdict },
            Exit::Signal(signal) => Self { signal: Some(signal), ..verdict },
        }
    }

    /// The last of several tries.
    #[must_use]
    pub(super) fn after_tries(mut self, tries: u32) -> Self {
        if tries > 1 && self.phase == Phase::Failed {
            self.message = format!("{}; it was try {tries}", self.message);
        }
        self
    }
}

const TERMINATED: &str = "this machine is shutting down, or somebody ended the process that supervised the run";

fn deadline(timeout: Option<u64>) -> String {
    match timeout {
        Some(seconds) => format!("it took longer than its timeout of {seconds} s, all tries together"),
        None => "its time was over".to_owned(),
    }
}

fn how(end: End) -> String {
    if let Some(grace) = end.killed_after {
        return format!("was still at work {} s after SIGTERM and was ended with SIGKILL", grace.as_secs_f64());
    }
    match end.exit {
        Exit::Code(127) => "ended with exit code 127: a shell did not find a command".to_owned(),
        Exit::Code(126) => "ended with exit code 126: a shell was not allowed to run a command".to_owned(),
        // A shell's way to say that its command was ended by a signal.
        Exit::Code(code) if signal_name(code - 128).is_some() && end.interruption.is_none() => {
            format!("ended with exit code {code}: something in it {}", by_signal(code - 128))
        }
        Exit::Code(code) => format!("ended with exit code {code}"),
        Exit::Signal(0) => "ended unseen, so its exit code is unknown".to_owned(),
        Exit::Signal(signal) if end.interruption.is_some() => format!("was ended by {}", signal_text(signal)),
        Exit::Signal(signal) => by_signal(signal),
    }
}

fn by_signal(signal: i32) -> String {
    let hint = match signal {
        9 => "; if nobody did that, this machine may have run out of memory",
        11 => ": it touched memory that is not its own",
        6 => ": it gave up by itself",
        24 => ": it used more processor time than it may",
        25 => ": it wrote a file larger than it may",
        _ => "",
    };
    format!("was ended by {}{hint}", signal_text(signal))
}

fn signal_text(signal: i32) -> String {
    signal_name(signal).map_or_else(|| format!("signal {signal}"), str::to_owned)
}

/// The numbers are Linux's on every processor that Orrery is built for.
const fn signal_name(signal: i32) -> Option<&'static str> {
    Some(match signal {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        5 => "SIGTRAP",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        15 => "SIGTERM",
        24 => "SIGXCPU",
        25 => "SIGXFSZ",
        31 => "SIGSYS",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIN: Role<'_> = Role { name: "main", prepares: None };
    const INIT: Role<'_> = Role { name: "fetch", prepares: Some("main") };

    #[test]
    fn every_end_in_plain_words() {
        let by_itself = |exit| End { exit, interruption: None, killed_after: None };
        let interrupted = |interruption, exit, killed_after| End { exit, interruption: Some(interruption), killed_after };
        let grace = Some(Duration::from_secs(10));
        for (role, end, phase, reason, words) in [
            (MAIN, by_itself(Exit::Code(0)), Phase::Succeeded, "Completed", "ended with exit code 0"),
            (MAIN, by_itself(Exit::Code(3)), Phase::Failed, "Error", "ended with exit code 3"),
            (MAIN, by_itself(Exit::Code(127)), Phase::Failed, "Error", "did not find a command"),
            (
                MAIN,
                by_itself(Exit::Code(137)),
                Phase::Failed,
                "Error",
                "exit code 137: something in it was ended by SIGKILL; if nobody",
            ),
            (MAIN, by_itself(Exit::Code(255)), Phase::Failed, "Error", "ended with exit code 255"),
            (
                MAIN,
                by_itself(Exit::Signal(9)),
                Phase::Failed,
                "Killed",
                "was ended by SIGKILL; if nobody did that, this machine may",
            ),
            (MAIN, by_itself(Exit::Signal(64)), Phase::Failed, "Killed", "was ended by signal 64"),
            (
                INIT,
                by_itself(Exit::Code(2)),
                Phase::Failed,
                "InitFailed",
                "`fetch` ended with exit code 2, so `main` was not started",
            ),
            (
                MAIN,
                interrupted(Interruption::Stop, Exit::Code(0), None),
                Phase::Stopped,
                "Stopped",
                "stopped; it ended with exit code 0",
            ),
            (
                MAIN,
                interrupted(Interruption::Stop, Exit::Code(143), None),
                Phase::Stopped,
                "Stopped",
                "stopped; it ended with exit code 143",
            ),
            (
                MAIN,
                interrupted(Interruption::Stop, Exit::Signal(15), None),
                Phase::Stopped,
                "Stopped",
                "stopped; it was ended by SIGTERM",
            ),
            (
                INIT,
                interrupted(Interruption::Stop, Exit::Signal(9), grace),
                Phase::Stopped,
                "Stopped",
                "still at work 10 s after SIGTERM",
            ),
            (
                MAIN,
                interrupted(Interruption::Deadline, Exit::Code(0), None),
                Phase::Failed,
                "DeadlineExceeded",
                "its timeout of 60 s",
            ),
            (MAIN, interrupted(Interruption::Terminated, Exit::Signal(15), None), Phase::Failed, "Terminated", "shutting down"),
        ] {
            let verdict = Verdict::of_end(role, end, Some(60));
            assert_eq!((verdict.phase, verdict.reason), (phase, reason), "{end:?}");
            assert!(verdict.message.contains(words), "{end:?}: {}", verdict.message);
            assert_eq!(verdict.exit_code.is_some(), matches!(end.exit, Exit::Code(_)));
            assert_eq!(verdict.may_retry, end.interruption.is_none() && end.exit != Exit::Code(0), "{end:?}");
        }
    }

    #[test]
    fn what_can_not_start_is_not_tried_again() {
        let error = NotStarted::new("CommandNotFound", "`x` was not found".to_owned());
        let verdict = Verdict::of_not_started(MAIN, error.clone());
        assert_eq!((verdict.reason, verdict.may_retry), ("CommandNotFound", false));
        let verdict = Verdict::of_not_started(INIT, error);
        assert_eq!((verdict.reason, verdict.may_retry), ("InitFailed", false));
    }
}
