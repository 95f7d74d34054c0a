//! The reconcilers over a real database of each kind and a cluster that a test plays.

mod fake_cluster;

use std::{sync::Arc, time::Duration};

use cluster::Phase;
use domain::{
    RunId, Scope, Status,
    permissions::Actor,
    projects::NewProject,
    runs::{RunDetail, SubmitRun},
    tokens::NewToken,
    users::NewUser,
};
use platform::{Doorbell, Platform, PlatformOptions};
use store::{
    LogStore, SeriesStore,
    testing::{TestDatabase, databases},
};

use self::fake_cluster::FakeCluster;
use crate::{Scheduler, SchedulerOptions, clean};

const JOB: &str = "kind: component\nversion: 1.1\nname: train\nrun:\n  kind: job\n  container:\n    command: [train]\n";
/// How often a test looks again before it gives up: far longer than any follower's pace.
const PATIENCE: u32 = 500;

struct TestScheduler {
    scheduler: Scheduler,
    cluster: Arc<FakeCluster>,
    platform: Platform,
    ada: Actor,
    database: TestDatabase,
}

impl TestScheduler {
    /// One on each kind of database, with a project and this many places.
    async fn all(slots: u32) -> Vec<Self> {
        let mut all = Vec::new();
        for database in databases().await {
            all.push(Self::over(database, slots).await);
        }
        all
    }

    async fn over(database: TestDatabase, slots: u32) -> Self {
        let platform = Platform::new(PlatformOptions {
            db: database.db.clone(),
            logs: LogStore::open(database.db.clone(), &database.dir.path().join("store")).unwrap(),
            series: SeriesStore::open(database.db.clone(), &database.dir.path().join("store")).unwrap(),
            doorbell: Doorbell::default(),
            clock: platform::system_clock,
            artifacts_root: database.dir.path().join("artifacts"),
            cluster: "local".into(),
        });
        let user = NewUser { username: "ada".into(), email: None, password: "correct horse".into(), is_admin: true };
        platform::users::create(&platform, user).await.unwrap();
        let token = NewToken { name: "test".into(), scopes: Scope::ALL.to_vec(), expires_in_days: None };
        let token = platform::tokens::create_for(&platform, "ada", token).await.unwrap();
        let ada = platform::tokens::authenticate(&platform, &token.secret).await.unwrap().unwrap();
        let project = NewProject { organization: "default".into(), name: "vision".into(), ..NewProject::default() };
        platform::projects::create(&platform, &ada, project).await.unwrap();
        let cluster = Arc::new(FakeCluster::default());
        let scheduler = Self::scheduler(&platform, &cluster, &database, slots);
        Self { scheduler, cluster, platform, ada, database }
    }

    fn scheduler(platform: &Platform, cluster: &Arc<FakeCluster>, database: &TestDatabase, slots: u32) -> Scheduler {
        Scheduler::new(SchedulerOptions {
            platform: platform.clone(),
            cluster: cluster.clone(),
            slots,
            public_url: "http://127.0.0.1:8080".into(),
            context_root: database.dir.path().to_owned(),
        })
    }

    async fn submit(&self) -> RunId {
        let request =
            SubmitRun { organization: "default".into(), project: "vision".into(), content: JOB.into(), ..SubmitRun::default() };
        platform::runs::submit(&self.platform, &self.ada, request).await.unwrap().id
    }

    async fn run(&self, run: RunId) -> RunDetail {
        platform::runs::get(&self.platform, &self.ada, run).await.unwrap()
    }

