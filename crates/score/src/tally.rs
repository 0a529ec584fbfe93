mod bytes;

use std::{error, fmt};

use crate::Scale;

/// How often each rating of a scale was given.
///
/// Tallies of parts (days, servers, sites) merge into the tally of the whole, in any order and
/// grouping. Counts stop at `u64::MAX`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tally {
    scale: Scale,
    /// One per point of the scale, lowest rating first.
    counts: Vec<u64>,
}

impl Tally {
    /// An empty tally.
    #[must_use]
    pub fn new(scale: Scale) -> Self {
        Self {
            scale,
            counts: vec![0; scale.points() as usize],
        }
    }

    /// The tally of `counts[0]` ratings of `min`, `counts[1]` of one more, and so on; `None` if
    /// no [`Scale`] has these ends.
    #[must_use]
    pub fn of_counts(min: i32, counts: &[u64]) -> Option<Self> {
        let steps = i32::try_from(counts.len()).ok()?.checked_sub(1)?;
        let scale = Scale::new(min, min.checked_add(steps)?)?;
        Some(Self {
            scale,
            counts: counts.to_vec(),
        })
    }

    /// The scale of its ratings.
    #[must_use]
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// Counts one rating. Off the scale: changes nothing and returns `false`.
    pub fn add(&mut self, rating: i32) -> bool {
        self.add_many(rating, 1)
    }

    /// Counts `times` equal ratings. Off the scale: changes nothing and returns `false`.
    pub fn add_many(&mut self, rating: i32, times: u64) -> bool {
        self.slot(rating)
            .map(|count| *count = count.saturating_add(times))
            .is_some()
    }

    /// Takes back one rating, for an answer that was corrected. If none such was counted:
    /// changes nothing and returns `false`.
    pub fn remove(&mut self, rating: i32) -> bool {
        self.slot(rating)
            .and_then(|count| Some((count.checked_sub(1)?, count)))
            .map(|(fewer, count)| *count = fewer)
            .is_some()
    }

    /// Adds the counts of another tally.
    ///
    /// # Errors
    ///
    /// [`ScaleMismatch`], and nothing is changed, if the other one is on another scale.
    pub fn merge(&mut self, other: &Self) -> Result<(), ScaleMismatch> {
        if self.scale != other.scale {
            return Err(ScaleMismatch {
                expected: self.scale,
                found: other.scale,
            });
        }
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count = count.saturating_add(*more);
        }
        Ok(())
    }

    /// How many ratings were counted.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.counts.iter().copied().fold(0, u64::saturating_add)
    }

    /// How often `rating` was given; 0 off the scale.
    #[must_use]
    pub fn count(&self, rating: i32) -> u64 {
        self.index(rating)
            .and_then(|index| self.counts.get(index))
            .copied()
            .unwrap_or(0)
    }

    /// Every rating of the scale with its count, lowest first.
    pub fn iter(&self) -> impl Iterator<Item = (i32, u64)> + Clone {
        self.scale.ratings().zip(self.counts.iter().copied())
    }

    /// The mean rating, within the scale; `None` when nothing was counted.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        let mut n = 0.0;
        let mut sum = 0.0;
        for (rating, count) in self.iter() {
            n += count as f64;
            sum += f64::from(rating) * count as f64;
        }
        // Counts beyond 2^53 are rounded, which could lift the mean just off the scale.
        let (min, max) = (f64::from(self.scale.min()), f64::from(self.scale.max()));
        (n > 0.0).then(|| (sum / n).max(min).min(max))
    }

    fn index(&self, rating: i32) -> Option<usize> {
        self.scale
            .steps_from_min(rating)
            .map(|steps| steps as usize)
    }

    fn slot(&mut self, rating: i32) -> Option<&mut u64> {
        self.index(rating)
            .and_then(|index| self.counts.get_mut(index))
    }
}

