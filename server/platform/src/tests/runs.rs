//! Runs, from submitted to deleted.

use std::fs;

use domain::{
    ErrorCode, Role, RunId, Scope, Status,
    logs::{LogLine, Stream},
    runs::{CloningKind, RunFilter, RunRights, SubmitRun},
    statuses::Tone,
};
use serde_json::json;

use super::{JOB, TestPlatform, code, fields, job, with_token};
use crate::runs;

fn rung(test: &TestPlatform) -> bool {
    futures::FutureExt::now_or_never(test.platform.doorbell().wait()).is_some()
}

#[tokio::test]
async fn a_submitted_run_is_compiled_and_queued_and_rings() {
    for test in TestPlatform::all().await {
        let platform = &test.platform;
        let ada = test.person("ada", "default", Role::Member).await;
        let owner = test.person("root", "default", Role::Owner).await;
        test.project(&owner, "vision").await;
        assert!(!rung(&test));
        let request = SubmitRun {
            params: [("lr".to_owned(), "0.5".to_owned())].into(),
            tags: vec!["mine".into(), "small".into()],
            description: Some("just a try".into()),
            ..job(&ada, "vision")
        };
        let run = runs::submit(platform, &ada, request).await.unwrap();
        assert!(rung(&test), "{}", test.name);
        assert_eq!((run.name.as_str(), run.user.as_str(), run.status), ("train", "ada", Status::Queued));
        assert_eq!(run.tags, ["small", "mine"]);

        let detail = runs::get(platform, &ada, run.id).await.unwrap();
        let statuses: Vec<Status> = detail.conditions.iter().map(|condition| condition.status).collect();
        assert_eq!(statuses, [Status::Created, Status::Compiled, Status::Queued]);
        assert_eq!(detail.conditions[0].message, "submitted by ada");
        assert_eq!(detail.summary, run);
        assert_eq!((detail.inputs[0].name.as_str(), detail.inputs[0].value.clone()), ("lr", Some(json!(0.5))));
        assert_eq!((detail.content.as_str(), detail.description.as_str()), (JOB, "just a try"));
        assert_eq!(detail.containers.len(), 1);
        assert!(detail.compiled.contains("0.5") && detail.compiled.lines().count() > 5, "{}", detail.compiled);
        assert_eq!(detail.may, RunRights { write: true, delete: true });
        assert_eq!(detail.failure, None);
    }
}

#[tokio::test]
async fn what_is_tried_out_is_compiled_and_not_stored() {
    for test in TestPlatform::all().await {
        let platform = &test.platform;
        let ada = test.person("ada", "default", Role::Member).await;
        let owner = test.person("root", "default", Role::Owner).await;
        test.project(&owner, "vision").await;
        assert!(!rung(&test));
        let request = |lr: &str| SubmitRun {
            params: [("lr".to_owned(), lr.to_owned())].into(),
            name: Some("tried".into()),
            ..job(&ada, "vision")
        };
        let operation = runs::preview(platform, &ada, request("0.5")).await.unwrap();
        assert_eq!((&operation["name"], &operation["inputs"][0]["value"]), (&json!("tried"), &json!(0.5)), "{operation}");
        let refused = runs::preview(platform, &ada, request("fast")).await.unwrap_err();
        assert!(!refused.problems.is_empty(), "{refused:?}");

        let reader = with_token(&ada, &[Scope::ProjectRead, Scope::RunRead]);
        assert_eq!(code(runs::preview(platform, &reader, request("0.5")).await), Some(ErrorCode::Forbidden));
        let stranger = test.person("eve", "elsewhere", Role::Owner).await;
        assert_eq!(code(runs::preview(platform, &stranger, request("0.5")).await), Some(ErrorCode::NotFound));
        assert!(runs::list(platform, &ada, RunFilter::default()).await.unwrap().items.is_empty() && !rung(&test));
    }
}