    /// Reconciles until the run has this status.
    async fn until(&self, run: RunId, status: Status) -> RunDetail {
        for _ in 0..PATIENCE {
            self.scheduler.round().await;
            let detail = self.run(run).await;
            if detail.summary.status == status {
                return detail;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{}: never {status}: {:?}", self.database.name, self.run(run).await.conditions);
    }

    async fn lines(&self, run: RunId) -> Vec<String> {
        let page = platform::logs::page(&self.platform, &self.ada, run, Some(0), 1000).await.unwrap();
        page.lines.into_iter().map(|line| line.text).collect()
    }
}

fn statuses(detail: &RunDetail) -> Vec<Status> {
    detail.conditions.iter().map(|condition| condition.status).collect()
}

#[tokio::test]
async fn a_run_passes_every_station_and_its_lines_are_there_at_its_end() {
    use Status::{Compiled, Created, Queued, Running, Scheduled, Starting, Succeeded};
    for test in TestScheduler::all(1).await {
        let run = test.submit().await;
        test.until(run, Starting).await;
        test.cluster.becomes(run, Phase::Running);
        test.until(run, Running).await;
        for number in 0..10 {
            test.cluster.prints(run, &format!("line {number}"));
        }
        test.cluster.becomes(run, Phase::Succeeded);
        let detail = test.until(run, Succeeded).await;
        assert_eq!(
            statuses(&detail),
            [Created, Compiled, Queued, Scheduled, Starting, Running, Succeeded],
            "{}",
            test.database.name
        );
        assert_eq!(test.lines(run).await, (0..10).map(|number| format!("line {number}")).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn who_finds_no_place_waits_and_says_why() {
    for test in TestScheduler::all(1).await {
        let (first, second) = (test.submit().await, test.submit().await);
        test.until(first, Status::Starting).await;
        test.scheduler.round().await;
        let waiting = test.run(second).await.summary;
        assert_eq!(waiting.status, Status::Queued, "{}", test.database.name);
        assert!(waiting.message.contains("waits for a free place"), "{}", waiting.message);
        assert_eq!(test.cluster.launches(second), 0);
        test.cluster.becomes(first, Phase::Failed);
        let failed = test.until(first, Status::Failed).await;
        assert_eq!(failed.summary.exit_code, Some(3));
        test.until(second, Status::Starting).await;
    }
}

#[tokio::test]
async fn a_stopped_run_is_stopped_wherever_it_was() {
    for test in TestScheduler::all(1).await {
        let (running, queued) = (test.submit().await, test.submit().await);
        test.until(running, Status::Starting).await;
        test.cluster.becomes(running, Phase::Running);
        test.until(running, Status::Running).await;
        for run in [queued, running] {
            platform::runs::stop(&test.platform, &test.ada, run).await.unwrap();
        }
        test.until(queued, Status::Stopped).await;
        test.until(running, Status::Stopped).await;
        assert_eq!(test.cluster.launches(queued), 0, "{}", test.database.name);
    }
}

#[tokio::test]
async fn a_cluster_that_is_away_delays_and_loses_nothing() {
    for test in TestScheduler::all(1).await {
        let run = test.submit().await;
        test.cluster.set_away(true);
        test.until(run, Status::Scheduled).await;
        test.scheduler.round().await;
        assert_eq!(test.run(run).await.summary.status, Status::Scheduled, "{}", test.database.name);
        test.cluster.set_away(false);
        test.until(run, Status::Starting).await;
        assert_eq!(test.cluster.launches(run), 1);
    }
}

#[tokio::test]
async fn a_new_scheduler_goes_on_where_the_old_one_died() {
    for mut test in TestScheduler::all(1).await {
        let run = test.submit().await;
        test.until(run, Status::Starting).await;
        test.cluster.becomes(run, Phase::Running);
        test.cluster.prints(run, "before");
        test.until(run, Status::Running).await;

        // Its followers end without storing what they only hold in memory.
        test.scheduler.followers.abort();
        let logs = LogStore::open(test.database.db.clone(), &test.database.dir.path().join("store")).unwrap();
        test.platform = Platform::new(PlatformOptions {
            db: test.database.db.clone(),
            logs,
            series: SeriesStore::open(test.database.db.clone(), &test.database.dir.path().join("store")).unwrap(),
            doorbell: Doorbell::default(),
            clock: platform::system_clock,
            artifacts_root: test.database.dir.path().join("artifacts"),
            cluster: "local".into(),
        });
        test.scheduler = TestScheduler::scheduler(&test.platform, &test.cluster, &test.database, 1);
        test.cluster.prints(run, "after");
        test.cluster.becomes(run, Phase::Succeeded);
        test.until(run, Status::Succeeded).await;
        assert_eq!(test.lines(run).await, ["before", "after"], "{}", test.database.name);
        assert_eq!(test.cluster.launches(run), 1);
    }
}

#[tokio::test]
async fn a_run_that_begins_once_more_goes_on_with_its_log() {
    for test in TestScheduler::all(1).await {
        let run = test.submit().await;
        for text in ["first", "second"] {
            test.until(run, Status::Starting).await;
            test.cluster.prints(run, text);
            test.cluster.becomes(run, Phase::Failed);
            test.until(run, Status::Failed).await;
            let resumed = tokio::time::timeout(Duration::from_secs(10), async {
                // Its last lines may not be stored yet.
                while platform::runs::resume(&test.platform, &test.ada, run).await.is_err() {
                    test.scheduler.round().await;
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            });
            resumed.await.unwrap();
        }
        test.until(run, Status::Starting).await;
        assert_eq!(test.lines(run).await, ["first", "second"], "{}", test.database.name);
    }
}

#[tokio::test]
async fn a_run_that_vanishes_fails_and_says_so() {
    for test in TestScheduler::all(1).await {
        let run = test.submit().await;
        test.until(run, Status::Starting).await;
        test.cluster.becomes(run, Phase::Running);
        test.until(run, Status::Running).await;
        test.cluster.loses(run);
        let lost = test.until(run, Status::Failed).await.summary;
        assert_eq!(lost.reason, "Lost", "{}", test.database.name);
    }
}

#[tokio::test]
async fn what_was_deleted_leaves_the_cluster() {
    for test in TestScheduler::all(1).await {
        let run = test.submit().await;
        test.until(run, Status::Starting).await;
        test.cluster.becomes(run, Phase::Succeeded);
        test.until(run, Status::Succeeded).await;
        clean::reconcile(&test.scheduler).await.unwrap();
        assert_eq!(test.cluster.launches(run), 1, "{}: an ended run stays for a while", test.database.name);
        platform::runs::delete(&test.platform, &test.ada, run).await.unwrap();
        clean::reconcile(&test.scheduler).await.unwrap();
        assert_eq!(test.cluster.launches(run), 0, "{}", test.database.name);
    }
}

#[tokio::test]
async fn what_a_deleted_project_leaves_is_deleted() {
    for test in TestScheduler::all(1).await {
        let run = test.submit().await;
        test.until(run, Status::Starting).await;
        let folder = test.database.dir.path().join("artifacts").join(run.to_string());
        std::fs::create_dir_all(folder.join("outputs")).unwrap();
        test.cluster.becomes(run, Phase::Succeeded);
        test.until(run, Status::Succeeded).await;
        platform::projects::delete(&test.platform, &test.ada, "default", "vision", "vision").await.unwrap();
        assert!(
            folder.exists(),
            "{}: the rows go first, so that a crash leaves nothing that is half there",
            test.database.name
        );
        clean::reconcile(&test.scheduler).await.unwrap();
        assert!(!folder.exists(), "{}", test.database.name);
        assert_eq!(test.cluster.launches(run), 0, "{}", test.database.name);
    }
}
