//! What a customer is worth, and how many of them stay.
//!
//! [`Lifetime`] is the model with a constant retention rate, under each [`Timing`] by its
//! name; [`Cohort`] is the one that reads retention from what was seen; [`historic`] only adds
//! up what was earned. [`Headcount`] and [`Revenue`] are the rates of one period.
//!
//! Money is in whatever unit the caller gives, per customer, and comes back in it, unrounded.
//! Rates are proportions: 0.8 for 80 %. What is undefined, or too large for an `f64`, is `None`.

mod cohort;
mod lifetime;
mod retention;

use std::{error, fmt};

pub use cohort::Cohort;
pub use lifetime::{Lifetime, Timing};
pub use retention::{Headcount, Revenue, annual_churn, annual_retention};

/// What was earned from one customer so far: Σ revenue · gross margin − acquisition cost.
///
/// `gross_margin` is a proportion of revenue. Without revenue it is minus the cost; `None` only
/// when the result is not finite.
#[must_use]
pub fn historic(revenues: &[f64], gross_margin: f64, acquisition_cost: f64) -> Option<f64> {
    finite(revenues.iter().sum::<f64>() * gross_margin - acquisition_cost)
}

/// An argument for which no value of a customer is defined.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ValueError {
    /// The retention rate is negative or not finite.
    Retention(f64),
    /// The discount rate is −1 or less, or not finite.
    Discount(f64),
    /// A cohort has margins for another number of periods than it has counts.
    Lengths {
        /// How many counts of active customers there are.
        active: usize,
        /// How many margins.
        margins: usize,
    },
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Retention(found) => write!(
                f,
                "retention is {found}; it must be a finite number from 0, 0.8 for 80 %"
            ),
            Self::Discount(found) => write!(
                f,
                "discount is {found}; it must be a finite number above -1, 0.1 for 10 % a period"
            ),
            Self::Lengths { active, margins } => write!(
                f,
                "active has {active} periods and margin has {margins}; both need one number a period"
            ),
        }
    }
}

impl error::Error for ValueError {}

/// Keeps overflow, not-a-number and −0 from passing as a figure.
fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value + 0.0)
}

fn checked_discount(discount: f64) -> Result<f64, ValueError> {
    if discount.is_finite() && discount > -1.0 {
        Ok(discount)
    } else {
        Err(ValueError::Discount(discount))
    }
}

#[cfg(test)]
mod tests {
    use super::{annual_churn, historic};

    #[test]
    fn what_was_earned_is_margin_of_revenue_less_the_cost() {
        assert_eq!(historic(&[], 0.35, 0.0), Some(0.0));
        assert_eq!(historic(&[], 0.35, 20.0), Some(-20.0));
        let value = historic(&[120.5, 80.0, 45.25], 0.35, 20.0).unwrap();
        assert!((value - 66.0125).abs() < 1e-12, "{value}");
    }

    #[test]
    fn nothing_is_0_and_not_its_negative() {
        let nothing = historic(&[], 0.35, 0.0).unwrap();
        let unchanged = annual_churn(1.0, 12.0).unwrap();
        assert!(nothing.is_sign_positive() && unchanged.is_sign_positive());
    }

    #[test]
    fn what_overflows_is_undefined() {
        assert_eq!(historic(&[f64::MAX, f64::MAX], 1.0, 0.0), None);
        assert_eq!(historic(&[1.0], f64::NAN, 0.0), None);
    }
}
