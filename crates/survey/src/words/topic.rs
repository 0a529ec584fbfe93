//! What a rating question is about, where its standard wording differs by that.

/// What a rating question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// The company as a place to work: eNPS.
    Work,
    /// Buying something.
    Checkout,
    /// Being helped.
    Support,
    /// Getting started.
    Onboarding,
    /// The driver of loyalty: whether promises are kept.
    Trust,
    /// The driver of loyalty: whether the customer feels known.
    Knowing,
    /// The driver of loyalty: whether it is easy.
    Ease,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 7] = [
        Self::Work,
        Self::Checkout,
        Self::Support,
        Self::Onboarding,
        Self::Trust,
        Self::Knowing,
        Self::Ease,
    ];
    /// Their names in definitions, in the same order.
    pub const NAMES: [&'static str; 7] = [
        "work",
        "checkout",
        "support",
        "onboarding",
        "trust",
        "knowing",
        "ease",
    ];

    /// The names of the topics that a kind of question has; none for a kind that is no rating.
    #[must_use]
    pub const fn names_for(kind: &str) -> &'static [&'static str] {
        match kind.as_bytes() {
            b"nps" => &["work"],
            b"csat" => &["checkout", "support", "onboarding"],
            b"ces" => &["support", "onboarding"],
            b"rating" => &["trust", "knowing", "ease"],
            _ => &[],
        }
    }

    /// The topic of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let index = Self::NAMES.iter().position(|known| *known == name)?;
        Self::ALL.get(index).copied()
    }

    /// The name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.get(self as usize).copied().unwrap_or_default()
    }
}
