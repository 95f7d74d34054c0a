//! From what a cluster says of a run to what the run's timeline says.

use cluster::{Observation, Phase};
use domain::{Status, Timestamp, statuses::Condition};

/// The conditions that lead from `current` to what was observed, oldest first; none when nothing is new.
///
/// A run that was over before it was ever seen at work has still been at work: its timeline says so, with the time at which it began.
pub fn status_of(current: Status, observed: &Observation, now: Timestamp) -> Vec<Condition> {
    if current.is_done() {
        return Vec::new();
    }
    let condition =
        |status, reason: &str, message: &str, at| Condition { status, reason: reason.into(), message: message.into(), at };
    let running = |at| {
        let over = observed.phase.is_over() || observed.message.is_empty();
        condition(Status::Running, "Started", if over { "its main container is at work" } else { &observed.message }, at)
    };
    let end_at = observed.finished_at.unwrap_or(now);
    let end = |status, reason: &str| {
        let reason = if observed.reason.is_empty() { reason } else { &observed.reason };
        condition(status, reason, &observed.message, end_at)
    };
    let mut conditions = Vec::new();
    let was_seen_at_work = matches!(current, Status::Running | Status::Processing | Status::Stopping | Status::Retrying);
    if matches!(observed.phase, Phase::Succeeded | Phase::Failed)
        && !was_seen_at_work
        && let Some(started) = observed.started_at
    {
        conditions.push(running(started));
    }
    match observed.phase {
        Phase::Pending => {}
        Phase::Starting => conditions.push(condition(Status::Starting, &observed.reason, &observed.message, now)),
        Phase::Running => conditions.push(running(observed.started_at.filter(|_| observed.attempt < 2).unwrap_or(now))),
        Phase::Retrying => conditions.push(condition(Status::Retrying, &observed.reason, &observed.message, now)),
        Phase::Stopping => conditions.push(condition(Status::Stopping, &observed.reason, &observed.message, now)),
        Phase::Succeeded => conditions.push(end(Status::Succeeded, "Completed")),
        Phase::Failed => conditions.push(end(Status::Failed, "Error")),
        Phase::Stopped => conditions.push(end(Status::Stopped, "Stopped")),
        Phase::NotFound if current == Status::Stopping => {
            conditions.push(condition(Status::Stopped, "Stopped", "it is gone from the cluster", now));
        }
        Phase::NotFound => conditions.push(condition(
            Status::Failed,
            "Lost",
            "the cluster no longer knows it: its files or objects were deleted by somebody else",
            now,
        )),
    }
    conditions.retain(|condition| condition.status != current);
    if current == Status::Stopping {
        conditions.retain(|condition| condition.status.is_done());
    }
    conditions
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(5_000_000);

    fn seen(phase: Phase) -> Observation {
        Observation {
            phase,
            attempt: 1,
            container: None,
            exit_code: None,
            signal: None,
            reason: String::new(),
            message: String::new(),
            started_at: Some(Timestamp::from_micros(1_000_000)),
            finished_at: Some(Timestamp::from_micros(2_000_000)),
        }
    }

    fn statuses(current: Status, phase: Phase) -> Vec<Status> {
        status_of(current, &seen(phase), NOW).into_iter().map(|condition| condition.status).collect()
    }

    #[test]
    fn what_follows_from_what_was_seen() {
        use Status::{Failed, Retrying, Running, Scheduled, Starting, Stopped, Stopping, Succeeded};
        for (current, phase, expected) in [
            (Starting, Phase::Pending, &[][..]),
            (Starting, Phase::Starting, &[]),
            (Starting, Phase::Running, &[Running]),
            (Running, Phase::Running, &[]),
            (Starting, Phase::Succeeded, &[Running, Succeeded]),
            (Running, Phase::Succeeded, &[Succeeded]),
            (Running, Phase::Failed, &[Failed]),
            (Running, Phase::Retrying, &[Retrying]),
            (Retrying, Phase::Running, &[Running]),
            (Retrying, Phase::Failed, &[Failed]),
            (Running, Phase::Stopping, &[Stopping]),
            (Stopping, Phase::Running, &[]),
            (Stopping, Phase::Stopped, &[Stopped]),
            (Stopping, Phase::Succeeded, &[Succeeded]),
            (Stopping, Phase::NotFound, &[Stopped]),
            (Running, Phase::NotFound, &[Failed]),
            (Scheduled, Phase::Failed, &[Running, Failed]),
            (Succeeded, Phase::Failed, &[]),
        ] {
            assert_eq!(statuses(current, phase), expected, "{current} then {phase:?}");
        }
    }

    #[test]
    fn the_times_are_the_clusters() {
        let conditions = status_of(Status::Starting, &seen(Phase::Succeeded), NOW);
        let times: Vec<i64> = conditions.iter().map(|condition| condition.at.as_micros()).collect();
        assert_eq!(times, [1_000_000, 2_000_000]);
    }

    #[test]
    fn nothing_impossible_is_asked_for() {
        for current in Status::ALL {
            for phase in [
                Phase::NotFound,
                Phase::Pending,
                Phase::Starting,
                Phase::Running,
                Phase::Retrying,
                Phase::Stopping,
                Phase::Succeeded,
                Phase::Failed,
                Phase::Stopped,
            ] {
                let mut status = *current;
                for condition in status_of(*current, &seen(phase), NOW) {
                    assert!(status.can_become(condition.status), "{status} to {}", condition.status);
                    status = condition.status;
                }
            }
        }
    }
}
