//! What runs keep: files in a folder of their own, looked at, fetched, put there and deleted.
//!
//! Promises: nothing outside the run's folder is read or written, whatever a path, a link or an archive says; a file that is put there is
//! there whole or not at all. Paths, names and contents are hostile input, and so is what a run's own program does meanwhile.

mod archive;
mod copies;
mod folder;
mod listing;
mod preview;
mod tickets;

use std::{
    fs::File,
    io,
    path::Path,
    pin::{Pin, pin},
};

use bytes::Bytes;
use domain::{
    ApiError, ErrorCode, RunId, Timestamp,
    artifacts::{ArtifactTree, Listing, Upload},
    permissions::Actor,
    tracking::EventKind,
};
use futures::{Stream, StreamExt as _};
use tokio::io::AsyncWriteExt as _;

pub(super) use self::copies::{CopyError, copy, remove};
pub(super) use self::folder::{Folder, open_file};
pub use self::{preview::preview, tickets::redeem};
use super::{
    CHANGE,
    metrics::{self, folder_of},
    seen,
};
use crate::{Platform, blocking, permissions::need};

/// The most that is put there, unpacked or copied at once, in bytes.
pub const MOST_BYTES: u64 = 10 * 1024 * 1024 * 1024;
/// How many files, folders and links are copied, packed or unpacked at once.
const MOST_ENTRIES: u64 = 100_000;
/// How much of an upload is still taken after it was refused, in bytes.
const READ_ON: u64 = 64 * 1024 * 1024;
/// How deep the folders may be that are copied, packed or unpacked: each level keeps descriptors open.
const DEEPEST: usize = 64;

/// One artifact, to be read.
#[derive(Debug)]
pub enum Artifact {
    /// A file.
    File {
        /// Its name.
        name: String,
        /// How long it is, in bytes.
        bytes: u64,
        /// When it was written last.
        modified: Option<Timestamp>,
        /// What is in it.
        file: File,
    },
    /// A folder, as a `tar.gz` that is made while it is read.
    Folder {
        /// Its name.
        name: String,
        /// The archive.
        archive: archive::Packing,
    },
}

/// What is in a folder of a run; nothing when the run has kept nothing.
pub async fn tree(platform: &Platform, actor: &Actor, run: RunId, path: &str) -> Result<ArtifactTree, ApiError> {
    seen(platform, actor, run).await?;
    let (root, path) = (platform.artifacts_of(run), folder::existing(path)?);
    blocking(move || match Folder::open(&root) {
        Ok(folder) => folder.list(&path),
        Err(error) if error.kind() == io::ErrorKind::NotFound && path.as_os_str().is_empty() => Ok(ArtifactTree::default()),
        Err(error) => Err(error),
    })
    .await?
    .map_err(|error| refusal(&error, run))
}

/// One page of a folder of a run, for people; nothing when the run has kept nothing.
pub async fn list(platform: &Platform, actor: &Actor, run: RunId, path: &str, page: u32) -> Result<Listing, ApiError> {
    seen(platform, actor, run).await?;
    let (root, path) = (platform.artifacts_of(run), folder::existing(path)?);
    let shown = path.to_string_lossy().into_owned();
    let listed = blocking(move || match Folder::open(&root) {
        Ok(folder) => listing::read(&folder.folder(Path::new(""))?, &path, page),
        Err(error) if error.kind() == io::ErrorKind::NotFound && path.as_os_str().is_empty() => {
            Ok(Listing { page: 1, pages: 1, bare: true, ..Listing::default() })
        }
        Err(error) => Err(error),
    });
    let listing = listed.await?.map_err(|error| refusal(&error, run))?;
    Ok(Listing { path: shown, ..listing })
}

/// One file or folder of a run.
pub async fn open(platform: &Platform, actor: &Actor, run: RunId, path: &str) -> Result<Artifact, ApiError> {
    seen(platform, actor, run).await?;
    let (root, path) = (platform.artifacts_of(run), folder::existing(path)?);
    let opened = blocking(move || {
        let folder = Folder::open(&root)?;
        let name = path.file_name().map_or_else(|| run.to_string(), |name| name.to_string_lossy().into_owned());
        match folder.file(&path)? {
            Some((file, bytes)) => {
                let modified = file.metadata()?.modified().ok().and_then(listing::timestamp);
                Ok(Artifact::File { name, bytes, modified, file })
            }
            None => Ok(Artifact::Folder { name, archive: archive::pack(folder.folder(&path)?) }),
        }
    });
    opened.await?.map_err(|error: io::Error| refusal(&error, run))
}

/// A file that was sent, not yet in its place.
#[derive(Debug)]
pub struct Received(File);

