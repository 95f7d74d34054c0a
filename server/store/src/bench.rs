//! Runs to measure with, as many as somebody wants, made by the database itself: a million in a minute or so.
//!
//! They are like real ones in what lists and queries look at: names, tags, inputs, outputs, metrics, statuses and times.

use diesel::prelude::*;
use domain::{OrganizationId, ProjectId, Timestamp, UserId};

use crate::{Conn, StoreError, columns::signed};

/// How many runs one transaction makes.
const AT_ONCE: u64 = 50_000;
/// How long after one another they were submitted, in microseconds.
const APART: i64 = 10_000_000;

/// Whose the runs are.
#[derive(Debug, Clone, Copy)]
pub struct Owner {
    /// The organization.
    pub organization: OrganizationId,
    /// The project.
    pub project: ProjectId,
    /// Who submitted them.
    pub user: UserId,
}

/// Makes so many runs, the last of them submitted now.
pub async fn fill(db: &crate::Db, owner: Owner, count: u64, now: Timestamp) -> Result<(), StoreError> {
    let begin = now.as_micros().saturating_sub(signed(count).saturating_mul(APART));
    let mut first = 1;
    while first <= count {
        let last = count.min(first + AT_ONCE - 1);
        db.write(move |conn| some(conn, owner, begin, first..=last)).await?;
        first = last + 1;
    }
    // What a planner goes by.
    db.write(|conn| {
        diesel::sql_query("ANALYZE").execute(conn)?;
        Ok(())
    })
    .await
}

fn some(conn: &mut Conn, owner: Owner, begin: i64, numbers: std::ops::RangeInclusive<u64>) -> Result<(), StoreError> {
    let Owner { organization, project, user } = owner;
    let (first, last) = (numbers.start(), numbers.end());
    // Both databases: the numbers of the runs, and hexadecimal digits of a width.
    let (source, hex): (_, fn(&str, u32) -> String) = match conn {
        Conn::Sqlite(_) => (
            format!(
                "(WITH RECURSIVE n (i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last}) SELECT i FROM n) AS n"
            ),
            |value, width| format!("printf('%0{width}x', {value})"),
        ),
        Conn::Postgres(_) => (format!("generate_series({first}::bigint, {last}::bigint) AS n (i)"), |value, width| {
            format!("lpad(to_hex({value}), {width}, '0')")
        }),
    };
    let created = format!("({begin} + n.i * {APART})");
    // As a UUID of version 7: the time, then the number.
    let id = format!(
        "({} || '7' || {} || '8' || {})",
        hex(&format!("({created} / 1000)"), 12),
        hex("(n.i % 4096)", 3),
        hex("n.i", 15)
    );
    let started = format!("({created} + 2000000 + n.i % 7 * 1000000)");
    let finished = format!("({started} + (n.i % 600 + 1) * 1000000)");
    let status = "(CASE n.i % 10 WHEN 0 THEN 'failed' WHEN 1 THEN 'stopped' ELSE 'succeeded' END)";
    let rate = "(n.i % 1000 / 1000.0)";
    let loss = "(n.i * 7919 % 1000003 / 1000003.0)";
    let place = format!("'{organization}', '{project}'");
    let statements = [
        format!(
            "INSERT INTO runs (id, organization_id, project_id, user_id, name, search_text, kind, status, tone, reason, message, tags,
                 cluster, attempt, exit_code, created_at, updated_at, started_at, finished_at, logs_complete, cleaned_at, managed_by)
             SELECT {id}, {place}, '{user}', 'train-' || (n.i % 1000), 'train-' || (n.i % 1000), 'job', {status}, {status}, 'Completed',
                 'ended with exit code ' || (CASE n.i % 10 WHEN 0 THEN 1 ELSE 0 END), '[\"nightly\",\"t' || (n.i % 100) || '\"]',
                 'local', 1, CASE n.i % 10 WHEN 0 THEN 1 ELSE 0 END, {created}, {finished}, {started}, {finished}, TRUE, {finished}, 'agent'
             FROM {source}"
        ),
        format!(
            "INSERT INTO run_specs (run_id, description, content, compiled, plan, inputs, outputs, meta_info)
             SELECT {id}, 'made to measure with', 'kind: component', '{{}}', '', '[{{\"name\":\"lr\",\"type\":\"float\",\"value\":' || {rate}
                 || '}},{{\"name\":\"layers\",\"type\":\"int\",\"value\":' || (n.i % 8) || '}}]', '[]', '{{}}' FROM {source}"
        ),
        format!(
            "INSERT INTO run_conditions (run_id, number, status, reason, message, at)
             SELECT {id}, 0, 'created', 'Submitted', 'submitted', {created} FROM {source}
             UNION ALL SELECT {id}, 1, 'running', 'Started', 'its main container is at work', {started} FROM {source}
             UNION ALL SELECT {id}, 2, {status}, 'Completed', 'ended', {finished} FROM {source}"
        ),
        format!(
            "INSERT INTO run_tags (run_id, tag, organization_id, project_id)
             SELECT {id}, 'nightly', {place} FROM {source} UNION ALL SELECT {id}, 't' || (n.i % 100), {place} FROM {source}"
        ),
        format!(
            "INSERT INTO run_values (run_id, side, name, number, text, organization_id, project_id)
             SELECT {id}, 'input', 'lr', {rate}, CAST({rate} AS TEXT), {place} FROM {source}
             UNION ALL SELECT {id}, 'input', 'layers', n.i % 8, CAST(n.i % 8 AS TEXT), {place} FROM {source}"
        ),
        format!(
            "INSERT INTO run_metrics (run_id, name, organization_id, project_id, number, last, last_step, min, max, count, points,
                 source_bytes, source_at)
             SELECT {id}, 'loss', {place}, 0, {loss}, 100, {loss}, 1.0, 100, 0, 0, 0 FROM {source}
             UNION ALL SELECT {id}, 'accuracy', {place}, 1, 1 - {loss}, 100, 0.0, 1 - {loss}, 100, 0, 0, 0 FROM {source}"
        ),
    ];
    for statement in statements {
        diesel::sql_query(statement).execute(conn)?;
    }
    Ok(())
}
