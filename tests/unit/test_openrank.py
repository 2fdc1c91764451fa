"""OpenRank on sparse matrices against the formula written out, one node at a time."""

import math
from collections import defaultdict
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osspulse.openrank import openrank_by_month

Edge = tuple[date, str, str, float, float]
Values = dict[tuple[date, str, str], float]
MONTHS = (date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 4, 1))
RETENTION = {"person": 0.5, "repository": 0.3, "background": 0.15}


def ranked(edges: list[Edge]) -> Values:
    names = ("month_start", "person_id", "repository_id", "edge_weight", "activity")
    types = (pa.date32(), pa.string(), pa.string(), pa.float64(), pa.float64())
    columns = [[edge[place] for edge in edges] for place in range(5)]
    table = pa.table([pa.array(c, t) for c, t in zip(columns, types, strict=True)], list(names))
    rows = openrank_by_month(table).to_pylist()
    return {(r["month_start"], r["node_kind"], r["node_id"]): r["openrank"] for r in rows}


def by_the_formula(edges: list[Edge]) -> Values:
    last: dict[tuple[str, str], tuple[int, float]] = {}
    found: Values = {}
    for month in sorted({edge[0] for edge in edges}):
        number = 12 * month.year + month.month
        weights: dict[tuple[str, str], dict[tuple[str, str], float]] = defaultdict(dict)
        start: dict[tuple[str, str], float] = {}
        for _, person, repository, weight, activity in (e for e in edges if e[0] == month):
            weights["person", person]["repository", repository] = weight
            weights["repository", repository]["person", person] = weight
            start["person", person] = 1 / (1 + math.exp(0.10425 * (44.08 - activity)))
            start["repository", repository] = 0.0
        start["background", ""] = 0.0
        for node in start:
            since, value = last.get(node, (number, 0.0))
            faded = value * 0.85 ** (number - since)
            start[node] += faded if faded >= 0.01 else 0.0
        values = dict(start)
        for _ in range(100):
            received = dict.fromkeys(start, 0.0)
            for node, neighbours in weights.items():
                total = sum(neighbours.values())
                for other, weight in neighbours.items():
                    received[other] += values[node] * 0.95 * weight / total
                received["background", ""] += values[node] * 0.05
                received[node] += values["background", ""] / (len(start) - 1)
            new = {
                n: RETENTION[n[0]] * start[n] + (1 - RETENTION[n[0]]) * received[n] for n in start
            }
            largest = max(abs(new[n] - values[n]) for n in start)
            values = new
            if largest < 0.01:
                break
        last |= {node: (number, value) for node, value in values.items()}
        found |= {(month, *n): v for n, v in values.items() if n[0] != "background"}
    return found


pairs = st.tuples(st.sampled_from(MONTHS), st.sampled_from("abcde"), st.sampled_from("xyz"))
graphs = st.dictionaries(pairs, st.floats(0.5, 2000), min_size=1, max_size=40)


def edges_of(graph: dict[tuple[date, str, str], float]) -> list[Edge]:
    activities: dict[tuple[date, str], float] = defaultdict(float)
    for (month, person, _), weight in graph.items():
        activities[month, person] += weight / 10
    return [(m, p, r, w, activities[m, p]) for (m, p, r), w in graph.items()]


@settings(deadline=None)
@given(graphs)
def test_it_gives_what_the_formula_gives(graph: dict[tuple[date, str, str], float]) -> None:
    edges = edges_of(graph)

    assert ranked(edges) == pytest.approx(by_the_formula(edges), rel=1e-9, abs=1e-12)


@settings(deadline=None)
@given(graphs, st.randoms(use_true_random=False))
def test_the_order_of_the_edges_does_not_matter(
    graph: dict[tuple[date, str, str], float], random: object
) -> None:
    edges = edges_of(graph)
    shuffled = list(edges)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert ranked(shuffled) == ranked(edges)


def test_one_person_in_one_repository_by_hand() -> None:
    # Person p, repository r, background b; p starts at 1/(1+e^0) = 0.5, the others at 0.
    edges = [(MONTHS[0], "p", "r", 10.0, 44.08)]
    p, r, b = 0.5, 0.0, 0.0
    largest = 1.0
    while largest >= 0.01:
        new = (
            0.5 * 0.5 + 0.5 * (0.95 * r + b / 2),
            0.7 * (0.95 * p + b / 2),
            0.85 * 0.05 * (p + r),
        )
        largest = max(abs(one - other) for one, other in zip(new, (p, r, b), strict=True))
        p, r, b = new

    assert ranked(edges) == pytest.approx(
        {(MONTHS[0], "person", "p"): p, (MONTHS[0], "repository", "r"): r}, rel=1e-12
    )


def test_who_only_had_merges_counted_has_no_edge_and_no_rank() -> None:
    assert ranked([(MONTHS[0], "p", "r", 0.0, 2.0)]) == {}


def test_nothing_gives_nothing() -> None:
    assert ranked([]) == {}
