"""Counts ratings by numpy, once for each line of standard input.

Usage: count.py RATINGS, a file with a rating in each byte.
"""

import sys
import time

import numpy


def bincount(ratings):
    counts = numpy.bincount(ratings, minlength=11)
    return counts[9:11].sum(), counts[:7].sum()


COUNTERS = {"bincount": bincount}

ratings = numpy.fromfile(sys.argv[1], dtype=numpy.uint8)
for line in sys.stdin:
    count = COUNTERS[line.strip()]
    start = time.perf_counter()
    promoters, detractors = count(ratings)
    seconds = time.perf_counter() - start
    print(seconds, promoters, detractors, flush=True)
