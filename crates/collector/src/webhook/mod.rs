//! Webhooks: who wants to hear of responses is told, by the store's outgoing messages.
//!
//! A message is written in the transaction that keeps the response, so that neither is without the
//! other. The [`Courier`] takes messages from there and posts them, signed as [Standard Webhooks]
//! wants it, until somebody answers with a 2xx. Every message comes at least once; whoever wants it
//! once looks at its id.
//!
//! [Standard Webhooks]: https://www.standardwebhooks.com

mod client;
mod courier;
mod event;
mod networks;
mod signature;

pub(crate) use self::client::Networks;
pub(crate) use self::courier::{Courier, NoCourier};
pub(crate) use self::event::{all_of, messages};

/// The kind of outgoing message that is a webhook's.
pub(crate) const KIND: &str = "webhook";
