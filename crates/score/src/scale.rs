use std::ops::RangeInclusive;

/// The whole numbers a respondent chooses from, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scale {
    min: i32,
    max: i32,
}

impl Scale {
    /// 0 to 10, the scale of the Net Promoter Score.
    pub const NPS: Self = Self { min: 0, max: 10 };
    /// 1 to 5, the usual scale of satisfaction.
    pub const FIVE: Self = Self { min: 1, max: 5 };
    /// 1 to 7, the usual scale of effort.
    pub const SEVEN: Self = Self { min: 1, max: 7 };

    /// Most points a scale may have.
    pub const MAX_POINTS: u32 = 101;
    /// How far from zero either end may lie.
    pub const MAX_BOUND: i32 = 1000;

    /// The scale from `min` to `max`, or `None` unless `min < max`, both lie within
    /// ±[`MAX_BOUND`](Self::MAX_BOUND), and there are at most
    /// [`MAX_POINTS`](Self::MAX_POINTS) points.
    #[must_use]
    pub fn new(min: i32, max: i32) -> Option<Self> {
        let bounds = -Self::MAX_BOUND..=Self::MAX_BOUND;
        let scale = Self { min, max };
        let valid = min < max
            && bounds.contains(&min)
            && bounds.contains(&max)
            && scale.points() <= Self::MAX_POINTS;
        valid.then_some(scale)
    }

    /// The lowest rating.
    #[must_use]
    pub const fn min(self) -> i32 {
        self.min
    }

    /// The highest rating.
    #[must_use]
    pub const fn max(self) -> i32 {
        self.max
    }

    /// How many ratings there are to choose from, from 2 to [`MAX_POINTS`](Self::MAX_POINTS).
    #[must_use]
    pub const fn points(self) -> u32 {
        self.max.abs_diff(self.min).saturating_add(1)
    }

    /// Whether `rating` is on the scale.
    #[must_use]
    pub const fn contains(self, rating: i32) -> bool {
        self.min <= rating && rating <= self.max
    }

    /// Every rating, lowest first.
    #[must_use]
    pub const fn ratings(self) -> RangeInclusive<i32> {
        self.min..=self.max
    }

    /// How many points `rating` lies above the lowest one; `None` off the scale.
    pub(crate) fn steps_from_min(self, rating: i32) -> Option<u32> {
        self.contains(rating).then(|| rating.abs_diff(self.min))
    }

    /// How many points `rating` lies below the highest one; `None` off the scale.
    pub(crate) fn steps_from_max(self, rating: i32) -> Option<u32> {
        self.contains(rating).then(|| rating.abs_diff(self.max))
    }
}

#[cfg(test)]
mod tests {
    use super::Scale;

    #[test]
    fn a_scale_has_two_to_a_hundred_and_one_points_near_zero() {
        for (min, max, points) in [
            (0, 1, Some(2)),
            (1, 5, Some(5)),
            (-5, 5, Some(11)),
            (0, 100, Some(101)),
            (-1000, -900, Some(101)),
            (900, 1000, Some(101)),
            (0, 101, None),
            (1, 1, None),
            (5, 1, None),
            (999, 1001, None),
            (-1001, -999, None),
            (i32::MIN, i32::MAX, None),
        ] {
            assert_eq!(
                Scale::new(min, max).map(Scale::points),
                points,
                "{min} to {max}"
            );
        }
    }

    #[test]
    fn the_named_scales_are_what_new_makes_of_their_ends() {
        assert_eq!(Scale::new(0, 10), Some(Scale::NPS));
        assert_eq!(Scale::new(1, 5), Some(Scale::FIVE));
        assert_eq!(Scale::new(1, 7), Some(Scale::SEVEN));
    }

    #[test]
    fn ratings_run_from_end_to_end() {
        assert_eq!(Scale::FIVE.ratings().collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
        assert!(Scale::FIVE.ratings().all(|r| Scale::FIVE.contains(r)));
        assert!(!Scale::FIVE.contains(0));
        assert!(!Scale::FIVE.contains(6));
    }
}
