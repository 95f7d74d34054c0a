//! Who may not see a thing does not learn that it exists, whatever they ask.

use std::collections::BTreeMap;

use domain::{
    ApiError, ErrorCode, Role, RunId, Scope,
    permissions::Actor,
    projects::{NewProject, ProjectChanges, ProjectFilter},
    runs::{RunFilter, SubmitRun},
};
use futures::StreamExt as _;

use super::{JOB, TestPlatform, with_token};
use crate::{events, logs, projects, runs};

/// Everything that can be asked about `default/secret` and its run, by name.
async fn everything(test: &TestPlatform, actor: &Actor, run: RunId) -> BTreeMap<&'static str, Result<(), ApiError>> {
    let p = &test.platform;
    let (o, n) = ("default", "secret");
    let filter = || RunFilter { organization: Some(o.into()), project: Some(n.into()), ..RunFilter::default() };
    let submit = SubmitRun { organization: o.into(), project: n.into(), content: JOB.into(), ..SubmitRun::default() };
    let new = NewProject { organization: o.into(), name: "mine".into(), ..NewProject::default() };
    BTreeMap::from([
        ("projects::get", projects::get(p, actor, o, n).await.map(drop)),
        ("projects::create", projects::create(p, actor, new).await.map(drop)),
        ("projects::update", projects::update(p, actor, o, n, ProjectChanges::default()).await.map(drop)),
        ("projects::archive", projects::archive(p, actor, o, n).await.map(drop)),
        ("projects::restore", projects::restore(p, actor, o, n).await.map(drop)),
        ("projects::delete", projects::delete(p, actor, o, n, n).await),
        ("runs::list", runs::list(p, actor, filter()).await.map(drop)),
        ("runs::counts", runs::counts(p, actor, filter()).await.map(drop)),
        ("runs::get", runs::get(p, actor, run).await.map(drop)),
        ("runs::submit", runs::submit(p, actor, submit).await.map(drop)),
        ("runs::stop", runs::stop(p, actor, run).await.map(drop)),
        ("runs::restart", runs::restart(p, actor, run).await.map(drop)),
        ("runs::copy", runs::copy(p, actor, run).await.map(drop)),
        ("runs::delete", runs::delete(p, actor, run).await),
        ("logs::page", logs::page(p, actor, run, None, 1).await.map(drop)),
        ("logs::follow", logs::follow(p, actor, run, 0).await.map(drop)),
        ("logs::download", logs::download(p, actor, run).await.map(drop)),
    ])
}

#[tokio::test]
async fn an_outsider_sees_nothing_of_anything() {
    for test in TestPlatform::all().await {
        let ada = test.person("ada", "default", Role::Owner).await;
        test.project(&ada, "secret").await;
        let run = test.submit(&ada, "secret").await.id;
        let nowhere = RunId::from_uuid(uuid::Uuid::from_u128(7));

        let outsider = test.person("eve", "elsewhere", Role::Owner).await;
        let blind = with_token(&ada, &[Scope::OrgRead, Scope::OrgWrite]);
        let nobody = Actor { memberships: Vec::new(), is_admin: true, ..ada.clone() };
        for actor in [&outsider, &blind, &nobody] {
            let (about_it, about_nothing) = (everything(&test, actor, run).await, everything(&test, actor, nowhere).await);
            for (function, result) in &about_it {
                let error = result.clone().expect_err(function);
                assert_eq!(error.code, ErrorCode::NotFound, "{}: {function} as {}: {error}", test.name, actor.username);
                assert_eq!(Some(result), about_nothing.get(function), "{function} tells what is there from what is not");
            }
            let p = &test.platform;
            assert_eq!(runs::list(p, actor, RunFilter::default()).await.unwrap().items, []);
            assert_eq!(runs::counts(p, actor, RunFilter::default()).await.unwrap().by_tone, [0; 6]);
            assert_eq!(projects::list(p, actor, ProjectFilter::default()).await.unwrap().items, []);
            let mut stream = Box::pin(events::subscribe(p, actor, Some(0)).await.unwrap());
            assert!(futures::FutureExt::now_or_never(stream.next()).is_none());
        }
        // The same questions have answers for whoever may ask.
        let summary = runs::get(&test.platform, &ada, run).await.unwrap().summary;
        assert_eq!((summary.status, summary.project.as_str()), (domain::Status::Queued, "secret"), "nothing was done");
    }
}

#[tokio::test]
async fn a_projects_name_alone_does_not_tell_of_its_runs() {
    for test in TestPlatform::all().await {
        let ada = test.person("ada", "default", Role::Owner).await;
        test.project(&ada, "secret").await;
        let run = test.submit(&ada, "secret").await.id;
        let projects_only = with_token(&ada, &[Scope::ProjectRead]);
        for (function, result) in everything(&test, &projects_only, run).await {
            let expected = match function {
                "projects::get" => None,
                "runs::list" | "runs::counts" => Some(ErrorCode::NotFound),
                name if name.starts_with("projects::") || name == "runs::submit" => Some(ErrorCode::Forbidden),
                _ => Some(ErrorCode::NotFound),
            };
            assert_eq!(result.err().map(|error| error.code), expected, "{}: {function}", test.name);
        }
    }
}
