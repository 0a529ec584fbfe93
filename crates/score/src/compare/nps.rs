use super::Difference;
use super::means::Moments;
use crate::{ClassCounts, Confidence};

/// How a difference of two NPS is judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NpsMethod {
    /// The difference with the population variances p + d − (p − d)² of both sides. Too sure of
    /// itself with few answers, and of no variance at all where each side is of one class.
    Wald,
    /// The same after adding pseudo-counts to each side, and centred on the difference so
    /// adjusted (Rocks, *The American Statistician*, 2016). The default, with ¾ of a promoter,
    /// 1½ passives and ¾ of a detractor.
    AdjustedWald(PseudoCounts),
    /// Welch's t on 100, 0 and −100, with sample variances (n − 1).
    WelchT,
}

impl Default for NpsMethod {
    fn default() -> Self {
        Self::AdjustedWald(PseudoCounts::default())
    }
}

impl NpsMethod {
    /// The name used in inputs and outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wald => "wald",
            Self::AdjustedWald(_) => "adjusted_wald",
            Self::WelchT => "welch_t",
        }
    }
}

/// Answers that nobody gave, added to each side so that few real ones are not taken for all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PseudoCounts {
    promoters: f64,
    passives: f64,
    detractors: f64,
}

impl PseudoCounts {
    /// Nothing added.
    pub const NONE: Self = Self {
        promoters: 0.0,
        passives: 0.0,
        detractors: 0.0,
    };

    /// Most that may be added to a class.
    pub const LARGEST: f64 = 1e100;

    /// These many of each class, not necessarily whole; `None` unless each is from 0 to
    /// [`LARGEST`](Self::LARGEST).
    #[must_use]
    pub fn new(promoters: f64, passives: f64, detractors: f64) -> Option<Self> {
        let range = 0.0..=Self::LARGEST;
        let fits = [promoters, passives, detractors]
            .iter()
            .all(|count| range.contains(count));
        fits.then_some(Self {
            promoters,
            passives,
            detractors,
        })
    }
}

impl Default for PseudoCounts {
    /// ¾, 1½ and ¾.
    fn default() -> Self {
        Self {
            promoters: 0.75,
            passives: 1.5,
            detractors: 0.75,
        }
    }
}

/// The difference of two NPS, a − b from −200 to 200, in points.
///
/// `None` where nobody answered on a side.
#[must_use]
pub fn nps_difference(
    a: &ClassCounts,
    b: &ClassCounts,
    method: NpsMethod,
    confidence: Confidence,
) -> Option<Difference> {
    let difference = a.net()? - b.net()?;
    let pseudo = match method {
        NpsMethod::WelchT => {
            let [a, b] = [a, b].map(|counts| Moments::of(answers(counts)));
            let welch = Moments::welch(a?, b?, confidence)?;
            return Some(Difference {
                difference,
                ..welch
            });
        }
        NpsMethod::Wald => PseudoCounts::NONE,
        NpsMethod::AdjustedWald(pseudo) => pseudo,
    };
    let [a, b] = [a, b].map(|counts| Shares::of(counts, pseudo));
    let center = 100.0 * (a.net() - b.net());
    let se = 100.0 * (a.squared_error() + b.squared_error()).sqrt();
    Some(Difference::normal(difference, center, se, confidence))
}

/// The share of each class, real and pseudo-counts together.
pub(crate) struct Shares {
    promoters: f64,
    passives: f64,
    detractors: f64,
    n: f64,
}

impl Shares {
    /// Of counts that are not all 0.
    pub(crate) fn of(counts: &ClassCounts, pseudo: PseudoCounts) -> Self {
        let promoters = counts.high as f64 + pseudo.promoters;
        let passives = counts.middle as f64 + pseudo.passives;
        let detractors = counts.low as f64 + pseudo.detractors;
        let n = promoters + passives + detractors;
        Self {
            promoters: promoters / n,
            passives: passives / n,
            detractors: detractors / n,
            n,
        }
    }

    /// The NPS from −1 to 1.
    fn net(&self) -> f64 {
        self.promoters - self.detractors
    }

    /// p + d − (p − d)², without the cancellation where nearly all are of one class.
    pub(crate) fn variance(&self) -> f64 {
        let apart = 4.0 * self.promoters * self.detractors;
        apart + self.passives * (self.promoters + self.detractors)
    }

    /// The square of the standard error of the NPS from −1 to 1.
    pub(crate) fn squared_error(&self) -> f64 {
        self.variance() / self.n
    }
}

/// What each answer is worth in points, with how many of them there are.
fn answers(counts: &ClassCounts) -> impl Iterator<Item = (f64, f64)> + Clone {
    [
        (100.0, counts.high as f64),
        (0.0, counts.middle as f64),
        (-100.0, counts.low as f64),
    ]
    .into_iter()
}

#[cfg(test)]
mod tests {
    use super::{NpsMethod, PseudoCounts, nps_difference};
    use crate::{ClassCounts, Confidence};

    fn counts(high: u64, middle: u64, low: u64) -> ClassCounts {
        ClassCounts { high, middle, low }
    }

    #[test]
    fn with_nobody_on_a_side_there_is_no_difference() {
        let (some, none) = (counts(1, 1, 1), ClassCounts::default());
        for method in [NpsMethod::Wald, NpsMethod::default(), NpsMethod::WelchT] {
            for (a, b) in [(some, none), (none, some), (none, none)] {
                assert_eq!(nps_difference(&a, &b, method, Confidence::P95), None);
            }
        }
    }

    #[test]
    fn pseudo_counts_of_nothing_are_wald() {
        let (a, b) = (counts(40, 30, 30), counts(30, 30, 40));
        let none = NpsMethod::AdjustedWald(PseudoCounts::new(0.0, 0.0, 0.0).unwrap());
        let [adjusted, wald] = [none, NpsMethod::Wald]
            .map(|method| nps_difference(&a, &b, method, Confidence::P95).unwrap());
        assert_eq!(adjusted, wald);
    }

    #[test]
    fn pseudo_counts_are_numbers_of_answers() {
        for count in [-0.5, f64::NAN, f64::INFINITY, 1e101] {
            assert_eq!(PseudoCounts::new(count, 1.0, 1.0), None, "{count}");
            assert_eq!(PseudoCounts::new(1.0, 1.0, count), None, "{count}");
        }
    }

    #[test]
    fn a_single_answer_has_a_difference_and_no_t() {
        let (a, b) = (counts(1, 0, 0), counts(5, 3, 2));
        let alone = nps_difference(&a, &b, NpsMethod::WelchT, Confidence::P95).unwrap();
        assert_eq!(alone.difference, 70.0);
        assert_eq!((alone.se, alone.lower, alone.upper), (None, None, None));
        assert_eq!(
            (alone.statistic, alone.df, alone.p_value),
            (None, None, None)
        );
    }

    /// One detractor among four billion promoters: the textbook form of the variance is off in
    /// the eighth digit.
    #[test]
    fn hardly_any_variance_keeps_its_digits() {
        let n = 4_000_000_000_u64;
        let side = counts(n - 1, 0, 1);
        let wald = nps_difference(&side, &side, NpsMethod::Wald, Confidence::P95).unwrap();
        let n = n as f64;
        let exact = 100.0 * (2.0 * 4.0 * (n - 1.0) / n / n / n).sqrt();
        assert!((wald.se.unwrap() / exact - 1.0).abs() < 1e-15);
    }
}
