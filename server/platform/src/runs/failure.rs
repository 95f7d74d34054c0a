//! Why a run failed, in words, and what to try.

use domain::{
    logs::LogLine,
    runs::{Failure, RunSummary},
};

/// The failure of a run that is `failed`, for people.
pub(crate) fn of(run: &RunSummary, container: Option<String>, last_lines: Vec<LogLine>) -> Failure {
    let who = container.as_ref().map_or_else(|| "it".to_owned(), |name| format!("`{name}`"));
    let summary = match (run.message.as_str(), run.exit_code) {
        ("", Some(code)) => format!("{who} ended with exit code {code}"),
        ("", None) => format!("{who} ended without an exit code"),
        // Clusters say of a container what it did, and leave out which.
        (message, _) if message.starts_with("ended ") || message.starts_with("was ") => format!("{who} {message}"),
        (message, _) => message.to_owned(),
    };
    let advice = advice(&run.reason, run.exit_code, &run.message).to_owned();
    Failure { summary, container, exit_code: run.exit_code, advice, last_lines }
}

fn advice(reason: &str, exit_code: Option<i32>, message: &str) -> &'static str {
    by_reason(reason).or_else(|| by_exit_code(exit_code?)).or_else(|| by_signal(message)).unwrap_or(match exit_code {
        Some(_) => "The last lines usually say what went wrong. Mend it, then restart the run.",
        None => "Look at the timeline and the log for what happened last, then restart the run.",
    })
}

fn by_reason(reason: &str) -> Option<&'static str> {
    Some(match reason {
        "DeadlineExceeded" => {
            "Give it more time with `termination.timeout`, or less to do; the last lines show how far it came."
        }
        "CommandNotFound" => "Check the command's spelling and its path, and that the program is installed where the run runs.",
        "NotExecutable" => "Make the file executable (`chmod +x`), or call it through its interpreter: `[python, train.py]`.",
        "NoCommand" => "Say in the container's `command` what to run: without an image there is no other way to know.",
        "WorkingDirMissing" => "Correct the container's `workingDir`, or leave it out to start in the run's own folder.",
        "CannotStart" => "Compare the container's command, arguments and variables with what this machine allows.",
        "InitFailed" => "An init container has to succeed before the main one starts: look for its lines in the log.",
        "LaunchFailed" => {
            "Nothing of it ran. Check that the disk has space and that Orrery may write to its data directory, then restart it."
        }
        "ShimLost" | "Lost" | "Terminated" => {
            "Something outside Orrery ended it: the machine restarted, memory ran out, or somebody removed it. Restart the run."
        }
        _ => return None,
    })
}

/// By the conventions of shells and C libraries; above 128 it is the number of a signal.
fn by_exit_code(code: i32) -> Option<&'static str> {
    match code {
        2 => Some("Many programs say so when an argument is wrong: compare `args` with what the last lines ask for."),
        126 => Some("A command was found but can't be executed: make the file executable, or call it through its interpreter."),
        127 => Some("A command was not found: check its spelling and its path, and that it is installed where the run runs."),
        134 => by_signal("SIGABRT"),
        137 => by_signal("SIGKILL"),
        139 => by_signal("SIGSEGV"),
        143 => by_signal("SIGTERM"),
        _ => None,
    }
}

fn by_signal(message: &str) -> Option<&'static str> {
    let advice = [
        ("SIGKILL", "It was killed, most often because memory ran out: try smaller batches or less data at once."),
        ("SIGSEGV", "It crashed in native code: suspect a library whose version does not fit."),
        ("SIGABRT", "It gave up by itself: the last lines usually name the check that failed."),
        ("SIGTERM", "It was asked to end by something other than Orrery: restart the run."),
    ];
    advice.into_iter().find(|(signal, _)| message.contains(signal)).map(|(_, advice)| advice)
}

#[cfg(test)]
mod tests {
    use domain::{ProjectId, RunId, Status, Timestamp};
    use uuid::Uuid;

    use super::*;

    fn failed(reason: &str, message: &str, exit_code: Option<i32>) -> RunSummary {
        RunSummary {
            id: RunId::from_uuid(Uuid::from_u128(1)),
            name: String::new(),
            project_id: ProjectId::from_uuid(Uuid::from_u128(2)),
            organization: "default".into(),
            project: "vision".into(),
            user: "ada".into(),
            kind: "job".into(),
            status: Status::Failed,
            reason: reason.into(),
            message: message.into(),
            tags: Vec::new(),
            original: None,
            cloning_kind: None,
            exit_code,
            managed_by: domain::runs::ManagedBy::Agent,
            created_at: Timestamp::from_micros(0),
            updated_at: Timestamp::from_micros(0),
            started_at: None,
            finished_at: None,
            archived_at: None,
        }
    }

    #[test]
    fn what_happened_and_what_to_try() {
        for (reason, message, exit_code, summary, advice) in [
            ("Error", "", Some(3), "`main` ended with exit code 3", "Mend it"),
            ("Error", "ended with exit code 3", Some(3), "`main` ended with exit code 3", "Mend it"),
            ("Error", "", Some(127), "`main` ended with exit code 127", "was not found"),
            ("Error", "ended with exit code 137", Some(137), "`main` ended with exit code 137", "memory ran out"),
            ("Killed", "was ended by SIGSEGV", None, "`main` was ended by SIGSEGV", "native code"),
            ("Killed", "was ended by SIGHUP", None, "`main` was ended by SIGHUP", "timeline"),
            ("DeadlineExceeded", "it took longer than 5 s", Some(143), "it took longer than 5 s", "termination.timeout"),
            ("CommandNotFound", "`pythn` was not found", None, "`pythn` was not found", "spelling"),
            ("Lost", "", None, "`main` ended without an exit code", "outside Orrery"),
        ] {
            let failure = of(&failed(reason, message, exit_code), Some("main".into()), Vec::new());
            assert_eq!(failure.summary, summary);
            assert!(failure.advice.contains(advice), "{reason} {exit_code:?}: {}", failure.advice);
        }
    }
}
