use crate::mean::Sample;
use crate::score::percent;
use crate::{Direction, Scale, Tally};

/// How many ratings lie in a box at either end of a scale.
///
/// The boxes are counted each by itself, so where they overlap a rating is in both.
/// ([`Metric::Csat`](crate::Metric::Csat) gives every rating one class, the top box first.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Boxes {
    /// How many ratings there are.
    pub n: u64,
    /// How many lie in the box at the good end: the top box of satisfaction, the easy end of
    /// effort.
    pub best: u64,
    /// How many lie in the box at the other end.
    pub worst: u64,
}

impl Boxes {
    /// The share of the good box in percent, from 0 to 100; `None` without ratings.
    #[must_use]
    pub fn best_pct(&self) -> Option<f64> {
        percent(self.best as f64, self.n as f64)
    }

    /// The share of the bad box in percent, from 0 to 100; `None` without ratings.
    #[must_use]
    pub fn worst_pct(&self) -> Option<f64> {
        percent(self.worst as f64, self.n as f64)
    }

    /// The share of the good box minus that of the bad one, from −100 to 100; `None` without
    /// ratings.
    #[must_use]
    pub fn net_pct(&self) -> Option<f64> {
        percent(self.best as f64 - self.worst as f64, self.n as f64)
    }
}

impl Scale {
    /// How many ratings lie strictly on either side of the midpoint: the usual boxes of effort.
    #[must_use]
    pub const fn half(self) -> u32 {
        self.points() / 2
    }
}

impl Tally {
    /// The boxes of the `top` highest and the `bottom` lowest ratings, for satisfaction (CSAT,
    /// PSAT). A box larger than the scale is the whole scale.
    #[must_use]
    pub fn boxes(&self, top: u32, bottom: u32) -> Boxes {
        let (high, low) = (self.highest(top), self.lowest(bottom));
        Boxes {
            n: self.n(),
            best: high,
            worst: low,
        }
    }

    /// The boxes of the `easy` easiest and the `hard` hardest ratings, for effort (CES).
    #[must_use]
    pub fn effort(&self, direction: Direction, easy: u32, hard: u32) -> Boxes {
        match direction {
            Direction::HigherIsEasier => self.boxes(easy, hard),
            Direction::LowerIsEasier => Boxes {
                n: self.n(),
                best: self.lowest(easy),
                worst: self.highest(hard),
            },
        }
    }

    /// The mean as a percentage of the scale: 0 if all gave the lowest rating, 100 if all gave
    /// the highest; `None` without ratings.
    #[must_use]
    pub fn mean_0_100(&self) -> Option<f64> {
        self.ease_0_100(Direction::HigherIsEasier)
    }

    /// The same with 100 at the easy end, whichever end that is.
    #[must_use]
    pub fn ease_0_100(&self, direction: Direction) -> Option<f64> {
        let scale = self.scale();
        let mean = self.mean()?;
        let from_hard = match direction {
            Direction::HigherIsEasier => mean - f64::from(scale.min()),
            Direction::LowerIsEasier => f64::from(scale.max()) - mean,
        };
        percent(from_hard, f64::from(scale.max().abs_diff(scale.min())))
    }

    /// The sample standard deviation of the ratings (n − 1), in points of the scale; `None` for
    /// fewer than two.
    #[must_use]
    pub fn sd(&self) -> Option<f64> {
        Sample::of_tally(self)?.sd()
    }

    /// How many ratings are among the `points` highest.
    fn highest(&self, points: u32) -> u64 {
        let all = self.scale().points();
        let below = all.saturating_sub(points);
        self.sum(below as usize, all as usize)
    }

    /// How many ratings are among the `points` lowest.
    fn lowest(&self, points: u32) -> u64 {
        self.sum(0, points as usize)
    }

    fn sum(&self, from: usize, to: usize) -> u64 {
        let counts = self.iter().map(|(_, count)| count);
        let within = counts.take(to).skip(from);
        within.fold(0, u64::saturating_add)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Boxes, Direction, Scale, Tally};

    fn tally(scale: Scale, counts: &[u64]) -> Tally {
        let mut tally = Tally::new(scale);
        for (rating, &count) in scale.ratings().zip(counts) {
            tally.add_many(rating, count);
        }
        tally
    }

    #[test]
    fn boxes_may_be_of_any_size_and_overlap() {
        let tally = tally(Scale::FIVE, &[1, 2, 4, 8, 16]);
        for (top, bottom, best, worst) in [
            (0, 0, 0, 0),
            (1, 1, 16, 1),
            (2, 1, 24, 1),
            (3, 3, 28, 7),
            (5, 0, 31, 0),
            (u32::MAX, u32::MAX, 31, 31),
        ] {
            let boxes = tally.boxes(top, bottom);
            assert_eq!(boxes, Boxes { n: 31, best, worst }, "{top} {bottom}");
        }
    }

    #[test]
    fn shares_of_boxes_are_percent_and_their_net_is_the_difference() {
        let boxes = tally(Scale::FIVE, &[10, 10, 10, 30, 40]).boxes(2, 2);
        assert_eq!(boxes.best_pct(), Some(70.0));
        assert_eq!(boxes.worst_pct(), Some(20.0));
        assert_eq!(boxes.net_pct(), Some(50.0));
        let nobody = Tally::new(Scale::FIVE).boxes(2, 2);
        assert_eq!(nobody.best_pct().or(nobody.worst_pct()), None);
        assert_eq!(nobody.net_pct(), None);
    }

    #[test]
    fn ease_is_high_where_it_was_easy() {
        let tally = tally(Scale::FIVE, &[3, 1, 0, 0, 0]);
        let lower = Direction::LowerIsEasier;
        assert_eq!(tally.mean_0_100(), Some(6.25));
        assert_eq!(tally.ease_0_100(Direction::HigherIsEasier), Some(6.25));
        assert_eq!(tally.ease_0_100(lower), Some(93.75));
        let half = Scale::FIVE.half();
        let effort = tally.effort(lower, half, half);
        assert_eq!((effort.best, effort.worst), (4, 0));
        assert_eq!(Tally::new(Scale::FIVE).ease_0_100(lower), None);
    }

    #[test]
    fn the_spread_of_one_rating_is_unknown_and_of_equal_ones_none() {
        let sd = |counts: &[u64]| tally(Scale::FIVE, counts).sd();
        assert_eq!(sd(&[]), None);
        assert_eq!(sd(&[0, 1]), None);
        assert_eq!(sd(&[0, 7]), Some(0.0));
        assert_eq!(sd(&[1, 0, 1]), Some(2.0_f64.sqrt()));
    }
}
