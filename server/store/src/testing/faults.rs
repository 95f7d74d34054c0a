//! Faults on purpose: an error at the n-th row that is written, and a connection that is lost at the n-th statement.

use std::{
    collections::BTreeMap,
    panic::resume_unwind,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use diesel::{
    Connection as _,
    connection::{InstrumentationEvent, SimpleConnection as _},
    prelude::*,
    sql_query,
    sql_types::Text,
};

use crate::{Conn, Db, StoreError};

/// What the database says at an injected fault.
pub const INJECTED: &str = "injected fault";
/// Counts down to the fault.
const COUNTER: &str = "test_faults";

/// A database that fails when it is told to.
#[derive(Clone)]
pub struct Faults {
    db: Db,
    tables: Vec<String>,
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    name: String,
}

impl Faults {
    /// Watches every table of a database, which a test has to itself.
    pub async fn install(db: &Db) -> Result<Self, StoreError> {
        let tables = db
            .write(|conn| {
                let tables = names(
                    conn,
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
                    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
                )?;
                watch(conn, &tables)?;
                Ok(tables)
            })
            .await?;
        Ok(Self { db: db.clone(), tables })
    }

    /// From now on the row-th row that a transaction inserts, updates or deletes is refused by the database; 0 is none.
    pub async fn fail_at(&self, row: u32) -> Result<(), StoreError> {
        self.db.write(move |conn| run(conn, &format!("UPDATE {COUNTER} SET rows_left = {row}"))).await
    }

    /// The connection is lost before the statement-th statement (`BEGIN` and `COMMIT` are some, too) that the writer is asked for, in
    /// the middle of a transaction if it is in one: as when this process ends there. The transaction panics; the next one has a new
    /// connection. Answers how many statements are left.
    pub async fn lose_at(&self, statement: u32) -> Result<Arc<AtomicU32>, StoreError> {
        // This call's own commit is one.
        let left = Arc::new(AtomicU32::new(statement + 1));
        let counter = Arc::clone(&left);
        self.db
            .write(move |conn| {
                conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
                    // The pool looks whether the connection lives, and does not expect this of it.
                    if let InstrumentationEvent::StartQuery { query, .. } = event
                        && !query.to_string().contains("SELECT 1")
                    {
                        let before = counter.try_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
                        if before == Ok(1) {
                            // Not a panic: nobody needs to read of it.
                            resume_unwind(Box::new(INJECTED));
                        }
                    }
                });
                Ok(())
            })
            .await?;
        Ok(left)
    }

    /// Nothing is lost any more.
    pub async fn keep(&self) -> Result<(), StoreError> {
        self.db
            .write(|conn| {
                conn.set_instrumentation(|_: InstrumentationEvent<'_>| {});
                Ok(())
            })
            .await
    }

    /// All rows of all tables, as text.
    pub async fn dump(&self) -> Result<BTreeMap<String, Vec<String>>, StoreError> {
        let tables = self.tables.clone();
        self.db
            .read(move |conn| {
                let dump = |table: String| {
                    let rows = match conn {
                        Conn::Postgres(_) => names(conn, "", &format!("SELECT t::text AS name FROM {table} t"))?,
                        Conn::Sqlite(_) => {
                            let columns = names(
                                conn,
                                &format!("SELECT 'quote(' || name || ')' AS name FROM pragma_table_info('{table}')"),
                                "",
                            )?;
                            names(conn, &format!("SELECT {} AS name FROM {table}", columns.join(" || ',' || ")), "")?
                        }
                    };
                    let mut rows = rows;
                    rows.sort();
                    Ok((table, rows))
                };
                tables.into_iter().map(dump).collect()
            })
            .await
    }
}

/// The answer of one database or the other.
fn names(conn: &mut Conn, sqlite: &str, postgres: &str) -> Result<Vec<String>, StoreError> {
    let rows: Vec<Named> = match conn {
        Conn::Sqlite(conn) => sql_query(sqlite).load(conn)?,
        Conn::Postgres(conn) => sql_query(postgres).load(conn)?,
    };
    Ok(rows.into_iter().map(|row| row.name).collect())
}

fn run(conn: &mut Conn, sql: &str) -> Result<(), StoreError> {
    match conn {
        Conn::Sqlite(conn) => conn.batch_execute(sql)?,
        Conn::Postgres(conn) => conn.batch_execute(sql)?,
    }
    Ok(())
}

fn watch(conn: &mut Conn, tables: &[String]) -> Result<(), StoreError> {
    run(conn, &format!("CREATE TABLE {COUNTER} (rows_left INTEGER NOT NULL); INSERT INTO {COUNTER} VALUES (0)"))?;
    if let Conn::Postgres(_) = conn {
        let body = format!(
            "UPDATE {COUNTER} SET rows_left = rows_left - 1; \
             IF (SELECT rows_left FROM {COUNTER}) = 0 THEN RAISE EXCEPTION '{INJECTED}'; END IF; \
             IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
        );
        run(conn, &format!("CREATE FUNCTION test_fault() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN {body} END $body$"))?;
    }
    for table in tables {
        for deed in ["INSERT", "UPDATE", "DELETE"] {
            let name = format!("{COUNTER}_{table}_{}", deed.to_lowercase());
            let sql = match conn {
                Conn::Sqlite(_) => format!(
                    "CREATE TRIGGER {name} BEFORE {deed} ON {table} BEGIN \
                     UPDATE {COUNTER} SET rows_left = rows_left - 1; \
                     SELECT RAISE(ABORT, '{INJECTED}') WHERE (SELECT rows_left FROM {COUNTER}) = 0; END"
                ),
                Conn::Postgres(_) => {
                    format!("CREATE TRIGGER {name} BEFORE {deed} ON {table} FOR EACH ROW EXECUTE FUNCTION test_fault()")
                }
            };
            run(conn, &sql)?;
        }
    }
    Ok(())
}
