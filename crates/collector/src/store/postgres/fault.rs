//! What a database says when something is wrong, and what may be done about it.

use std::error::Error as _;
use std::io;

use deadpool_postgres::{HookError, PoolError};
use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

use crate::store::StoreError;

/// What to do about a transaction that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Remedy {
    /// Another one was in the way: the same again.
    Again,
    /// The connection is gone, or the database is: the same on a new one. It may have been committed;
    /// then its ids are there, and it changes nothing.
    Reconnect,
    /// Something in it is refused: apart from that, the rest may pass.
    Divide,
    /// Nothing would pass, such as while the disk is full.
    GiveUp,
}

impl Remedy {
    pub(super) fn of(error: &StoreError) -> Self {
        match error {
            StoreError::Postgres(error) => of(error),
            StoreError::Again => Self::Again,
            StoreError::Busy => Self::Reconnect,
            _ => Self::GiveUp,
        }
    }
}

fn of(error: &Error) -> Remedy {
    let Some(state) = error.code() else {
        return if is_lost(error) {
            Remedy::Reconnect
        } else {
            Remedy::Divide
        };
    };
    match state {
        // Two collectors at once: one of them brought the row or the nonce in between.
        &SqlState::UNIQUE_VIOLATION
        | &SqlState::T_R_SERIALIZATION_FAILURE
        | &SqlState::T_R_DEADLOCK_DETECTED
        | &SqlState::LOCK_NOT_AVAILABLE => Remedy::Again,
        // It goes down, comes up, or is no longer the one that may write.
        &SqlState::ADMIN_SHUTDOWN
        | &SqlState::CRASH_SHUTDOWN
        | &SqlState::CANNOT_CONNECT_NOW
        | &SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT
        | &SqlState::READ_ONLY_SQL_TRANSACTION
        | &SqlState::TOO_MANY_CONNECTIONS => Remedy::Reconnect,
        state => match state.code().get(..2) {
            Some("08") => Remedy::Reconnect,
            // Data that a column does not take, or a limit that a row breaks.
            Some("21" | "22" | "23" | "54") => Remedy::Divide,
            _ => Remedy::GiveUp,
        },
    }
}

fn is_lost(error: &Error) -> bool {
    let mut source = error.source();
    while let Some(cause) = source {
        if cause.is::<io::Error>() {
            return true;
        }
        source = cause.source();
    }
    error.is_closed()
}

/// What statements came to that were on the wire together. Once one has failed, the others say no
/// more than that: what the first one says is what counts.
pub(super) fn all<const N: usize>(results: [Result<(), StoreError>; N]) -> Result<(), StoreError> {
    let mut errors: Vec<StoreError> = results.into_iter().filter_map(Result::err).collect();
    let cause = errors.iter().position(|error| !is_consequence(error));
    match (cause, errors.is_empty()) {
        (_, true) => Ok(()),
        (cause, false) => Err(errors.swap_remove(cause.unwrap_or_default())),
    }
}

fn is_consequence(error: &StoreError) -> bool {
    let StoreError::Postgres(error) = error else {
        return false;
    };
    error.code() == Some(&SqlState::IN_FAILED_SQL_TRANSACTION)
}

/// What happened, with all that the database said about it.
pub(crate) fn told(error: &Error) -> String {
    if let Some(error) = error.as_db_error() {
        let mut text = format!("{} ({})", error.message(), error.code().code());
        for more in [error.detail(), error.hint()].into_iter().flatten() {
            text.push_str(": ");
            text.push_str(more);
        }
        return text;
    }
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        Self::Postgres(error)
    }
}

impl From<PoolError> for StoreError {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) | PoolError::PostCreateHook(HookError::Backend(error)) => {
                Self::Postgres(error)
            }
            PoolError::Timeout(_) => Self::Busy,
            PoolError::Closed => Self::closed(),
            other => Self::Unusable(other.to_string()),
        }
    }
}
