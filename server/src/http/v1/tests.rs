//! REST v1 over a real platform, as the client would call it.

mod tracking;

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use serde_json::{Value, json};

use crate::http::tests::TestServer;

struct Client {
    server: TestServer,
    token: String,
}

impl Client {
    async fn start() -> Self {
        let server = TestServer::start().await;
        let token = server.set_up().await;
        Self { server, token }
    }

    async fn call(&self, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Token {}", self.token))
            .header(header::CONTENT_TYPE, "application/json");
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let (status, _, text) = self.server.send(request.body(body).unwrap()).await;
        (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    async fn get(&self, path: &str) -> (StatusCode, Value) {
        self.call(Method::GET, path, Value::Null).await
    }

    async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        self.call(Method::POST, path, body).await
    }

    async fn run(&self) -> String {
        let (status, run) = self.post("/api/v1/default/vision/runs", json!({ "content": JOB, "tags": ["small"] })).await;
        assert_eq!(status, StatusCode::CREATED, "{run}");
        run["uuid"].as_str().unwrap().to_owned()
    }
}

const JOB: &str = "version: 1.1\nkind: component\nname: train\nrun:\n  kind: job\n  container: {command: [echo, hello]}\n";

#[tokio::test]
async fn a_client_signs_in_with_a_password() {
    let client = Client::start().await;
    let (_, installation) = client.get("/api/v1/installation").await;
    assert_eq!((installation["dist"].as_str(), installation["key"].as_str().map(str::len)), (Some("ee"), Some(32)));
    assert_eq!(client.get("/api/v1/installation").await.1, installation);

    let (status, answer) = client.post("/api/v1/auth/token", json!({ "username": "ada", "password": "battery staple" })).await;
    assert_eq!((status, answer["detail"].as_str()), (StatusCode::UNAUTHORIZED, Some("the name or the password is wrong")));
    let mut token = String::new();
    for _ in 0..22 {
        let (status, answer) =
            client.post("/api/v1/auth/token", json!({ "username": "ada", "password": "correct horse" })).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        token = answer["token"].as_str().unwrap().to_owned();
    }
    let client = Client { token, ..client };
    let (_, user) = client.get("/api/v1/users").await;
    assert_eq!((user["username"].as_str(), user["organization"].as_str()), (Some("ada"), Some("default")));
    let actor = platform::tokens::authenticate(&client.server.platform, &client.token).await.unwrap().unwrap();
    let tokens = platform::tokens::list(&client.server.platform, &actor).await.unwrap();
    assert_eq!(tokens.iter().filter(|token| token.name.contains("client")).count(), 20);
}

#[tokio::test]
async fn projects_come_and_go() {
    let client = Client::start().await;
    let new = json!({ "name": "vision", "description": "sees", "tags": ["a"] });
    let (status, project) = client.post("/api/v1/default/projects/create", new.clone()).await;
    assert_eq!((status, project["owner"].as_str()), (StatusCode::CREATED, Some("default")));
    let (status, taken) = client.post("/api/v1/default/projects/create", new).await;
    assert_eq!((status, taken["name"].as_array().map(Vec::len)), (StatusCode::CONFLICT, Some(1)), "{taken}");
    let (status, refused) = client.post("/api/v1/default/projects/create", json!({ "name": "a b" })).await;
    assert_eq!((status, refused["name"].is_array()), (StatusCode::BAD_REQUEST, true), "{refused}");
    let (status, broken) = client.post("/api/v1/default/projects/create", json!("{")).await;
    assert_eq!((status, broken["detail"].is_string()), (StatusCode::BAD_REQUEST, true), "{broken}");

    for number in 0..4 {
        client.post("/api/v1/default/projects/create", json!({ "name": format!("p{number}") })).await;
    }
    let (_, list) = client.get("/api/v1/default/projects/list?limit=2&offset=1").await;
    let names: Vec<_> = list["results"].as_array().unwrap().iter().map(|project| project["name"].clone()).collect();
    assert_eq!((&list["count"], names), (&json!(5), vec![json!("p2"), json!("p1")]));
    assert_eq!((&list["next"], &list["previous"]), (&json!("?limit=2&offset=3"), &json!("?limit=2&offset=0")));
    assert_eq!(client.get("/api/v1/nobody/projects/list").await.0, StatusCode::NOT_FOUND);

    let (_, changed) = client.call(Method::PATCH, "/api/v1/default/vision", json!({ "description": "looks" })).await;
    assert_eq!((&changed["description"], &changed["tags"]), (&json!("looks"), &json!(["a"])));
    assert_eq!(client.call(Method::DELETE, "/api/v1/default/vision", Value::Null).await.0, StatusCode::NO_CONTENT);
    assert_eq!(client.get("/api/v1/default/vision").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn runs_come_and_go() {
    let client = Client::start().await;
    for project in ["vision", "other"] {
        client.post("/api/v1/default/projects/create", json!({ "name": project })).await;
    }
    let uuid = client.run().await;
    let at = format!("/api/v1/default/vision/runs/{uuid}");
    let (_, run) = client.get(&at).await;
    for (field, value) in
        [("name", json!("train")), ("status", json!("queued")), ("tags", json!(["small"])), ("raw_content", json!(JOB))]
    {
        assert_eq!(run[field], value, "{field}");
    }
    let (_, statuses) = client.get(&format!("{at}/statuses")).await;
    let kinds: Vec<_> = statuses["status_conditions"].as_array().unwrap().iter().map(|it| it["type"].clone()).collect();
    assert_eq!(kinds, [json!("created"), json!("compiled"), json!("queued")]);
    assert_eq!(client.get(&format!("{at}/settings")).await.1, json!({ "namespace": "local" }));
    let elsewhere = at.replace("vision", "other");
    assert_eq!(client.get(&elsewhere).await.0, StatusCode::NOT_FOUND, "a run is only where it is");
    assert_eq!(client.call(Method::DELETE, &elsewhere, Value::Null).await.0, StatusCode::NOT_FOUND);

    let merged = json!({ "name": "renamed", "tags": ["big"], "merge": true });
    let (_, run) = client.call(Method::PATCH, &at, merged).await;
    assert_eq!((&run["name"], &run["tags"]), (&json!("renamed"), &json!(["small", "big"])));
    let tagging = json!({ "uuids": [uuid], "tags": ["big", "new"] });
    assert_eq!(client.post("/api/v1/default/vision/runs/tag", tagging).await.0, StatusCode::OK);
    assert_eq!(client.get(&at).await.1["tags"], json!(["small", "big", "new"]));

    let (status, again) = client.post(&format!("{at}/restart"), json!({})).await;
    assert_eq!((status, &again["original"]["uuid"]), (StatusCode::CREATED, &json!(uuid)));
    let (_, list) = client.get("/api/v1/default/vision/runs?limit=1").await;
    assert_eq!((&list["count"], &list["results"][0]["uuid"], &list["previous"]), (&json!(2), &again["uuid"], &Value::Null));

    assert_eq!(client.post(&format!("{at}/stop"), Value::Null).await.0, StatusCode::OK);
    assert_eq!(client.get(&at).await.1["status"], "stopped");
    assert_eq!(client.post(&format!("{at}/stop"), Value::Null).await.0, StatusCode::OK, "stopping twice is stopping once");
    let logs = format!("/streams/v1/local/default/vision/runs/{uuid}/logs");
    let (status, logs) = client.get(&logs).await;
    assert_eq!((status, &logs["logs"]), (StatusCode::OK, &json!([])), "{logs}");
    let strange = json!({ "uuids": [again["uuid"], "018f0000000070008000000000000000"] });
    assert_eq!(client.post("/api/v1/default/vision/runs/stop", strange).await.0, StatusCode::NOT_FOUND);
    let (_, list) = client.get("/api/v1/default/vision/runs?limit=1").await;
    assert_eq!(list["results"][0]["status"], "queued", "nothing is stopped when one of them is none");
    let both = json!({ "uuids": [uuid, again["uuid"]] });
    assert_eq!(client.post("/api/v1/default/vision/runs/stop", both.clone()).await.0, StatusCode::OK);
    let deleted = client.call(Method::DELETE, "/api/v1/default/vision/runs/delete", both).await;
    assert_eq!(deleted.0, StatusCode::NO_CONTENT, "{}", deleted.1);
    assert_eq!(client.get("/api/v1/default/vision/runs").await.1["count"], 0);
}

#[tokio::test]
async fn a_polyaxonfile_with_mistakes_is_refused_with_their_places() {
    let client = Client::start().await;
    client.post("/api/v1/default/projects/create", json!({ "name": "vision" })).await;
    let (status, refused) =
        client.post("/api/v1/default/vision/runs", json!({ "content": JOB.replace("kind: job", "kind: jobb") })).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{refused}");
    assert!(refused["problems"][0].as_str().unwrap().contains("line 5"), "{refused}");
}

/// A multipart body as the client sends it: the file first, then where it goes.
fn upload(name: &str, content: &str, note: &Value) -> (String, String) {
    let part = |head: &str, body: &str| format!("--limit\r\ncontent-disposition: form-data; {head}\r\n\r\n{body}\r\n");
    let file = part(&format!("name=\"upload_file\"; filename=\"{name}\""), content);
    let note = part("name=\"json\"", &note.to_string());
    ("multipart/form-data; boundary=limit".to_owned(), format!("{file}{note}--limit--\r\n"))
}

#[tokio::test]
async fn artifacts_are_put_fetched_and_deleted() {
    let client = Client::start().await;
    client.post("/api/v1/default/projects/create", json!({ "name": "vision" })).await;
    let uuid = client.run().await;
    let at = format!("/streams/v1/local/default/vision/runs/{uuid}");
    assert_eq!(client.get(&format!("{at}/artifacts/tree")).await.1, json!({ "files": {}, "dirs": [], "is_done": false }));

    let send = async |token: &str, name: &str, content: &str, note: Value| {
        let (kind, body) = upload(name, content, &note);
        let request = Request::post(format!("{at}/artifact"))
            .header(header::AUTHORIZATION, format!("Token {token}"))
            .header(header::CONTENT_TYPE, kind);
        client.server.send(request.body(Body::from(body)).unwrap()).await.0
    };
    // Larger than any other body may be.
    let large = "0123456789".repeat(600_000);
    let note = json!({ "untar": false, "path": "../../outputs", "overwrite": false });
    assert_eq!(send(&client.token, "/home/ada/model.bin", &large, note.clone()).await, StatusCode::OK);
    assert_eq!(send(&client.token, "model.bin", "x", note.clone()).await, StatusCode::CONFLICT);
    assert_eq!(send(&client.token, "x", "no archive", json!({ "untar": true })).await, StatusCode::BAD_REQUEST);
    let (_, tree) = client.get(&format!("{at}/artifacts/tree?path=outputs")).await;
    assert_eq!(tree["files"], json!({ "model.bin": 6_000_000 }));

    let path = "outputs/model.bin";
    let (status, headers, body) = client.server.get(&format!("{at}/artifact?path={path}"), Some(&client.token), "*/*").await;
    assert_eq!((status, headers[header::CONTENT_LENGTH].to_str().unwrap()), (StatusCode::OK, "6000000"));
    assert!(headers[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment") && body.starts_with("0123"));
    for path in ["nothing", "../../../orrery.db", "outputs/model.bin/x"] {
        assert_eq!(client.get(&format!("{at}/artifact?path={path}")).await.0, StatusCode::NOT_FOUND, "{path}");
    }

    let reader = client.server.token("ada", &[domain::Scope::RunRead]).await;
    assert_eq!(send(&reader, "y", "y", note).await, StatusCode::FORBIDDEN);
    let remove = |path: &str| client.call(Method::DELETE, format!("{at}/artifact?path={path}").leak(), Value::Null);
    assert_eq!(remove("outputs").await.0, StatusCode::NO_CONTENT);
    assert_eq!(remove("outputs").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_run_waits_for_its_files() {
    let client = Client::start().await;
    client.post("/api/v1/default/projects/create", json!({ "name": "vision" })).await;
    let (_, run) = client.post("/api/v1/default/vision/runs", json!({ "content": JOB, "pending": "upload" })).await;
    assert_eq!((&run["status"], &run["pending"], &run["is_approved"]), (&json!("compiled"), &json!("upload"), &json!(false)));
    let at = format!("/api/v1/default/vision/runs/{}", run["uuid"].as_str().unwrap());
    for _ in 0..2 {
        assert_eq!(client.post(&format!("{at}/approve"), Value::Null).await.0, StatusCode::OK);
        let (_, run) = client.get(&at).await;
        assert_eq!((&run["status"], &run["pending"]), (&json!("queued"), &Value::Null));
    }
    let (status, refused) = client.post("/api/v1/default/vision/runs", json!({ "content": JOB, "pending": "tea" })).await;
    assert_eq!((status, refused["detail"].is_string()), (StatusCode::BAD_REQUEST, true), "{refused}");
}

#[tokio::test]
async fn what_is_not_understood_is_refused_and_not_ignored() {
    let client = Client::start().await;
    client.post("/api/v1/default/projects/create", json!({ "name": "vision" })).await;
    for (list, query, field) in [
        ("vision/runs", "query=state:failed", "query"),
        ("vision/runs", "sort=tags", "sort"),
        ("vision/runs", "limit=0", "limit"),
        ("vision/runs", "offset=10001", "offset"),
        ("projects/list", "query=name:a", "query"),
        ("projects/list", "sort=name", "sort"),
    ] {
        let (status, refused) = client.get(&format!("/api/v1/default/{list}?{query}")).await;
        assert_eq!((status, refused[field].is_array()), (StatusCode::BAD_REQUEST, true), "{query}: {refused}");
    }
    assert_eq!(client.get("/api/v1/default/vision/runs?sort=-created_at&query=").await.0, StatusCode::OK);
    assert_eq!(client.get("/api/v1/default/vision/runs?limit=x").await.0, StatusCode::BAD_REQUEST);
}

/// As the client's tracking does it: the run is made without a polyaxonfile, and its own program says how it goes.
#[tokio::test]
async fn a_run_that_is_started_elsewhere() {
    let client = Client::start().await;
    client.post("/api/v1/default/projects/create", json!({ "name": "vision" })).await;
    let new = json!({ "name": "notebook", "is_managed": false, "managed_by": "user", "meta_info": { "host": "laptop" } });
    let (status, run) = client.post("/api/v1/default/vision/runs", new).await;
    assert_eq!(status, StatusCode::CREATED, "{run}");
    for (field, value) in [
        ("status", json!("created")),
        ("is_managed", json!(false)),
        ("managed_by", json!("user")),
        ("meta_info", json!({ "host": "laptop" })),
        ("settings", json!({ "namespace": "default" })),
    ] {
        assert_eq!(run[field], value, "{field}");
    }
    let at = format!("/api/v1/default/vision/runs/{}", run["uuid"].as_str().unwrap());
    let say = |kind: &str| {
        let condition = json!({ "type": kind, "status": "True", "reason": "Client", "message": format!("is {kind}") });
        (format!("{at}/statuses"), json!({ "condition": condition }))
    };
    for kind in ["running", "running", "succeeded"] {
        let (path, body) = say(kind);
        let (status, statuses) = client.post(&path, body).await;
        assert_eq!((status, &statuses["status"]), (StatusCode::OK, &json!(kind)), "{statuses}");
    }
    let (path, body) = say("running");
    assert_eq!(client.post(&path, body).await.0, StatusCode::CONFLICT);
    let (path, body) = say("gone");
    let (status, refused) = client.post(&path, body).await;
    assert_eq!((status, &refused["condition.type"]), (StatusCode::BAD_REQUEST, &json!(["`gone` is not a status"])));
    let (_, statuses) = client.get(&format!("{at}/statuses")).await;
    assert_eq!(statuses["status_conditions"].as_array().map(Vec::len), Some(3));

    for (body, outputs) in [
        (json!({ "outputs": { "loss": 0.5, "note": "a" } }), json!({ "loss": 0.5, "note": "a" })),
        (json!({ "outputs": { "loss": 0.25 }, "merge": true }), json!({ "loss": 0.25, "note": "a" })),
        (json!({ "outputs": { "acc": [1] } }), json!({ "acc": [1] })),
    ] {
        let (status, run) = client.call(Method::PATCH, &at, body).await;
        assert_eq!((status, &run["outputs"]), (StatusCode::OK, &outputs), "{run}");
    }
    let (_, run) =
        client.call(Method::PATCH, &at, json!({ "inputs": { "lr": 0.1 }, "meta_info": { "a": 1 }, "merge": true })).await;
    assert_eq!((&run["inputs"], &run["meta_info"]), (&json!({ "lr": 0.1 }), &json!({ "host": "laptop", "a": 1 })));
    for action in ["resume", "restart", "copy"] {
        assert_eq!(client.post(&format!("{at}/{action}"), json!({})).await.0, StatusCode::CONFLICT, "{action}");
    }
}

#[tokio::test]
async fn runs_are_moved_put_away_skipped_and_bookmarked() {
    let client = Client::start().await;
    for project in ["vision", "other"] {
        client.post("/api/v1/default/projects/create", json!({ "name": project })).await;
    }
    let (one, two) = (client.run().await, client.run().await);
    let at = |uuid: &str| format!("/api/v1/default/vision/runs/{uuid}");
    for (action, field, value) in
        [("archive", "live_state", json!(0)), ("restore", "live_state", json!(1)), ("bookmark", "bookmarked", json!(true))]
    {
        assert_eq!(client.post(&format!("{}/{action}", at(&one)), Value::Null).await.0, StatusCode::OK, "{action}");
        assert_eq!(client.get(&at(&one)).await.1[field], value, "{action}");
    }
    assert_eq!(client.call(Method::DELETE, &format!("{}/unbookmark", at(&one)), Value::Null).await.0, StatusCode::NO_CONTENT);
    assert_eq!(client.get(&at(&one)).await.1["bookmarked"], json!(false));
    assert_eq!(client.post(&format!("{}/invalidate", at(&one)), Value::Null).await.0, StatusCode::OK);

    // The cluster says how it ends.
    let said = json!({ "condition": { "type": "succeeded" } });
    assert_eq!(client.post(&format!("{}/statuses", at(&one)), said).await.0, StatusCode::CONFLICT);

    assert_eq!(client.post(&format!("{}/skip", at(&one)), Value::Null).await.0, StatusCode::OK);
    assert_eq!(client.get(&at(&one)).await.1["status"], json!("skipped"));
    assert_eq!(client.post(&format!("{}/resume", at(&one)), json!({})).await.1["status"], json!("resuming"));
    assert_eq!(client.post(&format!("{}/resume", at(&one)), json!({})).await.0, StatusCode::CONFLICT);

    let (status, refused) = client.post(&format!("{}/transfer", at(&one)), json!({ "project": "nowhere" })).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "{refused}");
    assert_eq!(client.post(&format!("{}/transfer", at(&one)), json!({ "project": "default/other" })).await.0, StatusCode::OK);
    assert_eq!(client.get(&at(&one)).await.0, StatusCode::NOT_FOUND);
    assert_eq!(client.get(&format!("/api/v1/default/other/runs/{one}")).await.1["project"], json!("other"));

    let bulk = |action: &str| format!("/api/v1/default/vision/runs/{action}");
    for action in ["approve", "archive", "restore", "bookmark", "invalidate", "skip", "stop"] {
        assert_eq!(client.post(&bulk(action), json!({ "uuids": [two] })).await.0, StatusCode::OK, "{action}");
    }
    assert_eq!(client.post(&bulk("transfer"), json!({ "uuids": [two], "project": "other" })).await.0, StatusCode::OK);
    assert_eq!(client.post(&bulk("stop"), json!({ "uuids": [two] })).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn runs_are_asked_for_in_the_query_language() {
    let client = Client::start().await;
    client.post("/api/v1/default/projects/create", json!({ "name": "vision" })).await;
    let runs = "/api/v1/default/vision/runs";
    for (name, loss) in [("a", json!(0.5)), ("b", json!(0.25)), ("c", Value::Null)] {
        let (_, run) = client.post(runs, json!({ "name": name, "is_managed": false })).await;
        let at = format!("{runs}/{}", run["uuid"].as_str().unwrap());
        client.call(Method::PATCH, &at, json!({ "outputs": { "loss": loss } })).await;
    }
    let names = async |query: &str| {
        let (status, list) = client.get(&format!("{runs}?{query}")).await;
        assert_eq!(status, StatusCode::OK, "{list}");
        let names: Vec<String> =
            list["results"].as_array().unwrap().iter().map(|run| run["name"].as_str().unwrap().to_owned()).collect();
        assert_eq!(list["count"], json!(names.len()));
        names.concat()
    };
    for (query, found) in [
        ("query=name:a|b", "ba"),
        ("query=outputs.loss:%3C0.3,%20is_managed:false", "b"),
        ("query=outputs.loss:nil", "c"),
        ("sort=outputs.loss", "bac"),
        ("sort=-outputs.loss&query=kind:job", "abc"),
        ("sort=created_at", "abc"),
        ("sort=-name&limit=10&offset=0", "cba"),
    ] {
        assert_eq!(names(query).await, found, "{query}");
    }
    let (_, list) = client.get(&format!("{runs}?query=name:a")).await;
    assert_eq!(list["results"][0]["outputs"], json!({ "loss": 0.5 }));
    let (status, refused) = client.get(&format!("{runs}?query=statsu:failed")).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let said = refused["query"][0].as_str().unwrap();
    assert!(said.starts_with("character 1: ") && said.contains("did you mean `status`?"), "{said}");
    let (status, refused) = client.get(&format!("{runs}?sort=colour")).await;
    assert_eq!((status, refused["sort"].is_array()), (StatusCode::BAD_REQUEST, true), "{refused}");
}

#[tokio::test]
async fn ones_own_tokens() {
    let client = Client::start().await;
    let new = json!({ "name": "ci", "scopes": ["projectResource:read"], "expiration": 7 });
    let (status, token) = client.post("/api/v1/users/tokens", new).await;
    assert_eq!((status, &token["scopes"]), (StatusCode::CREATED, &json!(["projectResource:read"])), "{token}");
    let at = format!("/api/v1/users/tokens/{}", token["uuid"].as_str().unwrap());
    let (_, again) = client.get(&at).await;
    assert_eq!((&again["name"], &again["key"], again["expires_at"].is_string()), (&json!("ci"), &Value::Null, true));

    // What it makes may no more than itself.
    let ci = Client { server: client.server, token: token["key"].as_str().unwrap().to_owned() };
    let (status, refused) = ci.post("/api/v1/users/tokens", json!({ "name": "more", "scopes": ["org:write"] })).await;
    assert_eq!((status, refused["scopes"].is_array()), (StatusCode::BAD_REQUEST, true), "{refused}");
    let (_, same) = ci.post("/api/v1/users/tokens", json!({ "name": "same" })).await;
    assert_eq!(same["scopes"], token["scopes"]);
    let client = Client { server: ci.server, token: client.token };

    let (_, list) = client.get("/api/v1/users/tokens?limit=1").await;
    assert_eq!((&list["count"], list["results"].as_array().map(Vec::len)), (&json!(3), Some(1)), "{list}");
    assert_eq!(client.call(Method::DELETE, &at, Value::Null).await.0, StatusCode::NO_CONTENT);
    assert_eq!(client.get(&at).await.0, StatusCode::NOT_FOUND);
    let (status, refused) = client.post("/api/v1/users/tokens", json!({ "name": "x", "scopes": ["everything"] })).await;
    assert_eq!((status, refused["detail"].is_string()), (StatusCode::BAD_REQUEST, true), "{refused}");
}

#[tokio::test]
async fn a_polyaxonfile_can_ask_for_approval() {
    let client = Client::start().await;
    client.post("/api/v1/default/projects/create", json!({ "name": "vision" })).await;
    let (_, run) = client.post("/api/v1/default/vision/runs", json!({ "content": format!("{JOB}isApproved: false\n") })).await;
    assert_eq!((&run["status"], &run["pending"], &run["is_approved"]), (&json!("compiled"), &json!("approval"), &json!(false)));
    let at = format!("/api/v1/default/vision/runs/{}", run["uuid"].as_str().unwrap());
    assert_eq!(client.post(&format!("{at}/approve"), Value::Null).await.0, StatusCode::OK);
    assert_eq!(client.get(&at).await.1["status"], json!("queued"));
}
