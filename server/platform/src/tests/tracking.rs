use std::fs;

use domain::{
    ErrorCode, Role, RunId, Scope, Status,
    artifacts::Upload,
    permissions::Actor,
    tracking::{EventKind, RunArtifact},
};
use futures::stream;
use serde_json::{Value, json};

use super::{TestPlatform, code, fields, with_token};
use crate::runs::{
    self, artifacts,
    events::{self, Wanted},
    lineage::{self, ArtifactFilter},
    metrics,
};

const HEADER: &str = "step|timestamp|metric";

/// As many rows of a metric as there are values.
fn rows(values: &[f64]) -> String {
    let row = |(step, value): (usize, &f64)| format!("\n{step}|2026-11-24 05:03:{step:02}.5+00:00|{value}");
    values.iter().enumerate().map(row).collect::<String>()
}

async fn upload(test: &TestPlatform, actor: &Actor, run: RunId, path: &str, name: &str, content: String) {
    let upload = Upload { path: path.into(), name: name.into(), unpack: false, overwrite: true };
    let content = stream::iter([Ok(content.into())]);
    let received = artifacts::receive(&test.platform, actor, run, content).await.unwrap();
    artifacts::put(&test.platform, actor, run, upload, received).await.unwrap();
}

fn wanted(kind: EventKind, names: &[&str], sample: Option<usize>) -> Wanted {
    Wanted { kind, names: names.iter().map(ToString::to_string).collect(), sample }
}

fn artifact(run: RunId, name: &str, kind: &str, summary: Value) -> RunArtifact {
    RunArtifact {
        run,
        name: name.into(),
        kind: kind.into(),
        path: format!("outputs/{name}"),
        state: None,
        is_input: false,
        connection: None,
        summary: summary.as_object().cloned().unwrap_or_default(),
        meta_info: serde_json::Map::new(),
    }
}

#[tokio::test]
async fn an_uploaded_file_becomes_a_series_once() {
    for test in TestPlatform::all().await {
        let ada = test.person("ada", "default", Role::Owner).await;
        test.project(&ada, "vision").await;
        let run = test.submit(&ada, "vision").await.id;
        for values in [&[3.0, 2.0][..], &[3.0, 2.0, f64::NAN, 1.0][..], &[3.0][..]] {
            upload(&test, &ada, run, "events/metric", "loss.plx", format!("{HEADER}{}", rows(values))).await;
        }
        let metric = metrics::summaries(&test.platform, &ada, run).await.unwrap().remove(0);
        assert_eq!((metric.name.as_str(), metric.count, metric.last, metric.last_step), ("loss", 4, Some(1.0), Some(3)));
        assert_eq!((metric.min, metric.max), (Some(1.0), Some(3.0)), "{}", test.name);

        let found =
            events::events(&test.platform, &ada, run, &wanted(EventKind::Metric, &["loss", "none"], None)).await.unwrap();
        assert_eq!(found.len(), 1);
        let values: Vec<Value> = found[0].events.iter().map(|event| event.value.clone()).collect();
        assert_eq!(values, [json!(3.0), json!(2.0), Value::Null, json!(1.0)]);
        let page = metrics::curves(&test.platform, &ada, run, 100).await.unwrap();
        assert_eq!((page.curves[0].points.len(), page.total, page.live), (4, 1, true));
        assert_eq!(fields(metrics::curves(&test.platform, &ada, run, 99).await), ["points"]);
    }
}

#[tokio::test]
async fn files_of_a_program_on_this_machine_are_read_where_they_are() {
    for test in TestPlatform::all().await {
        let ada = test.person("ada", "default", Role::Owner).await;
        test.project(&ada, "vision").await;
        let run = test.submit(&ada, "vision").await.id;
        let folder = test.database.dir.path().join(format!("artifacts/{run}/events/metric"));
        assert!(!metrics::collect(&test.platform, run).await.unwrap());
        fs::create_dir_all(folder.join("folder.plx")).unwrap();
        fs::write(test.database.dir.path().join("secret"), format!("{HEADER}{}", rows(&[9.0]))).unwrap();
        std::os::unix::fs::symlink("../../../../secret", folder.join("link.plx")).unwrap();
        fs::write(folder.join("loss.plx"), format!("{HEADER}{}", rows(&[1.0]))).unwrap();
        fs::write(folder.join("no.plx"), "what\nis\nthis").unwrap();
        assert!(metrics::collect(&test.platform, run).await.unwrap());
        assert!(!metrics::collect(&test.platform, run).await.unwrap());
        fs::write(folder.join("loss.plx"), format!("{HEADER}{}", rows(&[1.0, 0.5]))).unwrap();
        assert!(metrics::collect(&test.platform, run).await.unwrap());
        let metrics = metrics::summaries(&test.platform, &ada, run).await.unwrap();
        assert_eq!(metrics.iter().map(|metric| (metric.name.as_str(), metric.last)).collect::<Vec<_>>(), [("loss", Some(0.5))]);

        lineage::note_artifacts(&test.platform, &ada, run, vec![artifact(run, "loss", "metric", json!({ "a": 1 }))])
            .await
            .unwrap();
        for _ in 0..2 {
            lineage::note_events(&test.platform, run).await.unwrap();
        }
        let (noted, _) = lineage::artifacts(&test.platform, &ada, run, &ArtifactFilter::default()).await.unwrap();
        let noted: Vec<_> = noted.iter().map(|noted| (noted.name.as_str(), noted.path.as_str())).collect();
        assert_eq!(noted, [("loss", "outputs/loss"), ("no", "events/metric/no.plx")], "{}", test.name);
    }
}

