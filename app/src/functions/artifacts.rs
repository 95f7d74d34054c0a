//! What pages ask about artifacts, and how they delete them. Files are sent to a route of their own: see the server's `http::artifacts`.

use domain::{RunId, Timestamp};
use leptos::{server, server_fn::codec::PostUrl};
use serde::{Deserialize, Serialize};

use super::{FnError, Json};

/// One file, made ready to be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Its path from the run's folder.
    pub path: String,
    /// How long it is, in bytes.
    pub bytes: u64,
    /// When it was written last.
    pub modified: Option<Timestamp>,
    /// It is a file, which can be downloaded.
    pub readable: bool,
    /// What is shown of it, as HTML that is safe on our own pages.
    pub html: String,
}

/// One page of a folder, made ready to be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// The folder, from the run's own.
    pub path: String,
    /// How many folders there are in all.
    pub folders: u64,
    /// How many files and other things there are in all.
    pub files: u64,
    /// There is nothing in it but empty folders, if that.
    pub bare: bool,
    /// What is in it, as HTML that is safe on our own pages.
    pub html: String,
}

/// One page of a folder.
#[server(name = ListArtifacts, prefix = "/api/fn", endpoint = "list_artifacts", input = Json, output = Json)]
pub async fn list_artifacts(
    /// Whose.
    run: RunId,
    /// The folder.
    path: String,
    /// Which page, from 1.
    page: u32,
    /// What in it is looked at.
    file: Option<String>,
) -> Result<Opened, FnError> {
    let (platform, actor) = (crate::context::platform()?, crate::context::actor()?);
    let listing = platform::runs::artifacts::list(&platform, &actor, run, &path, page).await?;
    Ok(Opened {
        path: listing.path.clone(),
        folders: listing.folders,
        files: listing.files,
        bare: listing.bare,
        html: crate::artifacts::listing::to_html(run, listing, file.as_deref(), platform.now()),
    })
}

/// One file, to be looked at.
#[server(name = ShowArtifact, prefix = "/api/fn", endpoint = "show_artifact", input = Json, output = Json)]
pub async fn show_artifact(
    /// Whose.
    run: RunId,
    /// Which.
    path: String,
    /// Which part, from 1.
    part: u32,
) -> Result<Shown, FnError> {
    use domain::artifacts::Content;

    let (platform, actor) = (crate::context::platform()?, crate::context::actor()?);
    let preview = platform::runs::artifacts::preview(&platform, &actor, run, &path, part).await?;
    Ok(Shown {
        path: preview.path.clone(),
        bytes: preview.bytes,
        modified: preview.modified,
        readable: !matches!(preview.content, Content::Other(_)),
        html: crate::artifacts::content::to_html(run, preview),
    })
}

/// Deletes a file or a folder, and goes to the folder it was in.
#[server(name = DeleteArtifact, prefix = "/api/fn", endpoint = "delete_artifact", input = PostUrl, output = Json)]
pub async fn delete_artifact(
    /// Whose.
    run: RunId,
    /// Which.
    path: String,
) -> Result<(), FnError> {
    platform::runs::artifacts::delete(&crate::context::platform()?, &crate::context::actor()?, run, &path).await?;
    leptos_axum::redirect(&crate::artifacts::Place::around(&path).address(run));
    Ok(())
}
