//! Why the distributions are written here: what a well-kept crate gives at the edges that
//! counts of a survey reach. If one of these tests fails because `statrs` has become right,
//! that is the moment to consider it again.

use score::distribution::{Beta, StudentT};
use statrs::distribution::{ContinuousCDF, StudentsT};
use statrs::function::beta::beta_reg;

fn relative_error(got: f64, right: f64) -> f64 {
    ((got - right) / right).abs()
}

/// The right value is mpmath's, to 40 digits.
#[test]
fn statrs_inverts_students_t_wrongly_at_ten_million_degrees_of_freedom() {
    const RIGHT: f64 = 1.959_964_221_767_204_9;
    let ours = StudentT::new(1e7).unwrap().quantile(0.975).unwrap();
    assert!(relative_error(ours, RIGHT) < 1e-13, "{ours}");
    let theirs = StudentsT::new(0.0, 1.0, 1e7).unwrap().inverse_cdf(0.975);
    assert!(relative_error(theirs, RIGHT) > 0.05, "{theirs}");
}

/// Two tails of a symmetric beta sum to one, and at its middle each is a half.
#[test]
fn statrs_loses_the_incomplete_beta_function_at_a_billion() {
    let n = 1e9;
    let ours = Beta::new(n, n).unwrap().cdf(0.5);
    assert!(relative_error(ours, 0.5) < 1e-13, "{ours}");
    let theirs = beta_reg(n, n, 0.5);
    assert!(relative_error(theirs, 0.5) > 0.01, "{theirs}");
}
