//! What is to be sent on: kept with the response that caused it, until it was sent.

use survey::time::Timestamp;

/// Which message is meant. It is the same however often it is written or sent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct OutgoingId {
    pub(crate) site: String,
    /// The id of the response that caused it, and its version.
    pub(crate) response: String,
    pub(crate) seq: i32,
    /// Its place among what that version sends on.
    pub(crate) place: i32,
}

/// A message on its way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outgoing {
    pub(crate) id: OutgoingId,
    pub(crate) kind: String,
    pub(crate) to: String,
    pub(crate) body: String,
    pub(crate) created_at: Timestamp,
    /// How often it was claimed, this time included.
    pub(crate) attempts: u32,
}

/// A message that nobody tries to send any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DeadLetter {
    pub(crate) message: Outgoing,
    /// What was said when it was given up.
    pub(crate) reason: String,
}
