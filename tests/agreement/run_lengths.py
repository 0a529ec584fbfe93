"""Average run lengths of charts, as solutions of their integral equations.

From a level u a chart goes on for 1 reading and then for as long as from where that leads to:
L(u) = 1 + integral of L(y) times the density of going from u to y. Gauss-Legendre points make
linear equations of it; ours are Markov chains or other quadratures.
"""

import math

import numpy
from oracle import oracle
from scipy import stats

POINTS = 160


def quadrature(low, high):
    at, weight = numpy.polynomial.legendre.leggauss(POINTS)
    half = (high - low) / 2
    return low + half * (at + 1), half * weight


@oracle("ewma_arl", 10, rel=1e-4)
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


@oracle("cusum_arl", 10, rel=1e-4)
def integral_equation_of_cusum(chance):
    slack, limit = float(chance.uniform(0.1, 1)), float(chance.uniform(0.5, 5))
    shift = float(chance.choice([0, chance.uniform(-1.5, 1.5)]))
    at, weight = quadrature(0, limit)

    def one_side(shift):
        # The sum is at 0 again with a probability of its own; that is one more unknown.
        starts = numpy.concatenate([[0.0], at])
        step = stats.norm.pdf(at[None, :] - starts[:, None] + slack - shift) * weight
        back = stats.norm.cdf(slack - shift - starts)[:, None]
        chain = numpy.hstack([back, step])
        return numpy.linalg.solve(numpy.eye(POINTS + 1) - chain, numpy.ones(POINTS + 1))[0]

    upper, lower = one_side(shift), one_side(-shift)
    expected = {"arl_upper": upper, "arl_lower": lower, "arl": 1 / (1 / upper + 1 / lower)}
    return {"K": slack, "H": limit, "shift": shift}, expected
