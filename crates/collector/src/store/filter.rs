//! Which responses are asked for.

use std::ops::Range;

use survey::time::Timestamp;

/// Milliseconds of an hour.
pub(super) const HOUR: i64 = 3_600_000;

/// The hour of a moment, in whole hours since 1970.
pub(super) fn hour(millis: i64) -> i64 {
    millis.div_euclid(HOUR)
}

/// Which responses to count, and by what to group them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    /// Answered at this moment or later.
    pub(crate) from: Option<Timestamp>,
    /// Answered before this moment.
    pub(crate) to: Option<Timestamp>,
    pub(crate) by: Vec<Dimension>,
}

impl Filter {
    /// Whether the running totals cannot answer it.
    pub(super) fn has_span(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    /// Whether the totals of each hour can tell its groups.
    pub(super) fn is_by_segment(&self) -> bool {
        matches!(&self.by[..], [Dimension::Context(key)] if key == "segment")
    }

    /// The span in milliseconds since 1970.
    pub(super) fn span(&self) -> Range<i64> {
        self.from.map_or(i64::MIN, Timestamp::millis)..self.to.map_or(i64::MAX, Timestamp::millis)
    }

    /// The span as the whole hours in it, and the edges before and after them.
    pub(super) fn parts(&self) -> Parts {
        let span = self.span();
        let first = span.start.div_euclid(HOUR) + i64::from(span.start.rem_euclid(HOUR) > 0);
        let hours = first..hour(span.end);
        if hours.is_empty() {
            return Parts {
                hours: 0..0,
                edges: [span, 0..0],
            };
        }
        Parts {
            edges: [span.start..hours.start * HOUR, hours.end * HOUR..span.end],
            hours,
        }
    }
}

/// A span of time, cut where hours begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parts {
    /// Since 1970.
    pub(super) hours: Range<i64>,
    /// In milliseconds since 1970.
    pub(super) edges: [Range<i64>; 2],
}

/// Something that responses carry and can be grouped by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Dimension {
    Touchpoint,
    Stage,
    Language,
    /// A key of the context, such as `agent`.
    Context(String),
}

impl Dimension {
    /// The dimension of that name; every name that is not a field of its own is a context key.
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "touchpoint" => Self::Touchpoint,
            "stage" => Self::Stage,
            "language" => Self::Language,
            key => Self::Context(key.to_owned()),
        }
    }

    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Touchpoint => "touchpoint",
            Self::Stage => "stage",
            Self::Language => "language",
            Self::Context(key) => key,
        }
    }
}

/// What is asked about a respondent.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) site: String,
    pub(crate) survey: String,
    pub(crate) respondent: String,
    /// Received at this moment or later.
    pub(crate) since: Timestamp,
    /// An order or a ticket.
    pub(crate) about: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(from: Option<i64>, to: Option<i64>) -> Parts {
        let filter = Filter {
            from: from.map(Timestamp::from_millis),
            to: to.map(Timestamp::from_millis),
            by: Vec::new(),
        };
        filter.parts()
    }

    #[test]
    fn a_span_is_its_hours_and_two_edges() {
        let cut = parts(Some(HOUR / 2), Some(3 * HOUR + 1));
        assert_eq!(cut.hours, 1..3);
        assert_eq!(cut.edges, [HOUR / 2..HOUR, 3 * HOUR..3 * HOUR + 1]);
    }

    #[test]
    fn whole_hours_have_empty_edges() {
        let cut = parts(Some(-HOUR), Some(2 * HOUR));
        assert_eq!(cut.hours, -1..2);
        assert!(cut.edges.iter().all(Range::is_empty));
    }

    #[test]
    fn what_holds_no_whole_hour_is_one_edge() {
        for (from, to) in [(1, HOUR - 1), (1, HOUR + 1), (5, 5), (9, 3)] {
            let cut = parts(Some(from), Some(to));
            assert!(cut.hours.is_empty());
            assert_eq!(cut.edges[0], from..to);
        }
    }

    /// Any moment is in exactly one part if it is in the span, and in none otherwise.
    #[test]
    fn no_moment_is_counted_twice_or_left_out() {
        let moments = [
            -HOUR - 1,
            -HOUR,
            -1,
            0,
            1,
            HOUR - 1,
            HOUR,
            HOUR + 1,
            2 * HOUR,
        ];
        let ends = || moments.iter().copied().map(Some).chain([None]);
        for (from, to) in ends().flat_map(|from| ends().map(move |to| (from, to))) {
            let Parts { hours, edges } = parts(from, to);
            for moment in moments {
                let wanted =
                    from.is_none_or(|from| from <= moment) && to.is_none_or(|to| moment < to);
                let found = usize::from(hours.contains(&hour(moment)))
                    + edges.iter().filter(|edge| edge.contains(&moment)).count();
                assert_eq!(found, usize::from(wanted), "{moment} in {from:?}..{to:?}");
            }
        }
    }
}
