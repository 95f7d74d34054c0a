//! Where a run is kept: in which project, put away or not, among whose bookmarks, and whether its results still count.

use domain::{ApiError, RunId, Scope, permissions::Actor, runs::RunSummary};
use store::{bookmarks, runs};

use super::{CHANGE, NOUN, seen};
use crate::{
    Platform,
    permissions::{Deed, need},
    projects,
};

const RECEIVE: Deed =
    Deed { takes: Scope::RunWrite, seen_with: Scope::ProjectRead, noun: "project", doing: "move runs to this project" };

/// Puts a run away: lists leave it out unless they are asked for it.
pub async fn archive(platform: &Platform, actor: &Actor, run: RunId) -> Result<RunSummary, ApiError> {
    set_archived(platform, actor, run, true).await
}

/// Puts a run back among the others.
pub async fn restore(platform: &Platform, actor: &Actor, run: RunId) -> Result<RunSummary, ApiError> {
    set_archived(platform, actor, run, false).await
}

async fn set_archived(platform: &Platform, actor: &Actor, run: RunId, archived: bool) -> Result<RunSummary, ApiError> {
    let (_, organization) = seen(platform, actor, run).await?;
    need(actor, organization, &CHANGE)?;
    let now = platform.now();
    let summary = platform.db().write(move |conn| runs::set_archived(conn, run, archived, now)).await?;
    tracing::info!(user = %actor.username, %run, archived, "run put away or back");
    summary.ok_or_else(|| ApiError::not_found(NOUN))
}

/// Says that a run's results no longer count for those of another one that is the same.
pub async fn invalidate(platform: &Platform, actor: &Actor, run: RunId) -> Result<(), ApiError> {
    let (_, organization) = seen(platform, actor, run).await?;
    need(actor, organization, &CHANGE)?;
    let now = platform.now();
    let there = platform.db().write(move |conn| runs::invalidate(conn, run, now)).await?;
    tracing::info!(user = %actor.username, %run, "run invalidated");
    if there { Ok(()) } else { Err(ApiError::not_found(NOUN)) }
}

/// Moves a run to another project of its organization.
pub async fn transfer(platform: &Platform, actor: &Actor, run: RunId, project: &str) -> Result<RunSummary, ApiError> {
    let (present, organization) = seen(platform, actor, run).await?;
    need(actor, organization, &CHANGE)?;
    // Clients write `owner/project` as well.
    let name = match project.split_once('/') {
        Some((owner, name)) if owner.eq_ignore_ascii_case(&present.organization) => name,
        Some(_) => return Err(ApiError::field("project", "is of another organization; a run stays in its own")),
        None => project,
    };
    let target = projects::find(platform, actor, &present.organization, name).await?;
    need(actor, target.organization_id, &RECEIVE)?;
    projects::takes_runs(&target)?;
    let (now, to) = (platform.now(), target.id);
    let summary = platform.db().write(move |conn| runs::transfer(conn, run, to, now)).await?;
    tracing::info!(user = %actor.username, %run, project = target.name, "run moved");
    summary.ok_or_else(|| ApiError::not_found(NOUN))
}

/// Adds a run to one's own bookmarks, or takes it off them.
pub async fn bookmark(platform: &Platform, actor: &Actor, run: RunId, bookmarked: bool) -> Result<(), ApiError> {
    seen(platform, actor, run).await?;
    let (user, now) = (actor.user_id, platform.now());
    Ok(platform.db().write(move |conn| bookmarks::set(conn, user, run, bookmarked, now)).await?)
}
