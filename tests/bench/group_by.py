"""Counts ratings by segment with duckdb or polars and prints the classes of each segment.

Usage: group_by.py duckdb|polars FILE. One object of JSON: `seconds` of the query alone, and
`segments`, each with promoters, passives and detractors.
"""

import json
import sys
import time


def with_duckdb(file):
    import duckdb

    connection = duckdb.connect()

    def query():
        statement = "SELECT segment, rating, count(*) FROM read_csv(?) GROUP BY ALL"
        return connection.execute(statement, [file]).fetchall()

    return query


def with_polars(file):
    import polars

    def query():
        rows = polars.scan_csv(file).group_by("segment", "rating").len()
        return rows.collect(engine="streaming").rows()

    return query


engine, file = sys.argv[1:]
query = {"duckdb": with_duckdb, "polars": with_polars}[engine](file)
start = time.perf_counter()
rows = query()
seconds = time.perf_counter() - start

segments = {}
for segment, rating, count in rows:
    classes = segments.setdefault(segment, [0, 0, 0])
    classes[0 if rating >= 9 else 1 if rating >= 7 else 2] += count
print(json.dumps({"seconds": seconds, "segments": segments}))
