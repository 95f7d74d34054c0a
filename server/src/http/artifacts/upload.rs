//! Files put into a run's folder: by the page's own form, with wasm or without.

use std::time::Duration;

use app::{artifacts::Place, context::FormState};
use axum::{
    Extension,
    extract::{FromRequest as _, Multipart, Path, Request, State, multipart::MultipartError},
    http::{Method, StatusCode, Uri, request::Parts},
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{ApiError, ErrorCode, RunId, artifacts::Upload, permissions::Actor};
use futures::TryStreamExt as _;
use platform::{Platform, runs::artifacts};

use crate::http::{
    Edge,
    failures::{accepts_page, error_response, status_of},
    pages::{self, Answer},
    streams::{actor, run_id},
    visitors::Visitor,
};

/// The longest field that is no file, in bytes.
const LONGEST_FIELD: usize = 16 * 1024;
/// How long the rest of a form that was refused is listened to: a browser that is still speaking hears no answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// `POST /runs/{id}/artifacts/upload`: `path`, `overwrite`, then any number of `upload_file`s. A plain form is answered with the folder's
/// page; anything else with nothing, or with why not.
pub(super) async fn take(
    State(edge): State<Edge>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let (actor, run) = match actor(visitor).and_then(|actor| Ok((actor, run_id(&id)?))) {
        Ok(known) => known,
        Err(refusal) => return refusal.into_response(),
    };
    let (parts, body) = request.into_parts();
    let page = accepts_page(&parts.headers);
    let form = Multipart::from_request(Request::from_parts(parts.clone(), body), &edge).await;
    let mut place = Place::default();
    let taken = match form {
        Ok(mut form) => {
            let taken = take_files(&edge.platform, &actor, run, &mut form, &mut place).await;
            if taken.is_err() {
                _ = tokio::time::timeout(PATIENCE, drain(&mut form)).await;
            }
            taken
        }
        Err(rejection) => Err(ApiError::new(ErrorCode::BadRequest, rejection.body_text())),
    };
    match taken {
        Ok(()) if page => Redirect::to(&place.address(run)).into_response(),
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) if page => again(&edge, parts, error, &place.address(run)).await,
        Err(error) => error_response(&error),
    }
}

/// Each file is in its place before the next one is read: what came before the one that fails stays.
async fn take_files(
    platform: &Platform,
    actor: &Actor,
    run: RunId,
    form: &mut Multipart,
    place: &mut Place,
) -> Result<(), ApiError> {
    let (mut overwrite, mut files) = (false, 0_u32);
    while let Some(mut field) = form.next_field().await.map_err(unreadable)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "upload_file" {
            let name = field.file_name().unwrap_or_default().to_owned();
            // What a browser sends when no file was chosen.
            if name.is_empty() {
                continue;
            }
            let file = artifacts::receive(platform, actor, run, field.map_err(unreadable)).await?;
            let upload = Upload { path: place.path.clone(), name: name.clone(), unpack: false, overwrite };
            artifacts::put(platform, actor, run, upload, file).await.map_err(|error| named(error, &name))?;
            files += 1;
            continue;
        }
        let mut text = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
            text.extend_from_slice(&chunk);
            if text.len() > LONGEST_FIELD {
                return Err(ApiError::new(ErrorCode::TooLarge, format!("the field `{name}` is too long")));
            }
        }
        match name.as_str() {
            "path" => place.path = String::from_utf8_lossy(&text).into_owned(),
            "overwrite" => overwrite = text == b"true",
            _ => {}
        }
    }
    if files == 0 { Err(ApiError::field("upload_file", "choose at least one file")) } else { Ok(()) }
}

/// Of several files, which one it was.
fn named(error: ApiError, name: &str) -> ApiError {
    match error.code {
        ErrorCode::Conflict => {
            let message = format!("there is already something called `{}` in this folder", domain::artifacts::name_text(name));
            ApiError { message, ..error }.with_hint("tick “Replace files of the same name”, or rename yours")
        }
        _ => error,
    }
}

async fn drain(form: &mut Multipart) {
    while let Ok(Some(_)) = form.next_field().await {}
}

fn unreadable(error: MultipartError) -> ApiError {
    ApiError::new(ErrorCode::BadRequest, format!("the upload can't be read: {}", error.body_text()))
}

/// The folder's page once more, with what went wrong.
async fn again(edge: &Edge, mut parts: Parts, error: ApiError, page: &str) -> Response {
    let Ok(uri) = page.parse::<Uri>() else { return error_response(&error) };
    let (status, action) = (status_of(&error), parts.uri.path().to_owned());
    (parts.method, parts.uri) = (Method::GET, uri);
    let form = FormState { fields: std::collections::BTreeMap::new(), error: Some(error), action, page: page.to_owned() };
    let mut response =
        pages::again(edge, parts, Answer { form: Some(form), page: Some(page.to_owned()), ..Answer::default() }).await;
    *response.status_mut() = status;
    response
}
