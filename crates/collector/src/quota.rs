//! How often one address may ask.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, RateLimiter};

use crate::client::Client;
use crate::config::Quota;

/// Counters at most. Addresses that fall into the same one share it, so that ever new addresses
/// cost no memory.
const COUNTERS: u64 = 1 << 16;

/// A quota for each address.
pub(crate) struct Quotas {
    limiter: Option<DefaultKeyedRateLimiter<u64>>,
    /// Nobody outside knows which addresses share a counter.
    hasher: RandomState,
    burst: NonZeroU32,
    /// Whether they hold for the machine itself.
    loopback: bool,
}

/// Seconds after which there is room again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooOften(pub(crate) u64);

impl Quotas {
    pub(crate) fn new(quota: Quota, loopback: bool) -> Self {
        let limits = quota.limits();
        let quota =
            |(per_minute, burst)| governor::Quota::per_minute(per_minute).allow_burst(burst);
        Self {
            limiter: limits.map(|limits| RateLimiter::keyed(quota(limits))),
            hasher: RandomState::new(),
            burst: limits.map_or(NonZeroU32::MIN, |(_, burst)| burst),
            loopback,
        }
    }

    /// Counts what an address wants to do now.
    ///
    /// # Errors
    ///
    /// [`TooOften`], and nothing was counted. What is more than a burst is counted as one: it
    /// could never be done otherwise.
    pub(crate) fn take(&self, client: Client, times: NonZeroU32) -> Result<(), TooOften> {
        let Some(limiter) = &self.limiter else {
            return Ok(());
        };
        let address = client.address();
        if address.is_loopback() && !self.loopback {
            return Ok(());
        }
        let counter = self.hasher.hash_one(network(address)) % COUNTERS;
        match limiter.check_key_n(&counter, times.min(self.burst)) {
            Ok(Err(denied)) => {
                let wait = denied.wait_time_from(DefaultClock::default().now());
                Err(TooOften(wait.as_secs() + 1))
            }
            // It is never more than a burst.
            Ok(Ok(())) | Err(_) => Ok(()),
        }
    }
}

/// What one subscriber has: of IPv6 a network of 64 bits, within which addresses cost nothing.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let bits = v6.to_bits() >> 64 << 64;
            IpAddr::V6(bits.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::Peer;
    use crate::config::Proxies;
    use axum::http::HeaderMap;

    fn client(address: &str) -> Client {
        let peer = Peer(address.parse().unwrap());
        Client::of(peer, &HeaderMap::new(), &Proxies::default())
    }

    fn quotas(burst: u32, loopback: bool) -> Quotas {
        let per_minute = 1;
        Quotas::new(Quota { per_minute, burst }, loopback)
    }

    fn times(times: u32) -> NonZeroU32 {
        NonZeroU32::new(times).unwrap()
    }

    #[test]
    fn a_burst_is_allowed_and_then_a_pause_is_due() {
        let quotas = quotas(3, false);
        let ada = client("192.0.2.1");
        assert_eq!(quotas.take(ada, times(2)), Ok(()));
        assert_eq!(quotas.take(ada, times(1)), Ok(()));
        let TooOften(seconds) = quotas.take(ada, times(1)).unwrap_err();
        assert!((1..=61).contains(&seconds), "{seconds}");
        assert_eq!(quotas.take(client("192.0.2.2"), times(1)), Ok(()));
    }

    #[test]
    fn what_is_more_than_a_burst_takes_all_of_it() {
        let quotas = quotas(3, false);
        let ada = client("192.0.2.1");
        assert_eq!(quotas.take(ada, times(100)), Ok(()));
        assert!(quotas.take(ada, times(1)).is_err());
    }

    #[test]
    fn a_subscriber_has_one_quota_for_all_its_addresses() {
        let quotas = quotas(1, false);
        assert_eq!(quotas.take(client("2001:db8::1"), times(1)), Ok(()));
        assert!(quotas.take(client("2001:db8::ffff:2"), times(1)).is_err());
        assert_eq!(quotas.take(client("2001:db8:0:1::1"), times(1)), Ok(()));
    }

    #[test]
    fn the_machine_itself_has_none_unless_it_is_said() {
        let ask_twice = |quotas: &Quotas| {
            let asks = ["127.0.0.1", "127.0.0.1"];
            asks.map(|address| quotas.take(client(address), times(1)).is_ok())
        };
        assert_eq!(ask_twice(&quotas(1, false)), [true, true]);
        assert_eq!(ask_twice(&quotas(1, true)), [true, false]);
        assert_eq!(ask_twice(&quotas(0, true)), [true, true], "0 is no limit");
    }

    #[test]
    fn ever_new_addresses_cost_no_memory() {
        let quotas = quotas(1, false);
        for number in 0..300_000_u32 {
            // Whether it is allowed is another matter.
            let _ = quotas.take(
                Client::of(
                    Peer(std::net::Ipv4Addr::from_bits(number << 4).into()),
                    &HeaderMap::new(),
                    &Proxies::default(),
                ),
                times(1),
            );
        }
        let counters = quotas.limiter.as_ref().unwrap().len() as u64;
        assert!(counters <= COUNTERS, "{counters}");
    }
}
