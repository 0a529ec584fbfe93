"""The value of a customer, by adding up what the closed forms stand for."""

import numpy
from oracle import oracle


@oracle("clv", 15, rel=1e-8, abs=1e-9)
def numpy_sums(chance):
    margin, discount = float(chance.uniform(1, 500)), float(chance.uniform(0.01, 0.5))
    retention, cost = float(chance.uniform(0, 0.99)), float(chance.uniform(0, 300))
    horizon = int(chance.integers(0, 60))
    years = numpy.arange(20_000)
    kept = margin * (retention / (1 + discount)) ** years
    expected = {
        "clv_end_excl_first": kept[1:].sum() - cost,
        "clv_start_incl_first": kept.sum() - cost,
        "clv_end_incl_first": kept.sum() / (1 + discount) - cost,
        "truncated_sum_t0_to_T": kept[: horizon + 1].sum() - cost,
        "expected_lifetime_periods": (retention**years).sum(),
    }
    given = {"margin": margin, "retention": retention, "discount": discount}
    return given | {"acquisition_cost": cost, "horizon": horizon}, expected


@oracle("clv_schedule", 10, abs=1e-9)
def numpy_schedule(chance):
    flows = [float(v) for v in chance.normal(200, 400, size=int(chance.integers(1, 20)))]
    retention, discount = float(chance.uniform(0.1, 1)), float(chance.uniform(0, 0.4))
    factors = (retention / (1 + discount)) ** numpy.arange(len(flows))
    cumulative = numpy.cumsum(flows * factors)
    given = {"retention": retention, "discount": discount, "cash_flows": flows}
    return given, {"clv": cumulative[-1], "cumulative": list(cumulative)}


@oracle("clv_cohort", 10, abs=1e-9)
def numpy_cohort(chance):
    size = int(chance.integers(1, 12))
    active = sorted((int(a) for a in chance.integers(1, 5000, size=size)), reverse=True)
    margin = [float(m) for m in chance.uniform(0, 90, size=size)]
    discount = float(chance.uniform(0, 0.4))
    survival = numpy.array(active) / active[0]
    expected = {
        "clv": (margin * survival / (1 + discount) ** numpy.arange(size)).sum(),
        "survival": list(survival),
        "period_retention": list(numpy.array(active[1:]) / numpy.array(active[:-1])),
    }
    return {"active": active, "margin": margin, "discount": discount}, expected


@oracle("annualize", 10)
def multiplication(chance):
    retention, periods = float(chance.uniform(0.2, 1)), int(chance.integers(1, 53))
    product = float(numpy.prod([retention] * periods))
    given = {"period_retention": retention, "periods_per_year": periods}
    return given, {"annual_retention": product, "annual_churn": 1 - product}
