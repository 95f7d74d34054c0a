//! What the tracking client sends and asks back.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use serde_json::{Value, json};

use super::{Client, upload};

const HERE: &str = "/api/v1/default/vision/runs";

async fn send(client: &Client, run: &str, path: &str, name: &str, content: &str) {
    let (kind, body) = upload(name, content, &json!({ "untar": false, "path": path, "overwrite": true }));
    let request = Request::post(format!("/streams/v1/local/default/vision/runs/{run}/artifact"))
        .header(header::AUTHORIZATION, format!("Token {}", client.token))
        .header(header::CONTENT_TYPE, kind);
    assert_eq!(client.server.send(request.body(Body::from(body)).unwrap()).await.0, StatusCode::OK);
}

async fn start() -> (Client, String) {
    let client = Client::start().await;
    client.post("/api/v1/default/projects/create", json!({ "name": "vision" })).await;
    let run = client.run().await;
    (client, run)
}

#[tokio::test]
async fn events_are_sent_as_files_and_read_as_columns_or_text() {
    let (client, run) = start().await;
    let loss = "step|timestamp|metric\n0|2026-11-24 05:03:12.5+00:00|0.5\n|2026-11-24 05:03:13+00:00|nan";
    send(&client, &run, "events/metric", "loss.plx", loss).await;
    let note = "\n{\"timestamp\": \"2026-11-24 05:03:12+00:00\", \"step\": 2, \"text\": \"a|b\"}";
    send(&client, &run, "events/text", "note.plx", note).await;
    let at = format!("/streams/v1/local/default/vision/runs/{run}/events");

    let columns = json!({
        "step": [0, null],
        "timestamp": ["2026-11-24T05:03:12.500000Z", "2026-11-24T05:03:13.000000Z"],
        "metric": [0.5, null],
    });
    let named = |kind: &str, name: &str, data: Value| json!({ "data": [{ "name": name, "kind": kind, "data": data }] });
    let (_, found) = client.get(&format!("{at}/metric?names=loss,none&orient=dict&force=false")).await;
    assert_eq!(found, named("metric", "loss", columns.clone()));
    let text = "step|timestamp|metric\n0|2026-11-24T05:03:12.500000Z|0.5\n|2026-11-24T05:03:13.000000Z|";
    assert_eq!(client.get(&format!("{at}/metric?names=loss")).await.1, named("metric", "loss", json!(text)));
    let (_, found) = client.get(&format!("{at}/text?names=note&orient=csv")).await;
    let line: Value = serde_json::from_str(found["data"][0]["data"].as_str().unwrap()).unwrap();
    assert_eq!(line, json!({ "timestamp": "2026-11-24T05:03:12.000000Z", "step": 2, "text": "a|b" }));

    let several = "/streams/v1/local/default/vision/runs/multi/events/metric?orient=dict&sample=1";
    let (_, found) = client.get(&format!("{several}&names=loss&runs={run}")).await;
    assert_eq!(found["data"][&run][0]["data"]["step"].as_array().unwrap().len(), 1);
    let other = "0".repeat(32);
    assert_eq!(client.get(&format!("{several}&runs={run},{other}")).await.0, StatusCode::NOT_FOUND);
    assert_eq!(client.get(&format!("{at}/moon?names=loss")).await.0, StatusCode::NOT_FOUND);
    for wrong in ["metric?orient=table", "metric?sample=x", "image?names=../loss"] {
        assert_eq!(client.get(&format!("{at}/{wrong}")).await.0, StatusCode::BAD_REQUEST, "{wrong}");
    }
}

#[tokio::test]
async fn lineage_is_noted_listed_and_forgotten() {
    let (client, run) = start().await;
    let at = format!("{HERE}/{run}/lineage");
    let said = json!({ "artifacts": [
        { "name": "model", "kind": "model", "path": "outputs/model", "summary": { "framework": "none" }, "is_input": false },
        { "name": "data", "kind": "dataframe", "is_input": true, "state": "8f1a0000000040008000000000000000" },
    ] });
    assert_eq!(client.post(&format!("{at}/artifacts"), said).await, (StatusCode::CREATED, json!("")));
    let (_, list) = client.get(&format!("{at}/artifacts?limit=1")).await;
    assert_eq!(
        (&list["count"], &list["results"][0]["name"], &list["next"]),
        (&json!(2), &json!("data"), &json!("?limit=1&offset=1"))
    );
    let (_, list) = client.get(&format!("{at}/artifacts?query=kind:%20model%7Cimage")).await;
    assert_eq!((&list["count"], &list["results"][0]["summary"]), (&json!(1), &json!({ "framework": "none" })));
    assert_eq!(client.get(&format!("{HERE}/lineage/artifacts")).await.1["count"], json!(2));
    let (_, model) = client.get(&format!("{at}/artifacts/model")).await;
    assert_eq!((&model["run"], &model["path"]), (&json!(run), &json!("outputs/model")));

    let clone = client.post(&format!("{HERE}/{run}/restart"), json!({})).await.1["uuid"].clone();
    let clone_at = format!("{HERE}/{}/lineage", clone.as_str().unwrap());
    assert_eq!(client.get(&format!("{at}/clones")).await.1["results"][0]["uuid"], clone);
    assert_eq!(client.get(&format!("{at}/downstream")).await.1["results"][0]["downstream"]["uuid"], clone);
    assert_eq!(client.get(&format!("{clone_at}/upstream")).await.1["results"][0]["upstream"]["uuid"], json!(run));
    assert_eq!(client.get(&format!("{at}/upstream")).await.1["count"], json!(0));

    let gone = client.call(Method::DELETE, &format!("{at}/artifacts/model"), Value::Null).await.0;
    assert_eq!(gone, StatusCode::NO_CONTENT);
    assert_eq!(client.get(&format!("{at}/artifacts/model")).await.0, StatusCode::NOT_FOUND);
    let (status, refused) = client.post(&format!("{at}/artifacts"), json!({ "artifacts": [{ "kind": "model" }] })).await;
    assert_eq!((status, refused["name"].is_array()), (StatusCode::BAD_REQUEST, true), "{refused}");
}
