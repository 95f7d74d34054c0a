//! Passwords: argon2id with OWASP's parameters (19 MiB, two passes, one lane), a few at a time, off the async threads.

use std::sync::Arc;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use domain::{ApiError, ErrorCode};
use tokio::sync::Semaphore;

use crate::blocking;

/// The longest password, in bytes.
pub(crate) const LONGEST: usize = 1_024;
/// How many are hashed at once: each takes 19 MiB for its time.
const AT_ONCE: usize = 2;
/// Verified when there is no user of that name, so that the answer takes as long as for one that exists. No password has it.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$b3JyZXJ5IG5vYm9keSE$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashes and verifies passwords.
pub(crate) struct Passwords {
    permits: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { permits: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Passwords {
    /// The hash to store, with its salt and parameters (a PHC string).
    pub(crate) async fn hash(&self, password: String) -> Result<String, ApiError> {
        let hash = self.run(move || Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())).await?;
        hash.map_err(|error| {
            tracing::error!(%error, "can't hash a password");
            ApiError::new(ErrorCode::Internal, "the password can't be stored")
        })
    }

    /// Whether the password is the one that was hashed. Without a hash it is not, after the same time.
    pub(crate) async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, ApiError> {
        self.run(move || {
            let known = hash.is_some() && password.len() <= LONGEST;
            let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
            let password = password.as_bytes().get(..LONGEST).unwrap_or(password.as_bytes());
            match PasswordHash::new(&hash) {
                Ok(hash) => Argon2::default().verify_password(password, &hash).is_ok() && known,
                Err(error) => {
                    tracing::error!(%error, "a stored password hash can't be read");
                    false
                }
            }
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
        // The semaphore is never closed; without a permit the work is merely not limited.
        let permit = Arc::clone(&self.permits).acquire_owned().await.ok();
        blocking(move || {
            let result = work();
            drop(permit);
            result
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_verifies_and_another_does_not() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        for (given, expected) in [("correct horse", true), ("correct horsf", false), ("", false)] {
            assert_eq!(passwords.verify(given.into(), Some(hash.clone())).await, Ok(expected), "{given}");
        }
    }

    #[tokio::test]
    async fn nobody_has_no_password_but_is_worth_the_same_work() {
        let parameters = |hash: &str| hash.split('$').take(4).map(str::to_owned).collect::<Vec<_>>();
        let passwords = Passwords::default();
        let hash = passwords.hash("x".into()).await.unwrap();
        assert_eq!(parameters(NOBODY), parameters(&hash));
        assert!(PasswordHash::new(NOBODY).is_ok());
        assert_eq!(passwords.verify("x".into(), None).await, Ok(false));
    }

    #[tokio::test]
    async fn what_is_cut_off_does_not_match() {
        let passwords = Passwords::default();
        let longest = "x".repeat(LONGEST);
        let hash = passwords.hash(longest.clone()).await.unwrap();
        assert_eq!(passwords.verify(longest.clone() + "x", Some(hash.clone())).await, Ok(false));
        assert_eq!(passwords.verify(longest, Some(hash)).await, Ok(true));
    }
}
