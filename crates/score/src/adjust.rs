use std::{error, fmt};

/// How p-values of several tests are adjusted, so that looking often enough does not find
/// differences that are not there.
///
/// An adjusted p-value is compared with the same threshold as a single one. The first three
/// methods bound the chance of *any* false finding (the family-wise error rate), the last two
/// the expected *share* of false ones among the findings (the false discovery rate).
///
/// With m p-values in ascending order p₁ ≤ … ≤ pₘ, the adjusted pᵢ is the smaller of 1 and:
///
/// | method | adjusted pᵢ | holds for tests that are |
/// |---|---|---|
/// | Bonferroni | m·pᵢ | dependent in any way |
/// | Holm | max over j ≤ i of (m−j+1)·pⱼ | dependent in any way |
/// | Hochberg | min over j ≥ i of (m−j+1)·pⱼ | independent or positively dependent |
/// | Benjamini–Hochberg | min over j ≥ i of m/j·pⱼ | independent or positively dependent |
/// | Benjamini–Yekutieli | the same, times 1 + 1/2 + … + 1/m | dependent in any way |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Adjustment {
    /// Bonferroni: simple, and never better than Holm.
    Bonferroni,
    /// Holm (*Scandinavian Journal of Statistics*, 1979). The default: never weaker than
    /// Bonferroni and, like it, sound whatever the tests have in common.
    #[default]
    Holm,
    /// Hochberg (*Biometrika*, 1988).
    Hochberg,
    /// Benjamini and Hochberg (*JRSS B*, 1995).
    BenjaminiHochberg,
    /// Benjamini and Yekutieli (*Annals of Statistics*, 2001).
    BenjaminiYekutieli,
}

impl Adjustment {
    /// Every method, the family-wise ones first.
    pub const ALL: [Self; 5] = [
        Self::Bonferroni,
        Self::Holm,
        Self::Hochberg,
        Self::BenjaminiHochberg,
        Self::BenjaminiYekutieli,
    ];

    /// The name used in inputs and outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bonferroni => "bonferroni",
            Self::Holm => "holm",
            Self::Hochberg => "hochberg",
            Self::BenjaminiHochberg => "bh",
            Self::BenjaminiYekutieli => "by",
        }
    }

    /// The method of that [`name`](Self::name), spelled exactly.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }

    /// Adjusts p-values from 0 to 1. The result is in the order of the input, each value at
    /// least the one it came from and at most 1; of no values there are none.
    ///
    /// # Errors
    ///
    /// [`NotAProbability`] names the first value that is not from 0 to 1.
    pub fn adjust(self, p_values: &[f64]) -> Result<Vec<f64>, NotAProbability> {
        let misfit = |&(_, p): &(usize, &f64)| !(0.0..=1.0).contains(p);
        if let Some((index, &value)) = p_values.iter().enumerate().find(misfit) {
            return Err(NotAProbability { index, value });
        }
        Ok(self.adjust_probabilities(p_values))
    }

    /// The same for values that are known to be from 0 to 1.
    pub(crate) fn adjust_probabilities(self, p_values: &[f64]) -> Vec<f64> {
        let mut ascending: Vec<(usize, f64)> = p_values.iter().copied().enumerate().collect();
        ascending.sort_by(|(_, a), (_, b)| a.total_cmp(b));
        let m = p_values.len() as f64;
        let dependence = match self {
            Self::BenjaminiYekutieli => harmonic(p_values.len()),
            _ => 1.0,
        };
        for (below, (_, p)) in ascending.iter_mut().enumerate() {
            let below = below as f64;
            *p *= match self {
                Self::Bonferroni => m,
                Self::Holm | Self::Hochberg => m - below,
                Self::BenjaminiHochberg | Self::BenjaminiYekutieli => {
                    m / (below + 1.0) * dependence
                }
            };
        }
        // What the order of the raw values was, the order of the adjusted ones has to be.
        match self {
            Self::Bonferroni => {}
            Self::Holm => running(ascending.iter_mut(), f64::max),
            Self::Hochberg | Self::BenjaminiHochberg | Self::BenjaminiYekutieli => {
                running(ascending.iter_mut().rev(), f64::min);
            }
        }
        ascending.sort_unstable_by_key(|&(index, _)| index);
        ascending.into_iter().map(|(_, p)| p.min(1.0)).collect()
    }
}

