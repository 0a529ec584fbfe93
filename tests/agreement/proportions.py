"""Intervals of proportions, by statsmodels and scipy."""

from oracle import level, log_uniform, oracle, whole
from scipy import stats
from statsmodels.stats.proportion import (
    confint_proportions_2indep,
    proportion_confint,
    proportions_ztest,
)

METHODS = {
    "wald": "normal",
    "wilson": "wilson",
    "agresti_coull": "agresti_coull",
    "jeffreys": "jeffreys",
    "clopper_pearson": "beta",
}


def successes(chance, n):
    """Any number of them, none and all often enough."""
    edge = chance.random()
    if edge < 0.1:
        return 0
    if edge < 0.2:
        return n
    return int(chance.integers(0, n + 1))


@oracle("prop_ci", 100, rel=1e-8)
def statsmodels_intervals(chance):
    method = str(chance.choice(list(METHODS)))
    n = whole(chance, 0, 9.6)
    count, conf = successes(chance, n), level(chance)
    lower, upper = proportion_confint(count, n, 1 - conf, METHODS[method])
    expected = {"p": count / n}
    if method == "jeffreys":
        expected |= {"lower": lower, "upper": upper}
    else:
        expected |= {"lower_clamped": max(lower, 0.0), "upper_clamped": min(upper, 1.0)}
    return {"count": count, "n": n, "conf": conf, "method": method}, expected


@oracle("prop_ci", 20)
def statsmodels_after_adding_four(chance):
    n = whole(chance, 0, 9.6)
    count, conf = successes(chance, n), level(chance)
    lower, upper = proportion_confint(count + 2, n + 4, 1 - conf, "normal")
    expected = {"p": count / n, "lower_clamped": max(lower, 0.0), "upper_clamped": min(upper, 1.0)}
    return {"count": count, "n": n, "conf": conf, "method": "adjusted_wald_plus4"}, expected


@oracle("prop_ci", 20, rel=1e-8)
def scipy_with_continuity_correction(chance):
    n = whole(chance, 0, 6)
    count, conf = successes(chance, n), level(chance)
    interval = stats.binomtest(count, n).proportion_ci(conf, method="wilsoncc")
    expected = {"p": count / n, "lower": interval.low, "upper": interval.high}
    return {"count": count, "n": n, "conf": conf, "method": "wilson_cc"}, expected


@oracle("prop_diff", 40, rel=1e-7, abs=1e-10)
def statsmodels_differences(chance):
    n = [whole(chance, 0.5, 8), whole(chance, 0.5, 8)]
    # Near each other, so that the test has something to decide.
    share = chance.uniform(0.02, 0.98)
    count = [int(chance.binomial(size, min(share * log_uniform(chance, -0.02, 0.02), 1))) for size in n]
    conf = level(chance)
    expected = {"diff": count[0] / n[0] - count[1] / n[1]}
    if 0 < sum(count) < sum(n):
        z, p = proportions_ztest(count, n)
        expected |= {"z_pooled": z, "p_value": p}
    for name, method in [("newcombe", "newcomb"), ("agresti_caffo", "agresti-caffo"), ("wald", "wald")]:
        lower, upper = confint_proportions_2indep(
            count[0], n[0], count[1], n[1], method=method, compare="diff", alpha=1 - conf
        )
        expected |= {f"{name}_lower": lower, f"{name}_upper": upper}
    given = {"count_a": count[0], "n_a": n[0], "count_b": count[1], "n_b": n[1], "conf": conf}
    return given, expected
