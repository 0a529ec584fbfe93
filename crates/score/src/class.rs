/// What a rating says about the respondent, in the words of its metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// NPS: 9 or 10.
    Promoter,
    /// NPS: 7 or 8.
    Passive,
    /// NPS: 0 to 6.
    Detractor,
    /// CSAT: in the top box.
    Satisfied,
    /// CSAT and CES: at neither end.
    Neutral,
    /// CSAT: in the bottom box.
    Dissatisfied,
    /// CES: on the easy side of the midpoint.
    Easy,
    /// CES: on the hard side of the midpoint.
    Hard,
}

impl Class {
    /// Every class, by metric and best first.
    pub const ALL: [Self; 8] = [
        Self::Promoter,
        Self::Passive,
        Self::Detractor,
        Self::Satisfied,
        Self::Neutral,
        Self::Dissatisfied,
        Self::Easy,
        Self::Hard,
    ];

    /// The name used in definitions, events and rules.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Promoter => "promoter",
            Self::Passive => "passive",
            Self::Detractor => "detractor",
            Self::Satisfied => "satisfied",
            Self::Neutral => "neutral",
            Self::Dissatisfied => "dissatisfied",
            Self::Easy => "easy",
            Self::Hard => "hard",
        }
    }

    /// The class of that [`name`](Self::name), spelled exactly.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }

    /// Where the class stands among the three of its metric.
    #[must_use]
    pub const fn band(self) -> Band {
        match self {
            Self::Promoter | Self::Satisfied | Self::Easy => Band::High,
            Self::Passive | Self::Neutral => Band::Middle,
            Self::Detractor | Self::Dissatisfied | Self::Hard => Band::Low,
        }
    }
}

/// The three classes of any metric, seen from the respondent: high is always good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// Detractors, the dissatisfied, those who found it hard.
    Low,
    /// Passives and the neutral.
    Middle,
    /// Promoters, the satisfied, those who found it easy.
    High,
}

#[cfg(test)]
mod tests {
    use super::Class;

    #[test]
    fn names_are_read_back_and_nothing_else_is() {
        for class in Class::ALL {
            assert_eq!(Class::from_name(class.name()), Some(class));
        }
        for name in ["", "Promoter", "promoters", "middle"] {
            assert_eq!(Class::from_name(name), None, "{name}");
        }
    }
}
