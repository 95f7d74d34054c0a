//! Every route, as nobody and as the wrong person.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Method, Request, StatusCode, header},
};
use domain::{
    Scope,
    projects::NewProject,
    runs::SubmitRun,
    tokens::NewToken,
    users::{CompleteSetup, NewUser},
};
use platform::{Doorbell, Platform, PlatformOptions};
use store::{DatabaseUrl, Db, LogStore, SeriesStore};
use tempfile::TempDir;
use tower::ServiceExt as _;

use super::{Edge, access, pages, router, v1};

/// A server without a network, over a database of its own.
pub(super) struct TestServer {
    router: Router,
    pub(super) platform: Platform,
    dir: TempDir,
    /// Streams end when this is gone.
    _stop: tokio::sync::watch::Sender<bool>,
}

impl TestServer {
    pub(super) async fn start() -> Self {
        let dir = TempDir::new().unwrap();
        let db = Db::open(&DatabaseUrl::Sqlite(dir.path().join("orrery.db"))).unwrap();
        db.migrate().await.unwrap();
        let platform = Platform::new(PlatformOptions {
            logs: LogStore::open(db.clone(), &dir.path().join("store")).unwrap(),
            series: SeriesStore::open(db.clone(), &dir.path().join("store")).unwrap(),
            db,
            doorbell: Doorbell::default(),
            clock: platform::system_clock,
            artifacts_root: dir.path().join("artifacts"),
            cluster: "local".into(),
        });
        let settings = crate::config::tests::parse(&[]).unwrap();
        let (stop, stopping) = tokio::sync::watch::channel(false);
        let edge = Edge::new(platform.clone(), &settings, dir.path().to_owned(), stopping);
        Self { router: router(edge), platform, dir, _stop: stop }
    }

    /// Where its data is.
    pub(super) fn dir(&self) -> &std::path::Path {
        self.dir.path()
    }

    /// The first admin's API token.
    pub(super) async fn set_up(&self) -> String {
        let token = platform::setup::issue_link_token(&self.platform).await.unwrap().unwrap();
        let setup = CompleteSetup {
            token,
            username: "ada".into(),
            email: None,
            password: "correct horse".into(),
            organization: "default".into(),
        };
        platform::setup::complete(&self.platform, setup).await.unwrap();
        self.token("ada", Scope::ALL).await
    }

    pub(super) async fn token(&self, user: &str, scopes: &[Scope]) -> String {
        let token = NewToken { name: "test".into(), scopes: scopes.to_vec(), expires_in_days: None };
        platform::tokens::create_for(&self.platform, user, token).await.unwrap().secret
    }

    /// Who comes in with this token.
    pub(super) async fn actor(&self, token: &str) -> domain::permissions::Actor {
        platform::tokens::authenticate(&self.platform, token).await.unwrap().unwrap()
    }

    /// The answer, whose body is still to be read.
    pub(super) async fn open(&self, request: Request<Body>) -> axum::response::Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub(super) async fn send(&self, request: Request<Body>) -> (StatusCode, header::HeaderMap, String) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 1 << 24).await.unwrap();
        (parts.status, parts.headers, String::from_utf8_lossy(&bytes).into_owned())
    }

    pub(super) async fn get(&self, path: &str, token: Option<&str>, accept: &str) -> (StatusCode, header::HeaderMap, String) {
        let mut request = Request::builder().uri(path).header(header::ACCEPT, accept);
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }
}

