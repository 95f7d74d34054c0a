//! The bytes of artifacts over HTTP: what runs may not run here, parts of files, frames, and files that are sent.

use axum::{
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use domain::{RunId, artifacts::Content, permissions::Actor, projects::NewProject, runs::SubmitRun};
use platform::runs::artifacts;

use crate::http::tests::TestServer;

const JOB: &str = "version: 1.1\nkind: component\nrun:\n  kind: job\n  container: {command: [echo, hello]}\n";

struct Kept {
    server: TestServer,
    token: String,
    ada: Actor,
    run: RunId,
}

impl Kept {
    /// A run with these files.
    async fn start(files: &[(&str, &str)]) -> Self {
        let server = TestServer::start().await;
        let token = server.set_up().await;
        let ada = platform::tokens::authenticate(&server.platform, &token).await.unwrap().unwrap();
        let project = NewProject { organization: "default".into(), name: "vision".into(), ..NewProject::default() };
        platform::projects::create(&server.platform, &ada, project).await.unwrap();
        let submit =
            SubmitRun { organization: "default".into(), project: "vision".into(), content: JOB.into(), ..SubmitRun::default() };
        let run = platform::runs::submit(&server.platform, &ada, submit).await.unwrap().id;
        let kept = Self { server, token, ada, run };
        std::fs::create_dir_all(kept.folder()).unwrap();
        for (name, content) in files {
            std::fs::write(kept.folder().join(name), content).unwrap();
        }
        kept
    }

    fn folder(&self) -> std::path::PathBuf {
        self.server.dir().join("artifacts").join(self.run.to_string())
    }

    async fn ask(&self, method: Method, what: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, String) {
        let mut request = Request::builder().method(method).uri(format!("/runs/{}/artifacts/{what}", self.run));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.server.send(request.body(Body::empty()).unwrap()).await
    }

    async fn raw(&self, what: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, String) {
        let signed_in = format!("Bearer {}", self.token);
        let headers = [headers, &[("authorization", signed_in.as_str())]].concat();
        self.ask(Method::GET, &format!("raw?path={what}"), &headers).await
    }

    async fn ticket(&self, path: &str) -> String {
        let preview = artifacts::preview(&self.server.platform, &self.ada, self.run, path, 1).await.unwrap();
        let Content::Framed { ticket } = preview.content else { panic!("{path} is not framed") };
        ticket
    }

    async fn upload(&self, accept: &str, fields: &[(&str, &str)]) -> (StatusCode, HeaderMap, String) {
        let part = |(name, value): &(&str, &str)| {
            let file = name.strip_prefix("file:").map(|file| format!("name=\"upload_file\"; filename=\"{file}\""));
            let head = file.unwrap_or_else(|| format!("name=\"{name}\""));
            format!("--limit\r\ncontent-disposition: form-data; {head}\r\n\r\n{value}\r\n")
        };
        let body: String = fields.iter().map(part).collect();
        let request = Request::post(format!("/runs/{}/artifacts/upload", self.run))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::ACCEPT, accept)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=limit");
        self.server.send(request.body(Body::from(format!("{body}--limit--\r\n"))).unwrap()).await
    }
}

