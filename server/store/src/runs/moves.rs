//! Where a run is kept: in which project, put away or not, and whether its results still count.

use diesel::prelude::*;
use domain::{ProjectId, RunId, Timestamp, events::Change, runs::RunSummary};

use super::{
    tell,
    values::{self, Place},
};
use crate::{
    Conn, StoreError,
    columns::parse,
    outbox,
    schema::{projects, runs},
    tracking,
};

fn place(conn: &mut Conn, id: &str) -> Result<Option<Place>, StoreError> {
    Ok(runs::table.find(id).select((runs::organization_id, runs::project_id)).first(conn).optional()?)
}

/// Puts a run away, or back among the others, and tells; the run as it then is, or `None` when there is none.
pub fn set_archived(conn: &mut Conn, run: RunId, archived: bool, now: Timestamp) -> Result<Option<RunSummary>, StoreError> {
    let id = run.to_string();
    let Some(place) = place(conn, &id)? else { return Ok(None) };
    let at = archived.then_some(now.as_micros());
    let other = runs::table.find(&id).filter(runs::archived_at.is_null().eq(archived));
    diesel::update(other).set((runs::archived_at.eq(at), runs::updated_at.eq(now.as_micros()))).execute(conn)?;
    tell(conn, run, parse("runs.organization_id", &place.organization_id)?, now).map(Some)
}

/// Notes that nobody is to take a run's results for those of another one that is the same; says whether it is there.
pub fn invalidate(conn: &mut Conn, run: RunId, now: Timestamp) -> Result<bool, StoreError> {
    let at = now.as_micros();
    let columns = (runs::invalidated_at.eq(at), runs::updated_at.eq(at));
    Ok(diesel::update(runs::table.find(run.to_string())).set(columns).execute(conn)? > 0)
}

/// Moves a run to another project of its organization, and tells both; the run as it then is, or `None` when there is none, or the
/// project is not there.
pub fn transfer(conn: &mut Conn, run: RunId, to: ProjectId, now: Timestamp) -> Result<Option<RunSummary>, StoreError> {
    let (id, to) = (run.to_string(), to.to_string());
    let Some(from) = place(conn, &id)? else { return Ok(None) };
    let organization: Option<String> = projects::table.find(&to).select(projects::organization_id).first(conn).optional()?;
    if organization.as_ref() != Some(&from.organization_id) {
        return Ok(None);
    }
    let organization = parse("runs.organization_id", &from.organization_id)?;
    if from.project_id != to {
        let columns = (runs::project_id.eq(&to), runs::updated_at.eq(now.as_micros()));
        diesel::update(runs::table.find(&id)).set(columns).execute(conn)?;
        tracking::set_project(conn, &id, &to)?;
        values::set_place(conn, &id, &Place { organization_id: from.organization_id, project_id: to })?;
        let gone = Change::RunDeleted { run, project: parse("runs.project_id", &from.project_id)? };
        outbox::append(conn, &gone, organization, now)?;
    }
    tell(conn, run, organization, now).map(Some)
}
