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

    /// Adds the counts of another table on the same scale. Returns the number here of each key
    /// there.
    pub(crate) fn merge(&mut self, other: &Self) {
        for (key, counts) in other.iter() {
            let number = self.number(key);
            let row = self.row(number);
            for (count, more) in self.counts[row].iter_mut().zip(counts) {
                *count += more;
            }
        }
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
