//! A run's life: its statuses, and how long each lasted.

use domain::{Timestamp, runs::RunDetail, statuses::Condition};
use leptos::prelude::*;

use crate::ui::{Duration, Time, form::sentence, tone_icon};

/// One status of a run's life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The status, and why it came.
    pub condition: Condition,
    /// Whether it lasts at all: a final status does not.
    pub lasts: bool,
    /// When the next status took over; `None` for the last one.
    pub until: Option<Timestamp>,
}

/// The steps of a timeline, oldest first. Conditions that repeat a status with nothing new to say are one step.
pub fn steps(conditions: &[Condition]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for condition in conditions {
        if let Some(last) = steps.last_mut() {
            let same = last.condition.status == condition.status
                && last.condition.reason == condition.reason
                && last.condition.message == condition.message;
            if same {
                continue;
            }
            last.until = Some(condition.at);
            last.lasts = true;
        }
        steps.push(Step { condition: condition.clone(), lasts: !condition.status.is_done(), until: None });
    }
    steps
}

/// The timeline.
#[component]
pub fn Timeline(
    /// The run.
    run: Signal<RunDetail>,
) -> impl IntoView {
    let steps = Memo::new(move |_| run.with(|run| steps(&run.conditions)));
    view! {
        <ol class="timeline">
            <For each=move || steps.get() key=|step| (step.condition.at, step.condition.status, step.until) children=step_view />
        </ol>
    }
    .into_any()
}

fn step_view(step: Step) -> impl IntoView {
    let Step { condition, lasts, until } = step;
    let words = match (condition.message.is_empty(), condition.reason.is_empty()) {
        (false, _) => Some(sentence(&condition.message)),
        (true, false) => Some(sentence(&spaced(&condition.reason))),
        (true, true) => None,
    };
    let at = condition.at;
    view! {
        <li class="step" data-tone=condition.status.tone().as_str()>
            {tone_icon(condition.status.tone())}
            <div class="step-body">
                <p class="step-title">
                    <span>{condition.status.label()}</span>
                    {lasts.then(|| view! { <span class="step-for"><Duration from=Some(at) to=until /></span> })}
                </p>
                {words.map(|words| view! { <p class="step-words">{words}</p> })}
            </div>
            <span class="step-at"><Time at /></span>
        </li>
    }
    .into_any()
}

/// `DeadlineExceeded` as `Deadline exceeded`.
fn spaced(reason: &str) -> String {
    let mut words = String::with_capacity(reason.len() + 4);
    for letter in reason.chars() {
        if letter.is_uppercase() && words.ends_with(char::is_lowercase) {
            words.push(' ');
            words.extend(letter.to_lowercase());
        } else {
            words.push(letter);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use domain::Status;

    use super::*;

    fn condition(status: Status, second: i64) -> Condition {
        let at = Timestamp::from_micros(0).plus_seconds(second);
        Condition { status, reason: "R".into(), message: String::new(), at }
    }

    #[test]
    fn each_step_lasts_until_the_next() {
        let life =
            [(Status::Created, 0), (Status::Running, 2), (Status::Succeeded, 10)].map(|(status, at)| condition(status, at));
        let steps = steps(&life);
        let lasting: Vec<_> = steps.iter().map(|step| step.until.map(|until| until.seconds_since(step.condition.at))).collect();
        assert_eq!(lasting, [Some(2.0), Some(8.0), None]);
        assert!(!steps[2].lasts, "an end does not last");
    }

    #[test]
    fn the_last_step_of_a_live_run_goes_on() {
        let steps = steps(&[condition(Status::Created, 0), condition(Status::Running, 1)]);
        assert!(steps[1].lasts && steps[1].until.is_none());
    }

    #[test]
    fn a_repeated_condition_is_one_step() {
        let retry = Condition { message: "second try".into(), ..condition(Status::Running, 3) };
        let steps = steps(&[condition(Status::Running, 1), condition(Status::Running, 2), retry]);
        assert_eq!(steps.len(), 2);
        assert_eq!(steps[0].until, Some(Timestamp::from_micros(3_000_000)));
    }

    #[test]
    fn reasons_become_words() {
        for (reason, words) in
            [("DeadlineExceeded", "Deadline exceeded"), ("Submitted", "Submitted"), ("OOMKilled", "OOMKilled"), ("", "")]
        {
            assert_eq!(spaced(reason), words);
        }
    }
}