#[tokio::test]
async fn a_file_with_problems_stores_nothing() {
    for test in TestPlatform::all().await {
        let platform = &test.platform;
        let ada = test.person("ada", "default", Role::Owner).await;
        test.project(&ada, "vision").await;
        let submit = async |change: fn(&mut SubmitRun)| {
            let mut request = job(&ada, "vision");
            change(&mut request);
            runs::submit(platform, &ada, request).await.err().unwrap()
        };
        let problems = submit(|request| request.content = JOB.replace("command", "comand")).await;
        assert_eq!(problems.code, ErrorCode::Invalid);
        assert!(problems.problems.iter().any(|problem| problem.span.line == 9), "{:?}", problems.problems);
        let unknown = submit(|request| _ = request.params.insert("lr".into(), "fast".into())).await;
        assert_eq!(unknown.problems[0].path, "params.lr");
        let empty = submit(|request| request.content = " \n".into()).await;
        assert_eq!(empty.fields[0].field, "content");
        let long = submit(|request| request.content = "#".repeat(2 << 20)).await;
        assert_eq!(long.code, ErrorCode::TooLarge);
        let bad = submit(|request| {
            request.name = Some("a\nb".into());
            request.content = "\0".into();
            request.tags = vec!["a,b".into()];
        });
        let named: Vec<String> = bad.await.fields.into_iter().map(|error| error.field).collect();
        assert_eq!(named, ["content", "name", "tags"]);
        assert_eq!(runs::list(platform, &ada, RunFilter::default()).await.unwrap().total, 0, "{}", test.name);
        assert!(!rung(&test));
    }
}

#[tokio::test]
async fn stopping() {
    for test in TestPlatform::all().await {
        let platform = &test.platform;
        let ada = test.person("ada", "default", Role::Owner).await;
        test.project(&ada, "vision").await;

        // Nothing of it is on the cluster: it is over at once.
        let queued = test.submit(&ada, "vision").await.id;
        rung(&test);
        let stopped = runs::stop(platform, &ada, queued).await.unwrap();
        assert_eq!((stopped.status, stopped.message.as_str()), (Status::Stopped, "stopped by ada"));
        assert!(stopped.finished_at.is_some() && rung(&test));
        let over = runs::stop(platform, &ada, queued).await.err().unwrap();
        assert_eq!((over.code, over.message.as_str()), (ErrorCode::Conflict, "this run is over: stopped"));

        // It is on the cluster: the scheduler has to end it.
        let live = test.submit(&ada, "vision").await.id;
        test.becomes(live, &[Status::Scheduled, Status::Starting, Status::Running]).await;
        let stopping = runs::stop(platform, &ada, live).await.unwrap();
        assert_eq!(stopping.status, Status::Stopping, "{}", test.name);
        assert!(rung(&test));
        assert_eq!(runs::stop(platform, &ada, live).await.unwrap(), stopping, "asking again changes nothing");
        let seen = platform.db().read(|conn| store::runs::live(conn, "local")).await.unwrap();
        assert!(seen.iter().any(|run| run.id == live && run.stop_wanted));
        let conditions = runs::get(platform, &ada, live).await.unwrap().conditions;
        assert_eq!(conditions.iter().filter(|condition| condition.status == Status::Stopping).count(), 1);
    }
}

#[tokio::test]
async fn restarting_and_copying_do_the_same_again() {
    for test in TestPlatform::all().await {
        let platform = &test.platform;
        let ada = test.person("ada", "default", Role::Owner).await;
        let bob = test.person("bob", "default", Role::Member).await;
        test.project(&ada, "vision").await;
        let content = JOB.replace(
            "isOptional: true}",
            "isOptional: true}\n  - {name: where, type: str, value: '{{ globals.uuid }}', isOptional: true}",
        );
        let request = SubmitRun {
            content,
            name: Some("first".into()),
            tags: vec!["mine".into()],
            params: [("lr".to_owned(), "0.5".to_owned())].into(),
            ..job(&ada, "vision")
        };
        let original = runs::submit(platform, &ada, request).await.unwrap();
        let outputs = |run: RunId| test.database.dir.path().join("artifacts").join(run.to_string()).join("outputs");
        fs::create_dir_all(outputs(original.id)).unwrap();
        fs::write(outputs(original.id).join("model"), "weights").unwrap();

        let restarted = runs::restart(platform, &bob, original.id).await.unwrap();
        let copied = runs::copy(platform, &bob, original.id).await.unwrap();
        for (run, kind) in [(&restarted, CloningKind::Restart), (&copied, CloningKind::Copy)] {
            assert_eq!((run.original, run.cloning_kind), (Some(original.id), Some(kind)), "{}", test.name);
            assert_eq!((run.name.as_str(), run.user.as_str(), run.status), ("first", "bob", Status::Queued));
            assert_eq!(run.tags, original.tags);
            let detail = runs::get(platform, &bob, run.id).await.unwrap();
            assert_eq!(detail.inputs[0].value, Some(json!(0.5)));
            assert_eq!(detail.inputs[1].value, Some(json!(run.id.to_string())), "what the file says of each run is said anew");
            assert!(detail.conditions[0].message.contains(&original.id.short()));
        }
        assert!(!outputs(restarted.id).exists());
        assert_eq!(fs::read_to_string(outputs(copied.id).join("model")).unwrap(), "weights");

        // A clone of a clone, and of a run whose original is gone.
        runs::restart(platform, &bob, restarted.id).await.unwrap();
        runs::stop(platform, &ada, original.id).await.unwrap();
        runs::delete(platform, &ada, original.id).await.unwrap();
        assert_eq!(runs::get(platform, &ada, copied.id).await.unwrap().summary.original, None);
        assert_eq!(runs::copy(platform, &bob, copied.id).await.unwrap().original, Some(copied.id));
    }
}

