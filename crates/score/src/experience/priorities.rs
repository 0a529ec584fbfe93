use std::{error, fmt};

use crate::Confidence;
use crate::compare::Bounds;
use crate::distribution::Normal;

/// What makes something worth doing first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Factor {
    /// How strongly it is associated with what customers want: a correlation, a weight.
    Importance,
    /// How far it is below its target.
    Gap,
    /// How many customers meet it.
    Reach,
    /// What one of them is worth.
    Value,
    /// What it would take. The only factor that divides.
    Effort,
}

impl Factor {
    /// Every factor.
    pub const ALL: [Self; 5] = [
        Self::Importance,
        Self::Gap,
        Self::Reach,
        Self::Value,
        Self::Effort,
    ];

    /// The name used in inputs and outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Importance => "importance",
            Self::Gap => "gap",
            Self::Reach => "reach",
            Self::Value => "value",
            Self::Effort => "effort",
        }
    }
}

/// A number and how far it may be off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The number.
    pub value: f64,
    /// Its standard error; 0 for what is known exactly.
    pub standard_error: f64,
}

impl Estimate {
    /// A number that is known exactly.
    #[must_use]
    pub const fn exact(value: f64) -> Self {
        Self {
            value,
            standard_error: 0.0,
        }
    }

    fn relative_error(self) -> f64 {
        self.standard_error / self.value
    }
}

/// Something that could be improved. Each factor is in whatever unit, the same for all
/// opportunities that are compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Opportunity {
    /// See [`Factor::Importance`].
    pub importance: Estimate,
    /// See [`Factor::Gap`]; 0 for what is at its target or above.
    pub gap: Estimate,
    /// See [`Factor::Reach`].
    pub reach: Estimate,
    /// See [`Factor::Value`].
    pub value: Estimate,
    /// See [`Factor::Effort`]; above 0.
    pub effort: Estimate,
}

impl Opportunity {
    /// One of the factors.
    #[must_use]
    pub const fn factor(&self, factor: Factor) -> Estimate {
        match factor {
            Factor::Importance => self.importance,
            Factor::Gap => self.gap,
            Factor::Reach => self.reach,
            Factor::Value => self.value,
            Factor::Effort => self.effort,
        }
    }
}

/// How much each factor counts: the power it is raised to. 0 leaves it out, 1 is the default.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exponents {
    /// Of the importance.
    pub importance: f64,
    /// Of the gap.
    pub gap: f64,
    /// Of the reach.
    pub reach: f64,
    /// Of the value.
    pub value: f64,
    /// Of the effort, which divides.
    pub effort: f64,
}

impl Default for Exponents {
    fn default() -> Self {
        Self {
            importance: 1.0,
            gap: 1.0,
            reach: 1.0,
            value: 1.0,
            effort: 1.0,
        }
    }
}

impl Exponents {
    /// That of one factor.
    #[must_use]
    pub const fn of(&self, factor: Factor) -> f64 {
        match factor {
            Factor::Importance => self.importance,
            Factor::Gap => self.gap,
            Factor::Reach => self.reach,
            Factor::Value => self.value,
            Factor::Effort => self.effort,
        }
    }
}

/// Where an opportunity stands among the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Priority {
    /// Which of the opportunities given, from 0.
    pub item: usize,
    /// importance × gap × reach × value ÷ effort, each to its exponent; at least 0, in the unit
    /// that the factors make.
    pub priority: f64,
    /// The standard error of ln(priority), about the relative error of the priority; `None` if
    /// the priority is 0, which has no logarithm.
    pub log_error: Option<f64>,
    /// The interval of the priority, symmetric on its logarithm and so never below 0; `None`
    /// as the error is.
    pub interval: Option<Bounds>,
    /// The chance that it is really above the next one in the list, from ½ to 1; `None` for the
    /// last one and next to a priority of 0.
    pub above_next: Option<f64>,
}

/// Orders opportunities by importance × gap × reach × value ÷ effort, the highest first; equal
/// ones keep the order in which they were given.
///
/// The uncertainty of the factors, taken as independent, is carried through by the delta method
/// on logarithms: the variance of ln(priority) is Σ (exponent·error/value)². That is close while
/// relative errors stay under about 30 %. It does not cover factors that were guessed as if they
/// were exact, and a product does not show that doing the first thing will raise a score.
///
/// # Errors
///
/// [`PriorityError`] with the first thing that is wrong: a factor, standard error or exponent
/// that is negative or not finite, an effort of 0, a priority too large for an `f64`.
pub fn prioritize(
    opportunities: &[Opportunity],
    exponents: &Exponents,
    confidence: Confidence,
) -> Result<Vec<Priority>, PriorityError> {
    for factor in Factor::ALL {
        if !is_amount(exponents.of(factor)) {
            return Err(PriorityError::Exponent { factor });
        }
    }
    let mut priorities = opportunities
        .iter()
        .enumerate()
        .map(|(item, opportunity)| Priority::of(item, opportunity, exponents, confidence))
        .collect::<Result<Vec<_>, _>>()?;
    priorities.sort_by(|a, b| b.priority.total_cmp(&a.priority));
    let below: Vec<Priority> = priorities.iter().skip(1).copied().collect();
    for (one, next) in priorities.iter_mut().zip(&below) {
        one.above_next = one.chance_above(next);
    }
    Ok(priorities)
}

