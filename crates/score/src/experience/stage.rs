/// The stages of a customer's journey, in the order in which they are usually passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Learning that there is something.
    Awareness,
    /// Comparing it with other things.
    Consideration,
    /// Buying it.
    Purchase,
    /// Starting to use it.
    Onboarding,
    /// Using it.
    Use,
    /// Needing help with it.
    Support,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Self; 6] = [
        Self::Awareness,
        Self::Consideration,
        Self::Purchase,
        Self::Onboarding,
        Self::Use,
        Self::Support,
    ];

    /// The [name](Self::name) of every stage, in order.
    pub const NAMES: [&'static str; 6] = [
        Self::Awareness.name(),
        Self::Consideration.name(),
        Self::Purchase.name(),
        Self::Onboarding.name(),
        Self::Use.name(),
        Self::Support.name(),
    ];

    /// The name used in definitions, inputs and outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Awareness => "awareness",
            Self::Consideration => "consideration",
            Self::Purchase => "purchase",
            Self::Onboarding => "onboarding",
            Self::Use => "use",
            Self::Support => "support",
        }
    }

    /// The stage of that [`name`](Self::name), spelled exactly.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::Stage;

    #[test]
    fn stages_are_read_back_by_name() {
        for stage in Stage::ALL {
            assert_eq!(Stage::from_name(stage.name()), Some(stage));
        }
        assert_eq!(Stage::from_name("Purchase"), None);
        assert_eq!(Stage::NAMES, Stage::ALL.map(Stage::name));
    }
}
