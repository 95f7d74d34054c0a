//! What runs keep: listed, fetched, put there, deleted.

use axum::{
    Json,
    body::Body as HttpBody,
    extract::{Multipart, State, multipart::MultipartError},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use domain::{
    ApiError, ErrorCode,
    artifacts::{ArtifactTree, Upload},
};
use futures::TryStreamExt as _;
use platform::runs::artifacts::{self, Artifact};
use serde::{Deserialize, Serialize};
use tokio_util::io::ReaderStream;

use super::{Edge, Found, Query, Refusal};
use crate::http::artifacts::attachment;

/// The longest `json` part of an upload, in bytes.
const LONGEST_NOTE: usize = 64 * 1024;

#[derive(Deserialize)]
pub(super) struct Which {
    #[serde(default)]
    path: String,
}

/// `v1ArtifactTree`.
#[derive(Serialize)]
pub(super) struct Tree {
    #[serde(flatten)]
    tree: ArtifactTree,
    is_done: bool,
}

/// What an upload says of itself besides the file.
#[derive(Deserialize)]
#[serde(default)]
struct Note {
    untar: bool,
    path: String,
    overwrite: bool,
}

impl Default for Note {
    fn default() -> Self {
        Self { untar: false, path: String::new(), overwrite: true }
    }
}

/// `GET …/artifacts/tree?path`.
pub(super) async fn tree(
    State(edge): State<Edge>,
    Found { actor, run }: Found,
    Query(which): Query<Which>,
) -> Result<Json<Tree>, Refusal> {
    let tree = artifacts::tree(&edge.platform, &actor, run.id, &which.path).await?;
    Ok(Json(Tree { tree, is_done: run.status.is_done() }))
}

/// `GET …/artifact?path` and `…/artifacts?path`: a file as it is, a folder as `tar.gz`.
pub(super) async fn get(
    State(edge): State<Edge>,
    Found { actor, run }: Found,
    Query(which): Query<Which>,
) -> Result<Response, Refusal> {
    Ok(match artifacts::open(&edge.platform, &actor, run.id, &which.path).await? {
        Artifact::File { name, bytes, file, .. } => {
            // It may be written to meanwhile: an answer is as long as it says.
            let content = tokio::io::AsyncReadExt::take(tokio::fs::File::from_std(file), bytes);
            let headers = [
                (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
                (header::CONTENT_LENGTH, bytes.into()),
                (header::CONTENT_DISPOSITION, attachment(&name)),
            ];
            (headers, HttpBody::from_stream(ReaderStream::new(content))).into_response()
        }
        Artifact::Folder { name, archive } => {
            let headers = [
                (header::CONTENT_TYPE, HeaderValue::from_static("application/gzip")),
                (header::CONTENT_DISPOSITION, attachment(&format!("{name}.tar.gz"))),
            ];
            (headers, HttpBody::from_stream(archive.into_stream())).into_response()
        }
    })
}

/// `POST …/artifact` and `…/artifacts`: `upload_file`, and in `json` where it goes.
pub(super) async fn put(
    State(edge): State<Edge>,
    Found { actor, run }: Found,
    mut form: Multipart,
) -> Result<StatusCode, Refusal> {
    // The client sends the file first, and then where it goes.
    let (mut note, mut received) = (Note::default(), None);
    while let Some(mut field) = form.next_field().await.map_err(unreadable)? {
        match field.name() {
            Some("json") => {
                let mut text = Vec::new();
                while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
                    text.extend_from_slice(&chunk);
                    if text.len() > LONGEST_NOTE {
                        return Err(ApiError::new(ErrorCode::TooLarge, "the part `json` is too long").into());
                    }
                }
                note = serde_json::from_slice(&text).map_err(|error| ApiError::field("json", error.to_string()))?;
            }
            Some("upload_file") => {
                let name = field.file_name().unwrap_or_default().to_owned();
                let file = artifacts::receive(&edge.platform, &actor, run.id, field.map_err(unreadable)).await?;
                received = Some((name, file));
            }
            _ => {}
        }
    }
    let (name, file) = received.ok_or_else(|| ApiError::field("upload_file", "is missing"))?;
    let upload = Upload { path: note.path, name, unpack: note.untar, overwrite: note.overwrite };
    artifacts::put(&edge.platform, &actor, run.id, upload, file).await?;
    Ok(StatusCode::OK)
}

fn unreadable(error: MultipartError) -> ApiError {
    ApiError::new(ErrorCode::BadRequest, format!("the upload can't be read: {}", error.body_text()))
}

/// `DELETE …/artifact?path` and `…/artifacts?path`.
pub(super) async fn delete(
    State(edge): State<Edge>,
    Found { actor, run }: Found,
    Query(which): Query<Which>,
) -> Result<StatusCode, Refusal> {
    artifacts::delete(&edge.platform, &actor, run.id, &which.path).await?;
    Ok(StatusCode::NO_CONTENT)
}
