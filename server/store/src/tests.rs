//! The store on every database there is (see `testing`).

mod accounts;
mod lists;
mod outbox;
mod plans;
mod projects;
mod queries;
mod runs;
mod values;

use domain::{OrganizationId, ProjectId, Role, RunId, Status, Timestamp, UserId, runs::CloningKind, statuses::Condition};
use uuid::Uuid;

use crate::{
    Conn, memberships, organizations,
    projects::NewProjectRow,
    runs::{NewRun, Transition},
    users::User,
};

pub(crate) const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

/// What a run needs to be there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) organization: OrganizationId,
    pub(crate) project: ProjectId,
    pub(crate) user: UserId,
}

impl Place {
    /// An organization of this name with its owner and a project, all called alike.
    pub(crate) fn make(conn: &mut Conn, name: &str) -> Self {
        let place = Self {
            organization: OrganizationId::from_uuid(Uuid::now_v7()),
            project: ProjectId::from_uuid(Uuid::now_v7()),
            user: UserId::from_uuid(Uuid::now_v7()),
        };
        organizations::insert(conn, place.organization, name, NOW).unwrap();
        let user = User {
            id: place.user,
            username: name.to_owned(),
            email: Some(format!("{name}@example.org")),
            password_hash: "hash".to_owned(),
            is_admin: false,
            created_at: NOW,
        };
        crate::users::insert(conn, &user).unwrap();
        memberships::insert(conn, place.organization, place.user, Role::Owner, NOW).unwrap();
        crate::projects::insert(conn, place.new_project(place.project, name)).unwrap();
        place
    }

    pub(crate) fn new_project(self, id: ProjectId, name: &str) -> NewProjectRow {
        NewProjectRow {
            id,
            organization_id: self.organization,
            name: name.to_owned(),
            description: String::new(),
            readme: String::new(),
            tags: Vec::new(),
            created_at: NOW,
        }
    }

    pub(crate) fn new_run(self, name: &str) -> NewRun {
        NewRun {
            id: RunId::from_uuid(Uuid::now_v7()),
            organization_id: self.organization,
            project_id: self.project,
            user_id: self.user,
            name: name.to_owned(),
            description: "what it is for".to_owned(),
            kind: "job".to_owned(),
            tags: vec!["a".to_owned(), "b".to_owned()],
            original: None::<(RunId, CloningKind)>,
            content: "kind: component".to_owned(),
            compiled: "{}".to_owned(),
            plan: "{\"kind\":\"job\"}".to_owned(),
            inputs: Vec::new(),
            outputs: Vec::new(),
            meta_info: serde_json::Map::new(),
            managed_by: domain::runs::ManagedBy::Agent,
            cluster: "local".to_owned(),
            ttl: None,
            reason: "Submitted".to_owned(),
            message: "submitted by ada".to_owned(),
            created_at: NOW,
        }
    }

    /// A run that has passed through these statuses.
    pub(crate) fn run(self, conn: &mut Conn, name: &str, statuses: &[Status]) -> RunId {
        let run = crate::runs::insert(conn, self.new_run(name)).unwrap().id;
        for status in statuses {
            let transition = crate::runs::transition(conn, run, &[], condition(*status)).unwrap();
            assert!(matches!(transition, Transition::Done(_)), "{status}: {transition:?}");
        }
        run
    }
}

pub(crate) fn condition(status: Status) -> Condition {
    Condition { status, reason: "Test".to_owned(), message: format!("is {status}"), at: NOW }
}
