use super::Difference;
use super::means::Side;
use crate::nps::{Classes, PseudoCounts};
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
    let [a, b] = [Classes::of(a)?, Classes::of(b)?];
    let [a, b] = match method {
        NpsMethod::WelchT => {
            let [a, b] = [a, b].map(Side::of_classes);
            let welch = Difference::welch(a, b, confidence)?;
            return Some(Difference {
                difference,
                ..welch
            });
        }
        NpsMethod::Wald => [a, b],
        NpsMethod::AdjustedWald(pseudo) => [a, b].map(|side| side.plus(pseudo)),
    };
    let center = 100.0 * (a.net() - b.net());
    let squared_error = a.variance() / a.total() + b.variance() / b.total();
    let se = 100.0 * squared_error.sqrt();
    Some(Difference::normal(difference, center, se, confidence))
}

#[cfg(test)]
mod tests {
    use super::{NpsMethod, nps_difference};
    use crate::nps::PseudoCounts;
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
