//! What runs were made from others.

use diesel::prelude::*;
use domain::{OrganizationId, RunId, pages::COUNT_LIMIT, runs::RunSummary};

use super::rows;
use crate::{Conn, StoreError, db::MultiBackend, pages, schema::runs};

/// The clones of a run in its organization, newest first, and how many there are (counted up to [`COUNT_LIMIT`]).
pub fn clones(
    conn: &mut Conn,
    run: RunId,
    organization: OrganizationId,
    (offset, limit): (u32, u32),
) -> Result<(Vec<RunSummary>, u64), StoreError> {
    let (run, organization) = (run.to_string(), organization.to_string());
    let clones = || {
        let rows = runs::table.select(runs::id).filter(runs::original_id.eq(&run));
        rows.filter(runs::organization_id.eq(&organization)).into_boxed::<MultiBackend>()
    };
    let ids: Vec<String> = clones().order(runs::id.desc()).offset(offset.into()).limit(limit.into()).load(conn)?;
    Ok((rows::page(conn, &ids)?, pages::count(conn, clones())?.min(COUNT_LIMIT)))
}
