//! What runs keep: listed, fetched, put there, deleted.

use std::collections::BTreeMap;

use axum::{
    Json,
    body::Body as HttpBody,
    extract::{
        Multipart, State,
        multipart::{MultipartError, MultipartRejection},
    },
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
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Edge, Found, Query, Refusal, openapi::under_as_well};
use crate::http::artifacts::attachment;

pub(super) fn routes() -> OpenApiRouter<Edge> {
    OpenApiRouter::new().routes(routes!(tree))
}

pub(super) fn routes_of_files() -> OpenApiRouter<Edge> {
    OpenApiRouter::new().routes(under_as_well("artifacts", routes!(get, put, delete)))
}

/// The longest `json` part of an upload, in bytes.
const LONGEST_NOTE: usize = 64 * 1024;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// From the run's folder; empty is that itself.
    #[serde(default)]
    path: String,
}

/// `v1ArtifactTree`.
#[derive(Serialize, ToSchema)]
#[schema(as = ArtifactTree)]
pub(super) struct Tree {
    /// By name, with their sizes in bytes.
    files: BTreeMap<String, u64>,
    /// The names of folders.
    dirs: Vec<String>,
    /// The run is over: nothing comes any more.
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

/// An upload.
#[derive(ToSchema)]
#[expect(dead_code, reason = "`put` reads it part by part")]
struct UploadForm {
    #[schema(value_type = String, format = Binary)]
    upload_file: Vec<u8>,
    /// Where it goes, as JSON: `{"path": "a/b", "untar": false, "overwrite": true}`.
    json: Option<String>,
}

impl Default for Note {
    fn default() -> Self {
        Self { untar: false, path: String::new(), overwrite: true }
    }
}

/// What is in a folder of a run.
#[utoipa::path(
    get,
    path = "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/artifacts/tree",
    params(Which),
    responses((status = 200, body = Tree))
)]
pub(super) async fn tree(
    State(edge): State<Edge>,
    Found { actor, run }: Found,
    Query(which): Query<Which>,
) -> Result<Json<Tree>, Refusal> {
    let ArtifactTree { files, dirs } = artifacts::tree(&edge.platform, &actor, run.id, &which.path).await?;
    Ok(Json(Tree { files, dirs, is_done: run.status.is_done() }))
}

/// A file of a run as it is, or a folder as `tar.gz`.
#[utoipa::path(
    get,
    path = "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/artifact",
    params(Which),
    responses((status = 200, content((String = "application/octet-stream"), (String = "application/gzip"))))
)]
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

/// Puts a file among those of a run, or unpacks one that is a `tar.gz`.
#[utoipa::path(
    post,
    path = "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/artifact",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 200))
)]
pub(super) async fn put(
    State(edge): State<Edge>,
    Found { actor, run }: Found,
    form: Result<Multipart, MultipartRejection>,
) -> Result<StatusCode, Refusal> {
    let mut form = form?;
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

/// Deletes a file or a folder of a run.
#[utoipa::path(
    delete,
    path = "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/artifact",
    params(Which),
    responses((status = 204))
)]
pub(super) async fn delete(
    State(edge): State<Edge>,
    Found { actor, run }: Found,
    Query(which): Query<Which>,
) -> Result<StatusCode, Refusal> {
    artifacts::delete(&edge.platform, &actor, run.id, &which.path).await?;
    Ok(StatusCode::NO_CONTENT)
}
