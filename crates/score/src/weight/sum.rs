/// A running sum that keeps what rounding would drop (Neumaier, *ZAMM*, 1974), so that millions
/// of weights add up the same, to the last digits, in any order and grouping.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Sum {
    rounded: f64,
    dropped: f64,
}

impl Sum {
    pub(super) fn add(&mut self, value: f64) {
        let sum = self.rounded + value;
        self.dropped += if self.rounded.abs() >= value.abs() {
            (self.rounded - sum) + value
        } else {
            (value - sum) + self.rounded
        };
        self.rounded = sum;
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.add(other.rounded);
        self.dropped += other.dropped;
    }

    pub(super) fn value(self) -> f64 {
        self.rounded + self.dropped
    }
}

#[cfg(test)]
mod tests {
    use super::Sum;

    #[test]
    fn what_is_small_beside_the_sum_is_not_lost() {
        let mut sum = Sum::default();
        for value in [1.0, 1e30, 1.0, -1e30] {
            sum.add(value);
        }
        assert_eq!(sum.value(), 2.0);
    }

    #[test]
    fn parts_merge_into_the_whole() {
        let (mut left, mut right) = (Sum::default(), Sum::default());
        left.add(1e30);
        left.add(1.0);
        right.add(1.0);
        right.add(-1e30);
        left.merge(right);
        assert_eq!(left.value(), 2.0);
    }
}