/// The sum of 1/i for i from 1 to n, the small terms first.
fn harmonic(n: usize) -> f64 {
    (1..=n).rev().map(|i| 1.0 / i as f64).sum()
}

/// Replaces each value by the extreme of those so far.
fn running<'a>(
    values: impl Iterator<Item = &'a mut (usize, f64)>,
    extreme: impl Fn(f64, f64) -> f64,
) {
    let mut so_far = None;
    for (_, value) in values {
        *value = so_far.map_or(*value, |last| extreme(last, *value));
        so_far = Some(*value);
    }
}

/// Something given as a p-value is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NotAProbability {
    /// Where it stands in the list, counted from 0.
    pub index: usize,
    /// What stands there.
    pub value: f64,
}

impl fmt::Display for NotAProbability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { index, value } = self;
        write!(
            f,
            "p-value [{index}] is {value}; it must be a number from 0 to 1"
        )
    }
}

impl error::Error for NotAProbability {}

#[cfg(test)]
mod tests {
    use super::{Adjustment, NotAProbability};

    fn adjusted(method: Adjustment, p_values: &[f64]) -> Vec<f64> {
        method.adjust(p_values).unwrap()
    }

    #[test]
    fn the_order_of_the_input_is_kept() {
        let p = [0.5, 0.125, 0.25];
        for (method, expected) in [
            (Adjustment::Bonferroni, [1.0, 0.375, 0.75]),
            (Adjustment::Holm, [0.5, 0.375, 0.5]),
            (Adjustment::Hochberg, [0.5, 0.375, 0.5]),
            (Adjustment::BenjaminiHochberg, [0.5, 0.375, 0.375]),
        ] {
            assert_eq!(adjusted(method, &p), expected, "{method:?}");
        }
    }

    #[test]
    fn yekutieli_is_hochberg_times_the_harmonic_number() {
        let by = adjusted(Adjustment::BenjaminiYekutieli, &[0.25, 0.25]);
        assert_eq!(by, [0.375, 0.375]);
    }

    #[test]
    fn equal_values_stay_equal() {
        for method in Adjustment::ALL {
            let [a, b, c, d] = *adjusted(method, &[0.02, 0.01, 0.02, 0.02]) else {
                panic!("another length");
            };
            assert!(a == c && c == d && b <= a, "{method:?}");
        }
    }

    #[test]
    fn one_value_is_its_own_adjustment_and_none_is_none() {
        for method in Adjustment::ALL {
            assert_eq!(adjusted(method, &[0.04]), [0.04]);
            assert!(adjusted(method, &[]).is_empty());
        }
    }

    #[test]
    fn what_is_no_probability_is_named() {
        for value in [-0.01, 1.01, f64::NAN, f64::INFINITY] {
            let refused = Adjustment::Holm.adjust(&[0.5, value, 7.0]).unwrap_err();
            assert_eq!(refused.index, 1);
            assert_eq!(refused.value.to_bits(), value.to_bits());
        }
        let refused = NotAProbability {
            index: 3,
            value: 1.5,
        };
        assert_eq!(
            refused.to_string(),
            "p-value [3] is 1.5; it must be a number from 0 to 1"
        );
    }

    #[test]
    fn names_are_read_back() {
        for method in Adjustment::ALL {
            assert_eq!(Adjustment::from_name(method.name()), Some(method));
        }
        assert_eq!(Adjustment::from_name("Holm"), None);
    }
}