#[tokio::test]
async fn nothing_that_may_run_has_a_type_of_its_own() {
    let html = "<script>alert(1)</script>";
    let kept = Kept::start(&[
        ("a.html", html),
        ("a.svg", html),
        ("a.js", html),
        ("a.xhtml", html),
        ("page", html),
        ("a.png", html),
        ("a.txt", html),
        ("a.mp4", html),
    ])
    .await;
    for (name, kind, how) in [
        ("a.html", "application/octet-stream", "attachment"),
        ("a.svg", "application/octet-stream", "attachment"),
        ("a.js", "application/octet-stream", "attachment"),
        ("a.xhtml", "application/octet-stream", "attachment"),
        ("page", "application/octet-stream", "attachment"),
        ("a.png", "image/png", "inline"),
        ("a.txt", "text/plain; charset=utf-8", "inline"),
        ("a.mp4", "video/mp4", "inline"),
        ("a.png&download=1", "application/octet-stream", "attachment"),
        ("", "application/gzip", "attachment"),
    ] {
        let (status, headers, _) = kept.raw(name, &[("accept", "text/html"), ("accept-encoding", "gzip")]).await;
        assert_eq!((status, headers[header::CONTENT_TYPE].to_str().unwrap()), (StatusCode::OK, kind), "{name}");
        assert!(headers[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with(how), "{name}");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{name}");
        assert_eq!(headers["cross-origin-resource-policy"], "same-origin", "{name}");
        assert_eq!(headers[header::X_FRAME_OPTIONS], "DENY", "{name}");
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("sandbox; default-src 'none'") && !policy.contains("script"), "{name}: {policy}");
        assert_eq!(headers[header::CACHE_CONTROL], "no-store", "{name}");
    }
    let (status, ..) = kept.ask(Method::GET, "raw?path=a.png", &[]).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn parts_are_sent_as_asked() {
    let kept = Kept::start(&[("a.mp4", "0123456789"), ("empty.mp4", "")]).await;
    let (_, headers, body) = kept.raw("a.mp4", &[]).await;
    assert_eq!((headers[header::ACCEPT_RANGES].to_str().unwrap(), body.as_str()), ("bytes", "0123456789"));
    let tag = headers[header::ETAG].to_str().unwrap().to_owned();
    for (range, status, content_range, expected) in [
        ("bytes=2-4", StatusCode::PARTIAL_CONTENT, Some("bytes 2-4/10"), "234"),
        ("bytes=7-", StatusCode::PARTIAL_CONTENT, Some("bytes 7-9/10"), "789"),
        ("bytes=-1", StatusCode::PARTIAL_CONTENT, Some("bytes 9-9/10"), "9"),
        ("bytes=10-", StatusCode::RANGE_NOT_SATISFIABLE, Some("bytes */10"), ""),
        ("bytes=0-1,3-4", StatusCode::OK, None, "0123456789"),
        ("seconds=1-2", StatusCode::OK, None, "0123456789"),
    ] {
        let (answered, headers, body) = kept.raw("a.mp4", &[("range", range), ("accept-encoding", "gzip, br")]).await;
        let said = headers.get(header::CONTENT_RANGE).map(|range| range.to_str().unwrap());
        assert_eq!((answered, said, body.as_str()), (status, content_range, expected), "{range}");
        assert_eq!(headers[header::CONTENT_LENGTH], expected.len().to_string(), "{range}");
    }
    for (known, status) in [(tag.as_str(), StatusCode::PARTIAL_CONTENT), ("\"older\"", StatusCode::OK)] {
        let (answered, ..) = kept.raw("a.mp4", &[("range", "bytes=0-0"), ("if-range", known)]).await;
        assert_eq!(answered, status, "{known}");
    }
    let (status, headers, _) = kept.raw("empty.mp4", &[("range", "bytes=0-")]).await;
    assert_eq!((status, headers[header::CONTENT_RANGE].to_str().unwrap()), (StatusCode::RANGE_NOT_SATISFIABLE, "bytes */0"));
    let signed_in = format!("Bearer {}", kept.token);
    let (status, headers, body) =
        kept.ask(Method::HEAD, "raw?path=a.mp4", &[("range", "bytes=0-3"), ("authorization", &signed_in)]).await;
    assert_eq!(
        (status, headers[header::CONTENT_LENGTH].to_str().unwrap(), body.as_str()),
        (StatusCode::PARTIAL_CONTENT, "4", "")
    );
}

#[tokio::test]
async fn hostile_paths_are_answered_and_lead_nowhere() {
    let kept = Kept::start(&[("odd\n\u{202e}\"<b>.txt", "odd"), ("a.txt", "a")]).await;
    std::fs::write(kept.server.dir().join("artifacts/secret"), "hidden").unwrap();
    std::os::unix::fs::symlink("../secret", kept.folder().join("out")).unwrap();
    std::os::unix::fs::symlink("loop", kept.folder().join("loop")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(kept.folder().join("pipe")).status().unwrap().success());
    for path in ["out", "../secret", "%2e%2e%2fsecret", "loop", "pipe", "gone", "a.txt%2fx", &"x".repeat(3_000), "%ff"] {
        let (status, _, body) = kept.raw(path, &[]).await;
        assert!(status == StatusCode::NOT_FOUND && !body.contains("hidden"), "{path}: {status}");
    }
    assert_eq!(kept.raw("a%00b", &[]).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, headers, body) = kept.raw("odd%0A%E2%80%AE%22%3Cb%3E.txt", &[]).await;
    assert_eq!((status, body.as_str()), (StatusCode::OK, "odd"));
    let disposition = headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(disposition.starts_with("inline; filename=\"odd_u{a}_u{202e}_<b>.txt\""), "{disposition}");

    // The page names them all, as text, and does not wait for the pipe.
    let page = format!("/runs/{}/artifacts", kept.run);
    let (status, _, body) = kept.server.get(&page, Some(&kept.token), "text/html").await;
    assert_eq!(status, StatusCode::OK);
    assert!(body.contains("\\u{a}\\u{202e}") && !body.contains("<b>.txt") && !body.contains('\u{202e}'), "{body}");
    for (file, words) in [("pipe", "pipe, a socket or a device"), ("out", "leads to nothing"), ("loop", "leads to nothing")] {
        let (status, _, body) = kept.server.get(&format!("{page}?file={file}"), Some(&kept.token), "text/html").await;
        assert!(status == StatusCode::OK && body.contains(words), "{file}: {status}");
    }
    let (status, ..) = kept.server.get(&format!("{page}?file=gone"), Some(&kept.token), "text/html").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_frame_takes_a_ticket_and_nothing_else() {
    let kept = Kept::start(&[("a.html", "<b>page</b>"), ("a.svg", "<svg/>"), ("b.html", "other")]).await;
    for (path, kind, scripts) in [("a.html", "text/html; charset=utf-8", true), ("a.svg", "image/svg+xml", false)] {
        let ticket = kept.ticket(path).await;
        // Nobody is signed in, and a session that is none of ours changes nothing.
        let cookie = [("cookie", "orrery_session=forged; theme=dark")];
        let (status, headers, _) = kept.ask(Method::GET, &format!("frame?path={path}&ticket={ticket}"), &cookie).await;
        assert_eq!((status, headers[header::CONTENT_TYPE].to_str().unwrap()), (StatusCode::OK, kind));
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with(if scripts {
            "sandbox allow-scripts; default-src 'none'"
        } else {
            "sandbox; default-src 'none'"
        }));
        for part in ["connect-src 'none'", "form-action 'none'", "base-uri 'none'", "frame-ancestors 'self'"] {
            assert!(policy.contains(part), "{part}: {policy}");
        }
        for forbidden in ["allow-same-origin", "http:", "https:", "*", "allow-top", "allow-popups", "allow-forms"] {
            assert!(!policy.contains(forbidden), "{forbidden}: {policy}");
        }
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(headers[header::REFERRER_POLICY], "no-referrer");
        assert!(!headers.contains_key(header::SET_COOKIE));
        let (status, _, body) = kept.ask(Method::GET, &format!("frame?path=b.html&ticket={ticket}"), &[]).await;
        assert!(status == StatusCode::FORBIDDEN && !body.contains("other"), "{status}");
    }
    // Being signed in is no ticket, and a ticket opens no other door.
    let signed_in = format!("Bearer {}", kept.token);
    for what in ["frame?path=a.html", "frame?path=a.html&ticket=", "frame?path=a.html&ticket=AAAA", "frame"] {
        let (status, headers, body) =
            kept.ask(Method::GET, what, &[("authorization", &signed_in), ("accept", "text/html")]).await;
        assert!(status == StatusCode::FORBIDDEN && body.contains("open the file's page again"), "{what}: {status}");
        assert!(headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().starts_with("sandbox;"), "{what}");
    }
    let ticket = kept.ticket("a.html").await;
    for what in [format!("raw?path=a.html&ticket={ticket}"), format!("upload?ticket={ticket}")] {
        assert_ne!(kept.ask(Method::GET, &what, &[]).await.0, StatusCode::OK, "{what}");
    }
    let elsewhere = format!("/runs/018f0000000070008000000000000000/artifacts/frame?path=a.html&ticket={ticket}");
    assert_eq!(kept.server.get(&elsewhere, None, "*/*").await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn files_are_sent_by_a_plain_form_or_by_wasm() {
    let kept = Kept::start(&[("a.txt", "old")]).await;
    let large = "0123456789".repeat(600_000);
    let sent = [("path", "plots/new"), ("file:one.bin", large.as_str()), ("file:größe.txt", "two")];
    assert_eq!(kept.upload("application/json", &sent).await.0, StatusCode::NO_CONTENT);
    assert_eq!(std::fs::read_to_string(kept.folder().join("plots/new/one.bin")).unwrap(), large);
    assert_eq!(std::fs::read_to_string(kept.folder().join("plots/new/größe.txt")).unwrap(), "two");

    let (status, headers, _) = kept.upload("text/html", &[("path", "plots"), ("file:x.txt", "x")]).await;
    assert_eq!(
        (status, headers[header::LOCATION].to_str().unwrap()),
        (StatusCode::SEE_OTHER, format!("/runs/{}/artifacts?path=plots", kept.run).as_str())
    );
    let taken = [("path", ""), ("file:a.txt", "new")];
    let (status, _, body) = kept.upload("application/json", &taken).await;
    assert!(status == StatusCode::CONFLICT && body.contains("`a.txt`"), "{body}");
    let (status, _, body) = kept.upload("text/html", &taken).await;
    assert!(
        status == StatusCode::CONFLICT && body.contains("something called `a.txt`") && body.contains("<!DOCTYPE html>"),
        "{body}"
    );
    assert_eq!(
        kept.upload("*/*", &[("path", ""), ("overwrite", "true"), ("file:a.txt", "new")]).await.0,
        StatusCode::NO_CONTENT
    );
    assert_eq!(std::fs::read_to_string(kept.folder().join("a.txt")).unwrap(), "new");

    for (fields, status) in [
        (&[("path", "")][..], StatusCode::UNPROCESSABLE_ENTITY),
        (&[("path", ""), ("file:", "")], StatusCode::UNPROCESSABLE_ENTITY),
        (&[("path", "a\nb"), ("file:a", "x")], StatusCode::UNPROCESSABLE_ENTITY),
        (&[("path", ""), ("file:..", "x")], StatusCode::UNPROCESSABLE_ENTITY),
        (&[("path", "../.."), ("file:/etc/passwd", "x")], StatusCode::NO_CONTENT),
    ] {
        let (answered, _, body) = kept.upload("application/json", fields).await;
        assert_eq!(answered, status, "{fields:?}: {body}");
    }
    assert!(kept.folder().join("passwd").exists());
}
