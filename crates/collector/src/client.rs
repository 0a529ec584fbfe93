//! From where a request comes: the address of its connection, or what a declared proxy says.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderName, header};

use crate::config::{Proxies, ProxyHeader};

/// The other end of a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// Who sent a request, as far as anybody can be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Client(IpAddr);

impl Client {
    pub(crate) fn address(self) -> IpAddr {
        self.0
    }

    /// Reads the list of addresses from its end, where the nearest proxy wrote, as long as those
    /// who wrote are trusted. Whoever is not may have made up all that stands before.
    pub(crate) fn of(peer: Peer, headers: &HeaderMap, proxies: &Proxies) -> Self {
        let trusts = |address| {
            let mut networks = proxies.trusted.iter();
            networks.any(|network| network.contains(address))
        };
        let mut client = peer.0.to_canonical();
        for said in said_by(headers, proxies.header) {
            match said {
                Some(address) if trusts(client) => client = address.to_canonical(),
                _ => break,
            }
        }
        Self(client)
    }
}

/// The addresses in a header, the nearest first; `None` for what is no address.
fn said_by(headers: &HeaderMap, header: ProxyHeader) -> impl Iterator<Item = Option<IpAddr>> {
    const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
    let (name, read): (_, fn(&str) -> Option<IpAddr>) = match header {
        ProxyHeader::XForwardedFor => (X_FORWARDED_FOR, address),
        ProxyHeader::Forwarded => (header::FORWARDED, forwarded_for),
    };
    headers
        .get_all(name)
        .into_iter()
        .rev()
        .flat_map(|value| value.to_str().unwrap_or("").rsplit(','))
        .map(move |element| read(element.trim()))
}

/// The `for` of an element of `Forwarded` (RFC 7239).
fn forwarded_for(element: &str) -> Option<IpAddr> {
    element.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        let is_for = name.trim().eq_ignore_ascii_case("for");
        is_for.then(|| address(value.trim().trim_matches('"')))?
    })
}

/// An address with or without port, an IPv6 one with or without brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let address = bare.unwrap_or(text).parse().ok();
    address.or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use axum::http::HeaderValue;

    const PROXY: &str = "10.0.0.1";

    fn client(peer: &str, header: &str, lines: &[&'static str]) -> String {
        let text =
            format!("[proxies]\ntrusted = [\"10.0.0.0/8\", \"fd00::/8\"]\nheader = \"{header}\"");
        let config: Config = toml::from_str(&text).unwrap();
        let name: HeaderName = header.parse().unwrap();
        let lines = lines.iter().map(|line| HeaderValue::from_static(line));
        let headers = lines.map(|line| (name.clone(), line)).collect();
        let client = Client::of(Peer(peer.parse().unwrap()), &headers, &config.proxies);
        client.address().to_string()
    }

    #[test]
    fn the_list_is_read_from_its_end_as_far_as_it_is_trusted() {
        for (lines, expected) in [
            (&["192.0.2.1"][..], "192.0.2.1"),
            (&["192.0.2.66, 192.0.2.1"], "192.0.2.1"),
            (&["192.0.2.66, 192.0.2.1, 10.0.0.2"], "192.0.2.1"),
            (&["192.0.2.66", "192.0.2.1, 10.0.0.2"], "192.0.2.1"),
            (&["192.0.2.1:4711"], "192.0.2.1"),
            (&["2001:db8::1"], "2001:db8::1"),
            (&["[2001:db8::1]:4711"], "2001:db8::1"),
            (&["::ffff:192.0.2.1"], "192.0.2.1"),
            (&["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
            // What is no address ends the list: the last one who could be believed is meant.
            (&["192.0.2.66, nonsense, 10.0.0.2"], "10.0.0.2"),
            (&[""], PROXY),
            (&[], PROXY),
        ] {
            assert_eq!(
                client(PROXY, "x-forwarded-for", lines),
                expected,
                "{lines:?}"
            );
        }
    }

    #[test]
    fn forwarded_says_the_same_in_its_own_words() {
        for (lines, expected) in [
            (&["for=192.0.2.1"][..], "192.0.2.1"),
            (
                &["for=192.0.2.66, For=\"192.0.2.1:80\";proto=https"],
                "192.0.2.1",
            ),
            (&["proto=https;for=\"[2001:db8::1]:4711\""], "2001:db8::1"),
            (&["for=unknown"], PROXY),
            (&["for=\"_hidden, for=192.0.2.1"], "192.0.2.1"),
            (&["by=192.0.2.1"], PROXY),
        ] {
            assert_eq!(client(PROXY, "forwarded", lines), expected, "{lines:?}");
        }
    }

    #[test]
    fn whoever_is_not_declared_is_not_believed() {
        let claim = ["127.0.0.1"];
        assert_eq!(client("192.0.2.1", "x-forwarded-for", &claim), "192.0.2.1");
        let headers =
            HeaderMap::from_iter([(header::FORWARDED, HeaderValue::from_static("for=::1"))]);
        let peer = Peer("192.0.2.1".parse().unwrap());
        let client = Client::of(peer, &headers, &Proxies::default());
        assert_eq!(client.address().to_string(), "192.0.2.1");
    }
}
