use super::ChartError;
use super::error::within;
use crate::ClassCounts;
use crate::nps::{Classes, PseudoCounts};

/// The NPS of a process while nothing has changed.
///
/// Periods with different numbers of answers vary by different amounts, so one σ does not fit
/// them all. [`residuals`](Self::residuals) divides what each period is off by its own standard
/// error; a chart of the residuals has target 0 and σ 1 (Montgomery, *Introduction to
/// Statistical Quality Control*, on variable sample size).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NpsInControl {
    nps: f64,
    sd: f64,
}

impl NpsInControl {
    /// A level from −100 to 100 points, and the standard deviation of a single answer (which is
    /// 100, 0 or −100) in points, above 0 (by 10⁻⁹ at least) and at most 100.
    ///
    /// # Errors
    ///
    /// [`ChartError::Setting`] names the one that is out of range.
    pub fn new(nps: f64, sd: f64) -> Result<Self, ChartError> {
        Ok(Self {
            nps: within("nps", nps, -100.0..=100.0, "a number from -100 to 100")?,
            sd: within("sd", sd, 1e-9..=100.0, "a number above 0 and at most 100")?,
        })
    }

    /// The level and spread of a baseline; `None` when nobody answered in it.
    ///
    /// The spread is that of the adjusted Wald interval (¾ promoter, 1½ passives and ¾
    /// detractor more), which is above 0 also where all answers are of one class. The level is
    /// taken as known: with a baseline no larger than a few periods, false alarms are more
    /// frequent than stated.
    #[must_use]
    pub fn of(baseline: &ClassCounts) -> Option<Self> {
        let adjusted = Classes::of(baseline)?.plus(PseudoCounts::default());
        Some(Self {
            nps: baseline.net()?,
            sd: 100.0 * adjusted.variance().sqrt(),
        })
    }

    /// The level in points.
    #[must_use]
    pub const fn nps(&self) -> f64 {
        self.nps
    }

    /// The standard deviation of a single answer in points.
    #[must_use]
    pub const fn sd(&self) -> f64 {
        self.sd
    }

    /// What each period is off, in standard errors. A period in which nobody answered says
    /// nothing and is left out; [`NpsPeriod::index`] tells which one a residual belongs to.
    #[must_use]
    pub fn residuals(&self, periods: &[ClassCounts]) -> Vec<NpsPeriod> {
        let residual = |(index, counts): (usize, &ClassCounts)| {
            let nps = counts.net()?;
            let se = self.sd / counts.total().sqrt();
            Some(NpsPeriod {
                index,
                nps,
                se,
                residual: (nps - self.nps) / se,
            })
        };
        periods.iter().enumerate().filter_map(residual).collect()
    }
}

/// One period of an NPS series beside what was expected of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NpsPeriod {
    /// Its place in the series, counted from 0.
    pub index: usize,
    /// Its NPS in points.
    pub nps: f64,
    /// The standard error of that in points, while nothing has changed.
    pub se: f64,
    /// How far the NPS lies from the level, in standard errors.
    pub residual: f64,
}

#[cfg(test)]
mod tests {
    use super::NpsInControl;
    use crate::ClassCounts;

    fn counts(high: u64, middle: u64, low: u64) -> ClassCounts {
        ClassCounts { high, middle, low }
    }

    #[test]
    fn each_period_is_measured_by_its_own_standard_error() {
        let level = NpsInControl::new(20.0, 80.0).unwrap();
        // Both are 20 points above the level; the second has four times the answers.
        let [small, large] = level.residuals(&[counts(9, 2, 5), counts(36, 24, 4)])[..] else {
            panic!("another length");
        };
        assert_eq!((small.nps, small.se, small.residual), (25.0, 20.0, 0.25));
        assert_eq!((large.nps, large.se, large.residual), (50.0, 10.0, 3.0));
    }

    #[test]
    fn a_period_of_nobody_is_left_out_and_the_others_keep_their_place() {
        let level = NpsInControl::new(0.0, 50.0).unwrap();
        let periods = [counts(1, 0, 0), counts(0, 0, 0), counts(0, 0, 1)];
        let places: Vec<usize> = level.residuals(&periods).iter().map(|p| p.index).collect();
        assert_eq!(places, [0, 2]);
    }

    #[test]
    fn a_baseline_of_one_class_has_a_spread_all_the_same() {
        let level = NpsInControl::of(&counts(7, 0, 0)).unwrap();
        assert_eq!(level.nps(), 100.0);
        // 7¾ promoters, 1½ passives, ¾ detractor of 10: p + d − (p − d)² is 0.36.
        assert!((level.sd() - 60.0).abs() < 1e-12, "{}", level.sd());
        assert_eq!(NpsInControl::of(&ClassCounts::default()), None);
    }

    #[test]
    fn a_level_that_no_nps_has_is_refused() {
        for (nps, sd) in [(101.0, 50.0), (f64::NAN, 50.0), (0.0, 0.0), (0.0, 101.0)] {
            assert!(NpsInControl::new(nps, sd).is_err(), "{nps} {sd}");
        }
    }
}
