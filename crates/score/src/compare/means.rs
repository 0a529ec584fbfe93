use super::Difference;
use crate::Confidence;
use crate::distribution::StudentT;
use crate::mean::Sample;
use crate::nps::Classes;

/// The difference of two means by Welch's t (*Biometrika*, 1947): each side has a variance of
/// its own, and Satterthwaite's degrees of freedom need not be whole. In the unit of the values.
///
/// Of a single value the variance is unknown: then there is a difference and no more. Where
/// neither side varies, the interval is the difference and there is no statistic. `None` only
/// where the difference is too large for an `f64`.
#[must_use]
pub fn mean_difference(a: Sample, b: Sample, confidence: Confidence) -> Option<Difference> {
    Difference::welch(a.into(), b.into(), confidence)
}

/// What Welch's t needs of a side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side {
    pub(super) n: f64,
    pub(super) mean: f64,
    /// The standard error of the mean; `None` for a single value.
    pub(super) se: Option<f64>,
}

impl From<Sample> for Side {
    fn from(sample: Sample) -> Self {
        Self {
            n: sample.n(),
            mean: sample.mean(),
            se: sample.standard_error(),
        }
    }
}

impl Side {
    /// Of answers that are 100, 0 or −100.
    pub(super) fn of_classes(classes: Classes) -> Self {
        let n = classes.total();
        Self {
            n,
            mean: 100.0 * classes.net(),
            se: (n > 1.0).then(|| 100.0 * (classes.variance() / (n - 1.0)).sqrt()),
        }
    }
}

impl Difference {
    /// Welch's comparison of two means; `None` where a figure is too large for an `f64`.
    pub(super) fn welch(a: Side, b: Side, confidence: Confidence) -> Option<Self> {
        let difference = a.mean - b.mean;
        if !difference.is_finite() {
            return None;
        }
        let bare = Self::bare(difference);
        let (Some(se_a), Some(se_b)) = (a.se, b.se) else {
            return Some(bare);
        };
        let larger = se_a.max(se_b);
        if larger == 0.0 {
            return Some(bare.with_interval(0.0, 0.0));
        }
        // As shares of the larger one, squares neither overflow nor vanish.
        let [a_squared, b_squared] = [se_a, se_b].map(|se| se / larger * (se / larger));
        let squared = a_squared + b_squared;
        let se = larger * squared.sqrt();
        let [a_share, b_share] = [a_squared / squared, b_squared / squared];
        let df = 1.0 / (a_share * a_share / (a.n - 1.0) + b_share * b_share / (b.n - 1.0));
        let student = StudentT::new(df)?;
        let statistic = difference / se;
        let tested = Self {
            statistic: Some(statistic),
            df: Some(df),
            p_value: Some(2.0 * student.sf(statistic.abs())),
            ..bare
        };
        Some(tested.with_interval(se, student.two_sided(confidence)?))
    }
}

#[cfg(test)]
mod tests {
    use super::mean_difference;
    use crate::Confidence;
    use crate::compare::Difference;
    use crate::mean::Sample;

    fn difference(a: &[f64], b: &[f64]) -> Difference {
        let [a, b] = [a, b].map(|values| Sample::of(values).unwrap());
        mean_difference(a, b, Confidence::P95).unwrap()
    }

    #[test]
    fn sides_of_equal_size_and_spread_have_the_degrees_of_freedom_of_a_pooled_t() {
        let found = difference(&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]);
        assert_eq!(found.difference, -3.0);
        assert!((found.df.unwrap() - 4.0).abs() < 1e-12);
        // 3/√(1/3 + 1/3) by hand.
        assert!((found.statistic.unwrap() + 13.5_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn without_variance_there_is_no_statistic() {
        let found = difference(&[0.1, 0.1, 0.1], &[0.3, 0.3]);
        assert_eq!(
            (found.se, found.statistic, found.df),
            (Some(0.0), None, None)
        );
        assert_eq!(
            (found.lower, found.upper),
            (Some(found.center), Some(found.center))
        );
    }

    /// Squares of these would be infinite, or zero.
    #[test]
    fn the_size_of_the_values_does_not_matter() {
        let p = |unit: f64| {
            let found = difference(&[unit, 2.0 * unit, 4.0 * unit], &[3.0 * unit, 9.0 * unit]);
            found.p_value.unwrap()
        };
        for unit in [1e-200, 1e-300, 1e200, 1e300] {
            assert!((p(unit) / p(1.0) - 1.0).abs() < 1e-12, "{unit}");
        }
    }
}
