//! Records that were set aside: why, how many, and which came first.

/// Why a record gives no rating to a tally. One record has one reason, the first that applies
/// in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The line is no record: not a JSON object, or not UTF-8.
    NoRecord,
    /// More or fewer values than the header has names.
    Ragged,
    /// No date, where one is needed.
    MissingDate,
    /// The date is in no form that is read.
    BadDate,
    /// A date before or after the span asked for. Nothing is wrong with it.
    OutsideSpan,
    /// No rating was given: empty, `NA`, `N/A` or `null`.
    MissingRating,
    /// The rating is no number.
    NotANumber,
    /// The rating is a number with a fraction.
    Fraction,
    /// The rating is a whole number off the scale.
    OffScale,
    /// No weight, where one is needed.
    MissingWeight,
    /// The weight is no finite number from 0 up.
    BadWeight,
    /// The sampling rate is no number above 0 and up to 1.
    BadSamplingRate,
}

impl Reason {
    /// Every reason, in the order in which they are looked for.
    pub const ALL: [Self; 12] = [
        Self::NoRecord,
        Self::Ragged,
        Self::MissingDate,
        Self::BadDate,
        Self::OutsideSpan,
        Self::MissingRating,
        Self::NotANumber,
        Self::Fraction,
        Self::OffScale,
        Self::MissingWeight,
        Self::BadWeight,
        Self::BadSamplingRate,
    ];

    /// A short name, for programs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoRecord => "no_record",
            Self::Ragged => "ragged",
            Self::MissingDate => "missing_date",
            Self::BadDate => "bad_date",
            Self::OutsideSpan => "outside_span",
            Self::MissingRating => "missing_rating",
            Self::NotANumber => "not_a_number",
            Self::Fraction => "fraction",
            Self::OffScale => "off_scale",
            Self::MissingWeight => "missing_weight",
            Self::BadWeight => "bad_weight",
            Self::BadSamplingRate => "bad_sampling_rate",
        }
    }

    /// Whether something was not given, given wrongly, or only not asked for.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Self::OutsideSpan => Kind::Outside,
            Self::MissingDate | Self::MissingRating | Self::MissingWeight => Kind::Missing,
            Self::NoRecord
            | Self::Ragged
            | Self::BadDate
            | Self::NotANumber
            | Self::Fraction
            | Self::OffScale
            | Self::BadWeight
            | Self::BadSamplingRate => Kind::Invalid,
        }
    }
}

/// What setting a record aside says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// What is needed was not given.
    Missing,
    /// What was given cannot be right.
    Invalid,
    /// It is not asked for.
    Outside,
}

/// A record that was set aside, as an example of its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Its first line, or in Parquet its row, counted from 1.
    pub line: u64,
    /// What it holds where it is wrong, cut short.
    pub text: String,
}

/// How many records were set aside, by [`Reason`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aside {
    counts: [u64; Reason::ALL.len()],
    examples: [Vec<Example>; Reason::ALL.len()],
    off_scale: Option<(i64, i64)>,
}

impl Aside {
    /// Examples kept of each reason.
    pub const EXAMPLES: usize = 3;

    /// How many records were set aside for a reason.
    #[must_use]
    pub fn count(&self, reason: Reason) -> u64 {
        self.counts[reason as usize]
    }

    /// How many records were set aside for reasons of a kind.
    #[must_use]
    pub fn total(&self, kind: Kind) -> u64 {
        let of_kind = Reason::ALL
            .into_iter()
            .filter(|reason| reason.kind() == kind);
        of_kind.map(|reason| self.count(reason)).sum()
    }

    /// The first records that were set aside for a reason, in their order.
    #[must_use]
    pub fn examples(&self, reason: Reason) -> &[Example] {
        &self.examples[reason as usize]
    }

    /// The least and the greatest of the whole numbers off the scale.
    #[must_use]
    pub fn off_scale(&self) -> Option<(i64, i64)> {
        self.off_scale
    }

