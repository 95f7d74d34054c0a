use domain::{
    Status, Timestamp,
    events::Change,
    runs::{CloningKind, IoValue},
    statuses::Condition,
};

use super::{NOW, Place, condition};
use crate::{
    outbox,
    runs::{self, Progress, RunEdit, Transition},
    testing::databases,
};

#[tokio::test]
async fn what_is_stored_is_read() {
    for database in databases().await {
        database
            .db
            .write(|conn| {
                let place = Place::make(conn, "ada");
                let original = place.run(conn, "", &[]);
                let value = IoValue { name: "lr".into(), kind: "float".into(), value: Some(0.1.into()) };
                let new = runs::NewRun {
                    original: Some((original, CloningKind::Copy)),
                    inputs: vec![value.clone()],
                    ttl: Some(60),
                    ..place.new_run("train")
                };
                let summary = runs::insert(conn, new.clone())?;
                assert_eq!(summary.id, new.id);
                assert_eq!(
                    (summary.organization.as_str(), summary.project.as_str(), summary.user.as_str()),
                    ("ada", "ada", "ada")
                );
                assert_eq!((summary.original, summary.cloning_kind), (Some(original), Some(CloningKind::Copy)));
                assert_eq!((summary.status, summary.tags.as_slice()), (Status::Created, new.tags.as_slice()));
                let detail = runs::detail(conn, new.id)?.unwrap();
                assert_eq!(detail.summary, summary);
                assert_eq!((detail.inputs, detail.outputs), (vec![value], vec![]));
                assert_eq!((detail.content, detail.compiled, detail.plan), (new.content, new.compiled, new.plan));
                assert_eq!((detail.attempt, detail.cluster.as_str(), detail.stop_wanted), (0, "local", false));
                let first = Condition { status: Status::Created, reason: new.reason, message: new.message, at: NOW };
                assert_eq!(runs::conditions(conn, new.id)?, [first]);

                let tags = ["b".to_owned()];
                let later = NOW.plus_seconds(1);
                let edit = RunEdit { name: Some("Renamed".into()), tags: Some(tags.to_vec()), ..RunEdit::default() };
                let renamed = runs::update(conn, original, &edit, later)?.unwrap();
                assert_eq!((renamed.created_at, renamed.updated_at), (NOW, later));
                assert_eq!((renamed.name.as_str(), renamed.tags), ("Renamed", tags.to_vec()));
                let edit = RunEdit { description: Some("more".into()), ..RunEdit::default() };
                assert_eq!(runs::update(conn, original, &edit, NOW)?.unwrap().name, "Renamed");
                assert_eq!(runs::detail(conn, original)?.unwrap().description, "more");
                assert_eq!(runs::summaries(conn, &[new.id, original])?.len(), 2);

                assert!(runs::delete(conn, original, NOW)?);
                assert_eq!(runs::update(conn, original, &RunEdit::default(), NOW)?, None);
                assert_eq!(runs::summaries(conn, &[new.id, original])?.len(), 1);
                assert!(!runs::delete(conn, original, NOW)?);
                assert_eq!(runs::summary(conn, original)?, None);
                assert_eq!(runs::conditions(conn, original)?, []);
                assert_eq!(runs::summary(conn, new.id)?.unwrap().original, None);
                let last = outbox::after(conn, 0, 100)?.pop().unwrap();
                assert_eq!(last.change, Change::RunDeleted { run: original, project: place.project });
                assert_eq!(runs::existing(conn, &[original, new.id])?, [new.id]);
                assert_eq!(runs::deleted(conn, 10)?, [original]);
                runs::forget_deleted(conn, original)?;
                assert_eq!(runs::deleted(conn, 10)?, []);
                Ok(())
            })
            .await
            .unwrap();
    }
}

