//! The main thread: tries, containers in order, and the state after each step.

use std::{
    ffi::OsString,
    io::{self, Write as _},
    sync::Arc,
    time::{Duration, Instant},
};

use rustix::process::Signal;
use spec::plan::Container;

use super::{
    super::{
        directory::{Order, RunDirectory},
        log::Log,
        now,
        processes::MARK,
        state::State,
    },
    diagnosis::{self, NotStarted},
    events::Events,
    process::{self, Process},
    verdict::{End, Interruption, Role, Verdict},
};
use crate::{ClusterError, Phase};

/// How often the stop request is looked for if no signal says that there is one.
const LOOK: Duration = Duration::from_secs(1);
/// How long lines without an end are let grow before they are first shown; most have an end by then.
const SHOW_AFTER: Duration = Duration::from_millis(100);
/// How often they are shown at most.
const SHOW_EVERY: Duration = Duration::from_millis(200);
/// How often ended strays are looked for at most: it takes a look at every process of the machine.
const REAP_EVERY: Duration = Duration::from_millis(500);
/// How long what a process left may go on writing after the process's own end.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// How long the system has to end what was killed.
const SWEEP: Duration = Duration::from_secs(5);
const SWEEP_PACE: Duration = Duration::from_millis(10);
/// More than anybody waits for a run to end, and less than a clock can count.
const LONGEST_GRACE: Duration = Duration::from_hours(24);
/// The longest wait between two tries.
const LONGEST_BACKOFF: Duration = Duration::from_secs(60);
/// Where commands are looked for when nobody says.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// One run's supervision.
pub(super) struct Supervisor {
    directory: RunDirectory,
    order: Order,
    state: State,
    log: Arc<Log>,
    events: Events,
    deadline: Option<Instant>,
    show_at: Option<Instant>,
    shown_at: Instant,
}

impl Supervisor {
    pub(super) fn new(directory: RunDirectory, order: Order, state: State, log: Log, events: Events) -> Self {
        let began = Instant::now();
        let timeout = order.launch.plan.termination.timeout;
        // A time that no clock reaches is no limit.
        let deadline = timeout.and_then(|seconds| began.checked_add(Duration::from_secs(seconds)));
        Self { directory, order, state, log: Arc::new(log), events, deadline, show_at: None, shown_at: began }
    }

    /// To the end of the run, with its end written down.
    pub(super) fn run(mut self) {
        let verdict = self.tries();
        if let Err(error) = self.log.sync() {
            complain("the log is not on the disk", &error);
        }
        let Verdict { phase, exit_code, signal, reason, message, may_retry: _ } = verdict;
        self.state = State {
            phase,
            exit_code,
            signal,
            reason: reason.to_owned(),
            message,
            finished_at: Some(now()),
            ..self.state.clone()
        };
        // A full disk must not cost the exit code: it is kept here until there is room.
        while let Err(error) = self.directory.write_state(&self.state) {
            complain("the end is not written yet", &error);
            if !self.directory.exists() {
                return;
            }
            self.events.wait(Instant::now() + LOOK);
        }
    }

    fn tries(&mut self) -> Verdict {
        let termination = self.order.launch.plan.termination;
        loop {
            if let Some(interruption) = self.interruption() {
                return Verdict::of_interruption(interruption, termination.timeout);
            }
            self.state.attempt += 1;
            let attempt = self.state.attempt;
            let verdict = self.try_once();
            if !verdict.may_retry || attempt > termination.max_retries {
                return verdict.after_tries(attempt);
            }
            let backoff = LONGEST_BACKOFF.min(Duration::from_secs(1 << (attempt - 1).min(6)));
            let message = format!("{}; try {} begins in {} s", verdict.message, attempt + 1, backoff.as_secs());
            self.step(Phase::Retrying, verdict.reason, message);
            let until = Instant::now() + backoff;
            while Instant::now() < until {
                if let Some(interruption) = self.interruption() {
                    return Verdict::of_interruption(interruption, termination.timeout);
                }
                self.wait(until);
            }
        }
    }

    /// Every container once, in order, until one does not succeed.
    fn try_once(&mut self) -> Verdict {
        let plan = self.order.launch.plan.clone();
        let main = &plan.container;
        let roles = plan.init.iter().map(|container| (container, Some(main.name.as_str()))).chain([(main, None)]);
        let roles: Vec<_> = roles.map(|(container, prepares)| (container, Role { name: &container.name, prepares })).collect();
        if let Some((container, role)) = roles.iter().find(|(container, _)| container.command.is_empty()) {
            self.state.container = Some(container.name.clone());
            return Verdict::of_not_started(*role, diagnosis::no_command(container));
        }
        for (container, role) in &roles[..roles.len() - 1] {
            let verdict = self.run_container(container, *role);
            if verdict.phase != Phase::Succeeded {
                return verdict;
            }
        }
        self.run_container(main, Role { name: &main.name, prepares: None })
    }

