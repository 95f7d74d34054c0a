//! A database of its own for every test: SQLite always, Postgres when `TEST_POSTGRES_URL` says where one is.
//!
//! The URL's user must be allowed to create databases.

pub mod faults;

use diesel::{Connection as _, PgConnection, connection::SimpleConnection as _, prelude::*};
use domain::UserId;
use tempfile::TempDir;
use uuid::Uuid;

use crate::{Conn, DatabaseUrl, Db, StoreError, schema::memberships};

/// Says where a Postgres for tests is.
const POSTGRES: &str = "TEST_POSTGRES_URL";

/// A database that is gone when this is dropped, and a directory for what belongs beside it.
pub struct TestDatabase {
    /// Open and up to date.
    pub db: Db,
    /// Where it is, to open it once more.
    pub url: DatabaseUrl,
    /// `sqlite` or `postgres`, for messages.
    pub name: &'static str,
    /// For logs and artifacts.
    pub dir: TempDir,
    _created: Option<Created>,
}

/// Makes somebody a member of nothing.
pub fn remove_memberships(conn: &mut Conn, user: UserId) -> Result<(), StoreError> {
    diesel::delete(memberships::table.filter(memberships::user_id.eq(user.to_string()))).execute(conn)?;
    Ok(())
}

/// One of each kind there is, up to date.
///
/// # Panics
///
/// When one can't be made.
#[expect(clippy::expect_used, reason = "a test without its database can only fail")]
pub async fn databases() -> Vec<TestDatabase> {
    let databases = empty_databases();
    for database in &databases {
        database.db.migrate().await.expect("the test database can be brought up to date");
    }
    databases
}

/// One of each kind there is, without a table.
///
/// # Panics
///
/// When one can't be made.
#[expect(clippy::expect_used, reason = "a test without its database can only fail")]
pub fn empty_databases() -> Vec<TestDatabase> {
    let mut databases = Vec::new();
    let dir = TempDir::new().expect("a directory for the test");
    let url = DatabaseUrl::Sqlite(dir.path().join("orrery.db"));
    databases.push(TestDatabase { db: Db::open(&url).expect("an SQLite file"), url, name: "sqlite", dir, _created: None });
    if let Ok(server) = std::env::var(POSTGRES) {
        let created = Created::new(server);
        let url = DatabaseUrl::Postgres(created.url());
        let db = Db::open(&url).expect("a Postgres database");
        let dir = TempDir::new().expect("a directory for the test");
        databases.push(TestDatabase { db, url, name: "postgres", dir, _created: Some(created) });
    }
    databases
}

/// A database on a server; dropped with this.
struct Created {
    server: String,
    name: String,
}

impl Created {
    #[expect(clippy::expect_used, reason = "a test without its database can only fail")]
    fn new(server: String) -> Self {
        let name = format!("orrery_test_{}", Uuid::now_v7().simple());
        let mut conn = PgConnection::establish(&server).expect("the server that TEST_POSTGRES_URL names");
        conn.batch_execute(&format!("CREATE DATABASE {name}")).expect("a database may be created");
        Self { server, name }
    }

    /// The server's address with the database's name as its path.
    fn url(&self) -> String {
        let (address, query) = self.server.split_once('?').map_or((self.server.as_str(), None), |(a, q)| (a, Some(q)));
        let host = address.find("://").map_or(0, |scheme| scheme + 3);
        let end = address[host..].find('/').map_or(address.len(), |path| host + path);
        let query = query.map_or_else(String::new, |query| format!("?{query}"));
        format!("{}/{}{query}", &address[..end], self.name)
    }
}

impl Drop for Created {
    fn drop(&mut self) {
        // What is left over is only an empty database of a test server.
        if let Ok(mut conn) = PgConnection::establish(&self.server) {
            let _ = conn.batch_execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        }
    }
}
