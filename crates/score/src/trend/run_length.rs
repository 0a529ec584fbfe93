//! Mean run lengths of charts of independent normal readings.
//!
//! What a chart shows next depends only on what it shows now, so the mean number of readings
//! to a signal solves a Fredholm integral equation of the second kind. At the nodes of a
//! Gauss–Legendre rule it becomes a Markov chain (Brook and Evans, *Biometrika*, 1972, with
//! better nodes than theirs). Long runs make its matrix nearly singular, and common elimination
//! would lose every digit; [`mean_steps`] does not subtract, so it loses none.
//!
//! Work is bounded: at most [`MOST_NODES`] nodes, its cube in multiplications.

use std::f64::consts::PI;

use crate::distribution::Normal;

/// Between which limits an EWMA runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Limits {
    /// The limits that belong to each reading: narrow at first, so a chart that starts in
    /// trouble signals early.
    #[default]
    TimeVarying,
    /// The limits of the long run from the first reading on. Published tables are for these.
    Steady,
}

/// The widest range of a chart, in standard deviations of one step, that the nodes resolve.
const WIDEST: f64 = 75.0;
/// The nodes for a range of [`WIDEST`].
const MOST_NODES: usize = 249;
/// The slowest EWMA; the number of its limits that differ from the steady ones bounds the work.
const SLOWEST: f64 = 0.01;
/// How near, relatively and squared, limits are taken for the steady ones.
const STEADY: f64 = 1e-10;

/// `value` if it is finite.
pub(super) fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

/// Signals per reading of an upper CUSUM: the inverse of its mean run length from 0, all in
/// standard deviations of a reading. `None` out of the range that is resolved.
pub(super) fn rate_of_cusum(slack: f64, limit: f64, shift: f64) -> Option<f64> {
    let drift = finite(shift - slack)?;
    let nodes = nodes(limit)?;
    let half = limit / 2.0;
    let sums: Vec<(f64, f64)> = nodes
        .iter()
        .map(|node| (half + half * node.at, half * node.weight))
        .collect();
    let from = |sum: f64| {
        let next = sum + drift;
        let to_zero = Normal.cdf(-next);
        let to_nodes = sums.iter().map(|&(to, weight)| weight * density(to - next));
        State {
            moves: std::iter::once(to_zero).chain(to_nodes).collect(),
            exit: Normal.sf(limit - next),
            steps: 1.0,
        }
    };
    let states = std::iter::once(0.0).chain(sums.iter().map(|&(sum, _)| sum));
    let steps = mean_steps(states.map(from).collect());
    steps.first().map(|from_zero| 1.0 / from_zero)
}

/// The mean run length of an EWMA from its target, in readings.
pub(super) fn of_ewma(lambda: f64, limit: f64, limits: Limits, shift: f64) -> Option<f64> {
    let steady = limit * (lambda / (2.0 - lambda)).sqrt();
    if lambda < SLOWEST {
        return None;
    }
    let chain = EwmaChain {
        lambda,
        shift: finite(shift)?,
        nodes: nodes(2.0 * steady / lambda)?,
    };
    let mut steps = mean_steps(chain.states(steady));
    let mut edge = steady;
    if limits == Limits::TimeVarying {
        for earlier in early_edges(lambda, steady).into_iter().rev() {
            steps = chain.one_reading_earlier(earlier, edge, &steps);
            edge = earlier;
        }
    }
    finite(chain.mean_from(0.0, edge, &steps))
}

/// The limits of the first readings, on one side of the target, until they are steady.
fn early_edges(lambda: f64, steady: f64) -> Vec<f64> {
    let keep = 1.0 - lambda;
    let to_come = std::iter::successors(Some(keep * keep), |left| Some(left * keep * keep));
    to_come
        .take_while(|&left| left > STEADY)
        .map(|left| steady * (1.0 - left).sqrt())
        .collect()
}

/// An EWMA around 0 of readings with standard deviation 1, seen at the nodes between limits.
struct EwmaChain {
    lambda: f64,
    shift: f64,
    nodes: Vec<Node>,
}

impl EwmaChain {
    fn states(&self, edge: f64) -> Vec<State> {
        let from = |z: f64| State {
            moves: self.moves(z, edge).collect(),
            exit: Normal.sf(self.reading(z, edge)) + Normal.cdf(self.reading(z, -edge)),
            steps: 1.0,
        };
        self.nodes.iter().map(|node| from(edge * node.at)).collect()
    }

    /// How far from its mean a reading must be to take the average from `z` to `to`.
    fn reading(&self, z: f64, to: f64) -> f64 {
        (to - (1.0 - self.lambda) * z) / self.lambda - self.shift
    }

    /// The chances to go from `z` to the nodes within ±`edge`.
    fn moves(&self, z: f64, edge: f64) -> impl Iterator<Item = f64> {
        self.nodes.iter().map(move |node| {
            let chance = density(self.reading(z, edge * node.at));
            edge / self.lambda * node.weight * chance
        })
    }

    /// The mean steps from `z`, given those from the nodes within ±`edge`, where it goes next.
    fn mean_from(&self, z: f64, edge: f64, steps: &[f64]) -> f64 {
        let onward = self.moves(z, edge).zip(steps);
        1.0 + onward.map(|(chance, steps)| chance * steps).sum::<f64>()
    }