    fn run_container(&mut self, container: &Container, role: Role<'_>) -> Verdict {
        let timeout = self.order.launch.plan.termination.timeout;
        if let Some(interruption) = self.interruption() {
            return Verdict::of_interruption(interruption, timeout);
        }
        let unused = container
            .image
            .as_ref()
            .map(|image| format!("the local runtime runs the command on this machine; the image `{image}` is not used"));
        self.state.container = Some(container.name.clone());
        // Before the process, so that nobody starts it again when this is the last that we write.
        let message = unused.clone().unwrap_or_else(|| format!("`{}` is being started", container.name));
        if let Err(error) = self.record(Phase::Starting, if role.prepares.is_some() { "Init" } else { "Starting" }, message) {
            return Verdict::of_not_started(role, NotStarted::new("CannotStart", error.to_string()));
        }

        let directory = container.working_dir.as_ref().map_or(self.directory.work(), |dir| self.directory.work().join(dir));
        let variables = self.variables(container);
        let began = now();
        let started = Process::start(container, self.state.attempt, &variables, &directory, &self.log, &self.events.sender());
        let process = match started {
            Ok(process) => process,
            Err(error) => return Verdict::of_not_started(role, error),
        };
        if role.prepares.is_none() {
            self.state.started_at = self.state.started_at.or(Some(began));
            self.step(Phase::Running, "Started", unused.unwrap_or_else(|| "its main container is at work".to_owned()));
        }
        let end = self.follow(&process);
        process.close();
        Verdict::of_end(role, end, timeout)
    }

    /// Until the process and everything it started has ended, by itself or by us.
    fn follow(&mut self, process: &Process) -> End {
        let mut interruption = None;
        let mut kill_at: Option<Instant> = None;
        let mut killed_after = None;
        let mut reap_at = Instant::now();
        while !process.has_ended() {
            if self.events.child && Instant::now() >= reap_at {
                self.events.child = false;
                reap_at = Instant::now() + REAP_EVERY;
                process.reap_strays();
            }
            if interruption.is_none() {
                interruption = self.interruption();
                if let Some(interruption) = interruption {
                    process.signal(Signal::TERM);
                    if interruption == Interruption::Stop {
                        self.step(Phase::Stopping, "Stopping", "asked to end with SIGTERM".to_owned());
                    }
                }
            }
            if interruption.is_some() {
                let grace = self.grace();
                let at = kill_at.map_or_else(|| Instant::now() + grace, |at| at.min(Instant::now() + grace));
                kill_at = Some(at);
                if Instant::now() >= at {
                    killed_after = Some(grace);
                    process.signal(Signal::KILL);
                }
            }
            let until = kill_at.filter(|_| killed_after.is_none()).or(self.deadline.filter(|_| interruption.is_none()));
            self.wait(until.unwrap_or_else(|| Instant::now() + LOOK));
        }

        // Who is asked to end has the whole grace period, though a shell in front of it ended at once.
        let until = kill_at.filter(|_| killed_after.is_none()).unwrap_or_else(|| Instant::now() + LAST_WORDS);
        let is_asked = interruption.is_some();
        if is_asked {
            process.ask_strays();
        }
        while Instant::now() < until && !(if is_asked { process.is_alone() } else { process.is_silent() }) {
            if !is_asked && self.interruption().is_some() {
                break;
            }
            self.wait(until);
        }
        let exit = process.end();
        let until = Instant::now() + SWEEP;
        while !(process::end_strays() && process.is_silent()) && Instant::now() < until {
            self.wait(Instant::now() + SWEEP_PACE);
        }
        End { exit, interruption, killed_after }
    }

    /// Why the run shall end, if it shall.
    fn interruption(&self) -> Option<Interruption> {
        // A damaged request is one nevertheless; without its directory nobody could find the run to stop it.
        let request = self.directory.read_stop();
        if matches!(request, Ok(Some(_)) | Err(ClusterError::Damaged { .. })) || !self.directory.exists() {
            Some(Interruption::Stop)
        } else if self.events.terminate {
            Some(Interruption::Terminated)
        } else if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            Some(Interruption::Deadline)
        } else {
            None
        }
    }

    fn grace(&self) -> Duration {
        self.directory.read_stop().ok().flatten().map_or(self.order.grace, |request| request.grace).min(LONGEST_GRACE)
    }

    /// Least important first: this machine's, the run's, the container's, and the mark.
    fn variables(&self, container: &Container) -> Vec<(OsString, OsString)> {
        let fixed = |name: &str, value: &str| (OsString::from(name), OsString::from(value));
        // Python keeps lines back when it does not write to a terminal; a log is to be live.
        let mut variables = vec![fixed("PATH", PATH), fixed("PYTHONUNBUFFERED", "1")];
        variables.extend(std::env::vars_os());
        let given = self.order.launch.env.iter().chain(&container.env);
        variables.extend(given.map(|variable| fixed(&variable.name, &variable.value)));
        variables.push(fixed(MARK, &self.order.launch.run.to_string()));
        variables
    }

    /// Writes down where the run is now.
    fn record(&mut self, phase: Phase, reason: &str, message: String) -> Result<(), ClusterError> {
        self.state.phase = phase;
        reason.clone_into(&mut self.state.reason);
        self.state.message = message;
        self.directory.write_state(&self.state)
    }

    /// The same where the run goes on though nobody can see it.
    fn step(&mut self, phase: Phase, reason: &str, message: String) {
        if let Err(error) = self.record(phase, reason, message) {
            complain("the state is not written", &error);
        }
    }

    /// Until something happens, at most until `until`; lines without an end are shown meanwhile.
    fn wait(&mut self, until: Instant) {
        let until = until.min(Instant::now() + LOOK);
        self.events.wait(self.show_at.map_or(until, |show_at| show_at.min(until)));
        let now = Instant::now();
        if std::mem::take(&mut self.events.open_line) && self.show_at.is_none() {
            self.show_at = Some((now + SHOW_AFTER).max(self.shown_at + SHOW_EVERY));
        }
        if self.show_at.is_some_and(|show_at| now >= show_at) {
            self.log.show_open_lines();
            self.show_at = None;
            self.shown_at = now;
        }
    }
}

/// On standard error, which is the run's `shim.log`.
fn complain(what: &str, error: &dyn std::fmt::Display) {
    let _ = writeln!(io::stderr(), "{what}: {error}");
}
