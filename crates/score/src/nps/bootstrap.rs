//! The percentile bootstrap: what the score would have been had the same people been drawn
//! again, with repetition.

use super::classes::Classes;
use super::draws::{Draws, binomial};
use crate::{ClassCounts, Confidence};

/// A percentile interval of the bootstrapped NPS, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bootstrap {
    /// The smallest score whose lower tail holds at least (1 − level)/2.
    pub lower: f64,
    /// The smallest score whose lower tail holds at least (1 + level)/2.
    pub upper: f64,
    /// How far possible scores lie apart: 100/n.
    pub grid_step: f64,
}

/// The most answers that [`bootstrap_exact`] takes whatever they are.
pub const EXACT_MAX_N: u64 = 100_000;

/// The most resamples that [`bootstrap`] draws.
pub const MAX_RESAMPLES: u32 = 1_000_000;

/// What of a distribution is too little to be carried along.
const NEGLIGIBLE: f64 = 1e-30;

/// How much a probability may miss a bound by rounding and still count as on it.
const SLACK: f64 = 1e-12;

/// The percentile bootstrap without chance, from the distribution of all resamples.
///
/// The work grows with n·variance, which may be up to [`EXACT_MAX_N`]: so many answers of any
/// kind, and more where nearly all agree. Beyond it is `None`; by then the closed methods and
/// [`bootstrap`] say the same.
#[must_use]
pub fn bootstrap_exact(counts: &ClassCounts, confidence: Confidence) -> Option<Bootstrap> {
    let classes = Classes::of(counts)?;
    let n = counts.n();
    if classes.variance() * n as f64 > EXACT_MAX_N as f64 {
        return None;
    }
    let total = classes.total();
    let one = Sum {
        lowest: -1,
        masses: [classes.detractors, classes.passives, classes.promoters]
            .map(|count| count / total)
            .to_vec(),
    };
    let sum = one.times(n);
    let points = |sum: i128| 100.0 * sum as f64 / n as f64;
    Some(Bootstrap {
        lower: points(sum.lower_quantile(confidence.tail())),
        upper: points(sum.upper_quantile(confidence.tail())),
        grid_step: 100.0 / n as f64,
    })
}

/// The percentile bootstrap by chance: `resamples` draws from a generator started with `seed`,
/// so that the same arguments always give the same interval.
///
/// `None` unless `resamples` is from 1 to [`MAX_RESAMPLES`]; 10 000 put the bounds within about
/// 3 % of a standard error of [`bootstrap_exact`]. The work does not grow with n.
#[must_use]
pub fn bootstrap(
    counts: &ClassCounts,
    confidence: Confidence,
    resamples: u32,
    seed: u64,
) -> Option<Bootstrap> {
    let classes = Classes::of(counts)?;
    if !(1..=MAX_RESAMPLES).contains(&resamples) {
        return None;
    }
    let n = counts.n();
    let mut draws = Draws::from_seed(seed);
    let mut sums: Vec<f64> = (0..resamples)
        .map(|_| {
            let others = classes.passives + classes.detractors;
            let promoters = binomial(n, classes.promoters, others, &mut draws);
            let others = n.saturating_sub(promoters);
            let detractors = binomial(others, classes.detractors, classes.passives, &mut draws);
            promoters as f64 - detractors as f64
        })
        .collect();
    sums.sort_unstable_by(f64::total_cmp);
    let points_at = |share: f64| {
        let rank = (share * f64::from(resamples) * (1.0 - SLACK)).ceil();
        let index = (rank as usize).saturating_sub(1);
        let sum = sums.get(index).or(sums.last())?;
        Some(100.0 * sum / n as f64)
    };
    Some(Bootstrap {
        lower: points_at(confidence.tail())?,
        upper: points_at(1.0 - confidence.tail())?,
        grid_step: 100.0 / n as f64,
    })
}

/// The distribution of a sum of answers −1, 0 and 1.
#[derive(Clone, Debug)]
struct Sum {
    lowest: i128,
    /// The probability of each sum from the lowest on.
    masses: Vec<f64>,
}

impl Sum {
    /// Of `n` independent copies, by repeated doubling.
    fn times(&self, n: u64) -> Self {
        let mut sum = Self {
            lowest: 0,
            masses: vec![1.0],
        };
        for bit in (0..u64::BITS).rev() {
            sum = sum.plus(&sum);
            if n.checked_shr(bit).is_some_and(|rest| rest % 2 == 1) {
                sum = sum.plus(self);
            }
        }
        sum
    }

    fn plus(&self, other: &Self) -> Self {
        let length = self.masses.len().saturating_add(other.masses.len());
        let mut masses = vec![0.0; length.saturating_sub(1)];
        for (start, one) in self.masses.iter().enumerate() {
            let places = masses.iter_mut().skip(start);
            for (place, another) in places.zip(&other.masses) {
                *place += one * another;
            }
        }
        let lowest = self.lowest.saturating_add(other.lowest);
        Self { lowest, masses }.trimmed()
    }

    fn trimmed(mut self) -> Self {
        let matters = |mass: &f64| *mass > NEGLIGIBLE;
        let end = self.masses.iter().rposition(matters);
        self.masses
            .truncate(end.map_or(0, |end| end.saturating_add(1)));
        let start = self.masses.iter().position(matters).unwrap_or(0);
        self.masses.drain(..start);
        self.lowest = self.lowest.saturating_add(start as i128);
        self
    }

    /// The smallest sum whose lower tail holds at least a share.
    fn lower_quantile(&self, share: f64) -> i128 {
        let enough = share * self.whole() * (1.0 - SLACK);
        let mut tail = 0.0;
        self.iter()
            .find(|(_, mass)| {
                tail += mass;
                tail >= enough
            })
            .map_or(self.lowest, |(sum, _)| sum)
    }

    /// The smallest sum whose upper tail, itself not counted, holds at most a share.
    fn upper_quantile(&self, share: f64) -> i128 {
        let enough = share * self.whole() * (1.0 + SLACK);
        let mut tail = 0.0;
        self.iter()
            .rev()
            .find(|(_, mass)| {
                tail += mass;
                tail > enough
            })
            .map_or(self.lowest, |(sum, _)| sum)
    }

    fn iter(&self) -> impl DoubleEndedIterator<Item = (i128, f64)> {
        let sums = (0..self.masses.len()).map(|i| self.lowest.saturating_add(i as i128));
        let masses = self.masses.iter().copied();
        sums.zip(masses)
    }

    /// One, but for rounding and for what was trimmed.
    fn whole(&self) -> f64 {
        self.masses.iter().sum()
    }
}
