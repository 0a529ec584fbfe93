"""What is compared: a request, and what others make of it."""

from dataclasses import dataclass
from typing import Any, Callable

ORACLES = []


@dataclass(frozen=True)
class Oracle:
    """Draws inputs of a kind and computes fields of their results by other means."""

    kind: str
    draw: Callable[[Any], tuple[dict, dict]]
    times: int
    rel: float
    abs: float

    @property
    def name(self):
        return f"{self.kind} by {self.draw.__name__}"


def oracle(kind, times, rel=1e-9, abs=1e-11):
    """Registers a function from a source of chance to an input and the fields expected of it.

    A number agrees when |got - expected| <= abs + rel * |expected|; everything else exactly.
    """

    def register(draw):
        ORACLES.append(Oracle(kind, draw, times, rel, abs))
        return draw

    return register


def log_uniform(chance, low, high):
    """A number whose order of magnitude is drawn, not itself."""
    return float(10 ** chance.uniform(low, high))


def whole(chance, low, high):
    """A whole number between powers of ten, both ends possible."""
    return int(round(log_uniform(chance, low, high)))


def level(chance):
    """A confidence level: mostly a usual one."""
    usual = [0.8, 0.9, 0.95, 0.99, 0.999]
    return float(chance.choice(usual)) if chance.random() < 0.7 else float(chance.uniform(0.5, 0.9999))


def classes(chance, most=9.6, least=1):
    """Promoters, passives and detractors, at least so many of them, sometimes none of a class."""
    while True:
        shares = chance.dirichlet([1, 1, 1]) * (chance.random(3) < 0.9)
        counts = [int(round(share * log_uniform(chance, 0, most))) for share in shares]
        if sum(counts) >= least:
            return dict(zip(("promoters", "passives", "detractors"), counts))


def in_order(counts):
    return [counts[name] for name in ("promoters", "passives", "detractors")]
