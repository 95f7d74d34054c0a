use domain::{ProjectId, Status, events::Change, projects::ProjectChanges};
use uuid::Uuid;

use super::{NOW, Place};
use crate::{
    Cursor, StoreError, outbox,
    projects::{self, ProjectQuery},
    runs,
    testing::databases,
};

#[tokio::test]
async fn a_projects_life() {
    for database in databases().await {
        database
            .db
            .write(|conn| {
                let place = Place::make(conn, "ada");
                let (id, later) = (place.project, NOW.plus_seconds(1));
                let changes =
                    ProjectChanges { description: Some("of Mice".into()), readme: Some("# hi".into()), ..Default::default() };
                let now = projects::update(conn, id, changes, later)?.unwrap();
                assert_eq!((now.name.as_str(), now.description.as_str(), now.updated_at), ("ada", "of Mice", later));
                let found = projects::find(conn, place.organization, "ADA")?.unwrap();
                assert_eq!((found.id, found.organization_id, found.name.as_str()), (id, place.organization, "ada"));
                assert_eq!(projects::find_by_id(conn, id)?, Some(found));
                let row = projects::by_id(conn, id)?.unwrap();
                assert_eq!((row.readme.as_str(), &row.summary), ("# hi", &now));
                assert_eq!(outbox::after(conn, 0, 100)?.pop().unwrap().change, Change::Project { project: id });

                let other = ProjectId::from_uuid(Uuid::now_v7());
                let same = projects::insert(conn, place.new_project(other, "Ada"));
                assert!(matches!(same, Err(StoreError::Taken { field: "name" })));
                projects::insert(conn, place.new_project(other, "bob"))?;
                let taken =
                    projects::update(conn, other, ProjectChanges { name: Some("ADA".into()), ..Default::default() }, later);
                assert!(matches!(taken, Err(StoreError::Taken { field: "name" })));
                let own = ProjectChanges { name: Some("BOB".into()), ..Default::default() };
                assert_eq!(projects::update(conn, other, own, later)?.unwrap().name, "BOB");

                let before = outbox::last_id(conn)?;
                assert_eq!(projects::set_archived(conn, other, None, later)?.unwrap().archived_at, None);
                assert_eq!(outbox::last_id(conn)?, before);
                assert_eq!(projects::set_archived(conn, other, Some(later), later)?.unwrap().archived_at, Some(later));
                assert!(projects::delete(conn, other, later)?);
                assert!(!projects::delete(conn, other, later)?);
                assert_eq!(projects::by_id(conn, other)?, None);
                assert_eq!(projects::set_archived(conn, other, None, later)?, None);
                Ok(())
            })
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn lists_count_runs() {
    for database in databases().await {
        database
            .db
            .write(|conn| {
                let place = Place::make(conn, "ada");
                let elsewhere = Place::make(conn, "bob");
                let empty = ProjectId::from_uuid(Uuid::now_v7());
                projects::insert(conn, place.new_project(empty, "50%_\\done"))?;
                place.run(conn, "", &[Status::Queued]);
                place.run(conn, "", &[Status::Failed]);
                elsewhere.run(conn, "", &[]);
                let mut query = ProjectQuery { organizations: vec![place.organization], limit: 10, ..Default::default() };
                let page = projects::page(conn, &query)?;
                let seen: Vec<_> =
                    page.items.iter().map(|item| (item.id, item.active_runs, item.runs, item.last_run_at)).collect();
                assert_eq!(seen, [(empty, 0, 0, None), (place.project, 1, 2, Some(NOW))]);
                assert_eq!((page.total, page.next, page.previous), (2, None, None));
                for (search, found) in [("%_\\D", 1), ("50%", 1), ("5%", 0), ("_", 1), ("ADA", 1), ("nobody", 0), ("", 2)] {
                    query.search = Some(search.to_owned());
                    assert_eq!(projects::page(conn, &query)?.items.len(), found, "{search}");
                }
                query.search = None;
                query.archived = true;
                assert_eq!(projects::page(conn, &query)?.items, []);
                projects::set_archived(conn, empty, Some(NOW), NOW)?;
                assert_eq!(projects::page(conn, &query)?.items[0].id, empty);
                query = ProjectQuery {
                    organizations: vec![place.organization, elsewhere.organization],
                    limit: 1,
                    ..Default::default()
                };
                let first = projects::page(conn, &query)?;
                assert_eq!((first.items[0].id, first.total), (elsewhere.project, 2));
                query.cursor = Cursor::parse(first.next.as_deref(), None)?;
                assert_eq!(projects::page(conn, &query)?.items[0].id, place.project);

                assert!(projects::delete(conn, place.project, NOW)?);
                assert_eq!(runs::deleted(conn, 10)?.len(), 2, "the runs of the project, on whose files is to be seen to");
                Ok(())
            })
            .await
            .unwrap();
    }
}
