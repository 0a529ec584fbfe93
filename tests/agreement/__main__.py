"""Holds what `afterword calc` says against scipy, statsmodels, numpy and pandas.

Usage: python tests/agreement AFTERWORD [KIND…]. The inputs are drawn; the seed is printed and
can be set by AFTERWORD_SEED.
"""

import importlib
import json
import math
import os
import subprocess
import sys
import warnings
import zlib
from collections import Counter

import numpy
from oracle import ORACLES

# Each registers its oracles.
for room in (
    "distributions",
    "proportions",
    "promoters",
    "means",
    "segments",
    "charts",
    "run_lengths",
    "association",
    "value",
    "experience",
):
    importlib.import_module(room)

SEED = 20260131


def drawn(seed, kinds):
    """Every request with its oracle and the fields expected of its result."""
    for oracle in ORACLES:
        if kinds and oracle.kind not in kinds:
            continue
        for number in range(oracle.times):
            chance = numpy.random.default_rng([seed, zlib.crc32(oracle.name.encode()), number])
            given, expected = oracle.draw(chance)
            yield oracle, given, expected


def answers(afterword, cases):
    """What the command says to each case, in order."""
    lines = [
        json.dumps({"id": number, "kind": oracle.kind, "input": given}, allow_nan=False)
        for number, (oracle, given, _) in enumerate(cases)
    ]
    done = subprocess.run(
        [afterword, "calc"], input="\n".join(lines), stdout=subprocess.PIPE, text=True, check=False
    )
    # An error on a line is an answer as well; no other way to end is.
    if done.returncode not in (0, 1):
        sys.exit(f"{afterword} calc ended with {done.returncode}")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    if [answer["id"] for answer in found] != list(range(len(cases))):
        sys.exit(f"{afterword} calc did not answer every line in order")
    return found


def agrees(got, expected, oracle):
    if isinstance(expected, dict):
        return isinstance(got, dict) and all(
            name in got and agrees(got[name], value, oracle) for name, value in expected.items()
        )
    if isinstance(expected, list):
        return (
            isinstance(got, list)
            and len(got) == len(expected)
            and all(agrees(one, other, oracle) for one, other in zip(got, expected))
        )
    if isinstance(expected, (float, numpy.floating)):
        if not math.isfinite(expected):
            # What numpy cannot tell is no figure to hold ours against.
            raise ValueError(f"{oracle.name} expects {expected}")
        is_number = isinstance(got, (int, float)) and not isinstance(got, bool)
        return is_number and abs(got - expected) <= oracle.abs + oracle.rel * abs(expected)
    return got == expected and type(got) is type(expected)


def disagreements(oracle, given, expected, answer):
    asked = f"{oracle.name}: {json.dumps(given)}"
    if "error" in answer:
        yield f"{asked}\n    is refused: {answer['error']}"
        return
    result = answer["result"]
    for field, value in expected.items():
        if field not in result or not agrees(result[field], value, oracle):
            yield f"{asked}\n    {field}: ours {result.get(field)!r}, theirs {value!r}"


def main(afterword, *kinds):
    seed = int(os.environ.get("AFTERWORD_SEED", SEED))
    print(f"seed {seed}; another one: AFTERWORD_SEED=NUMBER")
    # At the edges they warn of divisions that are expected there.
    warnings.simplefilter("ignore")
    numpy.seterr(all="ignore")
    cases = list(drawn(seed, kinds))
    problems = []
    for case, answer in zip(cases, answers(afterword, cases)):
        problems.extend(disagreements(*case, answer))
    counts = Counter(oracle.name for oracle, _, _ in cases)
    for name, times in counts.items():
        print(f"  {name}: {times}")
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(cases)} inputs, {len(problems)} disagreements")
    return 1 if problems or not cases else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