/// Every route there is, with its method: our own, the pages and the server functions.
fn routes() -> Vec<(Method, String)> {
    let own =
        [access::HEALTH, access::EVENTS, access::RUN_LOGS, access::LOG_DOWNLOAD, access::ARTIFACT, access::ARTIFACT_FRAME];
    let upload = (Method::POST, access::ARTIFACT_UPLOAD.to_owned());
    let own = own.into_iter().map(|path| (Method::GET, path.to_owned())).chain([upload]);
    let functions: Vec<_> =
        leptos::server_fn::axum::server_fn_paths().map(|(path, method)| (method, path.to_owned())).collect();
    let document = serde_json::to_value(v1::openapi::document()).unwrap();
    let v1 = document["paths"].as_object().unwrap().iter().flat_map(|(path, operations)| {
        let methods = operations.as_object().unwrap().keys();
        methods.map(|method| (method.to_uppercase().parse().unwrap(), path.clone())).collect::<Vec<_>>()
    });
    let pages = pages::LIST.iter().map(|page| (Method::GET, page.path().to_owned()));
    let pages = pages.filter(|(_, page)| functions.iter().all(|(_, function)| function != page)).collect::<Vec<_>>();
    let mut routes: Vec<_> = own.chain(v1).chain(pages).chain(functions).collect();
    routes.sort_by(|a, b| (&a.1, a.0.as_str()).cmp(&(&b.1, b.0.as_str())));
    routes
}

#[tokio::test]
async fn nobody_gets_past_the_door() {
    let server = TestServer::start().await;
    server.set_up().await;
    let mut table = String::new();
    for (method, route) in routes() {
        let path = route
            .replace("{id}", "018f0000000070008000000000000000")
            .replace("{uuid}", "018f0000000070008000000000000000")
            .replace(['{', '}'], "");
        let request = Request::builder()
            .method(&method)
            .uri(path.as_str())
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let (status, ..) = server.send(request.body(Body::empty()).unwrap()).await;
        let access = access::of(&route);
        assert_eq!(status == StatusCode::UNAUTHORIZED, access == access::Access::SignedIn, "{method} {route}: {status}");
        table.extend([
            method.as_str(),
            " ",
            &route,
            " ",
            if access == access::Access::Public { "Public" } else { "SignedIn" },
            "\n",
        ]);
    }
    insta::assert_snapshot!(table);
}

#[tokio::test]
async fn a_page_sends_whoever_is_not_signed_in_to_the_door_and_back() {
    let server = TestServer::start().await;
    let (status, headers, _) = server.get("/runs?status=failed", None, "text/html").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(headers[header::LOCATION], "/login?next=%2Fruns%3Fstatus%3Dfailed");
}

#[tokio::test]
async fn a_wrong_token_is_refused_even_where_anybody_may_come() {
    let server = TestServer::start().await;
    let (status, _, body) = server.get("/healthz", Some("orr_guess"), "*/*").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(body.contains("unknown or has expired"), "{body}");
}

#[tokio::test]
async fn a_stranger_does_not_learn_that_a_run_exists() {
    let server = TestServer::start().await;
    let ada = server.set_up().await;
    let actor = platform::tokens::authenticate(&server.platform, &ada).await.unwrap().unwrap();
    let project = NewProject { organization: "default".into(), name: "secret".into(), ..NewProject::default() };
    platform::projects::create(&server.platform, &actor, project).await.unwrap();
    let submit = SubmitRun {
        organization: "default".into(),
        project: "secret".into(),
        content: "kind: component\nversion: 1.1\nrun:\n  kind: job\n  container:\n    command: [echo, hidden-word]\n".into(),
        ..SubmitRun::default()
    };
    let run = platform::runs::submit(&server.platform, &actor, submit).await.unwrap();

    // A member of the same organization whose token does not allow looking at runs.
    let user = NewUser { username: "eve".into(), email: None, password: "correct horse".into(), is_admin: false };
    platform::users::create(&server.platform, user).await.unwrap();
    let blind = server.token("eve", &[Scope::OrgRead]).await;
    for path in [
        format!("/streams/runs/{}/logs", run.id),
        format!("/runs/{}/logs/download", run.id),
        format!("/runs/{}", run.id),
        format!("/runs/{}/logs", run.id),
        format!("/runs/{}/spec", run.id),
        format!("/runs/{}/artifacts", run.id),
        format!("/runs/{}/artifacts?file=a.html", run.id),
        format!("/runs/{}/artifacts/raw?path=a.html", run.id),
        "/projects/default/secret".to_owned(),
    ] {
        let (seen, _, body) = server.get(&path, Some(&blind), "text/html").await;
        assert_eq!(seen, StatusCode::NOT_FOUND, "{path}");
        assert!(!body.contains("hidden-word"), "{path}");
    }
}

