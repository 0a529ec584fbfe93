//! How often an interval holds the truth, by adding up every possible sample: why the defaults
//! are what they are. `DESIGN.md` prints these figures.

use score::proportion::{self, Proportion};
use score::{ClassCounts, Confidence, nps};

fn ln_factorial(n: u64) -> f64 {
    libm::lgamma(n as f64 + 1.0)
}

/// The probability of a sample, from its counts and the true shares.
fn probability(counts: &[u64], shares: &[f64]) -> f64 {
    let n = counts.iter().sum();
    let ln: f64 = counts
        .iter()
        .zip(shares)
        .map(|(&count, share)| count as f64 * share.ln() - ln_factorial(count))
        .sum();
    (ln + ln_factorial(n)).exp()
}

/// Over true shares: how often the interval holds the truth on average, and at worst.
fn mean_and_least(coverages: &[f64]) -> (f64, f64) {
    let mean = coverages.iter().sum::<f64>() / coverages.len() as f64;
    (mean, coverages.iter().copied().fold(1.0, f64::min))
}

/// For promoters, passives and detractors of 5, 10, … 90 %.
fn nps_coverage(method: nps::Method, n: u64) -> (f64, f64) {
    let mut samples = Vec::new();
    for high in 0..=n {
        for low in 0..=n - high {
            let middle = n - high - low;
            let interval = method.interval(&ClassCounts { high, middle, low }, Confidence::P95);
            samples.push(([high, middle, low], interval.unwrap()));
        }
    }
    let mut coverages = Vec::new();
    for promoters in 1..19 {
        for detractors in 1..20 - promoters {
            let passives = 20 - promoters - detractors;
            let shares = [promoters, passives, detractors].map(|share| f64::from(share) / 20.0);
            let truth = 5.0 * f64::from(promoters - detractors);
            let holding = samples.iter().filter(|(_, interval)| {
                interval.lower <= truth + 1e-9 && truth <= interval.upper + 1e-9
            });
            coverages.push(
                holding
                    .map(|(counts, _)| probability(counts, &shares))
                    .sum(),
            );
        }
    }
    mean_and_least(&coverages)
}

/// For shares of 1, 2, … 99 %.
fn share_coverage(method: proportion::Method, n: u64) -> (f64, f64) {
    let coverages: Vec<f64> = (1..100)
        .map(|percent| {
            let truth = f64::from(percent) / 100.0;
            let held = |hits: &u64| {
                let share = Proportion::new(*hits, n).unwrap();
                let interval = share.interval(method, Confidence::P95).unwrap();
                interval.lower <= truth + 1e-12 && truth <= interval.upper + 1e-12
            };
            (0..=n)
                .filter(held)
                .map(|hits| probability(&[hits, n - hits], &[truth, 1.0 - truth]))
                .sum()
        })
        .collect();
    mean_and_least(&coverages)
}

/// In percent, to one decimal.
#[track_caller]
fn check((mean, least): (f64, f64), expected: (f64, f64)) {
    let shown = |share: f64| (share * 1000.0).round() / 10.0;
    assert_eq!((shown(mean), shown(least)), expected);
}

#[test]
fn adjusted_wald_holds_what_it_promises_for_nps_and_wald_does_not() {
    use nps::Method::{AdjustedWald, Score, Wald};
    check(nps_coverage(Wald, 10), (88.0, 64.9));
    check(nps_coverage(AdjustedWald, 10), (95.5, 93.0));
    check(nps_coverage(Score, 10), (96.3, 94.0));
    check(nps_coverage(Wald, 20), (92.0, 74.0));
    check(nps_coverage(AdjustedWald, 20), (95.1, 93.9));
    check(nps_coverage(Score, 20), (95.5, 94.4));
}

#[test]
fn wilson_holds_what_it_promises_for_shares_and_wald_does_not() {
    use proportion::Method::{ClopperPearson, Wald, Wilson};
    check(share_coverage(Wald, 30), (88.3, 26.0));
    check(share_coverage(Wilson, 30), (95.2, 93.0));
    check(share_coverage(ClopperPearson, 30), (97.4, 95.4));
}
