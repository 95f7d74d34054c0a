//! What `state.json` holds, and what becomes of it when its supervisor is gone.

use domain::Timestamp;
use serde::{Deserialize, Serialize};

use super::processes::Identity;
use crate::{Observation, Phase};

/// The reason of a run whose supervisor died.
const SHIM_LOST: &str = "ShimLost";

/// The last that is known of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) phase: Phase,
    /// From 1; 0 while nothing was started. Written before a process is.
    pub(crate) attempt: u32,
    pub(crate) container: Option<String>,
    pub(crate) exit_code: Option<i32>,
    pub(crate) signal: Option<i32>,
    pub(crate) reason: String,
    pub(crate) message: String,
    pub(crate) started_at: Option<Timestamp>,
    pub(crate) finished_at: Option<Timestamp>,
    /// Who supervises it; only to wake that process, since the lock alone tells whether it lives.
    pub(crate) supervisor: Option<Identity>,
}

impl State {
    /// Nothing was started.
    pub(crate) fn new(supervisor: Option<Identity>) -> Self {
        Self {
            phase: Phase::Pending,
            attempt: 0,
            container: None,
            exit_code: None,
            signal: None,
            reason: "Pending".to_owned(),
            message: "its supervisor is being started".to_owned(),
            started_at: None,
            finished_at: None,
            supervisor,
        }
    }

    /// Nobody supervises it, and a launch would not start anything twice.
    pub(crate) fn may_be_started(&self) -> bool {
        self.attempt == 0 && (!self.phase.is_over() || self.reason == SHIM_LOST)
    }

    /// What it is once its supervisor is gone.
    #[must_use]
    pub(crate) fn without_supervisor(self, stop_wanted: bool, now: Timestamp) -> Self {
        if self.phase.is_over() {
            return self;
        }
        let (phase, reason, message) = match (stop_wanted, self.attempt) {
            (true, 0) => (Phase::Stopped, "Stopped", "stopped before anything was started"),
            (true, _) => {
                (Phase::Stopped, "Stopped", "stopped; the process that supervised it was gone, so its exit code is unknown")
            }
            (false, 0) => (
                Phase::Failed,
                SHIM_LOST,
                "the process that was to supervise it was killed, or the machine restarted; nothing was started",
            ),
            (false, _) => (
                Phase::Failed,
                SHIM_LOST,
                "the process that supervised it was killed, or the machine restarted; what the run still had at work was ended",
            ),
        };
        Self {
            phase,
            reason: reason.to_owned(),
            message: message.to_owned(),
            finished_at: Some(now),
            exit_code: None,
            signal: None,
            ..self
        }
    }

    pub(crate) fn into_observation(self) -> Observation {
        Observation {
            phase: self.phase,
            attempt: self.attempt,
            container: self.container,
            exit_code: self.exit_code,
            signal: self.signal,
            reason: self.reason,
            message: self.message,
            started_at: self.started_at,
            finished_at: self.finished_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(7);

    fn state(phase: Phase, attempt: u32) -> State {
        State { phase, attempt, ..State::new(None) }
    }

    #[test]
    fn what_is_left_without_a_supervisor() {
        for (phase, attempt, stop_wanted, expected, reason, startable) in [
            (Phase::Pending, 0, false, Phase::Failed, "ShimLost", true),
            (Phase::Pending, 0, true, Phase::Stopped, "Stopped", false),
            (Phase::Starting, 1, false, Phase::Failed, "ShimLost", false),
            (Phase::Running, 2, false, Phase::Failed, "ShimLost", false),
            (Phase::Stopping, 1, true, Phase::Stopped, "Stopped", false),
        ] {
            let left = state(phase, attempt).without_supervisor(stop_wanted, NOW);
            assert_eq!(
                (left.phase, left.reason.as_str(), left.finished_at),
                (expected, reason, Some(NOW)),
                "{phase:?} {attempt}"
            );
            assert_eq!(left.may_be_started(), startable, "{phase:?} {attempt}");
            assert_eq!(left.clone().without_supervisor(true, Timestamp::from_micros(8)), left, "an end is final");
        }
    }

    #[test]
    fn what_was_started_is_not_started_again() {
        for phase in [Phase::Starting, Phase::Running, Phase::Retrying, Phase::Stopping, Phase::Succeeded, Phase::Failed] {
            assert!(!state(phase, 1).may_be_started(), "{phase:?}");
        }
    }
}
