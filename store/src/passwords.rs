//! Passwords, hashed with argon2id.

use std::sync::OnceLock;

use argon2::{
    Argon2,
    password_hash::{self, PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use tokio::sync::Semaphore;

use crate::StoreError;

/// Each takes 19 MiB and a processor for some time; a crowd at the door waits in a row.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// Hashes a new password.
pub(crate) async fn hash(password: &str) -> Result<String, StoreError> {
    let password = password.to_owned();
    aside(move || hash_now(&password)).await
}

/// Whether a password is the one that was hashed; a missing hash takes as long to refuse.
pub(crate) async fn verify(password: &str, hash: Option<String>) -> Result<bool, StoreError> {
    let password = password.to_owned();
    aside(move || match hash {
        Some(hash) => verify_now(&password, &hash),
        None => verify_now(&password, nobodys_hash()?).map(|_| false),
    })
    .await
}

/// Runs on a thread where it holds up nobody.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let _turn = AT_ONCE.acquire().await.map_err(failed)?;
    tokio::task::spawn_blocking(work).await.map_err(failed)?
}

fn hash_now(password: &str) -> Result<String, StoreError> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    Ok(hash.map_err(failed)?.to_string())
}

fn verify_now(password: &str, hash: &str) -> Result<bool, StoreError> {
    let hash = PasswordHash::new(hash).map_err(failed)?;
    match Argon2::default().verify_password(password.as_bytes(), &hash) {
        Ok(()) => Ok(true),
        Err(password_hash::Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(failed(error)),
    }
}

/// Made on first use with the parameters of all others, so that it takes the same time.
fn nobodys_hash() -> Result<&'static str, StoreError> {
    static HASH: OnceLock<String> = OnceLock::new();
    if let Some(hash) = HASH.get() {
        return Ok(hash);
    }
    let hash = hash_now("")?;
    Ok(HASH.get_or_init(|| hash))
}

fn failed(error: impl std::fmt::Display) -> StoreError {
    StoreError::Password(error.to_string())
}
