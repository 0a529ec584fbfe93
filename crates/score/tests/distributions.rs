//! The distributions against mpmath (integration at 50 digits) over all the parameters that
//! they promise, and what holds for any parameter at all.

use proptest::prelude::*;
use score::distribution::{Beta, ChiSquared, Normal, StudentT};
use serde_json::Value;

#[derive(Clone, Copy, Debug)]
enum Distribution {
    Normal,
    T(StudentT),
    ChiSquared(ChiSquared),
    Beta(Beta),
}

impl Distribution {
    fn of(case: &Value) -> Self {
        let params = case["params"].as_array().unwrap();
        let param = |index: usize| params[index].as_f64().unwrap();
        match case["dist"].as_str().unwrap() {
            "normal" => Self::Normal,
            "t" => Self::T(StudentT::new(param(0)).unwrap()),
            "chi2" => Self::ChiSquared(ChiSquared::new(param(0)).unwrap()),
            "beta" => Self::Beta(Beta::new(param(0), param(1)).unwrap()),
            other => panic!("{other}"),
        }
    }

    fn cdf(self, x: f64) -> f64 {
        match self {
            Self::Normal => Normal.cdf(x),
            Self::T(t) => t.cdf(x),
            Self::ChiSquared(chi_squared) => chi_squared.cdf(x),
            Self::Beta(beta) => beta.cdf(x),
        }
    }

    fn sf(self, x: f64) -> f64 {
        match self {
            Self::Normal => Normal.sf(x),
            Self::T(t) => t.sf(x),
            Self::ChiSquared(chi_squared) => chi_squared.sf(x),
            Self::Beta(beta) => beta.sf(x),
        }
    }

    fn quantile(self, p: f64) -> Option<f64> {
        match self {
            Self::Normal => Normal.quantile(p),
            Self::T(t) => t.quantile(p),
            Self::ChiSquared(chi_squared) => chi_squared.quantile(p),
            Self::Beta(beta) => beta.quantile(p),
        }
    }
}

fn relative_error(got: f64, right: f64) -> f64 {
    if got == right {
        0.0
    } else {
        ((got - right) / right).abs()
    }
}

#[test]
fn both_tails_agree_with_mpmath() {
    for case in cases() {
        let distribution = Distribution::of(&case);
        let number = |field: &str| case[field].as_f64().unwrap();
        // Counts beyond any survey: what is left of x itself after rounding.
        let huge = case["params"].as_array().unwrap().iter();
        let huge = huge.map(|p| p.as_f64().unwrap()).fold(0.0, f64::max) > 1e11;
        let tolerance = if huge { 1e-5 } else { 1e-11 };
        let (cdf, sf) = (distribution.cdf(number("x")), distribution.sf(number("x")));
        assert!(
            relative_error(cdf, number("cdf")) < tolerance,
            "cdf {cdf:e} of {case}"
        );
        assert!(
            relative_error(sf, number("sf")) < tolerance,
            "sf {sf:e} of {case}"
        );
    }
}

#[test]
fn quantiles_find_the_way_back() {
    for case in cases() {
        let number = |field: &str| case[field].as_f64().unwrap();
        // Near 1, and at ½ of a symmetric one, a probability has lost the digits that its
        // quantile would need.
        let symmetric = case["dist"] == "normal" || case["dist"] == "t";
        if number("sf") < 0.01 || symmetric && number("x").abs() < 1e-6 {
            continue;
        }
        let x = Distribution::of(&case).quantile(number("cdf")).unwrap();
        assert!(
            relative_error(x, number("x")) < 1e-10,
            "{x:e} instead of {case}"
        );
    }
}

#[test]
fn an_upper_quantile_keeps_a_small_probability() {
    let beta = Beta::new(7.0, 44.0).unwrap();
    for q in [1e-30, 1e-20, 1e-3, 0.4, 0.9] {
        let x = beta.isf(q).unwrap();
        assert!(relative_error(beta.sf(x), q) < 1e-9, "{q:e}");
    }
    assert_eq!((beta.isf(0.0), beta.isf(1.0)), (Some(1.0), Some(0.0)));
}

fn cases() -> Vec<Value> {
    let cases: Vec<Value> = serde_json::from_str(include_str!("cases/distributions.json")).unwrap();
    assert!(cases.len() > 100);
    cases
}

/// The largest double below 1, the smallest above 0, and the ends themselves.
#[test]
fn at_the_ends_there_is_an_end_or_nothing() {
    let t = StudentT::new(3.0).unwrap();
    let chi_squared = ChiSquared::new(3.0).unwrap();
    let beta = Beta::new(3.0, 2.0).unwrap();
    for p in [-1.0, 1.5, f64::NAN, f64::INFINITY] {
        assert_eq!(Normal.quantile(p), None);
        assert_eq!(t.quantile(p), None);
        assert_eq!(chi_squared.quantile(p), None);
        assert_eq!((beta.quantile(p), beta.isf(p)), (None, None));
    }
    assert_eq!((Normal.quantile(0.0), Normal.quantile(1.0)), (None, None));
    assert_eq!((t.quantile(0.0), t.quantile(1.0)), (None, None));
    assert_eq!(chi_squared.quantile(0.0), Some(0.0));
    assert_eq!(chi_squared.quantile(1.0), None);
    assert_eq!(
        (beta.quantile(0.0), beta.quantile(1.0)),
        (Some(0.0), Some(1.0))
    );
    for p in [f64::MIN_POSITIVE, 1.0_f64.next_down()] {
        assert!(Normal.quantile(p).is_some() && t.quantile(p).is_some());
        assert!(chi_squared.quantile(p).is_some() && beta.quantile(p).is_some());
    }
    assert_eq!(Normal.quantile(0.5), Some(0.0));
    assert_eq!(t.quantile(0.5), Some(0.0));
    // Half of the values of so few degrees of freedom are beyond every double.
    assert_eq!(StudentT::new(1e-4).unwrap().quantile(0.99), None);
}

