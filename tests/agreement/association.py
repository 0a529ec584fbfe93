"""Associations, by scipy and statsmodels."""

import numpy
from oracle import level, oracle, whole
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.proportion import confint_proportions_2indep


@oracle("risk_2x2", 30, rel=1e-7, abs=1e-12)
def statsmodels_table(chance):
    n = [whole(chance, 0.5, 3.5) for _ in range(2)]
    events = [int(chance.binomial(size, chance.uniform(0.05, 0.95))) for size in n]
    conf = level(chance)
    table = numpy.array([[e, size - e] for e, size in zip(events, n)])
    expected = {
        "risk_a": events[0] / n[0],
        "risk_b": events[1] / n[1],
        "fisher_p": stats.fisher_exact(table).pvalue,
    }
    newcombe = confint_proportions_2indep(
        events[0], n[0], events[1], n[1], method="newcomb", compare="diff", alpha=1 - conf
    )
    expected |= {"risk_diff_lower": newcombe[0], "risk_diff_upper": newcombe[1]}
    if table.min() > 0:
        # It would add one half to every cell otherwise.
        of = Table2x2(table, shift_zeros=False)
        rr, odds = of.riskratio_confint(1 - conf), of.oddsratio_confint(1 - conf)
        expected |= {"risk_ratio": of.riskratio, "rr_lower": rr[0], "rr_upper": rr[1]}
        expected |= {"odds_ratio": of.oddsratio, "or_lower": odds[0], "or_upper": odds[1]}
    given = {"a_events": events[0], "a_n": n[0], "b_events": events[1], "b_n": n[1], "conf": conf}
    return given, expected


@oracle("correlation", 30, rel=1e-7, abs=1e-10)
def scipy_correlations(chance):
    size = int(chance.integers(4, 60))
    x = chance.normal(size=size)
    y = chance.uniform(-1, 1) * x + chance.normal(size=size)
    if chance.random() < 0.5:
        # Ties.
        x, y = numpy.round(x), numpy.round(y)
        x[:2], y[:2] = [-9, 9], [-9, 9]
    conf = level(chance)
    pearson, spearman = stats.pearsonr(x, y), stats.spearmanr(x, y)
    kendall = stats.kendalltau(x, y, method="asymptotic")
    interval = pearson.confidence_interval(conf)
    expected = {
        "pearson": pearson.statistic,
        "pearson_p": pearson.pvalue,
        "pearson_lower": interval.low,
        "pearson_upper": interval.high,
        "spearman": spearman.statistic,
        "spearman_p": spearman.pvalue,
        "kendall_tau_b": kendall.statistic,
        "kendall_p": kendall.pvalue,
    }
    return {"x": [float(v) for v in x], "y": [float(v) for v in y], "conf": conf}, expected


@oracle("kaplan_meier", 20)
def statsmodels_survival(chance):
    size = int(chance.integers(1, 60))
    time = [float(t) for t in chance.integers(1, 25, size=size)]
    event = [int(e) for e in chance.random(size) < 0.6]
    if not any(event):
        return {"time": time, "event": event}, {"table": []}
    curve = SurvfuncRight(time, event)
    columns = curve.surv_times, curve.n_risk, curve.n_events, curve.surv_prob, curve.surv_prob_se
    table = [
        {
            "time": float(at),
            "at_risk": int(at_risk),
            "events": int(events),
            "survival": float(survival),
            "se_greenwood": float(se) if survival > 0 else None,
        }
        for at, at_risk, events, survival, se in zip(*columns)
    ]
    return {"time": time, "event": event}, {"table": table}
