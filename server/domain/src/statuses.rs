//! The statuses of a run, which of them may follow which, and the conditions that record them.
//!
//! Names and sets are Polyaxon's (`V1Statuses`), so that its client reads them.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::Timestamp;

macro_rules! statuses {
    ($($variant:ident = $text:literal: $label:literal),* $(,)?) => {
        /// Where a run is in its life.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Status {
            $(#[doc = $label] $variant),*
        }

        impl Status {
            /// Every status, in the order of a run's life.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name on the wire and in the database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }

            /// The word people read.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),* }
            }
        }

        impl FromStr for Status {
            type Err = UnknownStatus;

            fn from_str(text: &str) -> Result<Self, UnknownStatus> {
                match text { $($text => Ok(Self::$variant),)* _ => Err(UnknownStatus(text.chars().take(64).collect())) }
            }
        }
    };
}

statuses! {
    Created = "created": "Created",
    OnSchedule = "on_schedule": "On schedule",
    Resuming = "resuming": "Resuming",
    Compiled = "compiled": "Compiled",
    Queued = "queued": "Queued",
    Scheduled = "scheduled": "Scheduled",
    Starting = "starting": "Starting",
    Running = "running": "Running",
    Processing = "processing": "Processing",
    Stopping = "stopping": "Stopping",
    Failed = "failed": "Failed",
    Stopped = "stopped": "Stopped",
    Succeeded = "succeeded": "Succeeded",
    Skipped = "skipped": "Skipped",
    Warning = "warning": "Warning",
    Unschedulable = "unschedulable": "Unschedulable",
    UpstreamFailed = "upstream_failed": "Upstream failed",
    Retrying = "retrying": "Retrying",
    Unknown = "unknown": "Unknown",
    Done = "done": "Done",
}

/// Why a text is not a status.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a status")]
pub struct UnknownStatus(String);

impl Status {
    /// Final: nothing follows but a resume.
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Failed | Self::UpstreamFailed | Self::Stopped | Self::Skipped | Self::Succeeded | Self::Done)
    }

    /// Nothing of it exists on a cluster yet, so that a stop needs no cluster.
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::Created | Self::OnSchedule | Self::Resuming | Self::Compiled | Self::Queued)
    }

    /// It holds a place on a cluster.
    pub const fn is_live(self) -> bool {
        !self.is_done() && !self.is_pending()
    }

    /// The colour family and the icon people see it with.
    pub const fn tone(self) -> Tone {
        match self {
            Self::Created | Self::OnSchedule | Self::Resuming | Self::Compiled | Self::Queued | Self::Scheduled => {
                Tone::Waiting
            }
            Self::Starting | Self::Running | Self::Processing => Tone::Running,
            Self::Succeeded | Self::Done => Tone::Succeeded,
            Self::Failed | Self::UpstreamFailed => Tone::Failed,
            Self::Stopping | Self::Stopped | Self::Skipped => Tone::Stopped,
            Self::Warning | Self::Unschedulable | Self::Retrying | Self::Unknown => Tone::Warning,
        }
    }

    /// Whether `next` may be written after this one: a final status stays, and from stopping only a final one follows.
    pub fn can_become(self, next: Self) -> bool {
        match self {
            done if done.is_done() => next == Self::Resuming,
            Self::Stopping => next.is_done(),
            _ => next != Self::Created,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The family a status belongs to: one colour and one icon each; also what the run list filters and counts by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// It has not started.
    Waiting,
    /// It is at work.
    Running,
    /// It ended well.
    Succeeded,
    /// It ended badly.
    Failed,
    /// Somebody ended it.
    Stopped,
    /// It goes on, but a person should look.
    Warning,
}

impl Tone {
    /// Every family, in the order they are shown.
    pub const ALL: &[Self] = &[Self::Running, Self::Waiting, Self::Succeeded, Self::Failed, Self::Stopped, Self::Warning];

    /// The name in URLs and class names.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Stopped => "stopped",
            Self::Warning => "warning",
        }
    }

    /// The word people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Waiting => "Waiting",
            Self::Running => "Running",
            Self::Succeeded => "Succeeded",
            Self::Failed => "Failed",
            Self::Stopped => "Stopped",
            Self::Warning => "Warning",
        }
    }

    /// The statuses of this family.
    pub fn statuses(self) -> impl Iterator<Item = Status> {
        Status::ALL.iter().copied().filter(move |status| status.tone() == self)
    }
}

impl FromStr for Tone {
    type Err = UnknownStatus;

    fn from_str(text: &str) -> Result<Self, UnknownStatus> {
        Self::ALL
            .iter()
            .copied()
            .find(|tone| tone.as_str() == text)
            .ok_or_else(|| UnknownStatus(text.chars().take(64).collect()))
    }
}

/// One entry of a run's timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The status it records.
    pub status: Status,
    /// Who or what caused it, in one CamelCase word: `Submitted`, `DeadlineExceeded`.
    pub reason: String,
    /// What happened, for people.
    pub message: String,
    /// When the run came to have this status.
    pub at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for status in Status::ALL {
            assert_eq!(status.as_str().parse(), Ok(*status));
            assert_eq!(serde_json::to_value(status).ok(), Some(status.as_str().into()));
        }
    }

    #[test]
    fn a_final_status_stays() {
        for status in Status::ALL.iter().filter(|status| status.is_done()) {
            for next in Status::ALL {
                assert_eq!(status.can_become(*next), *next == Status::Resuming);
            }
        }
        assert!(!Status::Stopping.can_become(Status::Running));
        assert!(Status::Running.can_become(Status::Stopping));
    }

    #[test]
    fn every_status_has_one_family() {
        let total: usize = Tone::ALL.iter().map(|tone| tone.statuses().count()).sum();
        assert_eq!(total, Status::ALL.len());
    }
}