/// A form posted by a browser without wasm.
fn plain_form(function: &str, page: &str) -> http::request::Builder {
    Request::post(format!("/api/fn/{function}"))
        .header(header::ACCEPT, "text/html")
        .header(header::REFERER, format!("http://here{page}"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
}

#[tokio::test]
async fn a_plain_form_that_fails_is_answered_with_all_that_was_typed() {
    let server = TestServer::start().await;
    server.set_up().await;
    let request =
        plain_form("sign_in", "/login?next=%2Fruns").body(Body::from("username=ada&password=battery+staple")).unwrap();
    let (status, _, body) = server.send(request).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(body.contains("value=\"ada\"") && !body.contains("battery staple"), "{body}");
}

#[tokio::test]
async fn a_plain_form_shows_the_token_it_made_once_and_only_there() {
    let server = TestServer::start().await;
    let ada = server.set_up().await;
    let request = plain_form("create_token", "/account/tokens").header(header::AUTHORIZATION, format!("Bearer {ada}"));
    let (status, headers, body) =
        server.send(request.body(Body::from("name=laptop&scopes%5Bproject%3Aread%5D=true&expires_in_days=7")).unwrap()).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let secret = body.split("orr_").nth(1).and_then(|rest| rest.get(..20)).expect("the page shows the secret");
    assert!(!headers.contains_key(header::LOCATION) && !headers.contains_key(header::SET_COOKIE));
    let (_, _, later) = server.get("/account/tokens", Some(&ada), "text/html").await;
    assert!(later.contains("laptop") && !later.contains(secret));
}

#[tokio::test]
async fn a_plain_form_that_is_tried_out_is_answered_with_what_would_run_and_all_that_was_typed() {
    let server = TestServer::start().await;
    let ada = server.set_up().await;
    let project = NewProject { organization: "default".into(), name: "vision".into(), ..NewProject::default() };
    platform::projects::create(&server.platform, &server.actor(&ada).await, project).await.unwrap();
    let content = "kind: component\r\nversion: 1.1\r\nrun:\r\n  kind: job\r\n  container:\r\n    command: [echo, '</textarea><b>hi</b> &amp;']\r\n";
    let form = [("project", "default/vision"), ("name", "just a try"), ("content", content)];
    let compile = async |form: &[(&str, &str)]| {
        let request = plain_form("compile_run", "/runs/new?view=form").header(header::AUTHORIZATION, format!("Bearer {ada}"));
        server.send(request.body(Body::from(serde_urlencoded::to_string(form).unwrap())).unwrap()).await
    };
    let (status, headers, body) = compile(&form).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert!(!headers.contains_key(header::LOCATION));
    assert!(body.contains("value=\"just a try\"") && body.contains("What would run") && !body.contains("<b>hi"), "{body}");
    assert!(body.contains("&lt;/textarea&gt;&lt;b&gt;hi&lt;/b&gt; &amp;amp;"), "{body}");

    let (status, _, body) = compile(&[form[0], form[1], ("content", "kind: nothing")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(body.contains("value=\"just a try\"") && body.contains("kind: nothing"), "{body}");
}

#[tokio::test]
async fn every_answer_is_hardened() {
    let server = TestServer::start().await;
    for path in ["/healthz", "/login", "/nowhere", "/streams/events"] {
        let (_, headers, _) = server.get(path, None, "text/html").await;
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
    }
}

#[tokio::test]
async fn another_sites_form_is_refused() {
    let server = TestServer::start().await;
    for (_, path) in routes().into_iter().filter(|(method, _)| method == Method::POST) {
        let request = Request::post(&path).header("sec-fetch-site", "cross-site").body(Body::empty()).unwrap();
        let (status, ..) = server.send(request).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{path}");
    }
}
