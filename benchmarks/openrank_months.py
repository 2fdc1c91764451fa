"""How long OpenRank takes a month, on a graph made from a seed."""

import time
from datetime import date

import numpy as np
import pyarrow as pa

from osspulse.openrank import openrank_by_month

PEOPLE, REPOSITORIES, EDGES, MONTHS = 100_000, 20_000, 300_000, 3
LIMIT_SECONDS = 10
_TURNS = 3


def measure() -> list[float]:
    """Seconds a month of each turn: the table of edges in, the table of values out."""
    edges = _edges()
    found = []
    for _ in range(_TURNS):
        started = time.perf_counter()
        ranks = openrank_by_month(edges)
        found.append((time.perf_counter() - started) / MONTHS)
        assert ranks.num_rows > MONTHS * PEOPLE * 0.9
    return found


def _edges() -> pa.Table:
    """Few repositories draw most people, and few people go to many repositories."""
    rng = np.random.default_rng(2)
    parts = []
    for month in range(1, MONTHS + 1):
        people = np.concatenate([np.arange(PEOPLE), _popular(rng, PEOPLE, EDGES - PEOPLE)])
        repositories = _popular(rng, REPOSITORIES, EDGES)
        pairs = np.unique(np.stack([people, repositories]), axis=1)
        weights = rng.gamma(1.0, 60.0, pairs.shape[1]) + 5.252
        activities = np.sqrt(np.bincount(pairs[0], weights=weights / 10, minlength=PEOPLE))
        parts.append(
            pa.table(
                {
                    "month_start": pa.array([date(2026, month, 1)] * pairs.shape[1]),
                    "person_id": np.char.add("person:", pairs[0].astype(str)),
                    "repository_id": np.char.add("github:", pairs[1].astype(str)),
                    "edge_weight": weights,
                    "activity": activities[pairs[0]],
                }
            )
        )
    return pa.concat_tables(parts)


def _popular(rng: np.random.Generator, size: int, draws: int) -> np.ndarray:
    """Places drawn with weights that fall as those of words in a language."""
    weights = 1.0 / np.arange(1, size + 1)
    return rng.choice(size, size=draws, p=weights / weights.sum())
