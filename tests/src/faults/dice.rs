//! Chance that can be had again.

use std::time::Duration;

/// Milliseconds; long enough for what a browser does next.
const LONGEST_PAUSE: u64 = 250;

/// Numbers without a pattern, the same ones for the same seed: `SplitMix64`.
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// For as long as it takes until the next thing happens.
    pub(super) fn pause(&mut self) -> Duration {
        Duration::from_millis(self.roll() % LONGEST_PAUSE)
    }
}

#[cfg(test)]
mod tests {
    use super::{Dice, LONGEST_PAUSE};

    #[test]
    fn the_same_seed_makes_the_same_pauses_and_another_others() {
        let pauses = |seed| {
            let mut dice = Dice::new(seed);
            [(); 8].map(|()| dice.pause())
        };
        assert_eq!(pauses(7), pauses(7));
        assert_ne!(pauses(7), pauses(8));
        assert!(
            pauses(7)
                .iter()
                .all(|pause| pause.as_millis() < u128::from(LONGEST_PAUSE))
        );
    }
}