    /// The mean steps from the nodes within ±`edge`, given those within ±`next`.
    fn one_reading_earlier(&self, edge: f64, next: f64, steps: &[f64]) -> Vec<f64> {
        let nodes = self.nodes.iter();
        nodes
            .map(|node| self.mean_from(edge * node.at, next, steps))
            .collect()
    }
}

/// The density of the standard normal distribution.
fn density(x: f64) -> f64 {
    const INVERSE_ROOT_TWO_PI: f64 = 0.398_942_280_401_432_7;
    INVERSE_ROOT_TWO_PI * libm::exp(-x * x / 2.0)
}

/// One state of a Markov chain that ends at an exit.
struct State {
    /// The chance to go to each state next; that to stay is not looked at, it is the rest.
    moves: Vec<f64>,
    exit: f64,
    /// How many steps a visit counts for.
    steps: f64,
}

/// The mean number of steps to the exit from each state.
///
/// Takes one state after the other out and leads its moves on to the others (Grassmann, Taksar
/// and Heyman, *Operations Research*, 1985). Nothing is subtracted, so every digit holds
/// however seldom the exit is found. Infinite or not a number where it never is.
fn mean_steps(mut states: Vec<State>) -> Vec<f64> {
    let mut removed = Vec::with_capacity(states.len());
    while let Some(mut last) = states.pop() {
        last.moves.truncate(states.len());
        let leaving = last.moves.iter().sum::<f64>() + last.exit;
        for state in &mut states {
            let led_on = state.moves.pop().unwrap_or(0.0) / leaving;
            for (chance, more) in state.moves.iter_mut().zip(&last.moves) {
                *chance += led_on * more;
            }
            state.exit += led_on * last.exit;
            state.steps += led_on * last.steps;
        }
        removed.push((last, leaving));
    }
    let mut steps = Vec::with_capacity(removed.len());
    while let Some((state, leaving)) = removed.pop() {
        let onward = state.moves.iter().zip(&steps).map(|(p, s)| p * s);
        let sum = state.steps + onward.sum::<f64>();
        steps.push(sum / leaving);
    }
    steps
}

/// A node of a quadrature rule on −1 to 1.
struct Node {
    at: f64,
    weight: f64,
}

/// The Gauss–Legendre nodes that resolve a normal density over `width` standard deviations.
fn nodes(width: f64) -> Option<Vec<Node>> {
    (width <= WIDEST).then(|| gauss_legendre((24.0 + 3.0 * width) as usize))
}

/// The Gauss–Legendre rule with `n` nodes, at most [`MOST_NODES`].
fn gauss_legendre(n: usize) -> Vec<Node> {
    let n = n.min(MOST_NODES);
    let order = n as f64;
    let node = |i: usize| {
        let mut x = libm::cos(PI * (i as f64 + 0.75) / (order + 0.5));
        let mut slope = 1.0;
        // The guess is good to three digits or more; each step of Newton's doubles them.
        for _ in 0..5 {
            let (value, before) = legendre(n, x);
            slope = order * (x * value - before) / (x * x - 1.0);
            x -= value / slope;
        }
        let weight = 2.0 / ((1.0 - x * x) * slope * slope);
        Node { at: x, weight }
    };
    (0..n).map(node).collect()
}

/// The Legendre polynomials of order `n` and n − 1 at `x`.
fn legendre(n: usize, x: f64) -> (f64, f64) {
    (1..=n).fold((1.0, 0.0), |(last, before), k| {
        let k = k as f64;
        (((2.0 * k - 1.0) * x * last - (k - 1.0) * before) / k, last)
    })
}

#[cfg(test)]
mod tests {
    use super::{State, gauss_legendre, mean_steps};

    /// A rule with n nodes integrates polynomials up to degree 2n − 1.
    #[test]
    fn gauss_legendre_rules_are_exact_for_polynomials() {
        for n in [1, 2, 5, 24, 100, 249] {
            let rule = gauss_legendre(n);
            let sum = |f: fn(f64) -> f64| -> f64 {
                rule.iter().map(|node| node.weight * f(node.at)).sum()
            };
            assert!((sum(|_| 1.0) - 2.0).abs() < 1e-13, "{n}");
            assert!(sum(|x| x).abs() < 1e-13, "{n}");
            let squares = if n == 1 { 0.0 } else { 2.0 / 3.0 };
            assert!((sum(|x| x * x) - squares).abs() < 1e-13, "{n}");
        }
    }

    /// From 0 one step up with chance ε, from 1 out with chance ε, otherwise back to 0:
    /// (1 + ε)/ε² steps on average, here 10³⁰.
    #[test]
    fn rare_exits_lose_no_digits() {
        let rare = 1e-15;
        let state = |moves, exit| State {
            moves,
            exit,
            steps: 1.0,
        };
        let chain = vec![
            state(vec![1.0 - rare, rare], 0.0),
            state(vec![1.0 - rare, 0.0], rare),
        ];
        let from_zero = mean_steps(chain)[0];
        let exact = (1.0 + rare) / (rare * rare);
        assert!((from_zero / exact - 1.0).abs() < 1e-14, "{from_zero:e}");
    }
}
