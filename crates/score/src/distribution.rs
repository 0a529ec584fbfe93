//! The distributions that intervals and tests are read from.
//!
//! Quantiles and both tails of the standard [`Normal`], of [`StudentT`], [`ChiSquared`] and
//! [`Beta`]. The smaller tail is computed by itself, never as 1 minus the other, so that a
//! probability of 10⁻³⁰⁰ has as many right digits as one of ½.
//!
//! # Accuracy
//!
//! Relative errors stay under 10⁻¹⁰ for parameters from 0.01 to 4·10⁹ and probabilities from
//! 10⁻³⁰⁰ to 1 − 10⁻¹⁶, and no parameter makes a call slow: counts of 1.8·10¹⁹ end as soon as
//! counts of ten. The well-known crates do not get there; `tests/libraries.rs` shows where
//! they end.
//!
//! # Method
//!
//! Beta and gamma variables become log-concave when their logit or logarithm is taken. That
//! gives one method for all parameters: the density by its deviance (Loader, *Fast and
//! Accurate Computation of Binomial Probabilities*, 2000), the tail beyond a point by a
//! trapezoidal sum after a double exponential substitution (Takahasi and Mori, 1974), and the
//! quantile by Newton's method on the logarithm of the tail, which is concave, so that it
//! converges from anywhere. Elementary functions come from `libm`, whose results are the same
//! on every machine; those of the standard library are not.

mod beta;
mod binomial;
mod chi_squared;
mod density;
mod gamma;
mod normal;
mod special;
mod student_t;

pub use beta::Beta;
pub(crate) use binomial::ln_binomial;
pub use chi_squared::ChiSquared;
pub use normal::Normal;
pub use student_t::StudentT;
