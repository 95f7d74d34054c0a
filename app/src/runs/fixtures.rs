//! Runs for unit tests.

use domain::{RunId, Status, Timestamp, runs::RunSummary};

/// A run of `default/mnist` by `ada`; a larger number is a newer run.
pub(crate) fn run(number: u32, status: Status) -> RunSummary {
    let created_at = Timestamp::from_micros(1_795_496_592_000_000).plus_seconds(i64::from(number) * 60);
    RunSummary {
        id: id(number),
        name: format!("train-{number}"),
        project_id: format!("{:032x}", 7).parse().unwrap(),
        organization: "default".into(),
        project: "mnist".into(),
        user: "ada".into(),
        kind: "job".into(),
        status,
        reason: String::new(),
        message: String::new(),
        tags: vec!["nightly".into()],
        original: None,
        cloning_kind: None,
        exit_code: None,
        managed_by: domain::runs::ManagedBy::Agent,
        created_at,
        updated_at: created_at,
        started_at: Some(created_at.plus_seconds(5)),
        finished_at: status.is_done().then(|| created_at.plus_seconds(65)),
        archived_at: None,
    }
}

/// The id of run `number`.
pub(crate) fn id(number: u32) -> RunId {
    format!("{number:032x}").parse().unwrap()
}