#[tokio::test]
async fn other_kinds_are_read_from_their_files() {
    for test in TestPlatform::all().await {
        let ada = test.person("ada", "default", Role::Owner).await;
        test.project(&ada, "vision").await;
        let run = test.submit(&ada, "vision").await.id;
        let image =
            "step|timestamp|image\n1|2026-11-24 05:03:12|{\"path\": \"a\"}\n2|2026-11-24 05:03:13|{\"path\": \"b\"}\nno";
        upload(&test, &ada, run, "events/image", "face.plx", image.into()).await;
        for names in [&["face", "none"][..], &[][..]] {
            let found = events::events(&test.platform, &ada, run, &wanted(EventKind::Image, names, None)).await.unwrap();
            assert_eq!((found.len(), found[0].events.len(), &found[0].events[1].value), (1, 2, &json!({ "path": "b" })));
        }
        let sampled = events::events(&test.platform, &ada, run, &wanted(EventKind::Image, &[], Some(1))).await.unwrap();
        assert_eq!(sampled[0].events[0].step, Some(2));
        for wrong in ["../metric/loss", "..", "a/b", ""] {
            let refused = events::events(&test.platform, &ada, run, &wanted(EventKind::Image, &[wrong], None)).await;
            assert_eq!(fields(refused), ["names"], "{wrong}");
        }
        let both =
            events::events_of_several(&test.platform, &ada, vec![run], &wanted(EventKind::Image, &[], None)).await.unwrap();
        assert_eq!((both[0].0, both[0].1.len()), (run, 1));
    }
}

#[tokio::test]
async fn a_copy_takes_the_numbers_along_and_a_deletion_takes_them_away() {
    for test in TestPlatform::all().await {
        let platform = &test.platform;
        let ada = test.person("ada", "default", Role::Owner).await;
        test.project(&ada, "vision").await;
        let run = test.submit(&ada, "vision").await.id;
        upload(&test, &ada, run, "events/metric", "loss.plx", format!("{HEADER}{}", rows(&[2.0, 1.0]))).await;
        lineage::note_artifacts(platform, &ada, run, vec![artifact(run, "model", "model", json!({}))]).await.unwrap();
        let copied = runs::copy(platform, &ada, run).await.unwrap().id;
        let restarted = runs::restart(platform, &ada, run).await.unwrap().id;
        runs::stop(platform, &ada, run).await.unwrap();
        let (clones, count) = lineage::clones(platform, &ada, run, (None, None)).await.unwrap();
        assert_eq!((clones.iter().map(|(clone, _)| clone.id).collect::<Vec<_>>(), count), (vec![restarted, copied], 2));
        assert_eq!(lineage::upstream(platform, &ada, copied).await.unwrap().map(|run| run.id), Some(run));
        assert_eq!(lineage::upstream(platform, &ada, run).await.unwrap(), None);

        runs::delete(platform, &ada, run).await.unwrap();
        let series = test.database.dir.path().join("store/series");
        let left = |run: RunId| walk(&series.join(run.to_string()));
        assert_eq!((left(run), left(copied)), (0, 1), "{}", test.name);
        assert_eq!(metrics::summaries(platform, &ada, copied).await.unwrap()[0].last, Some(1.0));
        assert_eq!(metrics::summaries(platform, &ada, restarted).await.unwrap(), []);
        let found = events::events(platform, &ada, copied, &wanted(EventKind::Metric, &[], None)).await.unwrap();
        assert_eq!(found[0].events.len(), 2);
        let model = lineage::artifact(platform, &ada, copied, "model").await.unwrap();
        assert_eq!((model.run, model.path.as_str()), (copied, "outputs/model"));
    }
}

/// How many files there are below a folder.
fn walk(folder: &std::path::Path) -> usize {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    entries.map(|entry| entry.unwrap().path()).map(|path| if path.is_dir() { walk(&path) } else { 1 }).sum()
}