/// Receives a file from somebody who may put one there. What ends early leaves nothing behind.
pub async fn receive(
    platform: &Platform,
    actor: &Actor,
    run: RunId,
    content: impl Stream<Item = Result<Bytes, ApiError>> + Send,
) -> Result<Received, ApiError> {
    let (_, organization) = seen(platform, actor, run).await?;
    need(actor, organization, &CHANGE)?;
    let root = platform.inner.options.artifacts_root.clone();
    // Beside the runs' folders: the same disk, and no name that anybody could ask for.
    let spool = blocking(move || std::fs::create_dir_all(&root).and_then(|()| tempfile::tempfile_in(&root))).await?;
    let mut spool = tokio::fs::File::from_std(spool.map_err(|error| refusal(&error, run))?);
    let mut received = 0;
    let mut content = pin!(content);
    while let Some(bytes) = content.next().await.transpose()? {
        received += bytes.len() as u64;
        if received > MOST_BYTES {
            return Err(too_much());
        }
        if let Err(error) = spool.write_all(&bytes).await {
            read_on(content).await;
            return Err(refusal(&error, run));
        }
    }
    spool.flush().await.map_err(|error| refusal(&error, run))?;
    Ok(Received(spool.into_std().await))
}

/// Takes what is still being sent, and keeps none of it: who is cut off while sending sees a broken connection, and not why.
async fn read_on(mut content: Pin<&mut (impl Stream<Item = Result<Bytes, ApiError>> + Send)>) {
    let mut left = READ_ON;
    while let Some(Ok(bytes)) = content.next().await {
        left = left.saturating_sub(bytes.len() as u64);
        if left == 0 {
            break;
        }
    }
}

/// Puts a file in its place, or what is in it if it is an archive.
pub async fn put(
    platform: &Platform,
    actor: &Actor,
    run: RunId,
    upload: Upload,
    Received(file): Received,
) -> Result<(), ApiError> {
    let (_, organization) = seen(platform, actor, run).await?;
    need(actor, organization, &CHANGE)?;
    let path = folder::inside(&upload.path)?;
    let name = folder::file_name(&upload.name)?;
    let root = platform.artifacts_of(run);
    let has_points = upload.unpack || path == Path::new(&folder_of(EventKind::Metric));
    let put = blocking(move || {
        let folder = Folder::make(&root)?;
        if upload.unpack {
            archive::unpack(&file, &folder, &path, upload.overwrite, MOST_BYTES)
        } else {
            folder.put(&path.join(name), file, upload.overwrite)
        }
    });
    put.await?.map_err(|error| refusal(&error, run))?;
    if has_points {
        metrics::collect_if_possible(platform, run).await;
    }
    Ok(())
}

/// Deletes a file, or a folder with all that is in it.
pub async fn delete(platform: &Platform, actor: &Actor, run: RunId, path: &str) -> Result<(), ApiError> {
    let (_, organization) = seen(platform, actor, run).await?;
    need(actor, organization, &CHANGE)?;
    let (root, path) = (platform.artifacts_of(run), folder::existing(path)?);
    blocking(move || Folder::open(&root)?.delete(&path)).await?.map_err(|error| refusal(&error, run))
}

fn too_much() -> ApiError {
    ApiError::new(ErrorCode::TooLarge, format!("there is more than may be kept at once: {} GiB", MOST_BYTES >> 30))
        .with_hint("upload it in parts, or keep it in a bucket and name that in the run")
}

/// What somebody is told of an error of the file system, which may be their path's fault.
fn refusal(error: &io::Error, run: RunId) -> ApiError {
    match error.kind() {
        io::ErrorKind::NotFound
        | io::ErrorKind::NotADirectory
        | io::ErrorKind::PermissionDenied
        | io::ErrorKind::InvalidFilename => ApiError::not_found("artifact"),
        io::ErrorKind::AlreadyExists | io::ErrorKind::IsADirectory => {
            ApiError::new(ErrorCode::Conflict, "there is something of this name already")
                .with_hint("choose another name, or allow overwriting")
        }
        io::ErrorKind::InvalidData => ApiError::new(ErrorCode::BadRequest, format!("the archive can't be read: {error}"))
            .with_hint("send a gzip-compressed tar file of files and folders"),
        // Ours; the system's own says that files may not be as large here, whatever is in them.
        io::ErrorKind::FileTooLarge if error.raw_os_error().is_none() => too_much(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            ApiError::new(ErrorCode::Unavailable, "the disk is full").with_hint("ask whoever runs Orrery for more room")
        }
        // Links that lead to each other.
        _ if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) => ApiError::not_found("artifact"),
        _ => {
            tracing::error!(%run, %error, "artifacts can't be read or written");
            ApiError::new(ErrorCode::Internal, "the artifacts can't be read or written")
        }
    }
}
