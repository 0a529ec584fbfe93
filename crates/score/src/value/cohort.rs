use super::{ValueError, checked_discount, finite};

/// Customers won together, counted in every period from the one in which they were won.
///
/// It assumes nothing about retention: the share still active is what was seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Cohort<'a> {
    active: &'a [u64],
}

impl<'a> Cohort<'a> {
    /// From the number of customers active in each period, the first one included.
    #[must_use]
    pub const fn new(active: &'a [u64]) -> Self {
        Self { active }
    }

    /// The share of the first period's customers active in each period, from activeₜ/active₀.
    ///
    /// One entry a period; each is `None` when the cohort started empty. Above 1 where more
    /// were active than at the start.
    #[must_use]
    pub fn survival(&self) -> Vec<Option<f64>> {
        let start = self.active.first().copied().unwrap_or(0);
        self.active.iter().map(|&now| share(now, start)).collect()
    }

    /// The share of each period's customers active in the next one, activeₜ₊₁/activeₜ.
    ///
    /// One entry less than periods; `None` after a period without customers.
    #[must_use]
    pub fn period_retention(&self) -> Vec<Option<f64>> {
        self.active
            .iter()
            .zip(self.active.iter().skip(1))
            .map(|(&before, &after)| share(after, before))
            .collect()
    }

    /// What one customer of the cohort was worth over the periods seen:
    /// Σ mₜ·(activeₜ/active₀)/(1+d)ᵗ from t = 0, with mₜ the margin of an active customer.
    ///
    /// `None` for a cohort without periods or one that started empty, and where the sum is not
    /// finite.
    ///
    /// # Errors
    ///
    /// [`ValueError::Lengths`] unless there is one margin a period; [`ValueError::Discount`]
    /// unless the rate is finite and above −1.
    pub fn value(&self, margins: &[f64], discount: f64) -> Result<Option<f64>, ValueError> {
        if margins.len() != self.active.len() {
            return Err(ValueError::Lengths {
                active: self.active.len(),
                margins: margins.len(),
            });
        }
        let growth = 1.0 + checked_discount(discount)?;
        let Some(&start) = self.active.first() else {
            return Ok(None);
        };
        let mut sum = 0.0;
        let mut divisor = 1.0;
        for (margin, &now) in margins.iter().zip(self.active) {
            let Some(survival) = share(now, start) else {
                return Ok(None);
            };
            sum += margin * survival / divisor;
            divisor *= growth;
        }
        Ok(finite(sum))
    }
}

fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::{Cohort, ValueError};

    #[test]
    fn a_cohort_is_worth_what_those_still_there_paid() {
        let cohort = Cohort::new(&[1000, 720, 590, 510, 470]);
        let value = cohort.value(&[40.0, 42.0, 44.0, 45.0, 45.0], 0.1);
        assert!((value.unwrap().unwrap() - 120.633_863_807_117).abs() < 1e-9);
        assert_eq!(cohort.survival().last(), Some(&Some(0.47)));
        assert_eq!(cohort.period_retention().first(), Some(&Some(0.72)));
    }

    #[test]
    fn after_nobody_there_is_no_retention() {
        let cohort = Cohort::new(&[10, 0, 0]);
        assert_eq!(cohort.period_retention(), [Some(0.0), None]);
        assert_eq!(cohort.survival(), [Some(1.0), Some(0.0), Some(0.0)]);
        assert_eq!(cohort.value(&[5.0, 5.0, 5.0], 0.2), Ok(Some(5.0)));
    }

    #[test]
    fn nobody_at_the_start_is_no_value_of_zero() {
        let empty = Cohort::new(&[]);
        assert_eq!(empty.value(&[], 0.1), Ok(None));
        assert_eq!(
            (empty.survival(), empty.period_retention()),
            (vec![], vec![])
        );
        let from_zero = Cohort::new(&[0, 3]);
        assert_eq!(from_zero.value(&[5.0, 5.0], 0.1), Ok(None));
        assert_eq!(from_zero.survival(), [None, None]);
        assert_eq!(from_zero.period_retention(), [None]);
    }

    #[test]
    fn a_margin_too_few_is_refused() {
        let error = Cohort::new(&[10, 9]).value(&[5.0], 0.1).unwrap_err();
        assert_eq!(
            error.to_string(),
            "active has 2 periods and margin has 1; both need one number a period"
        );
        assert_eq!(
            Cohort::new(&[10]).value(&[5.0], -1.0),
            Err(ValueError::Discount(-1.0))
        );
    }
}