#[tokio::test]
async fn artifacts_are_known_by_name_and_kind() {
    for test in TestPlatform::all().await {
        let platform = &test.platform;
        let ada = test.person("ada", "default", Role::Owner).await;
        test.project(&ada, "vision").await;
        let run = test.submit(&ada, "vision").await.id;
        let other = test.submit(&ada, "vision").await.id;
        let summary =
            |last: f64| json!({ "metric": { "count": 3.0, "last": last, "min": 0.1, "max": 2 }, "step": { "max": 7 } });
        for last in [0.5, 0.25] {
            let said = vec![
                artifact(run, "loss", "metric", summary(last)),
                artifact(run, "loss", "curve", json!({})),
                RunArtifact { is_input: true, ..artifact(run, "data", "dataframe", json!({ "rows": 3 })) },
            ];
            lineage::note_artifacts(platform, &ada, run, said).await.unwrap();
        }
        lineage::note_artifacts(platform, &ada, other, vec![artifact(run, "z", "model", json!({}))]).await.unwrap();
        // What was said of a metric without points counts for now.
        let metric = metrics::summaries(platform, &ada, run).await.unwrap().remove(0);
        assert_eq!((metric.last, metric.last_step, metric.count, metric.max), (Some(0.25), Some(7), 3, Some(2.0)));
        assert_eq!(events::events(platform, &ada, run, &wanted(EventKind::Metric, &[], None)).await.unwrap(), []);

        let list = async |query: &str| {
            let filter = ArtifactFilter { query: query.into(), ..ArtifactFilter::default() };
            let (found, count) = lineage::artifacts(platform, &ada, run, &filter).await.unwrap();
            assert_eq!(found.len() as u64, count);
            found.into_iter().map(|artifact| format!("{} {}", artifact.name, artifact.kind)).collect::<Vec<_>>()
        };
        assert_eq!(list("").await, ["data dataframe", "loss curve", "loss metric"], "{}", test.name);
        assert_eq!(list("name: loss|none, kind: curve").await, ["loss curve"]);
        assert_eq!(list("is_input: true").await, ["data dataframe"]);
        let wrong = |query: &str| ArtifactFilter { query: query.into(), ..ArtifactFilter::default() };
        for query in ["path: a", "name", "name:", "is_input: perhaps", "is_input: true|false"] {
            assert_eq!(fields(lineage::artifacts(platform, &ada, run, &wrong(query)).await), ["query"], "{query}");
        }
        let filter = ArtifactFilter { offset: Some(1), limit: Some(2), ..ArtifactFilter::default() };
        let (found, count) = lineage::artifacts_of_project(platform, &ada, ("default", "vision"), &filter).await.unwrap();
        assert_eq!((found.iter().map(|artifact| artifact.name.as_str()).collect::<Vec<_>>(), count), (vec!["data", "loss"], 4));

        lineage::forget_artifact(platform, &ada, run, "loss").await.unwrap();
        assert_eq!(code(lineage::forget_artifact(platform, &ada, run, "loss").await), Some(ErrorCode::NotFound));
        assert_eq!(code(lineage::artifact(platform, &ada, run, "lo\0ss").await), Some(ErrorCode::NotFound));
        assert_eq!(list("").await, ["data dataframe"]);

        let huge = json!({ "x": "y".repeat(300_000) });
        for (said, field) in [
            (artifact(run, "", "model", json!({})), "name"),
            (artifact(run, "a\0", "model", json!({})), "name"),
            (artifact(run, "a", "mo del", json!({})), "kind"),
            (artifact(run, "a", "model", huge), "summary"),
            (artifact(run, "a", "model", json!({ "x": "\0" })), "summary"),
        ] {
            assert_eq!(fields(lineage::note_artifacts(platform, &ada, run, vec![said]).await), [field]);
        }
    }
}

#[tokio::test]
async fn nobody_reads_or_notes_what_they_may_not() {
    for test in TestPlatform::all().await {
        let platform = &test.platform;
        let ada = test.person("ada", "default", Role::Owner).await;
        let eve = test.person("eve", "elsewhere", Role::Owner).await;
        test.project(&ada, "vision").await;
        let run = test.submit(&ada, "vision").await.id;
        test.becomes(run, &[Status::Scheduled, Status::Running]).await;
        let looks = with_token(&ada, &[Scope::RunRead]);
        let all = wanted(EventKind::Metric, &[], None);
        let said = || vec![artifact(run, "a", "model", json!({}))];
        assert_eq!(code(lineage::note_artifacts(platform, &looks, run, said()).await), Some(ErrorCode::Forbidden));
        assert_eq!(code(lineage::forget_artifact(platform, &looks, run, "a").await), Some(ErrorCode::Forbidden));
        let none = Some(ErrorCode::NotFound);
        assert_eq!(code(events::events(platform, &eve, run, &all).await), none);
        assert_eq!(code(events::events_of_several(platform, &eve, vec![run], &all).await), none);
        assert_eq!(code(metrics::curves(platform, &eve, run, 100).await), none);
        assert_eq!(code(metrics::summaries(platform, &eve, run).await), none);
        assert_eq!(code(lineage::note_artifacts(platform, &eve, run, said()).await), none);
        assert_eq!(code(lineage::artifacts(platform, &eve, run, &ArtifactFilter::default()).await), none);
        let there = ("default", "vision");
        assert_eq!(code(lineage::artifacts_of_project(platform, &eve, there, &ArtifactFilter::default()).await), none);
        assert_eq!(code(lineage::clones(platform, &eve, run, (None, None)).await), none);
        assert_eq!(code(lineage::upstream(platform, &eve, run).await), none);
    }
}
