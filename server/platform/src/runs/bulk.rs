//! The same for several runs. One that can't be dealt with keeps none of the others; all that was refused is told as one error.

use domain::{ApiError, RunId, permissions::Actor, runs::RunChanges};

use super::{approve, archive, bookmark, delete, invalidate, restore, skip, stop, transfer, update};
use crate::Platform;

/// What can be done to several runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// See [`approve`].
    Approve,
    /// See [`archive`].
    Archive,
    /// See [`bookmark`].
    Bookmark,
    /// See [`delete`].
    Delete,
    /// See [`invalidate`].
    Invalidate,
    /// See [`restore`].
    Restore,
    /// See [`skip`].
    Skip,
    /// See [`stop`].
    Stop,
    /// Adds these tags; see [`update`].
    Tag(Vec<String>),
    /// See [`transfer`]: to this project.
    Transfer(String),
}

impl Action {
    const fn done(&self) -> &'static str {
        match self {
            Self::Approve => "approved",
            Self::Archive => "archived",
            Self::Bookmark => "bookmarked",
            Self::Delete => "deleted",
            Self::Invalidate => "invalidated",
            Self::Restore => "restored",
            Self::Skip => "skipped",
            Self::Stop => "stopped",
            Self::Tag(_) => "tagged",
            Self::Transfer(_) => "moved",
        }
    }

    async fn on(&self, platform: &Platform, actor: &Actor, run: RunId) -> Result<(), ApiError> {
        match self {
            Self::Approve => approve(platform, actor, run).await.map(drop),
            Self::Archive => archive(platform, actor, run).await.map(drop),
            Self::Bookmark => bookmark(platform, actor, run, true).await,
            Self::Delete => delete(platform, actor, run).await,
            Self::Invalidate => invalidate(platform, actor, run).await,
            Self::Restore => restore(platform, actor, run).await.map(drop),
            Self::Skip => skip(platform, actor, run).await.map(drop),
            Self::Stop => stop(platform, actor, run).await.map(drop),
            Self::Tag(tags) => {
                let changes = RunChanges { tags: Some(tags.clone()), merge: true, ..RunChanges::default() };
                update(platform, actor, run, changes).await.map(drop)
            }
            Self::Transfer(project) => transfer(platform, actor, run, project).await.map(drop),
        }
    }
}

/// Does it to each of several runs.
pub async fn several(platform: &Platform, actor: &Actor, runs: &[RunId], action: Action) -> Result<(), ApiError> {
    let mut refusals = Vec::new();
    for run in runs {
        refusals.extend(action.on(platform, actor, *run).await.err());
    }
    all_of(runs.len(), refusals, action.done())
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
