"""Scores over time, by pandas and from the definitions."""

import math

import numpy
import pandas
from oracle import classes, in_order, level, oracle
from promoters import adjusted, compared_adjusted


@oracle("ewma", 15)
def pandas_ewm(chance):
    data = [float(v) for v in chance.normal(50, 3, size=int(chance.integers(1, 40)))]
    smoothing, reach = float(chance.uniform(0.05, 1)), float(chance.uniform(1, 4))
    target, sigma = float(chance.normal(50, 1)), float(chance.uniform(0.5, 5))
    z = pandas.Series([target, *data]).ewm(alpha=smoothing, adjust=False).mean()[1:].to_numpy()
    # The variance of each weighted sum, term by term.
    weights = [smoothing * (1 - smoothing) ** numpy.arange(i) for i in range(1, len(data) + 1)]
    width = numpy.array([reach * sigma * math.sqrt((w**2).sum()) for w in weights])
    steady = reach * sigma * math.sqrt(smoothing / (2 - smoothing))
    signals = [i + 1 for i in range(len(data)) if abs(z[i] - target) > width[i]]
    expected = {
        "z": list(z),
        "ucl": list(target + width),
        "lcl": list(target - width),
        "ucl_steady": target + steady,
        "lcl_steady": target - steady,
        "signals": signals,
    }
    given = {"data": data, "lambda": smoothing, "target": target, "sigma": sigma, "L": reach}
    return given, expected


@oracle("cusum", 15)
def highest_rise_of_the_walk(chance):
    """Each sum is how far a walk has come from its lowest point so far, which needs no reset."""
    data = [float(v) for v in chance.normal(0.3, 2, size=int(chance.integers(1, 40)))]
    target, slack, limit = float(chance.normal()), float(chance.uniform(0, 1)), float(chance.uniform(1, 8))

    def sums(steps):
        walk = numpy.concatenate([[0], numpy.cumsum(steps)])
        return (walk - numpy.minimum.accumulate(walk))[1:]

    values = numpy.array(data)
    high, low = sums(values - target - slack), sums(target - slack - values)
    signals = [i + 1 for i in range(len(data)) if high[i] > limit or low[i] > limit]
    expected = {"s_high": list(high), "s_low": list(low), "first_signal": signals[0] if signals else None}
    return {"data": data, "target": target, "K": slack, "H": limit}, expected


@oracle("two_window", 15, rel=1e-8, abs=1e-9)
def numpy_windows(chance):
    periods = [classes(chance, most=4) for _ in range(int(chance.integers(2, 14)))]
    recent = int(chance.integers(1, len(periods)))
    baseline = int(chance.integers(1, len(periods) - recent + 1))
    conf = level(chance)

    def pooled(some):
        sums = numpy.sum([in_order(period) for period in some], axis=0)
        return dict(zip(("promoters", "passives", "detractors"), sums))

    late, early = pooled(periods[-recent:]), pooled(periods[-recent - baseline : -recent])
    recent_nps, baseline_nps = (100 * adjusted(side, (0, 0, 0))[0] for side in (late, early))
    expected = compared_adjusted(late, early, conf)
    expected |= {"recent_nps": recent_nps, "baseline_nps": baseline_nps}
    return {"periods": periods, "recent": recent, "baseline": baseline, "conf": conf}, expected
