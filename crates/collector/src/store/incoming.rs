//! What comes in.

use survey::response::Response;
use survey::time::Timestamp;

/// A response that was read and checked, on its way into a store.
#[derive(Clone, Debug)]
pub(crate) struct Incoming {
    pub(crate) response: Response,
    /// The canonical JSON of `response`, as it will be kept.
    pub(crate) json: String,
    /// Whether the site's server vouches for what it says.
    pub(crate) verified: Vouching,
    /// Why it is suspected: then it is kept, and counted by no score.
    pub(crate) set_aside: Option<SetAside>,
    /// Who sent it, where the site wants to know.
    pub(crate) sender: Option<Sender>,
    /// When it arrived, if that is not now: it moves from another store.
    pub(crate) received_at: Option<Timestamp>,
    /// What is to be sent on, if the response is new or replaces an earlier version of itself.
    pub(crate) messages: Vec<Message>,
}

impl From<Response> for Incoming {
    fn from(response: Response) -> Self {
        let json = response.to_json();
        Self {
            response,
            json,
            verified: Vouching::Unsigned,
            set_aside: None,
            sender: None,
            received_at: None,
            messages: Vec::new(),
        }
    }
}

/// Whether a site's server vouches for a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Vouching {
    /// Nobody says so.
    Unsigned,
    /// It does.
    Verified {
        /// Good for one response: the first id that brings it owns it.
        nonce: Option<String>,
        /// When the signature expires: until then its nonce has to be remembered.
        expires: Timestamp,
    },
    /// Somebody says so who cannot be believed.
    NotVerified(Doubt),
}

impl Vouching {
    /// The name under which it is kept and told.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Unsigned => UNSIGNED,
            Self::Verified { .. } => VERIFIED,
            Self::NotVerified(doubt) => doubt.name(),
        }
    }
}

impl Vouching {
    /// What a name stands for that was kept. Its nonce was kept apart.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            UNSIGNED => Some(Self::Unsigned),
            VERIFIED => Some(Self::Verified {
                nonce: None,
                expires: Timestamp::default(),
            }),
            doubt => Doubt::ALL
                .into_iter()
                .find(|known| known.name() == doubt)
                .map(Self::NotVerified),
        }
    }
}

/// The name of what nobody vouches for.
const UNSIGNED: &str = "unsigned";

/// The name of what is vouched for.
pub(super) const VERIFIED: &str = "verified";

/// Why a signature is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// It is none.
    Malformed,
    /// This collector has no key of that site.
    NoKey,
    /// It was made with another key, or what it signs was changed.
    WrongSignature,
    /// Its time is over.
    Expired,
    /// It vouches for something else than the response says.
    Mismatch,
    /// Another response brought its nonce before.
    NonceUsed,
}

impl Doubt {
    const ALL: [Self; 6] = [
        Self::Malformed,
        Self::NoKey,
        Self::WrongSignature,
        Self::Expired,
        Self::Mismatch,
        Self::NonceUsed,
    ];

    /// The name under which it is kept and told.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::NoKey => "no_key",
            Self::WrongSignature => "wrong_signature",
            Self::Expired => "expired",
            Self::Mismatch => "mismatch",
            Self::NonceUsed => "nonce_used",
        }
    }
}

/// Why a response is suspected to be spam.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SetAside {
    /// It filled in what no visitor sees.
    Honeypot,
    /// It was answered faster than anybody reads.
    TooFast,
    /// It lacks the proof of work that the site wants.
    NoProof,
}

impl SetAside {
    const ALL: [Self; 3] = [Self::Honeypot, Self::TooFast, Self::NoProof];

    /// What a name stands for that was kept.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    /// The name under which it is kept and told.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Honeypot => "honeypot",
            Self::TooFast => "too_fast",
            Self::NoProof => "no_proof",
        }
    }
}

/// Who sent a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sender {
    /// The network address.
    pub(crate) address: String,
    /// The browser, as it calls itself.
    pub(crate) agent: String,
}

/// Something that is to be sent on because of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    /// By which way, such as `webhook`.
    pub(crate) kind: String,
    /// Where to.
    pub(crate) to: String,
    pub(crate) body: String,
}
