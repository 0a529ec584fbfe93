use super::ranks::{by_value, ties};
use crate::distribution::Normal;

/// Kendall's rank correlation tau-b with its test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kendall {
    tau: f64,
    z: Option<f64>,
}

impl Kendall {
    /// (concordant − discordant pairs)/√((pairs untied in x)·(pairs untied in y)), from −1 to 1
    /// (Kendall, *Rank Correlation Methods*, 1970).
    #[must_use]
    pub const fn tau(self) -> f64 {
        self.tau
    }

    /// The two-sided p-value against no association, by the normal approximation with the
    /// variance corrected for ties (Kendall, 1970). Rough under about ten respondents, `None`
    /// under three.
    #[must_use]
    pub fn p_value(self) -> Option<f64> {
        self.z.map(|z| (2.0 * Normal.sf(z.abs())).min(1.0))
    }
}

/// In O(n log n): discordant pairs are the exchanges that sorting by y needs after sorting by x
/// (Knight, *JASA*, 1966). `x` and `y` are finite and of one length.
pub(super) fn tau_b(x: &[f64], y: &[f64]) -> Option<Kendall> {
    let mut pairs: Vec<(f64, f64)> = x.iter().copied().zip(y.iter().copied()).collect();
    pairs.sort_unstable_by(|a, b| by_value(a.0, b.0).then(by_value(a.1, b.1)));
    let tied_in_both: u64 = ties(&pairs).map(pairs_among).sum();
    let (xs, mut ys): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
    let discordant = sort_counting(&mut ys, &mut Vec::new());

    let all = pairs_among(x.len());
    let (in_x, in_y) = (Ties::of(&xs), Ties::of(&ys));
    let untied_in_x = all.saturating_sub(in_x.pairs);
    let untied_in_y = all.saturating_sub(in_y.pairs);
    if untied_in_x == 0 || untied_in_y == 0 {
        return None;
    }
    let untied = untied_in_x
        .saturating_add(tied_in_both)
        .saturating_sub(in_y.pairs);
    // Concordant are those untied pairs that are not discordant.
    let excess = untied as f64 - 2.0 * discordant as f64;
    // One root, so that perfect agreement is exactly 1.
    let scale = (untied_in_x as f64 * untied_in_y as f64).sqrt();
    Some(Kendall {
        tau: (excess / scale).clamp(-1.0, 1.0),
        z: variance(x.len() as f64, in_x, in_y).map(|variance| excess / variance.sqrt()),
    })
}

/// What ties take from the variance, by the size t of each group.
#[derive(Clone, Copy, Debug, Default)]
struct Ties {
    /// Σ t(t−1)/2
    pairs: u64,
    /// Σ t(t−1)(t−2)
    triples: f64,
    /// Σ t(t−1)(2t+5)
    spread: f64,
}

impl Ties {
    fn of(sorted: &[f64]) -> Self {
        ties(sorted).fold(Self::default(), |sums, size| {
            let t = size as f64;
            Self {
                pairs: sums.pairs.saturating_add(pairs_among(size)),
                triples: sums.triples + t * (t - 1.0) * (t - 2.0),
                spread: sums.spread + t * (t - 1.0) * (2.0 * t + 5.0),
            }
        })
    }
}

/// The variance of concordant − discordant pairs if nothing is associated; `None` under three
/// respondents.
fn variance(n: f64, x: Ties, y: Ties) -> Option<f64> {
    let ordered_pairs = n * (n - 1.0);
    let spread = (ordered_pairs * (2.0 * n + 5.0) - x.spread - y.spread) / 18.0;
    let pairs = 2.0 * x.pairs as f64 * y.pairs as f64 / ordered_pairs;
    let triples = x.triples * y.triples / (9.0 * ordered_pairs * (n - 2.0));
    (n > 2.0).then_some(spread + pairs + triples)
}

fn pairs_among(n: usize) -> u64 {
    let n = n as u64;
    n.saturating_mul(n.saturating_sub(1)) / 2
}

/// Merge sort; how many neighbours it would take to exchange, one at a time.
fn sort_counting(values: &mut [f64], buffer: &mut Vec<f64>) -> u64 {
    if values.len() < 2 {
        return 0;
    }
    let (left, right) = values.split_at_mut(values.len() / 2);
    let mut exchanges = sort_counting(left, buffer).saturating_add(sort_counting(right, buffer));
    buffer.clear();
    let (mut left, mut right): (&[f64], &[f64]) = (left, right);
    loop {
        match (left, right) {
            ([low, ..], [high, after @ ..]) if high < low => {
                buffer.push(*high);
                exchanges = exchanges.saturating_add(left.len() as u64);
                right = after;
            }
            ([low, after @ ..], _) => {
                buffer.push(*low);
                left = after;
            }
            ([], rest) => {
                buffer.extend_from_slice(rest);
                break;
            }
        }
    }
    values.copy_from_slice(buffer);
    exchanges
}

#[cfg(test)]
mod tests {
    use super::{pairs_among, sort_counting};

    #[test]
    fn exchanges_are_counted_while_sorting() {
        for (values, exchanges) in [
            (vec![], 0),
            (vec![1.0], 0),
            (vec![1.0, 1.0, 2.0], 0),
            (vec![2.0, 1.0], 1),
            (vec![3.0, 2.0, 1.0], 3),
            (vec![2.0, 2.0, 1.0, 1.0], 4),
            (vec![4.0, 1.0, 3.0, 2.0, 5.0], 4),
        ] {
            let mut sorted = values.clone();
            assert_eq!(
                sort_counting(&mut sorted, &mut Vec::new()),
                exchanges,
                "{values:?}"
            );
            assert!(sorted.is_sorted(), "{sorted:?}");
        }
    }

    #[test]
    fn pairs_of_too_few_are_none() {
        assert_eq!([0, 1, 2, 5].map(pairs_among), [0, 0, 1, 10]);
    }
}
