//! Chance with a seed: the same numbers on every machine.

use crate::distribution::ln_binomial;

/// The generator SplitMix64 (Steele, Lea and Flood, *OOPSLA*, 2014).
pub(super) struct Draws {
    state: u64,
}

impl Draws {
    pub(super) fn from_seed(seed: u64) -> Self {
        Self { state: seed }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform between 0 and 1, neither of which it ever is.
    fn uniform(&mut self) -> f64 {
        /// 2⁻⁵³
        const STEP: f64 = f64::EPSILON / 2.0;
        ((self.next() >> 11) as f64 + 0.5) * STEP
    }
}

/// How many of `n` succeed, each with the chance yes/(yes + no).
pub(super) fn binomial(n: u64, yes: f64, no: f64, draws: &mut Draws) -> u64 {
    let whole = yes + no;
    if n == 0 || yes <= 0.0 || whole.is_nan() {
        return 0;
    }
    if yes > no {
        return n.saturating_sub(binomial(n, no, yes, draws));
    }
    let p = yes / whole;
    if n as f64 * p < 10.0 {
        by_inversion(n, p, draws)
    } else {
        by_rejection(n, p, draws)
    }
}

/// Adds up the probabilities of 0, 1, 2, … until they pass a uniform number.
fn by_inversion(n: u64, p: f64, draws: &mut Draws) -> u64 {
    let odds = p / (1.0 - p);
    let mut mass = libm::exp(n as f64 * libm::log1p(-p));
    let mut rest = draws.uniform() - mass;
    let mut k = 0_u64;
    // The mean is under 10: 200 is as good as impossible.
    while rest > 0.0 && k < n.min(200) {
        mass *= odds * n.saturating_sub(k) as f64;
        k = k.saturating_add(1);
        mass /= k as f64;
        rest -= mass;
    }
    k
}

/// Transformed rejection (algorithm BTRS of Hörmann, *Journal of Statistical Computation and
/// Simulation* 46, 1993), for p ≤ ½ and np ≥ 10.
fn by_rejection(n: u64, p: f64, draws: &mut Draws) -> u64 {
    let size = n as f64;
    let sd = (size * p * (1.0 - p)).sqrt();
    let b = 1.15 + 2.53 * sd;
    let a = -0.0873 + 0.0248 * b + 0.01 * p;
    let center = size * p + 0.5;
    let inner = 0.92 - 4.2 / b;
    let mode = ((size + 1.0) * p).floor();
    let ln_at_mode = ln_binomial(size, mode, p);
    // Each round accepts with a chance of more than four fifths.
    for _ in 0..1000 {
        let u = draws.uniform() - 0.5;
        let v = draws.uniform();
        let edge = 0.5 - u.abs();
        let k = ((2.0 * a / edge + b) * u + center).floor();
        if !(0.0..=size).contains(&k) {
            continue;
        }
        if edge >= 0.07 && v <= inner {
            return k as u64;
        }
        let height = v * (2.83 + 5.1 / b) * sd / (a / (edge * edge) + b);
        if libm::log(height) <= ln_binomial(size, k, p) - ln_at_mode {
            return k as u64;
        }
    }
    mode as u64
}

#[cfg(test)]
mod tests {
    use super::{Draws, binomial};

    /// The first numbers that the authors' program prints for the seed 1234567.
    #[test]
    fn the_generator_is_splitmix() {
        let mut draws = Draws::from_seed(1_234_567);
        let first = [0; 3].map(|_| draws.next());
        assert_eq!(
            first,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }

    #[test]
    fn draws_have_the_mean_and_the_variance_of_the_binomial() {
        for (n, yes, no) in [
            (1, 1.0, 1.0),
            (9, 1.0, 3.0),
            (50, 4.0, 1.0),
            (1000, 1.0, 1.0),
            (4_000_000_000, 3.0, 7.0),
            (u64::MAX, 1.0, 2.0),
        ] {
            let mut draws = Draws::from_seed(7);
            let count = 20_000;
            let p = yes / (yes + no);
            let (size, sd) = (n as f64, (n as f64 * p * (1.0 - p)).sqrt());
            let (mut sum, mut squares) = (0.0, 0.0);
            for _ in 0..count {
                let standard = (binomial(n, yes, no, &mut draws) as f64 - size * p) / sd;
                sum += standard;
                squares += standard * standard;
            }
            // Four standard errors of the mean; of the variance, more than that.
            let count = f64::from(count);
            assert!((sum / count).abs() < 4.0 / count.sqrt(), "{n} {sum}");
            assert!((squares / count - 1.0).abs() < 0.05, "{n} {squares}");
        }
    }

    #[test]
    fn none_and_all_need_no_luck() {
        let mut draws = Draws::from_seed(0);
        assert_eq!(binomial(u64::MAX, 1.0, 0.0, &mut draws), u64::MAX);
        assert_eq!(binomial(u64::MAX, 0.0, 1.0, &mut draws), 0);
        assert_eq!(binomial(0, 1.0, 1.0, &mut draws), 0);
        assert_eq!(binomial(5, 0.0, 0.0, &mut draws), 0);
    }
}
