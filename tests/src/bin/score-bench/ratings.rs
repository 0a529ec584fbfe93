//! Ratings that could be a shop's, the same in every run.

use score::{ClassCounts, Metric, Scale, Tally};

const SEED: u64 = 20_260_131;

/// Of a hundred customers, how many rate 0, 1, … 10.
const OF_A_HUNDRED: [u8; 11] = [3, 1, 2, 2, 2, 6, 5, 13, 21, 19, 26];

/// What a counter says that it counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Classes {
    pub(crate) promoters: u64,
    pub(crate) detractors: u64,
}

impl Classes {
    pub(crate) fn of(tally: &Tally) -> Self {
        let counts = ClassCounts::of(Metric::Nps, tally).unwrap_or_default();
        Self {
            promoters: counts.high,
            detractors: counts.low,
        }
    }

    /// What every counter should find, counted in the plainest way.
    pub(crate) fn expected(ratings: &[u8]) -> Self {
        let mut tally = Tally::new(Scale::NPS);
        for &rating in ratings {
            tally.add(rating.into());
        }
        Self::of(&tally)
    }
}

/// As many ratings from 0 to 10.
pub(crate) fn made_from_a_seed(number: usize) -> Vec<u8> {
    let by_percent: Vec<u8> = (0..)
        .zip(OF_A_HUNDRED)
        .flat_map(|(rating, times)| std::iter::repeat_n(rating, times.into()))
        .collect();
    let mut chance = Chance(SEED);
    (0..number)
        .map(|_| by_percent[chance.below(by_percent.len())])
        .collect()
}

/// Numbers without a pattern that matters here (`SplitMix64`).
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        // The upper half of the product with a 32-bit number: less than `bound`.
        (((mixed >> 32) * bound as u64) >> 32) as usize
    }
}