#[tokio::test]
async fn deleting_takes_the_log_and_the_artifacts_and_never_what_still_runs() {
    for test in TestPlatform::all().await {
        let platform = &test.platform;
        let ada = test.person("ada", "default", Role::Owner).await;
        test.project(&ada, "vision").await;
        let run = test.submit(&ada, "vision").await.id;
        let folder = test.database.dir.path().join("artifacts").join(run.to_string());
        fs::create_dir_all(&folder).unwrap();
        for status in [Status::Queued, Status::Scheduled, Status::Running, Status::Stopping] {
            if status != Status::Queued {
                test.becomes(run, &[status]).await;
            }
            let refused = runs::delete(platform, &ada, run).await.err().unwrap();
            assert_eq!((refused.code, refused.hint.as_deref()), (ErrorCode::Conflict, Some("stop it first")), "{status}");
        }
        write_log(&test, run, 3).await;
        test.becomes(run, &[Status::Stopped]).await;
        runs::delete(platform, &ada, run).await.unwrap();
        assert_eq!(code(runs::get(platform, &ada, run).await), Some(ErrorCode::NotFound));
        assert_eq!(platform.logs().total(run).await.unwrap(), 0, "{}", test.name);
        assert!(!folder.exists());
        assert_eq!(code(runs::delete(platform, &ada, run).await), Some(ErrorCode::NotFound));
    }
}

async fn write_log(test: &TestPlatform, run: RunId, count: u64) {
    let logs = test.platform.logs();
    logs.resume(run).await.unwrap();
    let line = |number| LogLine {
        number,
        at: test.platform.now(),
        container: if number % 2 == 0 { "polyaxon-main".into() } else { "init".into() },
        stream: Stream::Stderr,
        text: format!("line {number}"),
    };
    logs.append(run, (0..count).map(line).collect(), count).await.unwrap();
    logs.flush(run).await.unwrap();
    logs.complete(run);
}

#[tokio::test]
async fn ones_own_and_anybodys() {
    for test in TestPlatform::all().await {
        let platform = &test.platform;
        let ada = test.person("ada", "default", Role::Owner).await;
        let bob = test.person("bob", "default", Role::Member).await;
        test.project(&ada, "vision").await;
        let own = with_token(&bob, &[Scope::RunRead, Scope::RunWrite]);
        let looks = with_token(&bob, &[Scope::RunRead]);
        let (adas, bobs) = (test.submit(&ada, "vision").await.id, test.submit(&bob, "vision").await.id);
        for run in [adas, bobs] {
            runs::stop(platform, &own, run).await.unwrap();
        }
        for (actor, run, write, delete) in
            [(&bob, adas, true, true), (&own, adas, true, false), (&own, bobs, true, true), (&looks, bobs, false, false)]
        {
            let may = runs::get(platform, actor, run).await.unwrap().may;
            assert_eq!(may, RunRights { write, delete }, "{}", test.name);
        }
        for (actor, run) in [(&own, adas), (&looks, bobs)] {
            assert_eq!(code(runs::delete(platform, actor, run).await), Some(ErrorCode::Forbidden));
        }
        assert_eq!(code(runs::stop(platform, &looks, bobs).await), Some(ErrorCode::Forbidden));
        assert_eq!(code(runs::restart(platform, &looks, bobs).await), Some(ErrorCode::Forbidden));
        assert_eq!(code(runs::copy(platform, &looks, bobs).await), Some(ErrorCode::Forbidden));
        runs::delete(platform, &own, bobs).await.unwrap();
        runs::delete(platform, &bob, adas).await.unwrap();
    }
}