impl Priority {
    fn of(
        item: usize,
        opportunity: &Opportunity,
        exponents: &Exponents,
        confidence: Confidence,
    ) -> Result<Self, PriorityError> {
        let mut priority = 1.0;
        let mut log_variance = 0.0;
        for factor in Factor::ALL {
            let estimate = opportunity.factor(factor);
            check(item, factor, estimate)?;
            let exponent = exponents.of(factor);
            if exponent > 0.0 {
                let power = libm::pow(estimate.value, exponent);
                let error = exponent * estimate.relative_error();
                priority = match factor {
                    Factor::Effort => priority / power,
                    _ => priority * power,
                };
                log_variance += error * error;
            }
        }
        // A factor of −0 must not stand below one of 0.
        let priority = priority + 0.0;
        if !priority.is_finite() {
            return Err(PriorityError::TooLarge { item });
        }
        let log_error = (priority > 0.0)
            .then(|| log_variance.sqrt())
            .filter(|error| error.is_finite());
        let interval = log_error.map(|error| {
            let factor = libm::exp(confidence.z() * error);
            Bounds {
                lower: priority / factor,
                upper: priority * factor,
            }
        });
        Ok(Self {
            item,
            priority,
            log_error,
            interval: interval.filter(|bounds| bounds.upper.is_finite()),
            above_next: None,
        })
    }

    fn chance_above(&self, next: &Self) -> Option<f64> {
        let error = libm::hypot(self.log_error?, next.log_error?);
        let distance = libm::log(self.priority) - libm::log(next.priority);
        Some(if distance > 0.0 {
            Normal.cdf(distance / error)
        } else {
            0.5
        })
    }
}

fn check(item: usize, factor: Factor, estimate: Estimate) -> Result<(), PriorityError> {
    if !is_amount(estimate.value) {
        return Err(PriorityError::Value { item, factor });
    }
    if !is_amount(estimate.standard_error) {
        return Err(PriorityError::StandardError { item, factor });
    }
    if factor == Factor::Effort && estimate.value == 0.0 {
        return Err(PriorityError::NoEffort { item });
    }
    Ok(())
}

fn is_amount(number: f64) -> bool {
    number.is_finite() && number >= 0.0
}

/// An argument by which nothing can be ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriorityError {
    /// An exponent is negative or not finite.
    Exponent {
        /// Of which factor.
        factor: Factor,
    },
    /// A factor is negative or not finite.
    Value {
        /// Of which opportunity, from 0.
        item: usize,
        /// Which factor.
        factor: Factor,
    },
    /// A standard error is negative or not finite.
    StandardError {
        /// Of which opportunity, from 0.
        item: usize,
        /// Of which factor.
        factor: Factor,
    },
    /// An effort is 0: everything free would come first, whatever it is worth.
    NoEffort {
        /// Of which opportunity, from 0.
        item: usize,
    },
    /// The product is beyond the largest `f64`.
    TooLarge {
        /// Of which opportunity, from 0.
        item: usize,
    },
}

impl fmt::Display for PriorityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const AMOUNT: &str = "is not a finite number of at least 0";
        match self {
            Self::Exponent { factor } => write!(f, "the exponent of {} {AMOUNT}", factor.name()),
            Self::Value { item, factor } => write!(f, "items[{item}].{} {AMOUNT}", factor.name()),
            Self::StandardError { item, factor } => {
                let factor = factor.name();
                write!(f, "the standard error of items[{item}].{factor} {AMOUNT}")
            }
            Self::NoEffort { item } => write!(
                f,
                "items[{item}].effort is 0; give what it takes at least, in the unit of the others"
            ),
            Self::TooLarge { item } => write!(
                f,
                "the priority of items[{item}] is too large for a number; choose larger units"
            ),
        }
    }
}

impl error::Error for PriorityError {}

#[cfg(test)]
mod tests {
    use super::{Estimate, Exponents, Factor, Opportunity, PriorityError, prioritize};
    use crate::Confidence;

    fn opportunity(factors: [f64; 5]) -> Opportunity {
        let [importance, gap, reach, value, effort] = factors.map(Estimate::exact);
        Opportunity {
            importance,
            gap,
            reach,
            value,
            effort,
        }
    }

    fn order(opportunities: &[Opportunity], exponents: &Exponents) -> Vec<(usize, f64)> {
        prioritize(opportunities, exponents, Confidence::P95)
            .unwrap()
            .iter()
            .map(|priority| (priority.item, priority.priority))
            .collect()
    }

