//! Networks, as proxies are declared.

use std::net::IpAddr;

use ipnet::IpNet;
use serde::Deserialize;

/// An address, or all that begin alike: `10.0.0.7`, `10.0.0.0/8`, `fd00::/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Network(IpNet);

impl Network {
    pub(crate) fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address)
    }
}

impl TryFrom<String> for Network {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let network = text.parse::<IpNet>().ok();
        network
            .or_else(|| Some(text.parse::<IpAddr>().ok()?.into()))
            .map(Self)
            .ok_or_else(|| {
                format!("`{text}` is no network, expected one such as `10.0.0.7` or `10.0.0.0/8`")
            })
    }
}

#[cfg(test)]
impl serde::Serialize for Network {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}
