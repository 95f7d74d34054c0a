//! The harness: a platform over a database of its own, on every kind of database there is.

mod artifacts;
mod clock;
mod events;
mod faults;
mod logs;
mod projects;
mod runs;
mod setup;
mod sign_in;
mod tokens;
mod tracking;
mod visibility;

use std::cell::Cell;

use domain::{
    ApiError, ErrorCode, OrganizationId, Role, RunId, Scope, Status, Timestamp, UserId,
    permissions::{Actor, Via},
    projects::{NewProject, ProjectSummary},
    runs::{RunSummary, SubmitRun},
    statuses::Condition,
};
use store::{
    LogStore, SeriesStore, memberships, organizations,
    testing::{TestDatabase, databases},
    users::{self as accounts, User},
};

use crate::{Doorbell, Platform, PlatformOptions, users};

thread_local! {
    /// A test's tasks all run on its own thread.
    static NOW: Cell<Timestamp> = const { Cell::new(Timestamp::from_micros(1_795_496_592_345_678)) };
}

/// Each look at the clock takes a microsecond.
fn clock() -> Timestamp {
    NOW.with(|now| {
        now.set(Timestamp::from_micros(now.get().as_micros() + 1));
        now.get()
    })
}

/// Lets time pass.
fn pass(seconds: i64) {
    NOW.with(|now| now.set(now.get().plus_seconds(seconds)));
}

const DAY: i64 = 24 * 3600;
const MINUTE: i64 = 60;

/// A job that takes an input.
const JOB: &str = "\
version: 1.1
kind: component
name: train
tags: [small]
inputs:
  - {name: lr, type: float, value: 0.1, isOptional: true}
run:
  kind: job
  container: {image: busybox, command: [echo, '{{ lr }}']}
";

/// A platform, and what it stands on.
struct TestPlatform {
    platform: Platform,
    /// `sqlite` or `postgres`, for messages.
    name: &'static str,
    database: TestDatabase,
}

impl TestPlatform {
    /// One on each kind of database, with nobody in it.
    async fn all() -> Vec<Self> {
        let build = |database: TestDatabase| {
            let platform = Platform::new(PlatformOptions {
                db: database.db.clone(),
                logs: LogStore::open(database.db.clone(), &database.dir.path().join("store")).unwrap(),
                series: SeriesStore::open(database.db.clone(), &database.dir.path().join("store")).unwrap(),
                doorbell: Doorbell::default(),
                clock,
                artifacts_root: database.dir.path().join("artifacts"),
                cluster: "local".into(),
            });
            Self { platform, name: database.name, database }
        };
        databases().await.into_iter().map(build).collect()
    }

    /// Somebody with this role in this organization, which is made if it is not there. Has no password.
    async fn person(&self, name: &str, organization: &str, role: Role) -> Actor {
        let now = self.platform.now();
        let (id, new) = (UserId::from_uuid(self.platform.inner.ids.next(now)), self.platform.inner.ids.next(now));
        let user = User {
            id,
            username: name.into(),
            email: Some(format!("{name}@example.org")),
            password_hash: "none".into(),
            is_admin: false,
            created_at: now,
        };
        let organization = organization.to_owned();
        self.platform
            .db()
            .write(move |conn| {
                let home = match organizations::by_name(conn, &organization)? {
                    Some(home) => home,
                    None => organizations::insert(conn, OrganizationId::from_uuid(new), &organization, now)?,
                };
                accounts::insert(conn, &user)?;
                memberships::insert(conn, home.id, id, role, now)?;
                users::actor(conn, user, Via::CommandLine)
            })
            .await
            .unwrap()
    }

    async fn project(&self, actor: &Actor, name: &str) -> ProjectSummary {
        let organization = actor.memberships[0].organization.clone();
        let new = NewProject { organization, name: name.into(), ..NewProject::default() };
        crate::projects::create(&self.platform, actor, new).await.unwrap()
    }

    async fn submit(&self, actor: &Actor, project: &str) -> RunSummary {
        crate::runs::submit(&self.platform, actor, job(actor, project)).await.unwrap()
    }

    /// Plays the scheduler.
    async fn becomes(&self, run: RunId, statuses: &[Status]) {
        for status in statuses {
            let condition =
                Condition { status: *status, reason: "Test".into(), message: String::new(), at: self.platform.now() };
            let done = self.platform.db().write(move |conn| store::runs::transition(conn, run, &[], condition)).await.unwrap();
            assert!(matches!(done, store::runs::Transition::Done(_)), "{status}: {done:?}");
        }
    }
}

/// What submits [`JOB`].
fn job(actor: &Actor, project: &str) -> SubmitRun {
    let organization = actor.memberships[0].organization.clone();
    SubmitRun { organization, project: project.into(), content: JOB.into(), ..SubmitRun::default() }
}

/// The same person, come in with a token of these scopes.
fn with_token(actor: &Actor, scopes: &[Scope]) -> Actor {
    Actor { via: Via::Token { scopes: scopes.to_vec() }, ..actor.clone() }
}

fn code<T>(result: Result<T, ApiError>) -> Option<ErrorCode> {
    result.err().map(|error| error.code)
}

/// The fields an error names.
fn fields<T>(result: Result<T, ApiError>) -> Vec<String> {
    result.err().map(|error| error.fields.into_iter().map(|field| field.field).collect()).unwrap_or_default()
}
