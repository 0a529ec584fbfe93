//! Counts of ratings by key, for any number of keys in little memory.

use std::hash::BuildHasher;
use std::ops::Range;

use hashbrown::{DefaultHashBuilder, HashTable};

/// Counts of ratings, one row of them for each key. Keys are bytes that stand one behind the
/// other in one allocation, so that a million short ones cost little.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    hasher: DefaultHashBuilder,
    /// The number of each key.
    numbers: HashTable<usize>,
    keys: Keys,
    /// `points` for each key.
    counts: Vec<u64>,
    points: usize,
}

#[derive(Clone, Debug, Default)]
struct Keys {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Keys {
    fn get(&self, number: usize) -> &[u8] {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start..self.ends[number]]
    }

    fn push(&mut self, key: &[u8]) -> usize {
        self.bytes.extend_from_slice(key);
        self.ends.push(self.bytes.len());
        self.ends.len() - 1
    }
}

impl Table {
    /// An empty table of ratings on a scale with so many points.
    pub(crate) fn new(points: usize) -> Self {
        Self {
            hasher: DefaultHashBuilder::default(),
            numbers: HashTable::new(),
            keys: Keys::default(),
            counts: Vec::new(),
            points,
        }
    }

    /// How many keys there are.
    pub(crate) fn len(&self) -> usize {
        self.keys.ends.len()
    }

    /// The number of a key; a new one gets the next.
    pub(crate) fn number(&mut self, key: &[u8]) -> usize {
        let hash = self.hasher.hash_one(key);
        if let Some(number) = self
            .numbers
            .find(hash, |number| self.keys.get(*number) == key)
        {
            return *number;
        }
        let number = self.keys.push(key);
        self.counts.resize(self.counts.len() + self.points, 0);
        let (hasher, keys) = (&self.hasher, &self.keys);
        self.numbers
            .insert_unique(hash, number, |other| hasher.hash_one(keys.get(*other)));
        number
    }

    /// Counts a rating so many points above the lowest.
    pub(crate) fn count(&mut self, number: usize, steps: usize) {
        self.counts[number * self.points + steps] += 1;
    }

    /// Every key with its counts, lowest rating first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&[u8], &[u64])> {
        (0..self.len()).map(|number| (self.keys.get(number), &self.counts[self.row(number)]))
    }

    /// Adds counts to those of a key, and returns its number.
    pub(crate) fn add(&mut self, key: &[u8], counts: &[u64]) -> usize {
        let number = self.number(key);
        let row = self.row(number);
        for (count, more) in self.counts[row].iter_mut().zip(counts) {
            *count += more;
        }
        number
    }

    /// Forgets keys and counts and keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.numbers.clear();
        self.keys.bytes.clear();
        self.keys.ends.clear();
        self.counts.clear();
    }

    fn row(&self, number: usize) -> Range<usize> {
        number * self.points..(number + 1) * self.points
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    fn rows(table: &Table) -> Vec<(&[u8], &[u64])> {
        table.iter().collect()
    }

    #[test]
    fn keys_keep_their_numbers_and_counts() {
        let mut table = Table::new(2);
        for (key, number) in [("a", 0), ("", 1), ("ab", 2), ("a", 0), ("b", 3), ("", 1)] {
            assert_eq!(table.number(key.as_bytes()), number, "{key}");
        }
        table.count(0, 1);
        table.count(2, 0);
        assert_eq!(table.add(b"ab", &[1, 5]), 2);
        assert_eq!(table.add(b"c", &[7, 0]), 4);
        let expected: [(&[u8], &[u64]); 5] = [
            (b"a", &[0, 1]),
            (b"", &[0, 0]),
            (b"ab", &[2, 5]),
            (b"b", &[0, 0]),
            (b"c", &[7, 0]),
        ];
        assert_eq!(rows(&table), expected);
        table.clear();
        assert_eq!((table.len(), table.number(b"b")), (0, 0));
        assert_eq!(rows(&table), [(&b"b"[..], &[0, 0][..])]);
    }

    #[test]
    fn many_keys_are_told_apart() {
        let mut table = Table::new(1);
        for round in 0..2 {
            for key in 0..10_000_u32 {
                let number = table.number(&key.to_le_bytes());
                assert_eq!(number, key as usize, "round {round}");
            }
        }
        assert_eq!(table.len(), 10_000);
    }
}
