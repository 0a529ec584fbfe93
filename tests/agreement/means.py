"""Scales, means and tests of means, by statsmodels and scipy."""

import numpy
from oracle import level, log_uniform, oracle
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.weightstats import DescrStatsW


def scale(chance):
    """The ends of a scale and how often each of its ratings was given."""
    low = int(chance.integers(-3, 2))
    points = int(chance.integers(2, 11))
    while True:
        counts = [int(c) for c in chance.integers(0, int(log_uniform(chance, 0.5, 8)), size=points)]
        if sum(counts) > 1:
            return low, low + points - 1, counts


def described(low, counts, ddof):
    ratings = numpy.arange(low, low + len(counts), dtype=float)
    return DescrStatsW(ratings, weights=numpy.array(counts, dtype=float), ddof=ddof)


@oracle("box", 25, rel=1e-8)
def statsmodels_boxes(chance):
    low, high, counts = scale(chance)
    top = int(chance.integers(1, len(counts)))
    given = {"scale_min": low, "scale_max": high, "top_k": top, "counts": counts}
    bottom = top
    if chance.random() < 0.5:
        bottom = int(chance.integers(1, len(counts)))
        given["bottom_k"] = bottom
    of, n = described(low, counts, 1), sum(counts)
    top_pct, bottom_pct = 100 * sum(counts[-top:]) / n, 100 * sum(counts[:bottom]) / n
    expected = {
        "n": n,
        "top_count": sum(counts[-top:]),
        "top_pct": top_pct,
        "bottom_pct": bottom_pct,
        "net_pct": top_pct - bottom_pct,
        "mean": of.mean,
        "mean_0_100": 100 * (of.mean - low) / (high - low),
        "sd": of.std,
    }
    return given, expected


@oracle("ces", 15)
def statsmodels_effort(chance):
    low, high, counts = scale(chance)
    easy, hard = (int(k) for k in chance.integers(1, max(len(counts) // 2, 1) + 1, size=2))
    direction = str(chance.choice(["higher_is_easier", "lower_is_easier"]))
    given = {"scale_min": low, "scale_max": high, "easy_k": easy, "hard_k": hard}
    given |= {"direction": direction, "counts": counts}
    of, n = described(low, counts, 0), sum(counts)
    easiest_first = counts if direction == "lower_is_easier" else counts[::-1]
    share = (of.mean - low) / (high - low)
    expected = {
        "n": n,
        "mean": of.mean,
        "easy_pct": 100 * sum(easiest_first[:easy]) / n,
        "hard_pct": 100 * sum(easiest_first[::-1][:hard]) / n,
        "ease_0_100": 100 * (1 - share if direction == "lower_is_easier" else share),
    }
    return given, expected


@oracle("mean_ci", 25, rel=1e-8)
def statsmodels_values(chance):
    # Far from zero as well, where a careless variance loses its digits.
    middle, spread = chance.normal() * log_uniform(chance, 0, 5), log_uniform(chance, -1, 2)
    values = [float(v) for v in chance.normal(middle, spread, size=int(chance.integers(2, 50)))]
    conf, of = level(chance), DescrStatsW(values, ddof=1)
    lower, upper = of.tconfint_mean(1 - conf)
    expected = {"n": len(values), "mean": of.mean, "sd": of.std, "se": stats.sem(values)}
    expected |= {"t_crit": stats.t.isf((1 - conf) / 2, len(values) - 1)}
    return {"values": values, "conf": conf}, expected | {"lower": lower, "upper": upper}


@oracle("mean_ci", 15, rel=1e-8)
def statsmodels_counts(chance):
    low, _, counts = scale(chance)
    conf, of = level(chance), described(low, counts, 1)
    lower, upper = of.tconfint_mean(1 - conf)
    expected = {"n": sum(counts), "mean": of.mean, "sd": of.std, "lower": lower, "upper": upper}
    return {"scale_min": low, "counts": counts, "conf": conf}, expected


@oracle("mean_diff_welch", 25, rel=1e-7, abs=1e-10)
def scipy_welch(chance):
    a, b = (
        [float(v) for v in chance.normal(chance.normal(), log_uniform(chance, -1, 1), size=size)]
        for size in chance.integers(2, 40, size=2)
    )
    conf = level(chance)
    test = stats.ttest_ind(a, b, equal_var=False)
    interval = test.confidence_interval(conf)
    expected = {"diff": numpy.mean(a) - numpy.mean(b), "t": test.statistic, "df": test.df}
    expected |= {"p_value": test.pvalue, "lower": interval.low, "upper": interval.high}
    return {"a": a, "b": b, "conf": conf}, expected


@oracle("p_adjust", 20)
def statsmodels_multipletests(chance):
    p = chance.random(int(chance.integers(1, 30))) ** chance.uniform(0.5, 6)
    # Ties, and the ends.
    p = [float(v) for v in numpy.round(p, int(chance.integers(1, 9)))]
    names = {"holm": "holm", "hochberg": "simes-hochberg", "bh": "fdr_bh", "by": "fdr_by"}
    expected = {ours: list(multipletests(p, method=theirs)[1]) for ours, theirs in names.items()}
    return {"p": p}, expected | {"bonferroni": list(multipletests(p, method="bonferroni")[1])}
