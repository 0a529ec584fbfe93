"""Indices of experience, by statsmodels and from the definitions."""

import math

import numpy
from means import described
from oracle import level, oracle
from scipy import stats

DRIVERS = ("trust", "knowing", "ease")


@oracle("drivers", 12, rel=1e-8)
def statsmodels_index(chance):
    given = {"conf": level(chance)}
    means, errors, sizes = [], [], []
    for name in DRIVERS:
        low, points = int(chance.integers(0, 2)), int(chance.integers(2, 11))
        counts = [1 + int(c) for c in chance.integers(0, 300, size=points)]
        given[name] = {"scale_min": low, "counts": counts}
        of = described(low, counts, 1)
        means.append(100 * (of.mean - low) / (points - 1))
        errors.append(100 * of.std / math.sqrt(of.nobs) / (points - 1))
        sizes.append(sum(counts))
    weights = numpy.array([float(w) for w in chance.uniform(0.1, 3, size=3)])
    given["weights"] = dict(zip(DRIVERS, (float(w) for w in weights)))
    shares = weights / weights.sum()
    variances = (shares * errors) ** 2
    index, se = shares @ means, math.sqrt(variances.sum())
    df = variances.sum() ** 2 / (variances**2 / (numpy.array(sizes) - 1)).sum()
    reach = stats.t.isf((1 - given["conf"]) / 2, df) * se
    expected = {"index": index, "se": se, "df": df, "lower": index - reach, "upper": index + reach}
    expected["se_largest"] = shares @ errors
    return given, expected | {name: {"mean_0_100": mean} for name, mean in zip(DRIVERS, means)}


@oracle("acsi", 8)
def numpy_index(chance):
    means = [float(m) for m in chance.uniform(1, 10, size=3)]
    weights = [float(w) for w in chance.dirichlet([1, 1, 1])]
    share = (numpy.array(means) - 1) / 9
    expected = {"simple": 100 * share.mean(), "weighted": 100 * numpy.dot(weights, share)}
    return {"means": means, "weights": weights}, expected
