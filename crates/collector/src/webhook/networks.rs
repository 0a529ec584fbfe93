//! Which addresses are nobody's private ones.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use ipnet::{Ipv4Net, Ipv6Net};

use crate::config::Network;

/// What the registry of special addresses keeps from the internet, multicast and the class that was
/// never used: <https://www.iana.org/assignments/iana-ipv4-special-registry>.
const NOT_PUBLIC_V4: &[&str] = &[
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.31.196.0/24",
    "192.52.193.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "192.175.48.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/3",
];

/// All that is given out lies in here.
const UNICAST_V6: &str = "2000::/3";

/// And of that, what is special or leads to an address of the other version:
/// <https://www.iana.org/assignments/iana-ipv6-special-registry>.
const NOT_PUBLIC_V6: &[&str] = &[
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "2620:4f:8000::/48",
    "3fff::/20",
];

static V4: LazyLock<Vec<Ipv4Net>> = LazyLock::new(|| parsed(NOT_PUBLIC_V4));
static V6: LazyLock<Vec<Ipv6Net>> = LazyLock::new(|| parsed(NOT_PUBLIC_V6));
static UNICAST: LazyLock<Vec<Ipv6Net>> = LazyLock::new(|| parsed(&[UNICAST_V6]));

fn parsed<N: std::str::FromStr>(texts: &[&str]) -> Vec<N> {
    texts.iter().filter_map(|text| text.parse().ok()).collect()
}

/// Whether anybody on the internet would reach the same machine by this address.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(mapped) => is_public_v4(mapped),
            None => is_public_v6(address),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !V4.iter().any(|network| network.contains(&address))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    UNICAST.iter().any(|network| network.contains(&address))
        && !V6.iter().any(|network| network.contains(&address))
}

/// Whether a message may go there: it is public, or in a network that the owner named.
pub(super) fn admits(named: &[Network], address: IpAddr) -> bool {
    is_public(address)
        || named
            .iter()
            .any(|network| network.contains(address.to_canonical()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_network_of_the_lists_is_one() {
        assert_eq!(V4.len(), NOT_PUBLIC_V4.len());
        assert_eq!(V6.len(), NOT_PUBLIC_V6.len());
        assert_eq!(UNICAST.len(), 1);
    }

    #[test]
    fn what_only_this_machine_or_this_house_reaches_is_not_public() {
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn what_everybody_reaches_is() {
        for address in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.0.1",
            "172.32.0.1",
            "192.169.0.1",
            "223.255.255.255",
            "::ffff:8.8.8.8",
            "2606:4700::1111",
            "2a00:1450::1",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn the_owner_may_name_a_network_of_the_house() {
        let named = [Network::try_from("10.1.0.0/16".to_owned()).unwrap()];
        for (address, admitted) in [
            ("10.1.2.3", true),
            ("::ffff:10.1.2.3", true),
            ("10.2.0.1", false),
        ] {
            assert_eq!(
                admits(&named, address.parse().unwrap()),
                admitted,
                "{address}"
            );
        }
    }
}
