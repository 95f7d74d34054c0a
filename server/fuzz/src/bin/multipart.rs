//! Files that are sent to a run, through the router: whatever a body, a name or a note says, the answer is one a client can act on, and
//! nothing outside of the run's folder is touched.
#![no_main]

use std::cell::OnceCell;

use arbitrary::Arbitrary;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use clap::{Args as _, Command, FromArgMatches as _};
use flate2::{Compression, write::GzEncoder};
use fuzz::{Fence, Name};
use libfuzzer_sys::fuzz_target;
use orrery::{Edge, Settings, router};
use tokio::{runtime::Runtime, sync::watch};
use tower::ServiceExt as _;

#[derive(Debug, Arbitrary)]
struct Case<'a> {
    door: Door,
    /// Of the head of the request, if it is not the boundary of the parts.
    content_type: Option<&'a str>,
    /// How much of the body arrives.
    cut: Option<u16>,
    /// How much of the body arrives at once.
    step: u8,
    body: Form<'a>,
}

#[derive(Debug, Arbitrary)]
enum Door {
    Api,
    Form,
    /// Answered with a page.
    Page,
}

#[derive(Debug, Arbitrary)]
enum Form<'a> {
    Bytes(&'a [u8]),
    Parts(Vec<Part<'a>>),
}

#[derive(Debug, Arbitrary)]
enum Part<'a> {
    File {
        name: Name<'a>,
        content: &'a [u8],
    },
    Archive {
        name: Name<'a>,
        inner: Vec<(Name<'a>, &'a [u8])>,
    },
    Note {
        path: Name<'a>,
        untar: bool,
        overwrite: bool,
    },
    RawNote(&'a [u8]),
    Path(Name<'a>),
    Overwrite(bool),
    Field {
        name: Name<'a>,
        content: &'a [u8],
    },
    /// Head and content as they are.
    Raw(&'a [u8]),
}

const BOUNDARY: &str = "edge";

impl Part<'_> {
    fn write(&self, body: &mut Vec<u8>) {
        let text = |yes: bool| if yes { "true" } else { "false" };
        match self {
            Self::File { name, content } => part(body, b"upload_file", Some(&name.bytes()), content),
            Self::Archive { name, inner } => part(body, b"upload_file", Some(&name.bytes()), &archive(inner)),
            Self::Note { path, untar, overwrite } => {
                let path = String::from_utf8_lossy(&path.bytes()).replace('\\', "\\\\").replace('"', "\\\"");
                let (untar, overwrite) = (text(*untar), text(*overwrite));
                let note = format!("{{\"path\":\"{path}\",\"untar\":{untar},\"overwrite\":{overwrite}}}");
                part(body, b"json", None, note.as_bytes());
            }
            Self::RawNote(note) => part(body, b"json", None, note),
            Self::Path(path) => part(body, b"path", None, &path.bytes()),
            Self::Overwrite(yes) => part(body, b"overwrite", None, text(*yes).as_bytes()),
            Self::Field { name, content } => part(body, &name.bytes(), None, content),
            Self::Raw(bytes) => body.extend_from_slice(&[b"--", BOUNDARY.as_bytes(), b"\r\n", bytes, b"\r\n"].concat()),
        }
    }
}

fn part(body: &mut Vec<u8>, name: &[u8], file_name: Option<&[u8]>, content: &[u8]) {
    let begin = [b"--", BOUNDARY.as_bytes(), b"\r\nContent-Disposition: form-data; name=\"", name, b"\""].concat();
    body.extend_from_slice(&begin);
    if let Some(file_name) = file_name {
        body.extend_from_slice(&[b"; filename=\"", file_name, b"\"\r\nContent-Type: application/octet-stream"].concat());
    }
    body.extend_from_slice(&[b"\r\n\r\n", content, b"\r\n"].concat());
}

/// A `tar.gz` of plain files: what else may be in one is the target `tar`'s.
fn archive(inner: &[(Name<'_>, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for (name, content) in inner {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        // Past the builder's own care for names.
        let (name, field) = (name.bytes(), &mut header.as_old_mut().name);
        let length = name.len().min(field.len());
        field[..length].copy_from_slice(&name[..length]);
        header.set_cksum();
        builder.append(&header, *content).unwrap();
    }
    builder.into_inner().unwrap().finish().unwrap()
}

struct Place {
    runtime: Runtime,
    fence: Fence,
    router: Router,
    _stop: watch::Sender<bool>,
}

impl Place {
    fn build() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let fence = runtime.block_on(Fence::build());
        let matches = Settings::augment_args(Command::new("orrery")).get_matches_from(["orrery"]);
        let settings = Settings::from_arg_matches(&matches).unwrap();
        let (stop, stopping) = watch::channel(false);
        let edge = Edge::new(fence.office.platform.clone(), &settings, fence.nowhere(), stopping);
        Self { runtime, fence, router: router(edge), _stop: stop }
    }
}

thread_local! {
    static PLACE: OnceCell<Place> = const { OnceCell::new() };
}

fuzz_target!(|case: Case<'_>| PLACE.with(|place| {
    let Place { runtime, fence, router, .. } = place.get_or_init(Place::build);
    let mut body = Vec::new();
    match &case.body {
        Form::Bytes(bytes) => body.extend_from_slice(bytes),
        Form::Parts(parts) => {
            parts.iter().for_each(|part| part.write(&mut body));
            body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        }
    }
    if let Some(cut) = case.cut {
        body.truncate(body.len() - usize::from(cut).min(body.len()));
    }
    let run = fence.run.id;
    let (uri, accept) = match case.door {
        Door::Api => (format!("/streams/v1/polyaxon/default/vision/runs/{run}/artifact"), "application/json"),
        Door::Form => (format!("/runs/{run}/artifacts/upload"), "application/json"),
        Door::Page => (format!("/runs/{run}/artifacts/upload"), "text/html"),
    };
    let content_type = case.content_type.map_or_else(|| format!("multipart/form-data; boundary={BOUNDARY}"), str::to_owned);
    let chunks: Vec<Result<Vec<u8>, std::convert::Infallible>> =
        body.chunks(usize::from(case.step) * 8 + 1).map(|chunk| Ok(chunk.to_vec())).collect();
    let request = Request::post(uri)
        .header(header::AUTHORIZATION, format!("Bearer {}", fence.office.secret))
        .header(header::ACCEPT, accept)
        .header(header::CONTENT_TYPE, content_type)
        .body(Body::from_stream(futures::stream::iter(chunks)));
    // Not every text is a header.
    let Ok(request) = request else { return };

    let before = fence.count();
    let (status, answer) = runtime.block_on(async {
        let response = router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        (status, to_bytes(response.into_body(), 1 << 24).await.unwrap())
    });
    fence.check();
    let text = String::from_utf8_lossy(&answer);
    assert!(!status.is_server_error(), "{status}: {text}");
    if status.is_client_error() {
        assert!(text.len() > 10, "{status}: nothing says what is wrong");
    }
    if status.is_success() || status.is_redirection() || fence.count() != before {
        fence.reset();
    }
}));
