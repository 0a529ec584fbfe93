use super::density::deviance;
use super::special::{LN_TAU, stirling_error};

/// The logarithm of the chance of `k` successes in `n` trials that each succeed with a chance
/// `p`, for whole 0 ≤ k ≤ n and 0 < p < 1.
///
/// Loader's saddle-point form, whose accuracy does not suffer from large n.
pub(crate) fn ln_binomial(n: f64, k: f64, p: f64) -> f64 {
    if k <= 0.0 {
        return n * libm::log1p(-p);
    }
    if k >= n {
        return n * libm::log(p);
    }
    let rest = n - k;
    let excess = n * p - k;
    0.5 * (libm::log(n / k / rest) - LN_TAU) + stirling_error(n)
        - stirling_error(k)
        - stirling_error(rest)
        + deviance(k, excess, || libm::log(n * p / k))
        + deviance(rest, -excess, || libm::log(n / rest) + libm::log1p(-p))
}

#[cfg(test)]
mod tests {
    use super::ln_binomial;

    #[test]
    fn the_chances_of_all_outcomes_sum_to_one() {
        for (n, p) in [(1, 0.3), (2, 0.5), (20, 0.01), (400, 0.9)] {
            let n = f64::from(n);
            let mut k = 0.0;
            let mut sum = 0.0;
            while k <= n {
                sum += libm::exp(ln_binomial(n, k, p));
                k += 1.0;
            }
            assert!((sum - 1.0_f64).abs() < 1e-12, "{n} {p} {sum}");
        }
    }
}
