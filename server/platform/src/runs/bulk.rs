//! The same for several runs. One that can't be dealt with keeps none of the others; all that was refused is told as one error.

use domain::{ApiError, RunId, permissions::Actor, runs::RunChanges};

use super::{delete, stop, update};
use crate::Platform;

/// Asks several runs to stop.
pub async fn stop_several(platform: &Platform, actor: &Actor, runs: &[RunId]) -> Result<(), ApiError> {
    let mut refusals = Vec::new();
    for run in runs {
        refusals.extend(stop(platform, actor, *run).await.err());
    }
    all_of(runs.len(), refusals, "stopped")
}

/// Deletes several runs that are over, with their logs and artifacts.
pub async fn delete_several(platform: &Platform, actor: &Actor, runs: &[RunId]) -> Result<(), ApiError> {
    let mut refusals = Vec::new();
    for run in runs {
        refusals.extend(delete(platform, actor, *run).await.err());
    }
    all_of(runs.len(), refusals, "deleted")
}

/// Adds tags to several runs.
pub async fn tag_several(platform: &Platform, actor: &Actor, runs: &[RunId], tags: &[String]) -> Result<(), ApiError> {
    let changes = RunChanges { more_tags: tags.to_vec(), ..RunChanges::default() };
    let mut refusals = Vec::new();
    for run in runs {
        refusals.extend(update(platform, actor, *run, changes.clone()).await.err());
    }
    all_of(runs.len(), refusals, "tagged")
}

/// Nothing when all went well, else one error for all refusals.
fn all_of(runs: usize, refusals: Vec<ApiError>, done: &str) -> Result<(), ApiError> {
    let failed = refusals.len();
    match refusals.into_iter().next() {
        None => Ok(()),
        Some(first) if runs == 1 => Err(first),
        Some(first) => {
            Err(ApiError { message: format!("{failed} of {runs} runs could not be {done}: {}", first.message), ..first })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_refusals_are_told_as_one() {
        assert_eq!(all_of(2, Vec::new(), "stopped"), Ok(()));
        let refusals = || vec![ApiError::forbidden("you may not")];
        assert_eq!(all_of(2, refusals(), "stopped").unwrap_err().message, "1 of 2 runs could not be stopped: you may not");
        assert_eq!(all_of(1, refusals(), "stopped").unwrap_err().message, "you may not");
    }
}
