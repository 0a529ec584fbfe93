//! Differences that would lose their digits if they were taken as written.

/// ln(2π)
pub(super) const LN_TAU: f64 = 1.837_877_066_409_345_3;

/// ln √(2π)
const LN_SQRT_TAU: f64 = 0.918_938_533_204_672_8;

/// ln(1 + x) − x, for x > −1.
pub(super) fn ln_1p_minus(x: f64) -> f64 {
    if !(-0.3..=0.5).contains(&x) {
        return libm::log1p(x) - x;
    }
    // ln(1 + x) = 2 artanh(r), and 2r − x = −rx.
    let r = x / (2.0 + x);
    let r2 = r * r;
    let series = (0..14)
        .rev()
        .fold(0.0, |sum, k| sum * r2 + 1.0 / (2.0 * f64::from(k) + 3.0));
    r * (2.0 * r2 * series - x)
}

/// eˣ − 1 − x.
pub(super) fn exp_m1_minus(x: f64) -> f64 {
    if x.abs() > 0.5 {
        return libm::expm1(x) - x;
    }
    let series = (3..=16)
        .rev()
        .fold(1.0, |sum, k| 1.0 + sum * x / f64::from(k));
    0.5 * x * x * series
}

/// ln Γ(x) less Stirling's formula (x − ½) ln x − x + ln √(2π), for x > 0.
pub(super) fn stirling_error(x: f64) -> f64 {
    if x < 12.0 {
        return libm::lgamma(x) - ((x - 0.5) * libm::log(x) - x + LN_SQRT_TAU);
    }
    let r2 = 1.0 / (x * x);
    // Bernoulli numbers B₂ₖ / 2k(2k−1), highest first.
    let series = [
        -1.0 / 360_360.0 * 691.0,
        1.0 / 1188.0,
        -1.0 / 1680.0,
        1.0 / 1260.0,
        -1.0 / 360.0,
        1.0 / 12.0,
    ];
    series.into_iter().fold(0.0, |sum, term| sum * r2 + term) / x
}

/// n·x − a for n = a + b, as if the sum and the product were not rounded.
pub(super) fn centered_product(a: f64, b: f64, x: f64) -> f64 {
    let n = a + b;
    let part = n - a;
    let lost = (a - (n - part)) + (b - part);
    libm::fma(n, x, -a) + lost * x
}
