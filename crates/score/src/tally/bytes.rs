use super::Tally;

/// Bytes that are looked at together: are they all small?
const LINE: usize = 64;

/// Bytes that are read as one word.
const WORD: usize = 8;

/// Bytes between two emptyings of the tables: so few that no 32-bit count overflows.
const BLOCK: usize = 1 << 20;

/// Below this many bytes, clearing and emptying the tables costs more than they save.
const FEW: usize = 1024;

impl Tally {
    /// Counts many ratings, one in each byte, and returns how many of them were not counted
    /// because they are off the scale. A missing rating is such a byte, by custom 255.
    ///
    /// The result is that of [`add`](Self::add) for each byte, several times as fast. A byte
    /// cannot say a rating below 0.
    ///
    /// ```
    /// use score::{Scale, Tally};
    ///
    /// let mut tally = Tally::new(Scale::NPS);
    /// assert_eq!(tally.add_bytes(&[10, 9, 255, 0, 11, 10]), 2);
    /// assert_eq!((tally.n(), tally.count(10)), (4, 2));
    /// ```
    pub fn add_bytes(&mut self, ratings: &[u8]) -> u64 {
        let (lines, rest): (&[[u8; LINE]], _) = if ratings.len() < FEW {
            (&[], ratings)
        } else {
            ratings.as_chunks()
        };
        let mut off_scale: u64 = 0;
        for block in lines.chunks(BLOCK / LINE) {
            for (rating, times) in (0..).zip(histogram(block).map(u64::from)) {
                if !self.add_many(rating, times) {
                    off_scale = off_scale.saturating_add(times);
                }
            }
        }
        for &rating in rest {
            if !self.add(rating.into()) {
                off_scale = off_scale.saturating_add(1);
            }
        }
        off_scale
    }
}

/// How often each byte occurs in a block of at most [`BLOCK`] bytes.
fn histogram(block: &[[u8; LINE]]) -> [u32; 256] {
    let mut bytes = Turns::<WORD>::default();
    let mut pairs = Turns::<{ WORD / 2 }>::default();
    for line in block {
        let (words, _) = line.as_chunks::<WORD>();
        if line.iter().fold(0, |bits, byte| bits | byte) < 16 {
            for &word in words {
                pairs.count(pairs_of(word));
            }
        } else {
            for &word in words {
                bytes.count(word);
            }
        }
    }
    let mut sums = bytes.sums();
    for (pair, times) in (0..=u8::MAX).zip(pairs.sums()) {
        for byte in [pair & 0xF, pair >> 4] {
            if let Some(sum) = sums.get_mut(usize::from(byte)) {
                *sum = sum.wrapping_add(times);
            }
        }
    }
    sums
}

/// Two neighbours, both below 16, in each byte: half as much to count.
fn pairs_of(word: [u8; WORD]) -> [u8; WORD / 2] {
    let word = u64::from_le_bytes(word);
    let pairs = word | word >> 4;
    [pairs, pairs >> 16, pairs >> 32, pairs >> 48].map(|pair| pair as u8)
}

/// Tables of counts that take turns: a counter that was just written is slow to read again, and
/// neighbours are often equal.
struct Turns<const N: usize>([[u32; 256]; N]);

impl<const N: usize> Default for Turns<N> {
    fn default() -> Self {
        Self([[0; 256]; N])
    }
}

impl<const N: usize> Turns<N> {
    #[inline]
    fn count(&mut self, indices: [u8; N]) {
        for (table, index) in self.0.iter_mut().zip(indices) {
            // Always there; the compiler sees it, and leaves the check out.
            if let Some(count) = table.get_mut(usize::from(index)) {
                *count = count.wrapping_add(1);
            }
        }
    }

    fn sums(&self) -> [u32; 256] {
        let mut sums = [0_u32; 256];
        for table in &self.0 {
            for (sum, &count) in sums.iter_mut().zip(table) {
                *sum = sum.wrapping_add(count);
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, FEW, LINE, Tally};
    use crate::Scale;

    fn one_by_one(scale: Scale, ratings: &[u8]) -> (Tally, u64) {
        let mut tally = Tally::new(scale);
        let off = ratings.iter().filter(|&&r| !tally.add(r.into())).count();
        (tally, off as u64)
    }

    fn at_once(scale: Scale, ratings: &[u8]) -> (Tally, u64) {
        let mut tally = Tally::new(scale);
        let off = tally.add_bytes(ratings);
        (tally, off)
    }

    /// Both ways to count, around the cut between them and at the end of a line and of a block.
    #[test]
    fn every_byte_counts_once_at_any_length() {
        // Long runs of small bytes as well: they go another way.
        let ratings: Vec<u8> = (0..=u8::MAX)
            .chain((0..16).cycle().take(5 * LINE))
            .cycle()
            .take(2 * BLOCK + 3)
            .collect();
        let lengths = (0..16).chain(FEW - 2..FEW + 2 * LINE);
        for (min, max) in [
            (0, 10),
            (0, 14),
            (0, 15),
            (1, 5),
            (-5, 5),
            (0, 100),
            (200, 300),
        ] {
            let scale = Scale::new(min, max).unwrap();
            for length in lengths.clone().chain([BLOCK - 1, ratings.len()]) {
                let ratings = &ratings[..length];
                assert_eq!(
                    at_once(scale, ratings),
                    one_by_one(scale, ratings),
                    "{scale:?}"
                );
            }
        }
    }

    #[test]
    fn a_byte_cannot_be_on_a_scale_below_zero() {
        let scale = Scale::new(-10, -1).unwrap();
        let ratings = [255; 1000];
        assert_eq!(at_once(scale, &ratings), (Tally::new(scale), 1000));
    }

    #[test]
    fn counts_stop_at_their_maximum() {
        let mut tally = Tally::new(Scale::NPS);
        tally.add_many(9, u64::MAX - 1);
        assert_eq!(tally.add_bytes(&[9; 1000]), 0);
        assert_eq!(tally.count(9), u64::MAX);
    }
}