/// From every status to every status: done exactly when the vocabulary allows it, and then told; otherwise nothing changes.
#[tokio::test]
async fn a_status_changes_as_it_may() {
    for database in databases().await {
        database
            .db
            .write(|conn| {
                let place = Place::make(conn, "ada");
                for from in Status::ALL {
                    for to in Status::ALL {
                        let way: &[Status] = if *from == Status::Created { &[] } else { std::slice::from_ref(from) };
                        let run = place.run(conn, "", way);
                        let told = outbox::last_id(conn)?.unwrap();
                        let before = runs::conditions(conn, run)?;
                        let transition = runs::transition(conn, run, &[], condition(*to))?;
                        let news = outbox::after(conn, told, 10)?;
                        let after = runs::conditions(conn, run)?;
                        let summary = runs::summary(conn, run)?.unwrap();
                        assert_eq!(summary.finished_at.is_some(), summary.status.is_done(), "{from} to {to}");
                        if from != to && from.can_become(*to) {
                            assert_eq!(transition, Transition::Done(summary.clone()), "{from} to {to}");
                            assert_eq!((summary.status, after.len()), (*to, before.len() + 1));
                            assert_eq!(news.len(), 1);
                            assert_eq!(news[0].change, Change::Run { run: Box::new(summary) });
                        } else {
                            assert_eq!(transition, Transition::NotAllowed(*from), "{from} to {to}");
                            assert_eq!((summary.status, after, news.len()), (*from, before, 0));
                        }
                        runs::delete(conn, run, NOW)?;
                    }
                }
                Ok(())
            })
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn only_from_where_it_was_expected() {
    for database in databases().await {
        database
            .db
            .write(|conn| {
                let place = Place::make(conn, "ada");
                let run = place.run(conn, "", &[Status::Queued]);
                let scheduled = condition(Status::Scheduled);
                let refused = runs::transition(conn, run, &[Status::Created, Status::Compiled], scheduled.clone())?;
                assert_eq!(refused, Transition::NotAllowed(Status::Queued));
                assert!(matches!(runs::transition(conn, run, &[Status::Queued], scheduled.clone())?, Transition::Done(_)));
                runs::delete(conn, run, NOW)?;
                assert_eq!(runs::transition(conn, run, &[], scheduled)?, Transition::NotFound);
                Ok(())
            })
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn times_are_those_of_the_life() {
    let at = |seconds| NOW.plus_seconds(seconds);
    for database in databases().await {
        database
            .db
            .write(move |conn| {
                let place = Place::make(conn, "ada");
                let run = place.run(conn, "", &[Status::Queued, Status::Scheduled, Status::Starting]);
                let mut go = |status, seconds| {
                    let transition =
                        runs::transition(conn, run, &[], Condition { at: at(seconds), ..condition(status) }).unwrap();
                    let Transition::Done(summary) = transition else { panic!("{transition:?}") };
                    (summary.started_at, summary.finished_at)
                };
                assert_eq!(go(Status::Running, 1), (Some(at(1)), None));
                assert_eq!(go(Status::Retrying, 2), (Some(at(1)), None));
                assert_eq!(go(Status::Running, 3), (Some(at(1)), None));
                assert_eq!(go(Status::Failed, 4), (Some(at(1)), Some(at(4))));
                assert_eq!(go(Status::Resuming, 5), (Some(at(1)), None));

                let run = place.run(conn, "", &[Status::Queued, Status::Scheduled, Status::Starting]);
                let progress =
                    Progress { attempt: 1, container: Some("main".into()), exit_code: None, started_at: Some(at(7)) };
                runs::set_progress(conn, run, &progress)?;
                runs::set_progress(
                    conn,
                    run,
                    &Progress { attempt: 2, exit_code: Some(3), started_at: Some(at(8)), ..progress },
                )?;
                let detail = runs::detail(conn, run)?.unwrap();
                assert_eq!((detail.attempt, detail.container.as_deref()), (2, Some("main")));
                assert_eq!((detail.summary.exit_code, detail.summary.started_at), (Some(3), Some(at(7))));
                Ok(())
            })
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_wait_is_told_when_it_is_news() {
    for database in databases().await {
        database
            .db
            .write(|conn| {
                let place = Place::make(conn, "ada");
                let run = place.run(conn, "", &[Status::Queued]);
                let count = |conn: &mut crate::Conn| outbox::last_id(conn).unwrap().unwrap();
                let before = count(conn);
                runs::set_waiting(conn, run, "NoFreePlace", "waits for a place", NOW)?;
                assert_eq!(count(conn), before + 1);
                runs::set_waiting(conn, run, "NoFreePlace", "waits for a place", NOW)?;
                assert_eq!(count(conn), before + 1);
                let conditions = runs::conditions(conn, run)?;
                assert_eq!(conditions.len(), 2);
                assert_eq!((conditions[1].status, conditions[1].reason.as_str()), (Status::Queued, "NoFreePlace"));
                assert_eq!(runs::summary(conn, run)?.unwrap().message, "waits for a place");
                runs::transition(conn, run, &[], condition(Status::Scheduled))?;
                runs::set_waiting(conn, run, "NoFreePlace", "still waits", NOW)?;
                assert_eq!(runs::summary(conn, run)?.unwrap().message, "is scheduled");
                Ok(())
            })
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn reconcilers_see_what_concerns_them() {
    use Status::{Compiled, Failed, Queued, Running, Scheduled, Starting, Stopped, Stopping, Succeeded};
    for database in databases().await {
        database
            .db
            .write(|conn| {
                let place = Place::make(conn, "ada");
                let first = place.run(conn, "", &[Compiled, Queued]);
                let second = place.run(conn, "", &[Compiled, Queued]);
                let scheduled = place.run(conn, "", &[Queued, Scheduled]);
                let starting = place.run(conn, "", &[Queued, Scheduled, Starting]);
                let stopping = place.run(conn, "", &[Queued, Scheduled, Starting, Running, Stopping]);
                let lost = place.run(conn, "", &[Queued, Scheduled, Starting, Running, Failed]);
                let done = place.run(conn, "", &[Queued, Scheduled, Starting, Running, Succeeded]);
                let never = place.run(conn, "", &[Queued, Stopped]);
                runs::set_logs_complete(conn, done)?;
                runs::insert(conn, runs::NewRun { cluster: "other".into(), ..place.new_run("") })?;

                assert_eq!(runs::queued(conn, "local", 10)?, [first, second]);
                assert_eq!(runs::queued(conn, "local", 1)?, [first]);
                assert_eq!(runs::count_live(conn, "local")?, 3);
                let ids = |runs: Vec<runs::LiveRun>| runs.into_iter().map(|run| run.id).collect::<Vec<_>>();
                assert!(runs::want_stop(conn, scheduled, NOW)?);
                assert!(!runs::want_stop(conn, scheduled, NOW)?);
                assert!(!runs::want_stop(conn, done, NOW)?);
                let live = runs::live(conn, "local")?;
                assert_eq!((live[0].stop_wanted, live[1].stop_wanted), (true, false));
                assert_eq!(live[0].plan, "{\"kind\":\"job\"}");
                assert_eq!(ids(live), [scheduled, starting, stopping]);
                assert_eq!(ids(runs::to_follow(conn, "local")?), [starting, stopping, lost]);
                assert!(runs::detail(conn, never)?.unwrap().logs_complete);

                let short = runs::insert(conn, runs::NewRun { ttl: Some(1), ..place.new_run("") })?.id;
                runs::transition(conn, short, &[], Condition { at: NOW.plus_seconds(9), ..condition(Failed) })?;
                let ended = runs::to_clean(conn, "local", 10)?;
                assert_eq!((ended[0].id, ended[0].ttl, ended[0].finished_at), (short, Some(1), NOW.plus_seconds(9)));
                assert_eq!(ended.len(), 4);
                runs::set_cleaned(conn, short, NOW)?;
                assert_eq!(runs::to_clean(conn, "local", 10)?.len(), 3);
                assert_eq!(runs::to_clean(conn, "local", 2)?.len(), 2);
                assert!(ended.iter().all(|run| run.finished_at > Timestamp::from_micros(0)));
                Ok(())
            })
            .await
            .unwrap();
    }
}