#[test]
fn parameters_must_make_a_distribution() {
    for bad in [0.0, -0.0, -1.0, f64::NAN, f64::NEG_INFINITY] {
        assert!(StudentT::new(bad).is_none() && ChiSquared::new(bad).is_none());
        assert!(Beta::new(bad, 1.0).is_none() && Beta::new(1.0, bad).is_none());
    }
    assert!(ChiSquared::new(f64::INFINITY).is_none());
    assert!(Beta::new(f64::MAX, f64::MAX).is_none());
}

#[test]
fn students_t_becomes_normal() {
    let z = Normal.quantile(0.975).unwrap();
    for df in [1e17, 1e22, 1e300, f64::INFINITY] {
        let t = StudentT::new(df).unwrap();
        assert!(
            relative_error(t.quantile(0.975).unwrap(), z) < 1e-14,
            "{df:e}"
        );
        assert!(relative_error(t.sf(5.0), Normal.sf(5.0)) < 1e-12, "{df:e}");
    }
}

/// Any positive number, most of them of a size that occurs.
fn parameters() -> impl Strategy<Value = f64> {
    prop_oneof![
        (-2.0..10.0).prop_map(|exponent: f64| 10_f64.powf(exponent)),
        (0_u64..4_000_000_000).prop_map(|count| count as f64 + 0.5),
        prop::num::f64::POSITIVE,
    ]
}

fn distributions() -> impl Strategy<Value = Distribution> {
    prop_oneof![
        Just(Distribution::Normal),
        parameters()
            .prop_filter_map("df", StudentT::new)
            .prop_map(Distribution::T),
        parameters()
            .prop_filter_map("df", ChiSquared::new)
            .prop_map(Distribution::ChiSquared),
        (parameters(), parameters())
            .prop_filter_map("a, b", |(a, b)| Beta::new(a, b))
            .prop_map(Distribution::Beta),
    ]
}

fn probabilities() -> impl Strategy<Value = f64> {
    prop_oneof![
        0.0..1.0,
        (-300.0..0.0).prop_map(|exponent: f64| 10_f64.powf(exponent)),
    ]
}

proptest! {
    #[test]
    fn tails_are_probabilities_that_sum_to_one(
        distribution in distributions(),
        x in prop_oneof![prop::num::f64::ANY, -10.0..10.0, 0.0..1.0],
    ) {
        let (cdf, sf) = (distribution.cdf(x), distribution.sf(x));
        if x.is_nan() {
            prop_assert!(cdf.is_nan() && sf.is_nan());
        } else {
            prop_assert!((0.0..=1.0).contains(&cdf) && (0.0..=1.0).contains(&sf));
            prop_assert!((cdf + sf - 1.0).abs() < 1e-11, "{} {}", cdf, sf);
        }
    }

    #[test]
    fn larger_values_have_larger_tails_below(
        distribution in distributions(),
        (a, b) in prop_oneof![(-9.0..9.0, -9.0..9.0), (0.0..1.0, 0.0..1.0), (0.0..1e9, 0.0..1e9)],
    ) {
        let (low, high) = if a < b { (a, b) } else { (b, a) };
        let slack = 1e-11;
        prop_assert!(distribution.cdf(low) <= distribution.cdf(high) * (1.0 + slack));
        prop_assert!(distribution.sf(low) * (1.0 + slack) >= distribution.sf(high));
    }

    #[test]
    fn quantiles_are_finite_or_none_and_grow(
        distribution in distributions(),
        p in prop_oneof![probabilities(), prop::num::f64::ANY],
        q in probabilities(),
    ) {
        let quantile = distribution.quantile(p);
        prop_assert!(quantile.is_none_or(f64::is_finite));
        if let (Some(a), Some(b)) = (quantile, distribution.quantile(q)) {
            let (low, high) = if p < q { (a, b) } else { (b, a) };
            prop_assert!(low <= high + 1e-9 * high.abs(), "{} {}", low, high);
        }
    }

    /// Parameters whose values an `f64` can tell apart.
    #[test]
    fn the_tail_at_a_quantile_is_its_probability(
        a in (-1.0..6.0).prop_map(|exponent: f64| 10_f64.powf(exponent)),
        b in (-1.0..6.0).prop_map(|exponent: f64| 10_f64.powf(exponent)),
        p in (-10.0..-0.31).prop_map(|exponent: f64| 10_f64.powf(exponent)),
    ) {
        let (t, chi_squared) = (StudentT::new(a).unwrap(), ChiSquared::new(a).unwrap());
        let beta = Beta::new(a, b).unwrap();
        let found = t.quantile(p).map(|x| t.cdf(x));
        prop_assert!(found.is_none_or(|found| relative_error(found, p) < 1e-10));
        let x = chi_squared.quantile(p).unwrap();
        prop_assert!(x < 1e-300 || relative_error(chi_squared.cdf(x), p) < 1e-10);
        let x = beta.quantile(p).unwrap();
        let apart = x > 1e-300 && 1.0 - x > 1e-4;
        prop_assert!(!apart || relative_error(beta.cdf(x), p) < 1e-8, "{}", x);
    }
}