#[tokio::test]
async fn a_failed_run_says_why() {
    for test in TestPlatform::all().await {
        let platform = &test.platform;
        let ada = test.person("ada", "default", Role::Owner).await;
        test.project(&ada, "vision").await;
        let run = test.submit(&ada, "vision").await.id;
        test.becomes(run, &[Status::Scheduled, Status::Running]).await;
        write_log(&test, run, 100).await;
        let progress = store::runs::Progress {
            attempt: 1,
            container: Some("polyaxon-main".into()),
            exit_code: Some(127),
            ..store::runs::Progress::default()
        };
        platform.db().write(move |conn| store::runs::set_progress(conn, run, &progress)).await.unwrap();
        test.becomes(run, &[Status::Failed]).await;
        let detail = runs::get(platform, &ada, run).await.unwrap();
        assert_eq!(detail.log_lines, 100);
        let failure = detail.failure.unwrap();
        assert_eq!(failure.summary, "`polyaxon-main` ended with exit code 127");
        assert!(failure.advice.contains("not found"));
        let numbers: Vec<u64> = failure.last_lines.iter().map(|line| line.number).collect();
        assert_eq!(numbers, (60..100).step_by(2).collect::<Vec<_>>(), "{}", test.name);
    }
}

#[tokio::test]
async fn lists_are_filtered_counted_and_cut() {
    for test in TestPlatform::all().await {
        let platform = &test.platform;
        let ada = test.person("ada", "default", Role::Owner).await;
        test.project(&ada, "vision").await;
        test.project(&ada, "sound").await;
        let mut ids = Vec::new();
        for number in 0..5 {
            let project = if number == 0 { "sound" } else { "vision" };
            let request = SubmitRun { name: Some(format!("run {number}")), ..job(&ada, project) };
            ids.push(runs::submit(platform, &ada, request).await.unwrap().id);
        }
        test.becomes(ids[4], &[Status::Scheduled, Status::Running]).await;
        runs::stop(platform, &ada, ids[3]).await.unwrap();

        let list = async |filter: RunFilter| -> Vec<usize> {
            let page = runs::list(platform, &ada, filter).await.unwrap();
            page.items.iter().map(|run| ids.iter().position(|id| *id == run.id).unwrap()).collect()
        };
        let all = RunFilter::default();
        assert_eq!(list(all.clone()).await, [4, 3, 2, 1, 0], "{}", test.name);
        assert_eq!(list(RunFilter { organization: Some("Default".into()), ..all.clone() }).await, [4, 3, 2, 1, 0]);
        let vision = RunFilter { organization: Some("default".into()), project: Some("vision".into()), ..all.clone() };
        assert_eq!(list(vision.clone()).await, [4, 3, 2, 1]);
        assert_eq!(list(RunFilter { tones: vec![Tone::Running, Tone::Stopped], ..all.clone() }).await, [4, 3]);
        assert_eq!(list(RunFilter { name: Some("RUN 2".into()), ..all.clone() }).await, [2]);
        let counts = runs::counts(platform, &ada, RunFilter { tones: vec![Tone::Failed], ..vision }).await.unwrap();
        assert_eq!([Tone::Running, Tone::Waiting, Tone::Stopped, Tone::Failed].map(|tone| counts.of(tone)), [1, 2, 1, 0]);

        let cut = |after| RunFilter { limit: Some(2), after, ..RunFilter::default() };
        let first = runs::list(platform, &ada, cut(None)).await.unwrap();
        let second = runs::list(platform, &ada, cut(first.next.clone())).await.unwrap();
        assert_eq!((first.total, second.items[0].id), (5, ids[2]));
        let back = RunFilter { limit: Some(2), before: second.previous, ..RunFilter::default() };
        assert_eq!(runs::list(platform, &ada, back).await.unwrap().items, first.items);

        let missing = |organization: Option<&str>, project: Option<&str>| RunFilter {
            organization: organization.map(Into::into),
            project: project.map(Into::into),
            ..RunFilter::default()
        };
        assert_eq!(code(runs::list(platform, &ada, missing(Some("x"), None)).await), Some(ErrorCode::NotFound));
        assert_eq!(code(runs::list(platform, &ada, missing(Some("default"), Some("x"))).await), Some(ErrorCode::NotFound));
        assert_eq!(fields(runs::list(platform, &ada, missing(None, Some("vision"))).await), ["organization"]);
        assert_eq!(fields(runs::list(platform, &ada, cut(Some("x".into()))).await), ["after"]);
    }
}
