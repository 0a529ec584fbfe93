"""The Net Promoter Score and what belongs to it, from the definitions, by numpy and statsmodels."""

import math

import numpy
from oracle import classes, in_order, level, log_uniform, oracle
from scipy import stats
from scipy.optimize import brentq
from statsmodels.regression.linear_model import WLS
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

WORTH = numpy.array([1.0, 0.0, -1.0])


def described(counts, ddof=0):
    """Ratings as 1, 0 and -1, each as often as it was given."""
    return DescrStatsW(WORTH, weights=numpy.array(in_order(counts), dtype=float), ddof=ddof)


def adjusted(counts, pseudo=(0.75, 1.5, 0.75)):
    """Score and its variance after adding pseudo-ratings, and how many there are then."""
    more = numpy.array(in_order(counts)) + pseudo
    shares = more / more.sum()
    mean = shares @ WORTH
    return mean, shares @ (WORTH - mean) ** 2, more.sum()


def normal_quantile(conf):
    return stats.norm.isf((1 - conf) / 2)


@oracle("nps_score", 30)
def numpy_on_what_was_typed(chance):
    typed = [None, -1, 11, 6.5, "9", True, "", 1e300]
    responses = [int(r) for r in chance.integers(0, 11, size=int(chance.integers(0, 80)))]
    for _ in range(int(chance.integers(0, 10))):
        responses.insert(int(chance.integers(0, len(responses) + 1)), typed[int(chance.integers(len(typed)))])
    valid = numpy.array([r for r in responses if type(r) is int and 0 <= r <= 10], dtype=int)
    missing = responses.count(None)
    expected = {
        "n": len(valid),
        "missing": missing,
        "invalid": len(responses) - len(valid) - missing,
        "promoters": int((valid >= 9).sum()),
        "detractors": int((valid <= 6).sum()),
        "nps": None,
        "nps_rounded": None,
    }
    if len(valid):
        points = int((valid >= 9).sum()) - int((valid <= 6).sum())
        doubled = 200 * abs(points) + len(valid)
        rounded = int(math.copysign(doubled // (2 * len(valid)), points))
        expected |= {"nps": 100 * points / len(valid), "nps_rounded": rounded}
    return {"responses": responses}, expected


@oracle("nps_variance", 20)
def statsmodels_variance(chance):
    counts = classes(chance)
    of = described(counts)
    se = of.std / math.sqrt(of.nobs)
    return counts, {"variance": of.var, "sd": of.std, "se": se, "se_points": 100 * se}


@oracle("nps_ci", 25, abs=1e-9)
def numpy_wald(chance):
    counts, conf = classes(chance), level(chance)
    mean, variance, n = adjusted(counts, (0, 0, 0))
    reach = normal_quantile(conf) * math.sqrt(variance / n)
    bounds = {"lower": 100 * (mean - reach), "upper": 100 * (mean + reach)}
    return counts | {"conf": conf, "method": "wald"}, {"nps": 100 * mean} | bounds


@oracle("nps_ci", 25, abs=1e-9)
def numpy_adjusted_wald(chance):
    counts, conf = classes(chance), level(chance)
    given = counts | {"conf": conf, "method": "adjusted_wald"}
    pseudo = (0.75, 1.5, 0.75)
    if chance.random() < 0.5:
        pseudo = [float(p) for p in chance.uniform(0, 3, size=3)]
        given["pseudo"] = pseudo
    mean, variance, n = adjusted(counts, pseudo)
    reach = normal_quantile(conf) * math.sqrt(variance / n)
    expected = {"center": 100 * mean, "margin": 100 * reach}
    expected |= {"lower": 100 * (mean - reach), "upper": 100 * (mean + reach)}
    return given, expected


@oracle("nps_ci", 25, rel=1e-8, abs=1e-8)
def statsmodels_t(chance):
    counts, conf = classes(chance, least=2), level(chance)
    of = described(counts, ddof=1)
    lower, upper = of.tconfint_mean(1 - conf)
    return counts | {"conf": conf, "method": "t_mean"}, {"lower": 100 * lower, "upper": 100 * upper}


def constrained_variance(x, y, rest, theta):
    """The variance of one answer where the score is `theta`, at the likeliest shares for it.

    The shares of promoters, detractors and the rest are then a + u w, b + u w and 2 w (1 - u) with
    one of a and b 0, and u the root of the likelihood's slope.
    """
    a, b, w = max(theta, 0.0), max(-theta, 0.0), (1 - abs(theta)) / 2

    def slope(u):
        ends = (x / (a / w + u) if x else 0) + (y / (b / w + u) if y else 0)
        return ends - (rest / (1 - u) if rest else 0)

    low, high = 1e-15, 1 - 1e-15
    if slope(low) <= 0:
        u = low
    elif slope(high) >= 0:
        u = high
    else:
        u = brentq(slope, low, high, xtol=1e-16, rtol=1e-15)
    return a + b + 2 * u * w - theta**2


@oracle("nps_ci", 30, rel=1e-6, abs=1e-5)
def scipy_inversion_of_the_score_test(chance):
    counts, conf = classes(chance, most=4), level(chance)
    x, rest, y = in_order(counts)
    n, z = x + y + rest, normal_quantile(conf)
    estimate = (x - y) / n

    def bound(end):
        if estimate == end:
            return end

        def distance(theta):
            variance = constrained_variance(x, y, rest, theta)
            return n * (theta - estimate) ** 2 - z**2 * variance

        return brentq(distance, estimate + end * 1e-12, end - end * 1e-12, xtol=1e-13)

    expected = {"lower": 100 * bound(-1.0), "upper": 100 * bound(1.0)}
    return counts | {"conf": conf, "method": "score"}, expected


@oracle("nps_bootstrap_exact", 15)
def numpy_convolution(chance):
    counts, conf = classes(chance, most=1.8), level(chance)
    n = sum(in_order(counts))
    one = numpy.array(in_order(counts)[::-1]) / n
    total = numpy.ones(1)
    for _ in range(n):
        total = numpy.convolve(total, one)
    below = numpy.cumsum(total)
    tail = (1 - conf) / 2
    # Within rounding of a tail, either of two neighbours would be right.
    slack = 1e-11
    at = lambda share: 100 * (int(numpy.searchsorted(below, share)) - n) / n
    settled = all(at(share - slack) == at(share + slack) for share in (tail, 1 - tail))
    expected = {"lower": at(tail), "upper": at(1 - tail)} if settled else {}
    return counts | {"conf": conf}, expected


@oracle("nps_bootstrap", 8, abs=3.0)
def numpy_resampling(chance):
    """Of a hundred ratings, a grid of one point: both draw, so both may be off by a few."""
    drawn = chance.multinomial(100, chance.dirichlet([2, 2, 2]))
    counts = dict(zip(("promoters", "passives", "detractors"), (int(count) for count in drawn)))
    conf, resamples = float(chance.choice([0.8, 0.9, 0.95])), 20_000
    scores = chance.multinomial(100, drawn / 100, size=resamples) @ WORTH
    lower, upper = numpy.percentile(scores, [50 - 50 * conf, 50 + 50 * conf])
    given = counts | {"conf": conf, "resamples": resamples, "seed": int(chance.integers(2**53))}
    return given, {"lower": lower, "upper": upper, "grid_step": 1.0}


def compared(a, b, conf, pseudo):
    """Difference, interval and test of two scores."""
    (mean_a, var_a, n_a), (mean_b, var_b, n_b) = adjusted(a, pseudo), adjusted(b, pseudo)
    se = math.sqrt(var_a / n_a + var_b / n_b)
    centre, reach = mean_a - mean_b, normal_quantile(conf) * se
    raw = adjusted(a, (0, 0, 0))[0] - adjusted(b, (0, 0, 0))[0]
    found = {"diff": 100 * raw, "lower": 100 * (centre - reach), "upper": 100 * (centre + reach)}
    if se > 0:
        found |= {"statistic": centre / se, "p_value": 2 * stats.norm.sf(abs(centre / se))}
    return found, se


def compared_adjusted(a, b, conf):
    return compared(a, b, conf, (0.75, 1.5, 0.75))[0]


@oracle("nps_diff", 30, rel=1e-8, abs=1e-9)
def numpy_differences(chance):
    a, b, conf = classes(chance), classes(chance), level(chance)
    method = str(chance.choice(["wald", "adjusted_wald"]))
    pseudo = (0.75, 1.5, 0.75) if method == "adjusted_wald" else (0, 0, 0)
    expected, se = compared(a, b, conf, pseudo)
    given = {"a": a, "b": b, "conf": conf, "method": method}
    return given, expected | {"se_points": 100 * se}


@oracle("nps_diff", 20, rel=1e-7, abs=1e-8)
def statsmodels_welch(chance):
    a, b, conf = classes(chance, least=3), classes(chance, least=3), level(chance)
    # One class alone has no spread.
    a["promoters"] += 1
    a["detractors"] += 1
    means = CompareMeans(described(a), described(b))
    t, p, df = means.ttest_ind(usevar="unequal")
    lower, upper = means.tconfint_diff(1 - conf, usevar="unequal")
    expected = {"statistic": t, "p_value": p, "df": df, "lower": 100 * lower, "upper": 100 * upper}
    return {"a": a, "b": b, "conf": conf, "method": "welch_t"}, expected


@oracle("nps_sample_size", 15)
def numpy_for_a_margin(chance):
    conf, variance = level(chance), float(chance.uniform(0.01, 1))
    margin = float(chance.uniform(0.2, 30))
    raw = (normal_quantile(conf) / (margin / 100)) ** 2 * variance
    expected = {"raw": raw, "n_wald": math.ceil(raw), "n_adjusted_wald": max(1, math.ceil(raw - 3))}
    return {"conf": conf, "variance": variance, "margin_points": margin}, expected


@oracle("nps_sample_size_diff", 15)
def numpy_for_a_difference(chance):
    conf, power = level(chance), float(chance.uniform(0.5, 0.99))
    variances, diff = chance.uniform(0.01, 1, size=2), float(chance.uniform(0.5, 40))
    raw = variances.sum() * ((normal_quantile(conf) + stats.norm.ppf(power)) / (diff / 100)) ** 2
    given = {"conf": conf, "power": power, "diff_points": diff}
    given |= {"variance_a": float(variances[0]), "variance_b": float(variances[1])}
    return given, {"raw": raw, "n_per_group_wald": math.ceil(raw)}


@oracle("weighted_nps", 25, abs=1e-9)
def statsmodels_weighted_regression(chance):
    n = int(chance.integers(2, 60))
    responses = [int(r) for r in chance.choice(11, size=n)]
    weights = [log_uniform(chance, -1, 1) for _ in range(n)]
    worth = numpy.array([1.0 if r >= 9 else -1.0 if r <= 6 else 0.0 for r in responses])
    fitted = WLS(worth, numpy.ones(n), weights=weights).fit(cov_type="HC1")
    of = DescrStatsW(worth, weights=weights)
    kish = n * numpy.square(weights).sum() / numpy.sum(weights) ** 2
    conf = level(chance)
    reach = stats.t.isf((1 - conf) / 2, n - 1) * fitted.bse[0]
    expected = {
        "nps": 100 * fitted.params[0],
        "sum_weights": of.sum_weights,
        "deff_kish": kish,
        "n_eff": n / kish,
        "se_kish_points": 100 * math.sqrt(of.var * kish / n),
        "se_taylor_points": 100 * fitted.bse[0],
        "lower": 100 * (fitted.params[0] - reach),
        "upper": 100 * (fitted.params[0] + reach),
    }
    return {"responses": responses, "weights": weights, "conf": conf}, expected


@oracle("poststratified_nps", 15, abs=1e-9)
def numpy_strata(chance):
    strata = [classes(chance, most=4, least=2) for _ in range(int(chance.integers(1, 7)))]
    population = [int(p) for p in chance.integers(1, 100_000, size=len(strata))]
    conf = level(chance)
    shares = numpy.array(population) / sum(population)
    parts = [adjusted(counts, (0, 0, 0)) for counts in strata]
    means = numpy.array([mean for mean, _, _ in parts])
    variances = numpy.array([variance / n for _, variance, n in parts])
    score, se = shares @ means, math.sqrt(shares**2 @ variances)
    reach = normal_quantile(conf) * se
    pooled = numpy.sum([in_order(counts) for counts in strata], axis=0)
    expected = {
        "nps": 100 * score,
        "se_points": 100 * se,
        "lower": 100 * (score - reach),
        "upper": 100 * (score + reach),
        "pooled_nps": 100 * (pooled @ WORTH) / pooled.sum(),
        "unweighted_mean_of_strata": 100 * means.mean(),
    }
    given = [counts | {"population": size} for counts, size in zip(strata, population)]
    return {"strata": given, "conf": conf}, expected