    #[test]
    fn the_highest_product_comes_first_and_equals_stay_in_order() {
        let items = [
            opportunity([0.5, 20.0, 100.0, 3.0, 10.0]),
            opportunity([0.8, 20.0, 100.0, 3.0, 8.0]),
            opportunity([0.9, 0.0, 500.0, 3.0, 1.0]),
            opportunity([0.5, 20.0, 100.0, 3.0, 10.0]),
        ];
        let found = order(&items, &Exponents::default());
        assert_eq!(found, [(1, 600.0), (0, 300.0), (3, 300.0), (2, 0.0)]);
        assert_eq!(order(&[], &Exponents::default()), []);
    }

    #[test]
    fn an_exponent_of_0_leaves_a_factor_out() {
        let items = [
            opportunity([0.5, 20.0, 100.0, 0.0, 10.0]),
            opportunity([0.5, 10.0, 100.0, 9.0, 1.0]),
        ];
        let exponents = Exponents {
            value: 0.0,
            effort: 0.0,
            gap: 2.0,
            ..Exponents::default()
        };
        assert_eq!(order(&items, &exponents), [(0, 20_000.0), (1, 5_000.0)]);
    }

    #[test]
    fn what_is_known_exactly_has_no_margin() {
        let items = [
            opportunity([0.5, 20.0, 100.0, 3.0, 10.0]),
            opportunity([0.5, 10.0, 100.0, 3.0, 10.0]),
            opportunity([0.5, 0.0, 100.0, 3.0, 10.0]),
        ];
        let found = prioritize(&items, &Exponents::default(), Confidence::P95).unwrap();
        let bounds = found[0].interval.unwrap();
        assert_eq!((bounds.lower, bounds.upper), (300.0, 300.0));
        assert_eq!(
            (found[0].log_error, found[0].above_next),
            (Some(0.0), Some(1.0))
        );
        assert_eq!((found[1].above_next, found[2].above_next), (None, None));
        assert_eq!((found[2].log_error, found[2].interval), (None, None));
    }

    #[test]
    fn two_that_look_alike_are_even() {
        let items = [opportunity([0.5, 20.0, 100.0, 3.0, 10.0]); 2];
        let found = prioritize(&items, &Exponents::default(), Confidence::P95).unwrap();
        assert_eq!(found[0].above_next, Some(0.5));
    }

    /// Normal errors of 5 to 15 % by Box and Muller from a fixed seed.
    #[test]
    fn the_interval_covers_what_a_simulation_gives() {
        let mut state = 7_u64;
        let mut uniform = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            ((state >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
        };
        let mut normal =
            || (-2.0 * uniform().ln()).sqrt() * (std::f64::consts::TAU * uniform()).cos();
        let errors = [0.15, 0.1, 0.05, 0.1, 0.1];
        let mut item = opportunity([0.5, 20.0, 100.0, 3.0, 10.0]);
        let factors = [
            &mut item.importance,
            &mut item.gap,
            &mut item.reach,
            &mut item.value,
            &mut item.effort,
        ];
        for (estimate, error) in factors.into_iter().zip(errors) {
            estimate.standard_error = estimate.value * error;
        }
        let found = prioritize(&[item], &Exponents::default(), Confidence::P95).unwrap();
        let bounds = found[0].interval.unwrap();
        let draws = 20_000;
        let inside = (0..draws).filter(|_| {
            let [importance, gap, reach, value, effort] =
                errors.map(|error| 1.0 + error * normal());
            let drawn = 300.0 * importance * gap * reach * value / effort;
            bounds.lower <= drawn && drawn <= bounds.upper
        });
        let covered = inside.count() as f64 / f64::from(draws);
        assert!((covered - 0.95).abs() < 0.01, "{covered}");
    }

    #[test]
    fn what_cannot_be_ordered_is_refused_by_name() {
        let good = opportunity([0.5, 20.0, 100.0, 3.0, 10.0]);
        let refusal = |item: Opportunity| {
            prioritize(&[good, item], &Exponents::default(), Confidence::P95).unwrap_err()
        };
        let free = Opportunity {
            effort: Estimate::exact(0.0),
            ..good
        };
        assert_eq!(
            refusal(free).to_string(),
            "items[1].effort is 0; give what it takes at least, in the unit of the others"
        );
        let negative = Opportunity {
            gap: Estimate::exact(-1.0),
            ..good
        };
        assert_eq!(
            refusal(negative).to_string(),
            "items[1].gap is not a finite number of at least 0"
        );
        let unsure = Opportunity {
            reach: Estimate {
                value: 1.0,
                standard_error: f64::NAN,
            },
            ..good
        };
        let factor = Factor::Reach;
        assert_eq!(
            refusal(unsure),
            PriorityError::StandardError { item: 1, factor }
        );
        let huge = opportunity([f64::MAX, 2.0, 1.0, 1.0, 1.0]);
        assert_eq!(refusal(huge), PriorityError::TooLarge { item: 1 });
        let exponents = Exponents {
            gap: -1.0,
            ..Exponents::default()
        };
        let factor = Factor::Gap;
        assert_eq!(
            prioritize(&[good], &exponents, Confidence::P95),
            Err(PriorityError::Exponent { factor })
        );
    }
}