    /// Sets a record aside. `text` is asked only where another example is kept.
    pub(crate) fn add(&mut self, reason: Reason, line: u64, text: impl FnOnce() -> String) {
        self.counts[reason as usize] += 1;
        let examples = &mut self.examples[reason as usize];
        if examples.len() < Self::EXAMPLES && reason.kind() == Kind::Invalid {
            examples.push(Example { line, text: text() });
        }
    }

    /// Notes a whole number off the scale.
    pub(crate) fn widen(&mut self, value: i64) {
        let (min, max) = self.off_scale.unwrap_or((value, value));
        self.off_scale = Some((min.min(value), max.max(value)));
    }

    /// Adds what was set aside of the next part, whose lines are counted from `line`.
    pub(crate) fn append(&mut self, next: &Self, line: u64) {
        for (count, more) in self.counts.iter_mut().zip(next.counts) {
            *count += more;
        }
        for (examples, more) in self.examples.iter_mut().zip(&next.examples) {
            let room = Self::EXAMPLES.saturating_sub(examples.len());
            examples.extend(more.iter().take(room).map(|example| Example {
                line: line + example.line,
                text: example.text.clone(),
            }));
        }
        for value in next.off_scale.into_iter().flat_map(|(min, max)| [min, max]) {
            self.widen(value);
        }
    }
}

/// What a cell holds, short enough for a message: without the space around it, control
/// characters and bytes that are not UTF-8 replaced, and cut after 40 characters.
pub(crate) fn excerpt(cell: &[u8]) -> String {
    const LONGEST: usize = 40;
    let cell = cell.trim_ascii();
    // No character has more than four bytes.
    let head = &cell[..cell.len().min(4 * (LONGEST + 1))];
    let text = String::from_utf8_lossy(head);
    let shown = |character: char| {
        if character.is_control() {
            ' '
        } else {
            character
        }
    };
    let mut excerpt: String = text.chars().take(LONGEST).map(shown).collect();
    if text.chars().nth(LONGEST).is_some() {
        excerpt.push('…');
    }
    excerpt
}

#[cfg(test)]
mod tests {
    use super::{Aside, Kind, Reason, excerpt};

    #[test]
    fn a_reason_stands_where_its_number_says() {
        for (index, reason) in Reason::ALL.into_iter().enumerate() {
            assert_eq!(reason as usize, index, "{}", reason.name());
        }
    }

    #[test]
    fn the_first_examples_are_kept_over_all_parts() {
        let mut whole = Aside::default();
        let mut line = 0;
        for texts in [&["a", "b"][..], &[], &["c", "d"]] {
            let mut part = Aside::default();
            for (index, text) in texts.iter().enumerate() {
                part.add(Reason::NotANumber, index as u64, || (*text).to_owned());
            }
            whole.append(&part, line);
            line += 10;
        }
        assert_eq!(whole.count(Reason::NotANumber), 4);
        assert_eq!(whole.total(Kind::Invalid), 4);
        assert_eq!(whole.total(Kind::Missing), 0);
        let examples: Vec<_> = whole
            .examples(Reason::NotANumber)
            .iter()
            .map(|example| (example.line, example.text.as_str()))
            .collect();
        assert_eq!(examples, [(0, "a"), (1, "b"), (20, "c")]);
    }

    #[test]
    fn the_span_off_the_scale_grows_to_both_sides() {
        let mut whole = Aside::default();
        assert_eq!(whole.off_scale(), None);
        for value in [50, -1, 99, 11] {
            let mut part = Aside::default();
            part.widen(value);
            whole.append(&part, 0);
        }
        assert_eq!(whole.off_scale(), Some((-1, 99)));
    }

    #[test]
    fn excerpts_are_short_and_printable() {
        assert_eq!(excerpt(b" nine\r"), "nine");
        assert_eq!(excerpt(b"a\nb\x1b[0m\xff"), "a b [0m\u{fffd}");
        assert_eq!(excerpt("é".repeat(40).as_bytes()), "é".repeat(40));
        assert_eq!(
            excerpt("é".repeat(41).as_bytes()),
            format!("{}…", "é".repeat(40))
        );
    }
}
