use super::{Difference, ratio};
use crate::distribution::StudentT;
use crate::{Confidence, Tally};

/// The difference of two means by Welch's t (*Biometrika*, 1947): each side has a variance of
/// its own, and Satterthwaite's degrees of freedom need not be whole. In the unit of the values.
///
/// `None` where a side has no values, or one that is not finite or too large to be squared.
/// Of a single value the variance is unknown: then there is a difference and no more. Where
/// neither side varies, the interval is the difference and there is no statistic.
#[must_use]
pub fn mean_difference(a: &[f64], b: &[f64], confidence: Confidence) -> Option<Difference> {
    let [a, b] = [a, b].map(|values| Moments::of(values.iter().map(|&value| (value, 1.0))));
    Moments::welch(a?, b?, confidence)
}

/// [`mean_difference`] of the ratings in two tallies, which need not be on the same scale (but
/// then the difference means little).
#[must_use]
pub fn tally_mean_difference(a: &Tally, b: &Tally, confidence: Confidence) -> Option<Difference> {
    Moments::welch(Moments::of_tally(a)?, Moments::of_tally(b)?, confidence)
}

/// The half width of a two-sided interval, in standard errors.
pub(crate) fn half_width(student: StudentT, confidence: Confidence) -> Option<f64> {
    // The lower tail is exact where the level is near 1.
    student
        .quantile((1.0 - confidence.level()) / 2.0)
        .map(|quantile| -quantile)
}

/// How many values there are, their mean, and the sum of the squares of what they are off it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moments {
    pub(super) n: f64,
    pub(super) mean: f64,
    squares: f64,
}

impl Moments {
    /// Of values with their counts. `None` without any, and where a sum is not finite.
    pub(super) fn of(values: impl Iterator<Item = (f64, f64)> + Clone) -> Option<Self> {
        let counted = values.filter(|&(_, count)| count > 0.0);
        // Measured from one of them, equal values have exactly no variance.
        let (origin, _) = counted.clone().next()?;
        let (n, offsets) = counted
            .clone()
            .fold((0.0, 0.0), |(n, offsets), (value, count)| {
                (n + count, offsets + count * (value - origin))
            });
        let offset = offsets / n;
        let squares = counted
            .map(|(value, count)| count * (value - origin - offset) * (value - origin - offset))
            .sum();
        let moments = Self {
            n,
            mean: origin + offset,
            squares,
        };
        (moments.mean.is_finite() && moments.squares.is_finite()).then_some(moments)
    }

    pub(super) fn of_tally(tally: &Tally) -> Option<Self> {
        let counted: Vec<(f64, f64)> = tally
            .iter()
            .map(|(rating, count)| (f64::from(rating), count as f64))
            .collect();
        Self::of(counted.into_iter())
    }

    /// The square of the standard error of the mean; `None` for a single value.
    fn squared_error(self) -> Option<f64> {
        (self.n > 1.0).then(|| self.squares / (self.n - 1.0) / self.n)
    }

    /// Welch's comparison. The variance is that of a sample, with n − 1.
    pub(super) fn welch(a: Self, b: Self, confidence: Confidence) -> Option<Difference> {
        let difference = a.mean - b.mean;
        if !difference.is_finite() {
            return None;
        }
        let bare = Difference::bare(difference);
        let (Some(error_a), Some(error_b)) = (a.squared_error(), b.squared_error()) else {
            return Some(bare);
        };
        let squared_error = error_a + error_b;
        let se = squared_error.sqrt();
        let Some(statistic) = ratio(difference, se) else {
            return Some(bare.with_interval(se, 0.0));
        };
        let (share_a, share_b) = (error_a / squared_error, error_b / squared_error);
        let df = 1.0 / (share_a * share_a / (a.n - 1.0) + share_b * share_b / (b.n - 1.0));
        let student = StudentT::new(df)?;
        let tested = Difference {
            statistic: Some(statistic),
            df: Some(df),
            p_value: Some(2.0 * student.sf(statistic.abs())),
            ..bare
        };
        Some(tested.with_interval(se, half_width(student, confidence)?))
    }
}
