use std::{error, fmt};

use super::fisher;
use crate::Confidence;
use crate::compare::{Bounds, proportion_difference};
use crate::proportion::Proportion;

/// An event counted in two groups: who left among detractors and among the others, say.
///
/// It shows whether the event is associated with the group; it cannot show that the group is
/// the cause (see [`NOTE`](super::NOTE)). Exchanging the groups turns the difference's sign and
/// inverts both ratios.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TwoGroups {
    a: Group,
    b: Group,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Group {
    events: u64,
    n: u64,
}

impl TwoGroups {
    /// From the number of events and of members of group a, and the same of group b.
    ///
    /// # Errors
    ///
    /// [`RiskError`] if a group has more events than members.
    pub fn new(a_events: u64, a_n: u64, b_events: u64, b_n: u64) -> Result<Self, RiskError> {
        Ok(Self {
            a: Group::new("a", a_events, a_n)?,
            b: Group::new("b", b_events, b_n)?,
        })
    }

    /// The risk in group a: events/members, from 0 to 1. `None` without members.
    #[must_use]
    pub fn risk_a(self) -> Option<f64> {
        self.a.risk()
    }

    /// The risk in group b, as [`risk_a`](Self::risk_a).
    #[must_use]
    pub fn risk_b(self) -> Option<f64> {
        self.b.risk()
    }

    /// Risk a − risk b, from −1 to 1. `None` if a group has no members.
    #[must_use]
    pub fn difference(self) -> Option<f64> {
        Some(self.a.risk()? - self.b.risk()?)
    }

    /// Newcombe's interval of the difference (see [`proportion_difference`]), in −1..1. `None`
    /// if a group has no members.
    #[must_use]
    pub fn difference_interval(self, confidence: Confidence) -> Option<Bounds> {
        let a = Proportion::new(self.a.events, self.a.n)?;
        let b = Proportion::new(self.b.events, self.b.n)?;
        proportion_difference(a, b, confidence).map(|difference| difference.newcombe)
    }

    /// Risk a/risk b. `None` if a group has no members or b no events.
    #[must_use]
    pub fn ratio(self) -> Option<f64> {
        let (a, b) = (self.a.risk()?, self.b.risk()?);
        (b > 0.0).then(|| a / b)
    }

    /// The interval of the risk ratio, symmetric on its logarithm, with the variance
    /// 1/e₁ − 1/n₁ + 1/e₂ − 1/n₂ for e events among n members (Katz et al., *Biometrics*, 1978).
    ///
    /// `None` if a cell of the table is empty.
    #[must_use]
    pub fn ratio_interval(self, confidence: Confidence) -> Option<Bounds> {
        let [a, not_a, b, not_b] = self.full_cells()?;
        let variance = not_a / a / (a + not_a) + not_b / b / (b + not_b);
        Some(log_bounds(self.ratio()?, variance, confidence))
    }

    /// The odds of the event in a over its odds in b. `None` if that divides by 0: b without
    /// events, or a without anything else.
    #[must_use]
    pub fn odds_ratio(self) -> Option<f64> {
        let (a, b) = (self.a, self.b);
        let divisor = a.others() * b.events as f64;
        (divisor > 0.0).then(|| a.events as f64 / a.others() * (b.others() / b.events as f64))
    }

    /// The interval of the odds ratio, symmetric on its logarithm, whose variance is the sum of
    /// 1/cell over the four cells (Woolf, *Annals of Human Genetics*, 1955).
    ///
    /// `None` if a cell of the table is empty.
    #[must_use]
    pub fn odds_ratio_interval(self, confidence: Confidence) -> Option<Bounds> {
        let variance = self.full_cells()?.iter().map(|cell| 1.0 / cell).sum();
        Some(log_bounds(self.odds_ratio()?, variance, confidence))
    }

    /// Fisher's exact test, two-sided: the probability, given all margins, of a table no more
    /// likely than this one (Fisher, *Statistical Methods for Research Workers*, 1934).
    ///
    /// Tables whose probabilities agree to 10⁻⁷ count as equally likely. The work grows with
    /// the square root of the total; beyond a total of 2⁴⁰ it would take seconds, and the
    /// result is `None`. A table with an empty margin is the only one possible: 1. Right to
    /// 10⁻⁸ of its value down to 10⁻³⁰⁰, and 0 where no `f64` is small enough.
    #[must_use]
    pub fn fisher_p(self) -> Option<f64> {
        fisher::two_sided(self.a.events, self.a.n, self.b.events, self.b.n)
    }

