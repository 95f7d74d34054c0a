//! Every place where submit, stop, a status change and deletion can be cut off: by an error of the database at each row that is written,
//! and by the loss of the connection, as when the process ends, at each statement. Nothing is half written, and the same succeeds later.

use std::{panic::AssertUnwindSafe, sync::atomic::Ordering};

use domain::{ErrorCode, Role, RunId, Status, permissions::Actor, statuses::Condition};
use futures::FutureExt as _;
use store::testing::faults::Faults;

use super::{TestPlatform, job};
use crate::runs;

/// What may be cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Submit,
    Stop,
    Start,
    Finish,
    Delete,
}

const DEEDS: [Deed; 5] = [Deed::Submit, Deed::Stop, Deed::Start, Deed::Finish, Deed::Delete];

/// One test's world.
struct World {
    test: TestPlatform,
    ada: Actor,
    faults: Faults,
}

impl World {
    async fn all() -> Vec<Self> {
        let mut worlds = Vec::new();
        for test in TestPlatform::all().await {
            let ada = test.person("ada", "default", Role::Owner).await;
            test.project(&ada, "vision").await;
            let faults = Faults::install(test.platform.db()).await.unwrap();
            worlds.push(Self { test, ada, faults });
        }
        worlds
    }

    /// A run that is where the deed finds it.
    async fn run_for(&self, deed: Deed) -> Option<RunId> {
        if deed == Deed::Submit {
            return None;
        }
        let run = self.test.submit(&self.ada, "vision").await.id;
        self.test
            .becomes(
                run,
                match deed {
                    Deed::Finish => &[Status::Scheduled, Status::Running],
                    Deed::Stop => &[Status::Scheduled],
                    Deed::Delete => &[Status::Stopped],
                    _ => &[],
                },
            )
            .await;
        Some(run)
    }

    async fn attempt(&self, deed: Deed, run: Option<RunId>) -> Result<(), ErrorCode> {
        let (platform, ada) = (&self.test.platform, &self.ada);
        let becomes = async |run: RunId, status| {
            let condition = Condition { status, reason: "Test".into(), message: String::new(), at: platform.now() };
            let done = platform.db().write(move |conn| store::runs::transition(conn, run, &[], condition)).await;
            done.map(drop).map_err(|error| domain::ApiError::from(error).code)
        };
        match (deed, run) {
            (Deed::Submit, _) => runs::submit(platform, ada, job(ada, "vision")).await.map(drop).map_err(|error| error.code),
            (Deed::Stop, Some(run)) => runs::stop(platform, ada, run).await.map(drop).map_err(|error| error.code),
            (Deed::Start, Some(run)) => becomes(run, Status::Scheduled).await,
            (Deed::Finish, Some(run)) => becomes(run, Status::Succeeded).await,
            (Deed::Delete, Some(run)) => runs::delete(platform, ada, run).await.map_err(|error| error.code),
            _ => unreachable!(),
        }
    }

    /// What must hold of every run: its status is its last condition's, it has what it was made from, and pages were told of it.
    async fn assert_whole(&self, deed: Deed) {
        let dump = self.faults.dump().await.unwrap();
        let (runs, specs) = (dump["runs"].len(), dump["run_specs"].len());
        assert_eq!(runs, specs, "{deed:?}: a run without its file, or the other way round");
        assert!(dump["run_conditions"].len() >= runs, "{deed:?}: a run without a condition");
        assert!(dump["outbox"].len() >= runs, "{deed:?}: a run nobody was told of");
    }
}

#[tokio::test]
async fn an_error_at_any_row_leaves_nothing_half_written() {
    for world in World::all().await {
        for deed in DEEDS {
            let run = world.run_for(deed).await;
            let mut row = 1;
            loop {
                let before = world.faults.dump().await.unwrap();
                world.faults.fail_at(row).await.unwrap();
                let result = world.attempt(deed, run).await;
                world.faults.fail_at(0).await.unwrap();
                let after = world.faults.dump().await.unwrap();
                match result {
                    Err(code) => {
                        assert_eq!(code, ErrorCode::Internal, "{deed:?} {row}");
                        assert_eq!(after, before, "{}: {deed:?} failed at row {row}", world.test.name);
                    }
                    Ok(()) => break assert_ne!(after, before),
                }
                row += 1;
            }
            assert!(row > 3, "{deed:?} writes {row} rows: too few to be true");
            world.assert_whole(deed).await;
        }
    }
}

#[tokio::test]
async fn a_connection_lost_at_any_statement_leaves_nothing_half_written() {
    for world in World::all().await {
        for deed in DEEDS {
            let run = world.run_for(deed).await;
            let mut statement = 1;
            loop {
                let before = world.faults.dump().await.unwrap();
                let left = world.faults.lose_at(statement).await.unwrap();
                let result = AssertUnwindSafe(world.attempt(deed, run)).catch_unwind().await;
                let lost = left.swap(0, Ordering::SeqCst) == 0;
                let after = world.faults.dump().await.unwrap();
                if !lost {
                    assert_eq!(result.unwrap(), Ok(()), "{deed:?} {statement}");
                    world.faults.keep().await.unwrap();
                    break assert_ne!(after, before);
                }
                assert!(result.is_err(), "{deed:?} {statement}: it was cut off");
                if after != before {
                    // It was cut off after its commit: by deletion, which forgets the files in a transaction of its own.
                    assert_eq!(deed, Deed::Delete, "{}: {deed:?} lost at statement {statement}", world.test.name);
                    break;
                }
                statement += 1;
            }
            assert!(statement > 4, "{deed:?} has {statement} statements: too few to be true");
            world.assert_whole(deed).await;
        }
    }
}
