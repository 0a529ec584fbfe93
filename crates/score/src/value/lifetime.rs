use super::{ValueError, checked_discount, finite};

/// When margins fall, and whether the first one counts.
///
/// The same customer is worth m·r/(1+d−r), m·(1+d)/(1+d−r) or m/(1+d−r) depending on this, and
/// published formulas rarely say which one they are. With m the margin of a period, r the
/// retention rate and d the discount rate, each is the closed form of the sum given below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timing {
    /// Σ m·rᵗ/(1+d)ᵗ from t = 1: margins at the end of each period and only if the customer
    /// stayed; the sale that won the customer is not counted (Gupta & Lehmann, *Journal of
    /// Interactive Marketing*, 2003).
    EndExclFirst,
    /// Σ m·rᵗ/(1+d)ᵗ from t = 0: margins at the start of each period, the first one certain
    /// and not discounted.
    StartInclFirst,
    /// Σ m·rᵗ/(1+d)ᵗ⁺¹ from t = 0: margins at the end of each period, the first one certain and
    /// discounted once.
    EndInclFirst,
}

impl Timing {
    /// Every timing.
    pub const ALL: [Self; 3] = [Self::EndExclFirst, Self::StartInclFirst, Self::EndInclFirst];

    /// The name used in inputs and outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EndExclFirst => "clv_end_excl_first",
            Self::StartInclFirst => "clv_start_incl_first",
            Self::EndInclFirst => "clv_end_incl_first",
        }
    }

    /// The timing of that [`name`](Self::name), spelled exactly.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|timing| timing.name() == name)
    }
}

/// A customer who stays from period to period with a constant probability.
///
/// Above 1 the rate says that revenue grows (net revenue retention); the sums stay defined as
/// long as money is discounted faster than that.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lifetime {
    retention: f64,
    discount: f64,
}

impl Lifetime {
    /// From a retention and a discount rate of the same period, as proportions.
    ///
    /// # Errors
    ///
    /// [`ValueError::Retention`] unless it is finite and at least 0; [`ValueError::Discount`]
    /// unless it is finite and above −1.
    pub fn new(retention: f64, discount: f64) -> Result<Self, ValueError> {
        if !retention.is_finite() || retention < 0.0 {
            return Err(ValueError::Retention(retention));
        }
        Ok(Self {
            retention,
            discount: checked_discount(discount)?,
        })
    }

    /// How many periods a customer is expected to stay, the first included: 1/(1−r).
    ///
    /// `None` where r is 1 or more: such a customer never leaves.
    #[must_use]
    pub fn expected_periods(self) -> Option<f64> {
        let churn = 1.0 - self.retention;
        (churn > 0.0).then(|| 1.0 / churn)
    }

    /// What one unit of margin a period is worth under a timing.
    ///
    /// `None` where 1+d−r ≤ 0: the sum has no limit. The figure usually called “the margin
    /// multiple” is that of [`Timing::EndExclFirst`].
    #[must_use]
    pub fn multiplier(self, timing: Timing) -> Option<f64> {
        self.value(1.0, timing, 0.0)
    }

    /// Customer lifetime value: `margin` a period for ever under a timing, less the cost of
    /// acquisition.
    ///
    /// `None` where 1+d−r ≤ 0, and where the result is not finite.
    #[must_use]
    pub fn value(self, margin: f64, timing: Timing, acquisition_cost: f64) -> Option<f64> {
        let first = match timing {
            Timing::EndExclFirst => margin * self.retention,
            Timing::StartInclFirst => margin * (1.0 + self.discount),
            Timing::EndInclFirst => margin,
        };
        finite(first / self.gap()? - acquisition_cost)
    }

    /// Σ m·rᵗ/(1+d)ᵗ for t = 0 to `horizon`, less the cost of acquisition: the
    /// [`Timing::StartInclFirst`] convention cut off after that many periods.
    ///
    /// A closed form, so that a long horizon costs no more than a short one. It is defined also
    /// where the sum has no limit; `None` only when the result is not finite.
    #[must_use]
    pub fn truncated(self, margin: f64, horizon: u64, acquisition_cost: f64) -> Option<f64> {
        let terms = horizon as f64 + 1.0;
        let shortfall = (1.0 - self.retention + self.discount) / (1.0 + self.discount);
        let sum = if shortfall == 0.0 {
            terms
        } else {
            // 1 − qᵀ⁺¹ for q near 1 would cancel if it were written so.
            -libm::expm1(terms * self.log_factor(shortfall)) / shortfall
        };
        finite(margin * sum - acquisition_cost)
    }

    /// Σ cfₜ·rᵗ/(1+d)ᵗ over a schedule of cash flows from t = 0, as running sums: the last one
    /// is the value. A cost of acquisition is a negative flow.
    ///
    /// No flows give no sums. `None` when one is not finite.
    #[must_use]
    pub fn cumulative(self, cash_flows: &[f64]) -> Option<Vec<f64>> {
        let factor = self.retention / (1.0 + self.discount);
        let mut weight = 1.0;
        let mut sum = 0.0;
        cash_flows
            .iter()
            .map(|flow| {
                sum += flow * weight;
                weight *= factor;
                finite(sum)
            })
            .collect()
    }

    /// 1+d−r, if it is positive.
    fn gap(self) -> Option<f64> {
        // Near r = 1 the first form is exact; the second one is the form in which rates
        // written as decimals (1.2 and 0.2) meet.
        let gap = 1.0 - self.retention + self.discount;
        (gap > 0.0 && 1.0 + self.discount > self.retention).then_some(gap)
    }

