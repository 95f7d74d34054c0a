//! Projects, from made to deleted.

use domain::{
    ErrorCode, Role, Scope, Status,
    projects::{NewProject, ProjectChanges, ProjectFilter, ProjectRights},
};

use super::{TestPlatform, code, fields, job, with_token};
use crate::{projects, runs};

fn search(text: &str) -> ProjectFilter {
    ProjectFilter { search: Some(text.into()), ..ProjectFilter::default() }
}

#[tokio::test]
async fn from_made_to_deleted() {
    for test in TestPlatform::all().await {
        let platform = &test.platform;
        let ada = test.person("ada", "default", Role::Owner).await;
        let new = NewProject {
            organization: "default".into(),
            name: "vision".into(),
            description: "What we see".into(),
            readme: "# Hello\n<script>alert(1)</script>".into(),
            tags: vec!["a ".into(), "a".into()],
        };
        let made = projects::create(platform, &ada, new).await.unwrap();
        assert_eq!((made.organization.as_str(), made.tags.as_slice()), ("default", &["a".to_owned()][..]));

        let detail = projects::get(platform, &ada, "default", "Vision").await.unwrap();
        assert_eq!(detail.summary, made, "{}", test.name);
        assert_eq!(detail.readme_html, "<h2>Hello</h2>\n");
        assert_eq!(detail.may, ProjectRights { write: true, delete: true, submit: true });

        let rename = ProjectChanges { name: Some("sight".into()), tags: Some(Vec::new()), ..ProjectChanges::default() };
        let changed = projects::update(platform, &ada, "default", "vision", rename).await.unwrap();
        assert_eq!((changed.name.as_str(), changed.description.as_str(), changed.tags.len()), ("sight", "What we see", 0));
        assert_eq!(code(projects::get(platform, &ada, "default", "vision").await), Some(ErrorCode::NotFound));

        let archived = projects::archive(platform, &ada, "default", "sight").await.unwrap();
        assert!(archived.archived_at.is_some());
        assert!(!projects::get(platform, &ada, "default", "sight").await.unwrap().may.submit);
        let request = job(&ada, "sight");
        let refused = runs::submit(platform, &ada, request).await.err().unwrap();
        assert_eq!(refused.code, ErrorCode::Conflict);
        assert!(refused.hint.unwrap().contains("restore it"));
        assert_eq!(projects::list(platform, &ada, ProjectFilter::default()).await.unwrap().total, 0);
        let put_away = ProjectFilter { archived: true, ..ProjectFilter::default() };
        assert_eq!(projects::list(platform, &ada, put_away).await.unwrap().items, [archived]);
        assert!(projects::restore(platform, &ada, "default", "sight").await.unwrap().archived_at.is_none());

        let run = test.submit(&ada, "sight").await;
        assert_eq!(fields(projects::delete(platform, &ada, "default", "sight", "vision").await), ["confirm"]);
        let refused = projects::delete(platform, &ada, "default", "sight", "sight").await.err().unwrap();
        assert_eq!((refused.code, refused.message.as_str()), (ErrorCode::Conflict, "a run of this project is not done"));
        runs::stop(platform, &ada, run.id).await.unwrap();
        let folder = test.database.dir.path().join("artifacts").join(run.id.to_string());
        std::fs::create_dir_all(&folder).unwrap();
        projects::delete(platform, &ada, "default", "sight", " sight ").await.unwrap();
        assert_eq!(code(projects::get(platform, &ada, "default", "sight").await), Some(ErrorCode::NotFound));
        assert_eq!(code(runs::get(platform, &ada, run.id).await), Some(ErrorCode::NotFound));
        runs::delete_leftovers(platform, 10).await.unwrap();
        assert!(!folder.exists(), "{}", test.name);
    }
}

#[tokio::test]
async fn a_name_is_taken_once_and_every_bad_field_is_named() {
    for test in TestPlatform::all().await {
        let platform = &test.platform;
        let ada = test.person("ada", "default", Role::Owner).await;
        test.project(&ada, "vision").await;
        test.project(&ada, "sound").await;
        let new = |name: &str| NewProject { organization: "default".into(), name: name.into(), ..NewProject::default() };
        let taken = projects::create(platform, &ada, new("VISION")).await.err().unwrap();
        assert_eq!((taken.code, taken.fields[0].field.as_str()), (ErrorCode::Conflict, "name"), "{}", test.name);
        let rename = ProjectChanges { name: Some("vision".into()), ..ProjectChanges::default() };
        assert_eq!(fields(projects::update(platform, &ada, "default", "sound", rename).await), ["name"]);

        let bad = NewProject {
            description: "two\nlines".into(),
            readme: "x".repeat(200_000),
            tags: vec!["a,b".into()],
            ..new("a b")
        };
        assert_eq!(fields(projects::create(platform, &ada, bad).await), ["name", "description", "readme", "tags"]);
        let bad = ProjectChanges {
            name: Some(String::new()),
            description: Some("\0".into()),
            readme: Some("a\0b".into()),
            tags: Some(vec!["\0".into()]),
        };
        let named = fields(projects::update(platform, &ada, "default", "sound", bad).await);
        assert_eq!(named, ["name", "description", "readme", "tags"], "{}", test.name);
    }
}

