//! Where the database is.

use std::{fmt, path::PathBuf, str::FromStr};

/// Which database, and where.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file of this machine.
    Sqlite(PathBuf),
    /// A server, as libpq's connection URL.
    Postgres(String),
}

/// Why a text does not say where a database is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDatabaseUrl {
    /// It begins with neither `sqlite:` nor `postgres://`.
    #[error("the database's address begins with neither `sqlite:` nor `postgres://`")]
    Scheme,
    /// `sqlite:` and nothing, or a database in memory.
    #[error("`sqlite:` must be followed by a file's path; a database in memory would be gone with its connection")]
    Path,
}

impl FromStr for DatabaseUrl {
    type Err = InvalidDatabaseUrl;

    fn from_str(text: &str) -> Result<Self, InvalidDatabaseUrl> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        let path = text.strip_prefix("sqlite://").or_else(|| text.strip_prefix("sqlite:")).ok_or(InvalidDatabaseUrl::Scheme)?;
        if path.is_empty() || path.contains(":memory:") {
            return Err(InvalidDatabaseUrl::Path);
        }
        Ok(Self::Sqlite(path.into()))
    }
}

/// The address without its password.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => f.write_str(&without_password(url)),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn without_password(url: &str) -> String {
    let (address, query) = url.split_once('?').map_or((url, None), |(address, query)| (address, Some(query)));
    let mut text = match address.split_once("://") {
        Some((scheme, rest)) => match rest.rsplit_once('@') {
            Some((login, place)) => {
                let (user, password) = login.split_once(':').map_or((login, ""), |(user, _)| (user, ":***"));
                format!("{scheme}://{user}{password}@{place}")
            }
            None => address.to_owned(),
        },
        None => address.to_owned(),
    };
    for (index, parameter) in query.into_iter().flat_map(|query| query.split('&')).enumerate() {
        text.push(if index == 0 { '?' } else { '&' });
        match parameter.split_once('=') {
            Some((name, _)) if name.to_lowercase().contains("password") => {
                text.push_str(name);
                text.push_str("=***");
            }
            _ => text.push_str(parameter),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_read_back_without_their_password() {
        for (text, shown) in [
            ("sqlite:/var/lib/orrery.db", "sqlite:/var/lib/orrery.db"),
            ("sqlite://orrery.db", "sqlite:orrery.db"),
            ("postgres://ada:s3c:r@t@db/orrery?sslmode=require", "postgres://ada:***@db/orrery?sslmode=require"),
            ("postgresql://db/orrery?user=ada&sslpassword=s3cret", "postgresql://db/orrery?user=ada&sslpassword=***"),
            ("postgres://ada@[::1]:5433/orrery", "postgres://ada@[::1]:5433/orrery"),
        ] {
            let url: DatabaseUrl = text.parse().unwrap();
            assert_eq!(url.to_string(), shown);
            assert!(!format!("{url:?}").contains("s3c"));
        }
    }

    #[test]
    fn what_is_no_address_is_refused_without_repeating_it() {
        for (text, error) in [
            ("mysql://ada:s3cret@db", InvalidDatabaseUrl::Scheme),
            ("sqlite:", InvalidDatabaseUrl::Path),
            ("sqlite::memory:", InvalidDatabaseUrl::Path),
        ] {
            assert_eq!(text.parse::<DatabaseUrl>(), Err(error.clone()));
            assert!(!error.to_string().contains("s3cret"));
        }
    }
}