/// Two tallies on different scales cannot be merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScaleMismatch {
    /// The scale of the tally that was to grow.
    pub expected: Scale,
    /// The scale of the one offered to it.
    pub found: Scale,
}

impl fmt::Display for ScaleMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "cannot merge a tally of ratings from {} to {} into one from {} to {}",
            self.found.min(),
            self.found.max(),
            self.expected.min(),
            self.expected.max()
        )
    }
}

impl error::Error for ScaleMismatch {}

#[cfg(test)]
mod tests {
    use super::Tally;
    use crate::Scale;

    #[test]
    fn an_empty_tally_has_no_mean() {
        let tally = Tally::new(Scale::NPS);
        assert_eq!((tally.n(), tally.mean()), (0, None));
        assert_eq!(tally.iter().count(), 11);
    }

    #[test]
    fn counts_are_those_of_the_ratings_from_the_lowest_on() {
        let tally = Tally::of_counts(-1, &[4, 0, 2]).unwrap();
        assert_eq!(tally.iter().collect::<Vec<_>>(), [(-1, 4), (0, 0), (1, 2)]);
        for (min, points) in [(0, 0), (0, 1), (0, 102), (999, 3), (i32::MAX, 2)] {
            assert_eq!(Tally::of_counts(min, &vec![1; points]), None, "{min}");
        }
    }

    #[test]
    fn ratings_off_the_scale_change_nothing() {
        let mut tally = Tally::new(Scale::FIVE);
        for rating in [0, 6, -1, i32::MIN, i32::MAX] {
            assert!(!tally.add(rating));
            assert!(!tally.remove(rating));
            assert_eq!(tally.count(rating), 0);
        }
        assert_eq!(tally, Tally::new(Scale::FIVE));
    }

    #[test]
    fn what_was_never_counted_is_not_taken_back() {
        let mut tally = Tally::new(Scale::FIVE);
        assert!(!tally.remove(3));
        assert!(tally.add(3));
        assert!(tally.remove(3));
        assert!(!tally.remove(3));
        assert_eq!(tally.n(), 0);
    }

    #[test]
    fn counts_stop_at_their_maximum() {
        let mut tally = Tally::new(Scale::FIVE);
        tally.add_many(5, u64::MAX);
        tally.add(5);
        tally.add(1);
        assert_eq!(tally.count(5), u64::MAX);
        assert_eq!(tally.n(), u64::MAX);
        assert_eq!(tally.mean(), Some(5.0));
    }

    #[test]
    fn merged_counts_stop_at_their_maximum() {
        let mut tally = Tally::new(Scale::FIVE);
        tally.add_many(5, u64::MAX);
        tally.merge(&tally.clone()).unwrap();
        assert_eq!(tally.count(5), u64::MAX);
    }

    /// These counts have no exact `f64`; the quotient of their rounded sums misses 5.
    #[test]
    fn means_beyond_the_precision_of_a_float_stay_on_the_scale() {
        for count in [8_610_720_574_985_121_792, 18_243_952_181_846_679_552] {
            for (min, max) in [(1, 5), (5, 9)] {
                let mut tally = Tally::new(Scale::new(min, max).unwrap());
                tally.add_many(5, count);
                let mean = tally.mean().unwrap();
                assert!((f64::from(min)..=f64::from(max)).contains(&mean), "{mean}");
            }
        }
    }

    #[test]
    fn means_of_billions_are_exact() {
        let mut tally = Tally::new(Scale::new(999, 1000).unwrap());
        tally.add_many(999, 4_000_000_001);
        tally.add_many(1000, 3_999_999_999);
        let exact = 999.0 + 3_999_999_999.0 / 8_000_000_000.0;
        assert_eq!(tally.mean(), Some(exact));
    }

    #[test]
    fn a_merge_across_scales_names_both() {
        let mut tally = Tally::new(Scale::NPS);
        let error = tally.merge(&Tally::new(Scale::FIVE)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "cannot merge a tally of ratings from 1 to 5 into one from 0 to 10"
        );
    }
}