    /// ln(r/(1+d)), where `shortfall` is 1 − r/(1+d).
    fn log_factor(self, shortfall: f64) -> f64 {
        if shortfall < 0.5 {
            libm::log1p(-shortfall)
        } else {
            libm::log(self.retention / (1.0 + self.discount))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Lifetime, Timing, ValueError};

    fn close(found: Option<f64>, expected: f64) {
        let found = found.unwrap();
        let slack = 1e-12 * expected.abs().max(1.0);
        assert!((found - expected).abs() <= slack, "{found}, not {expected}");
    }

    /// The formula itself, added up.
    fn added_up(margin: f64, retention: f64, discount: f64, horizon: u32) -> f64 {
        (0..=horizon)
            .map(|t| margin * (retention / (1.0 + discount)).powi(t as i32))
            .sum()
    }

    #[test]
    fn the_timings_differ_by_the_first_margin_and_by_one_discount() {
        let customer = Lifetime::new(0.8, 0.1).unwrap();
        close(
            customer.value(100.0, Timing::EndExclFirst, 0.0),
            800.0 / 3.0,
        );
        close(
            customer.value(100.0, Timing::StartInclFirst, 0.0),
            1100.0 / 3.0,
        );
        close(
            customer.value(100.0, Timing::EndInclFirst, 0.0),
            1000.0 / 3.0,
        );
        close(
            customer.value(100.0, Timing::EndInclFirst, 41.0),
            877.0 / 3.0,
        );
        close(customer.multiplier(Timing::EndExclFirst), 8.0 / 3.0);
    }

    #[test]
    fn a_customer_who_never_leaves_has_a_value_only_if_money_is_discounted() {
        let discounted = Lifetime::new(1.0, 0.1).unwrap();
        assert_eq!(discounted.expected_periods(), None);
        close(discounted.multiplier(Timing::EndInclFirst), 10.0);
        for (retention, discount) in [(1.0, 0.0), (1.2, 0.2), (1.1, 0.1), (0.9, -0.1), (1.5, 0.1)] {
            let endless = Lifetime::new(retention, discount).unwrap();
            for timing in Timing::ALL {
                assert_eq!(endless.multiplier(timing), None, "{retention} {discount}");
            }
        }
        let shortest = Lifetime::new(0.0, 0.1).unwrap();
        assert_eq!(shortest.expected_periods(), Some(1.0));
    }

    #[test]
    fn the_closed_form_is_the_sum() {
        for retention in [0.0, 1e-9, 0.3, 0.86, 0.999, 1.0, 1.1] {
            for discount in [-0.2, 0.0, 1e-9, 0.1, 3.0] {
                for horizon in [0, 1, 2, 12, 40] {
                    let customer = Lifetime::new(retention, discount).unwrap();
                    let expected = added_up(505.0, retention, discount, horizon) - 41.0;
                    close(customer.truncated(505.0, horizon.into(), 41.0), expected);
                }
            }
        }
    }

    #[test]
    fn a_huge_horizon_is_the_limit_or_a_multiple_or_undefined() {
        let leaves = Lifetime::new(0.86, 0.1).unwrap();
        let limit = leaves.value(505.0, Timing::StartInclFirst, 41.0).unwrap();
        for horizon in [1_000_000_000, u64::MAX] {
            close(leaves.truncated(505.0, horizon, 41.0), limit);
        }
        let stays = Lifetime::new(1.0, 0.0).unwrap();
        assert_eq!(stays.truncated(2.0, 999_999_999, 0.0), Some(2e9));
        close(
            stays.truncated(1.0, u64::MAX, 0.0),
            18_446_744_073_709_551_616.0,
        );
        // To within 10⁻⁹ of 1 a period: 10⁹ periods are worth 10⁹·(1 − 1/e).
        let almost = Lifetime::new(1.0, 1e-9).unwrap();
        let worth = almost.truncated(1.0, 999_999_999, 0.0).unwrap();
        assert!((worth / 632_120_559.5 - 1.0).abs() < 1e-9, "{worth}");
        let grows = Lifetime::new(1.1, 0.0).unwrap();
        assert_eq!(grows.truncated(1.0, u64::MAX, 0.0), None);
    }

    #[test]
    fn a_schedule_is_a_running_sum() {
        let customer = Lifetime::new(0.75, 0.1).unwrap();
        let sums = customer
            .cumulative(&[-1000.0, 1000.0, 1500.0, 1500.0])
            .unwrap();
        assert_eq!(sums.len(), 4);
        close(sums.first().copied(), -1000.0);
        close(sums.get(1).copied(), -1000.0 + 750.0 / 1.1);
        close(sums.last().copied(), 854.573_628_850_488_4);
        assert_eq!(customer.cumulative(&[]), Some(vec![]));
        assert_eq!(customer.cumulative(&[1.0, f64::INFINITY]), None);
    }

    #[test]
    fn rates_that_are_none_are_refused_by_name() {
        assert_eq!(Lifetime::new(-0.1, 0.1), Err(ValueError::Retention(-0.1)));
        assert_eq!(Lifetime::new(0.1, -1.0), Err(ValueError::Discount(-1.0)));
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(matches!(
                Lifetime::new(bad, 0.1),
                Err(ValueError::Retention(_))
            ));
            assert!(matches!(
                Lifetime::new(0.8, bad),
                Err(ValueError::Discount(_))
            ));
        }
        let error = Lifetime::new(0.8, -2.0).unwrap_err();
        assert_eq!(
            error.to_string(),
            "discount is -2; it must be a finite number above -1, 0.1 for 10 % a period"
        );
    }

    #[test]
    fn timings_are_read_back_by_name() {
        for timing in Timing::ALL {
            assert_eq!(Timing::from_name(timing.name()), Some(timing));
        }
        assert_eq!(Timing::from_name("end"), None);
    }
}
