//! What may go wrong between a browser and its collector, and for how long.

use std::fmt;
use std::str::FromStr;

use anyhow::{Context as _, Error, Result};

/// What happens to an answer on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fault {
    /// Nobody listens at the address.
    Refuse,
    /// The connection is reset once the request was read; the collector never hears of it.
    ResetBefore,
    /// The connection is reset once the collector has committed.
    ResetAfter,
    /// The request is read, and nothing comes back for as long as the proxy lives.
    Hang,
    /// The collector commits at once, and its answer comes [late](super::LATE).
    Delay,
    /// The collector commits, and its answer breaks off in the middle of the head.
    TruncateHead,
    /// The collector commits, and its answer breaks off in the middle of the body.
    TruncateBody,
    /// 429, to come back in a second.
    TooMany,
    /// 422.
    Invalid,
    /// 503, without a word of when to come back.
    Unavailable,
    /// The collector commits, and its answer says nothing of other origins: a page cannot read it.
    NoCors,
    /// The collector gets it twice.
    Duplicate,
    /// It is held until a later one has passed, and reaches the collector after that.
    Reorder,
}

impl Fault {
    /// Each of them.
    pub const ALL: [Self; 13] = [
        Self::Refuse,
        Self::ResetBefore,
        Self::ResetAfter,
        Self::Hang,
        Self::Delay,
        Self::TruncateHead,
        Self::TruncateBody,
        Self::TooMany,
        Self::Invalid,
        Self::Unavailable,
        Self::NoCors,
        Self::Duplicate,
        Self::Reorder,
    ];

    /// In few words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Refuse => "refuse",
            Self::ResetBefore => "reset before",
            Self::ResetAfter => "reset after",
            Self::Hang => "hang",
            Self::Delay => "delay",
            Self::TruncateHead => "truncate head",
            Self::TruncateBody => "truncate body",
            Self::TooMany => "429",
            Self::Invalid => "422",
            Self::Unavailable => "503",
            Self::NoCors => "no CORS",
            Self::Duplicate => "duplicate",
            Self::Reorder => "reorder",
        }
    }

    /// Whether the collector has committed what this happened to.
    #[must_use]
    pub const fn commits(self) -> bool {
        match self {
            Self::ResetAfter
            | Self::Delay
            | Self::TruncateHead
            | Self::TruncateBody
            | Self::NoCors
            | Self::Duplicate => true,
            Self::Refuse
            | Self::ResetBefore
            | Self::Hang
            | Self::TooMany
            | Self::Invalid
            | Self::Unavailable
            | Self::Reorder => false,
        }
    }

    /// This for one request.
    #[must_use]
    pub const fn once(self) -> Outage {
        self.times(1)
    }

    /// This for so many requests; what follows passes.
    #[must_use]
    pub const fn times(self, requests: u32) -> Outage {
        Outage {
            fault: self,
            left: Some(requests),
        }
    }

    /// This until the proxy is [healed](super::Proxy::heal).
    #[must_use]
    pub const fn until_healed(self) -> Outage {
        Outage {
            fault: self,
            left: None,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Fault {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let mut all = Self::ALL.into_iter();
        let found = all.find(|fault| fault.name() == name);
        found.with_context(|| format!("no fault is called {name:?}"))
    }
}

/// A fault, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage {
    pub(super) fault: Fault,
    /// How many more requests it happens to; none where that is as many as come.
    pub(super) left: Option<u32>,
}

impl Outage {
    /// What happens to the next request, if anything does.
    pub(super) fn next(&mut self) -> Option<Fault> {
        if let Some(left) = &mut self.left {
            *left = left.checked_sub(1)?;
        }
        Some(self.fault)
    }
}

#[cfg(test)]
mod tests {
    use super::Fault;

    #[test]
    fn an_outage_is_over_after_as_many_requests_as_it_says() {
        let mut twice = Fault::Hang.times(2);
        let met = [twice.next(), twice.next(), twice.next(), twice.next()];
        assert_eq!(met, [Some(Fault::Hang), Some(Fault::Hang), None, None]);
        let mut on = Fault::NoCors.until_healed();
        assert!((0..100).all(|_| on.next() == Some(Fault::NoCors)));
    }
}