    /// Events and others of a, then of b; `None` if one of them is 0.
    fn full_cells(self) -> Option<[f64; 4]> {
        let (a, b) = (self.a, self.b);
        let cells = [a.events as f64, a.others(), b.events as f64, b.others()];
        cells.iter().all(|&cell| cell > 0.0).then_some(cells)
    }
}

impl Group {
    fn new(name: &'static str, events: u64, n: u64) -> Result<Self, RiskError> {
        if events > n {
            return Err(RiskError {
                group: name,
                events,
                n,
            });
        }
        Ok(Self { events, n })
    }

    fn risk(self) -> Option<f64> {
        (self.n > 0).then(|| self.events as f64 / self.n as f64)
    }

    fn others(self) -> f64 {
        self.n.saturating_sub(self.events) as f64
    }
}

fn log_bounds(ratio: f64, variance: f64, confidence: Confidence) -> Bounds {
    let factor = libm::exp(confidence.z() * variance.sqrt());
    Bounds {
        lower: ratio / factor,
        upper: ratio * factor,
    }
}

/// A group with more events than members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RiskError {
    /// Which group: `a` or `b`.
    pub group: &'static str,
    /// Its events.
    pub events: u64,
    /// Its members.
    pub n: u64,
}

impl fmt::Display for RiskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { group, events, n } = self;
        write!(
            f,
            "group {group} has {events} events among {n} members; events must be among the members"
        )
    }
}

impl error::Error for RiskError {}

#[cfg(test)]
mod tests {
    use super::TwoGroups;
    use crate::Confidence;

    fn close(found: Option<f64>, expected: f64) {
        let found = found.unwrap();
        assert!(
            (found / expected - 1.0).abs() < 1e-12,
            "{found}, not {expected}"
        );
    }

    #[test]
    fn a_table_with_full_cells_has_every_measure() {
        let groups = TwoGroups::new(38, 120, 14, 260).unwrap();
        close(groups.risk_a(), 38.0 / 120.0);
        close(groups.risk_b(), 14.0 / 260.0);
        close(groups.difference(), 0.262_820_512_820_512_8);
        close(groups.ratio(), 5.880_952_380_952_381);
        close(groups.odds_ratio(), 8.142_857_142_857_142);
        let ratio = groups.ratio_interval(Confidence::P95).unwrap();
        close(Some(ratio.lower), 3.314_810_179_687_583);
        close(Some(ratio.upper), 10.433_659_555_820_816);
        let odds = groups.odds_ratio_interval(Confidence::P95).unwrap();
        close(Some(odds.lower), 4.201_190_693_754_261);
        close(Some(odds.upper), 15.782_697_640_350_914);
    }

    #[test]
    fn an_empty_cell_leaves_no_interval() {
        for (a_events, a_n, b_events, b_n) in [(0, 15, 4, 20), (15, 15, 4, 20), (3, 15, 0, 20)] {
            let groups = TwoGroups::new(a_events, a_n, b_events, b_n).unwrap();
            assert_eq!(groups.ratio_interval(Confidence::P95), None);
            assert_eq!(groups.odds_ratio_interval(Confidence::P95), None);
        }
        let none_in_a = TwoGroups::new(0, 15, 4, 20).unwrap();
        assert_eq!(none_in_a.ratio(), Some(0.0));
        assert_eq!(none_in_a.odds_ratio(), Some(0.0));
        let none_in_b = TwoGroups::new(3, 15, 0, 20).unwrap();
        assert_eq!((none_in_b.ratio(), none_in_b.odds_ratio()), (None, None));
        let all_in_a = TwoGroups::new(15, 15, 4, 20).unwrap();
        assert_eq!((all_in_a.ratio(), all_in_a.odds_ratio()), (Some(5.0), None));
    }

    #[test]
    fn a_group_without_members_has_no_risk() {
        let groups = TwoGroups::new(0, 0, 4, 20).unwrap();
        assert_eq!((groups.risk_a(), groups.risk_b()), (None, Some(0.2)));
        assert_eq!((groups.difference(), groups.ratio()), (None, None));
        assert_eq!(groups.fisher_p(), Some(1.0));
    }

    #[test]
    fn more_events_than_members_are_refused_by_group() {
        let error = TwoGroups::new(1, 2, 4, 3).unwrap_err();
        assert_eq!(
            error.to_string(),
            "group b has 4 events among 3 members; events must be among the members"
        );
    }
}