#[tokio::test]
async fn a_list_is_cut_into_pages_and_searched() {
    for test in TestPlatform::all().await {
        let platform = &test.platform;
        let ada = test.person("ada", "default", Role::Owner).await;
        for number in 0..5 {
            test.project(&ada, &format!("p{number}")).await;
        }
        let cut = |after, before| ProjectFilter { limit: Some(2), after, before, ..ProjectFilter::default() };
        let names = |page: &domain::pages::Page<domain::projects::ProjectSummary>| {
            page.items.iter().map(|project| project.name.clone()).collect::<Vec<_>>()
        };
        let first = projects::list(platform, &ada, cut(None, None)).await.unwrap();
        assert_eq!((names(&first), first.total, first.previous.clone()), (vec!["p4".into(), "p3".into()], 5, None));
        let second = projects::list(platform, &ada, cut(first.next.clone(), None)).await.unwrap();
        let third = projects::list(platform, &ada, cut(second.next.clone(), None)).await.unwrap();
        assert_eq!((names(&third), third.next.clone()), (vec!["p0".to_owned()], None));
        let back = projects::list(platform, &ada, cut(None, second.previous.clone())).await.unwrap();
        assert_eq!(names(&back), names(&first), "{}", test.name);

        assert_eq!(fields(projects::list(platform, &ada, cut(Some("x".into()), None)).await), ["after"]);
        let wrong = ProjectFilter { limit: Some(0), ..ProjectFilter::default() };
        assert_eq!(fields(projects::list(platform, &ada, wrong).await), ["limit"]);
        for (text, found) in [("P3", 1), ("p", 5), ("%", 0), ("_", 0), ("\0", 5), ("nothing", 0)] {
            assert_eq!(projects::list(platform, &ada, search(text)).await.unwrap().items.len(), found, "{text:?}");
        }
    }
}

#[tokio::test]
async fn what_each_role_and_token_may_do() {
    for test in TestPlatform::all().await {
        let platform = &test.platform;
        let ada = test.person("ada", "default", Role::Owner).await;
        let bob = test.person("bob", "default", Role::Member).await;
        let eve = test.person("eve", "default", Role::Viewer).await;
        test.project(&ada, "vision").await;
        let read_only = with_token(&ada, &[Scope::ProjectRead]);
        for (actor, write, submit) in
            [(&ada, true, true), (&bob, false, true), (&eve, false, false), (&read_only, false, false)]
        {
            let detail = projects::get(platform, actor, "default", "vision").await.unwrap();
            assert_eq!(detail.may, ProjectRights { write, delete: write, submit }, "{}: {}", test.name, actor.username);
            if !write {
                let forbidden = Some(ErrorCode::Forbidden);
                let new = NewProject { organization: "default".into(), name: "mine".into(), ..NewProject::default() };
                assert_eq!(code(projects::create(platform, actor, new).await), forbidden);
                assert_eq!(
                    code(projects::update(platform, actor, "default", "vision", ProjectChanges::default()).await),
                    forbidden
                );
                assert_eq!(code(projects::archive(platform, actor, "default", "vision").await), forbidden);
                assert_eq!(code(projects::restore(platform, actor, "default", "vision").await), forbidden);
                assert_eq!(code(projects::delete(platform, actor, "default", "vision", "vision").await), forbidden);
            }
            if !submit {
                let request = domain::runs::SubmitRun { organization: "default".into(), ..job(actor, "vision") };
                assert_eq!(code(runs::submit(platform, actor, request).await), Some(ErrorCode::Forbidden));
            }
        }
    }
}

#[tokio::test]
async fn a_project_counts_its_runs() {
    for test in TestPlatform::all().await {
        let ada = test.person("ada", "default", Role::Owner).await;
        test.project(&ada, "vision").await;
        let run = test.submit(&ada, "vision").await;
        test.submit(&ada, "vision").await;
        test.becomes(run.id, &[Status::Scheduled, Status::Running, Status::Succeeded]).await;
        let summary = projects::get(&test.platform, &ada, "default", "vision").await.unwrap().summary;
        assert_eq!((summary.runs, summary.active_runs), (2, 1), "{}", test.name);
        assert!(summary.last_run_at > Some(run.created_at));
    }
}
