"""Quantiles and tails, by scipy."""

from oracle import log_uniform, oracle
from scipy import stats
from scipy.special import expit


def probability(chance, reach):
    """As near to 0 and to 1 as `reach` natural logarithms of the odds."""
    return float(expit(chance.uniform(-reach, reach)))


def quantile(dist, params, scipys, chance, reach):
    p = probability(chance, reach)
    return {"dist": dist, "p": p, "params": params}, {"x": float(scipys.ppf(p))}


def cdf(dist, params, scipys, chance, reach):
    p = probability(chance, reach)
    x = float(scipys.ppf(p) if chance.random() < 0.5 else scipys.isf(p))
    expected = {"cdf": float(scipys.cdf(x)), "sf": float(scipys.sf(x))}
    return {"dist": dist, "x": x, "params": params}, expected


def normal(_):
    return [], stats.norm()


def student_t(chance):
    df = log_uniform(chance, 0, 8)
    return [df], stats.t(df)


def chi_squared(chance):
    # Beyond, scipy's lower tail loses its digits: at 5186580.135977899 with 5202188.330537217
    # degrees of freedom it says 6.3721e-7, where the series in 40 digits says 6.3779842231589588e-7.
    df = log_uniform(chance, -1, 5)
    return [df], stats.chi2(df)


def beta(chance):
    a, b = log_uniform(chance, -1, 6), log_uniform(chance, -1, 6)
    return [a, b], stats.beta(a, b)


def register():
    for dist, family in [("normal", normal), ("t", student_t), ("chi2", chi_squared), ("beta", beta)]:
        for kind, ask in [("quantile", quantile), ("cdf", cdf)]:

            def draw(chance, dist=dist, family=family, ask=ask):
                params, scipys = family(chance)
                return ask(dist, params, scipys, chance, 18)

            draw.__name__ = f"scipy_{dist}"
            oracle(kind, 25, rel=1e-8, abs=1e-300)(draw)


register()
