//! The tables, step by step. Both databases have steps of the same names.

use diesel::{backend::Backend, migration::MigrationVersion};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::Conn;
use crate::StoreError;

pub(super) const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
pub(super) const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Runs the steps that this database has not seen.
pub(super) fn run(conn: &mut Conn) -> Result<(), StoreError> {
    match conn {
        Conn::Sqlite(conn) => run_on(conn, SQLITE),
        Conn::Postgres(conn) => run_on(conn, POSTGRES),
    }
}

fn run_on<DB: Backend + 'static>(conn: &mut impl MigrationHarness<DB>, steps: EmbeddedMigrations) -> Result<(), StoreError> {
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| StoreError::Migration(error.to_string());
    let known: Vec<MigrationVersion<'static>> = diesel::migration::MigrationSource::<DB>::migrations(&steps)
        .map_err(failed)?
        .iter()
        .map(|step| step.name().version().as_owned())
        .collect();
    for version in conn.applied_migrations().map_err(failed)? {
        if !known.contains(&version) {
            return Err(StoreError::Newer(version.to_string()));
        }
    }
    for version in conn.run_pending_migrations(steps).map_err(failed)? {
        tracing::info!(%version, "the database has moved on");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use diesel::{QueryDsl as _, QueryableByName, RunQueryDsl as _, Table as _, sql_types::Text};

    use super::*;
    use crate::{schema, testing::empty_databases};

    type Tables = BTreeMap<String, Vec<String>>;

    #[derive(QueryableByName)]
    struct Column {
        #[diesel(sql_type = Text)]
        table_name: String,
        #[diesel(sql_type = Text)]
        column_name: String,
    }

    /// Tables with their columns, but for diesel's own.
    fn tables(conn: &mut Conn) -> Tables {
        let query = match conn {
            Conn::Sqlite(_) => {
                "SELECT m.name AS table_name, c.name AS column_name FROM sqlite_master m, pragma_table_info(m.name) c
                 WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\' ORDER BY c.cid"
            }
            Conn::Postgres(_) => {
                "SELECT table_name::text, column_name::text FROM information_schema.columns
                 WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%' ORDER BY ordinal_position"
            }
        };
        let mut tables = Tables::new();
        for column in diesel::sql_query(query).load::<Column>(conn).unwrap() {
            tables.entry(column.table_name).or_default().push(column.column_name);
        }
        tables
    }

    /// What `schema` says there is.
    fn declared() -> Tables {
        macro_rules! declared {
            ($($table:ident)*) => {
                [$((stringify!($table), {
                    let query = schema::$table::table.select(schema::$table::table::all_columns());
                    diesel::debug_query::<diesel::sqlite::Sqlite, _>(&query).to_string()
                })),*]
            };
        }
        let queries = declared! {
            organizations users memberships sessions tokens installation projects runs run_specs run_conditions deleted_runs outbox
            log_ends log_chunks run_tags run_values bookmarks run_metrics run_artifacts run_tokens
        };
        let names = |query: &str| query.split('`').skip(3).step_by(4).map(str::to_owned).collect::<Vec<_>>();
        queries
            .into_iter()
            .map(|(table, query)| (table.to_owned(), names(query.split(" FROM ").next().unwrap_or_default())))
            .collect()
    }

    fn revert(conn: &mut Conn) -> Result<(), StoreError> {
        let reverted = match conn {
            Conn::Sqlite(conn) => conn.revert_all_migrations(SQLITE),
            Conn::Postgres(conn) => conn.revert_all_migrations(POSTGRES),
        };
        reverted.map(drop).map_err(|error| StoreError::Migration(error.to_string()))
    }

    #[tokio::test]
    async fn up_and_down_and_up_again() {
        for database in empty_databases() {
            database.db.migrate().await.unwrap();
            database.db.migrate().await.unwrap();
            assert_eq!(database.db.read(|conn| Ok(tables(conn))).await.unwrap(), declared(), "{}", database.name);
            database.db.write(revert).await.unwrap();
            assert_eq!(database.db.read(|conn| Ok(tables(conn))).await.unwrap(), Tables::new());
            database.db.migrate().await.unwrap();
            assert_eq!(database.db.read(|conn| Ok(tables(conn))).await.unwrap(), declared());
        }
    }

    #[tokio::test]
    async fn a_newer_database_is_left_alone() {
        for database in empty_databases() {
            database.db.migrate().await.unwrap();
            database
                .db
                .write(|conn| {
                    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')";
                    diesel::sql_query(newer).execute(conn)?;
                    Ok(())
                })
                .await
                .unwrap();
            let error = database.db.migrate().await.unwrap_err();
            assert!(error.to_string().contains("99990101000000"), "{error}");
        }
    }
}
