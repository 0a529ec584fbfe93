"""Each segment beside the rest, by statsmodels and scipy, and adjusted by statsmodels."""

import numpy
from means import described
from oracle import classes, level, oracle
from promoters import compared_adjusted
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest
from statsmodels.stats.weightstats import CompareMeans

ADJUSTMENTS = {
    "bonferroni": "bonferroni",
    "holm": "holm",
    "hochberg": "simes-hochberg",
    "bh": "fdr_bh",
    "by": "fdr_by",
}


def adjusted_p(chance, given, rows):
    """Chooses how to adjust, says so in the request, and adds what comes of it."""
    how = str(chance.choice(list(ADJUSTMENTS)))
    given["adjust"] = how
    p = multipletests([row["p_value"] for row in rows], method=ADJUSTMENTS[how])[1]
    return {"segments": [row | {"p_adjusted": value} for row, value in zip(rows, p)]}


def named(parts):
    return [{"name": f"segment {i}"} | part for i, part in enumerate(parts)]


@oracle("nps_segments", 15, rel=1e-7, abs=1e-9)
def numpy_against_the_rest(chance):
    parts = [classes(chance, most=4) for _ in range(int(chance.integers(2, 8)))]
    given = {"segments": named(parts), "conf": level(chance)}
    rows = []
    for part in parts:
        rest = {name: sum(other[name] for other in parts) - part[name] for name in part}
        row = compared_adjusted(part, rest, given["conf"])
        rows.append(row | {"n": sum(part.values()), "rest_n": sum(rest.values())})
    return given, adjusted_p(chance, given, rows)


@oracle("prop_segments", 15, rel=1e-7, abs=1e-9)
def statsmodels_against_the_rest(chance):
    sizes = [int(n) for n in chance.integers(5, 5000, size=int(chance.integers(2, 8)))]
    share = chance.uniform(0.1, 0.9)
    parts = [{"count": int(chance.binomial(n - 2, share)) + 1, "n": n} for n in sizes]
    given = {"segments": named(parts), "conf": level(chance)}
    rows = []
    for part in parts:
        count = part["count"], sum(other["count"] for other in parts) - part["count"]
        n = part["n"], sum(sizes) - part["n"]
        z, p = proportions_ztest(count, n)
        bounds = confint_proportions_2indep(
            count[0], n[0], count[1], n[1], method="newcomb", compare="diff", alpha=1 - given["conf"]
        )
        row = {"share_pct": 100 * count[0] / n[0], "rest_pct": 100 * count[1] / n[1]}
        row |= {"z_pooled": z, "p_value": p, "n": n[0], "rest_n": n[1]}
        rows.append(row | {"lower_pct": 100 * bounds[0], "upper_pct": 100 * bounds[1]})
    return given, adjusted_p(chance, given, rows)


@oracle("mean_segments", 15, rel=1e-7, abs=1e-9)
def statsmodels_means_against_the_rest(chance):
    low, points = int(chance.integers(-2, 2)), int(chance.integers(2, 11))
    parts = [
        [1 + int(c) for c in chance.integers(0, 400, size=points)]
        for _ in range(int(chance.integers(2, 7)))
    ]
    conf, total = level(chance), numpy.sum(parts, axis=0)
    given = {"segments": named({"counts": counts} for counts in parts)}
    given |= {"scale_min": low, "conf": conf}
    rows = []
    for counts in parts:
        sides = [described(low, side, 0) for side in (counts, list(total - counts))]
        compared = CompareMeans(*sides)
        t, p, df = compared.ttest_ind(usevar="unequal")
        lower, upper = compared.tconfint_diff(1 - conf, usevar="unequal")
        row = {"mean": sides[0].mean, "rest_mean": sides[1].mean, "t": t, "df": df, "p_value": p}
        rows.append(row | {"lower": lower, "upper": upper})
    return given, adjusted_p(chance, given, rows)
