"""Average run lengths of charts, by numpy: simulated, and as solutions of their integral equations.

From a level u a chart goes on for 1 reading and then for as long as from where that leads to:
L(u) = 1 + integral of L(y) times the density of going from u to y. Gauss-Legendre points make
linear equations of it. Ours solve the same equations, with points and arithmetic of their own;
simulations are not as precise and know of none.
"""

import math

import numpy
from oracle import oracle
from scipy import stats

POINTS = 160

# Beyond, the linear equations are nearly singular, and what numpy solves loses digits.
LONGEST = 1e6

# Charts to a simulation: their mean is within 8 % of the true one, or five standard errors off.
CHARTS = 4000
SIMULATED = 0.08


def quadrature(low, high):
    at, weight = numpy.polynomial.legendre.leggauss(POINTS)
    half = (high - low) / 2
    return low + half * (at + 1), half * weight


@oracle("ewma_arl", 10, rel=1e-7)
def integral_equation_of_ewma(chance):
    smoothing, reach = float(chance.uniform(0.05, 0.8)), float(chance.uniform(1, 3.2))
    shift = float(chance.choice([0, chance.uniform(-2, 2)]))
    limit = reach * math.sqrt(smoothing / (2 - smoothing))
    at, weight = quadrature(-limit, limit)

    def density(start):
        return stats.norm.pdf((at - (1 - smoothing) * start) / smoothing, loc=shift) / smoothing

    step = numpy.array([density(start) * weight for start in at])
    lengths = numpy.linalg.solve(numpy.eye(POINTS) - step, numpy.ones(POINTS))
    steady = 1 + density(0.0) * weight @ lengths
    return {"lambda": smoothing, "L": reach, "shift": shift}, {"arl_steady": steady}


@oracle("cusum_arl", 10, rel=1e-7)
def integral_equation_of_cusum(chance):
    while True:
        slack, limit = float(chance.uniform(0.1, 1)), float(chance.uniform(0.5, 5))
        shift = float(chance.choice([0, chance.uniform(-1.5, 1.5)]))
        upper, lower = one_side(slack, limit, shift), one_side(slack, limit, -shift)
        if max(upper, lower) < LONGEST:
            break
    expected = {"arl_upper": upper, "arl_lower": lower, "arl": 1 / (1 / upper + 1 / lower)}
    return {"K": slack, "H": limit, "shift": shift}, expected


def one_side(slack, limit, shift):
    at, weight = quadrature(0, limit)
    # The sum is at 0 again with a probability of its own; that is one more unknown.
    starts = numpy.concatenate([[0.0], at])
    step = stats.norm.pdf(at[None, :] - starts[:, None] + slack - shift) * weight
    back = stats.norm.cdf(slack - shift - starts)[:, None]
    chain = numpy.hstack([back, step])
    return numpy.linalg.solve(numpy.eye(POINTS + 1) - chain, numpy.ones(POINTS + 1))[0]


def simulated(chance, shift, states, step):
    """The mean number of readings to a signal; `step` returns the next states and who signals."""
    going, total, number = numpy.ones(CHARTS, dtype=bool), 0, 0
    while going.any():
        number += 1
        states, signals = step(states, chance.normal(shift, size=CHARTS), number)
        total += number * (going & signals).sum()
        going &= ~signals
    return float(total / CHARTS)


@oracle("ewma_arl", 5, rel=SIMULATED)
def simulation_of_ewma(chance):
    smoothing, reach = float(chance.uniform(0.1, 0.9)), float(chance.uniform(1, 2.2))
    shift = float(chance.choice([0, chance.uniform(-1, 1)]))
    spread = smoothing / (2 - smoothing)

    def chart(limits):
        def step(level, reading, number):
            level = (1 - smoothing) * level + smoothing * reading
            return level, abs(level) > limits(number)

        return simulated(chance, shift, numpy.zeros(CHARTS), step)

    expected = {
        "arl": chart(lambda i: reach * math.sqrt(spread * (1 - (1 - smoothing) ** (2 * i)))),
        "arl_steady": chart(lambda _: reach * math.sqrt(spread)),
    }
    return {"lambda": smoothing, "L": reach, "shift": shift}, expected


@oracle("cusum_arl", 5, rel=SIMULATED)
def simulation_of_cusum(chance):
    slack, limit = float(chance.uniform(0.25, 0.75)), float(chance.uniform(0.5, 2.5))
    shift = float(chance.choice([0, chance.uniform(-1, 1)]))

    def step(sums, reading, _):
        high, low = sums
        high = numpy.maximum(0, high + reading - slack)
        low = numpy.maximum(0, low - reading - slack)
        return (high, low), (high > limit) | (low > limit)

    start = numpy.zeros(CHARTS), numpy.zeros(CHARTS)
    given = {"K": slack, "H": limit, "shift": shift}
    return given, {"arl": simulated(chance, shift, start, step)}
