use std::cmp::Ordering;

/// Compares two finite numbers; −0 and 0 are equal.
pub(super) fn by_value(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b).unwrap_or(Ordering::Equal)
}

/// The sizes of the groups of equal elements in a sorted sequence.
pub(super) fn ties<T: PartialEq>(sorted: &[T]) -> impl Iterator<Item = usize> {
    sorted.chunk_by(|a, b| a == b).map(<[T]>::len)
}

/// The rank of each value, from 1; equal values share the average of their ranks.
pub(super) fn average_ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<(f64, usize)> = values.iter().copied().zip(0..).collect();
    order.sort_unstable_by(|a, b| by_value(a.0, b.0));
    let mut ranks = vec![0.0; values.len()];
    let mut below = 0.0;
    for equal in order.chunk_by(|a, b| a.0 == b.0) {
        let size = equal.len() as f64;
        let rank = below + (size + 1.0) / 2.0;
        for &(_, index) in equal {
            if let Some(slot) = ranks.get_mut(index) {
                *slot = rank;
            }
        }
        below += size;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::{average_ranks, ties};

    #[test]
    fn equal_values_share_the_average_of_their_ranks() {
        assert_eq!(average_ranks(&[]), [] as [f64; 0]);
        assert_eq!(average_ranks(&[7.0]), [1.0]);
        let values = [10.0, 0.0, 10.0, -3.0, -0.0, 10.0];
        assert_eq!(average_ranks(&values), [5.0, 2.5, 5.0, 1.0, 2.5, 5.0]);
    }

    #[test]
    fn ties_are_counted_with_those_of_one() {
        assert_eq!(ties(&[1, 1, 2, 3, 3, 3]).collect::<Vec<_>>(), [2, 1, 3]);
        assert_eq!(ties::<u8>(&[]).count(), 0);
    }
}
