"""OpenRank: how much influence people and repositories give each other, month by month.

The formula is OpenDigger's (Apache-2.0; Zhao and others, "OpenRank Leaderboard: Influence Ranking and
Evaluation in Open Source"); docs/metrics.md says what it makes of what people do.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pyarrow as pa

BACKGROUND_SHARE = 0.05
"""Of what every node hands on goes to the background node, which hands it back to all alike."""
RETENTION_OF_PERSON, RETENTION_OF_REPOSITORY, RETENTION_OF_BACKGROUND = 0.5, 0.3, 0.15
"""The share of a node's value that stays what it was at the month's start."""
MONTHLY_DECAY = 0.85
SMALLEST_KEPT = 0.01
TOLERANCE = 0.01
MOST_ITERATIONS = 100

_COLUMNS = ["month_start", "node_kind", "node_id", "openrank"]

Numbers = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One month's graph: an edge per person and repository, and what people did anywhere in it."""

    number: int
    """Months since year 0."""
    people: Codes
    repositories: Codes
    weights: Numbers
    activities: Numbers
    """The person's activity in the whole month, repeated on each of their edges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranks:
    """What a month's graph gives: the codes of its people and repositories, and their values."""

    number: int
    people: Codes
    repositories: Codes
    person_values: Numbers
    repository_values: Numbers


class _Memory:
    """The last value of each node, and the month it was from."""

    def __init__(self, size: int) -> None:
        self._values = np.zeros(size)
        self._months = np.zeros(size, dtype=np.int64)

    def recall(self, codes: Codes, month: int) -> Numbers:
        faded = self._values[codes] * MONTHLY_DECAY ** (month - self._months[codes])
        return np.where(faded < SMALLEST_KEPT, 0.0, faded)

    def keep(self, codes: Codes, month: int, values: Numbers) -> None:
        self._values[codes], self._months[codes] = values, month


def rank_months(
    months: Iterator[Month], *, people_count: int, repository_count: int
) -> Iterator[Ranks]:
    """The values of each month, which must come in their order; each starts from those before it."""
    people, repositories, background = (
        _Memory(size) for size in (people_count, repository_count, 1)
    )
    ground = np.zeros(1, dtype=np.int64)
    for month in months:
        who, first, person_places = np.unique(month.people, return_index=True, return_inverse=True)
        where, repository_places = np.unique(month.repositories, return_inverse=True)
        begun = people.recall(who, month.number) + _activity_bonus(month.activities[first])
        start = np.concatenate(
            [
                begun,
                repositories.recall(where, month.number),
                background.recall(ground, month.number),
            ]
        )
        values = _settle(
            start, _shares(person_places, repository_places, month.weights), people=len(who)
        )
        people.keep(who, month.number, values[: len(who)])
        repositories.keep(where, month.number, values[len(who) : -1])
        background.keep(ground, month.number, values[-1:])
        yield Ranks(
            number=month.number,
            people=who,
            repositories=where,
            person_values=values[: len(who)],
            repository_values=values[len(who) : -1],
        )


def _activity_bonus(activities: Numbers) -> Numbers:
    bonus: Numbers = 1.0 / (1.0 + np.exp(0.10425 * (44.08 - activities)))
    return bonus


def _shares(people: Codes, repositories: Codes, weights: Numbers) -> Any:
    """What each person and repository gets of what each other one hands on."""
    from scipy.sparse import csr_array

    people_count, size = people.max() + 1, people.max() + repositories.max() + 2
    sources = np.concatenate([people, repositories + people_count])
    targets = np.concatenate([repositories + people_count, people])
    both = np.concatenate([weights, weights])
    handed_out = np.bincount(sources, weights=both, minlength=size)
    shares = (1.0 - BACKGROUND_SHARE) * both / handed_out[sources]
    return csr_array((shares, (targets, sources)), shape=(size, size))


def _settle(start: Numbers, shares: Any, *, people: int) -> Numbers:
    size = len(start) - 1
    retention = np.full(size + 1, RETENTION_OF_REPOSITORY)
    retention[:people] = RETENTION_OF_PERSON
    retention[-1] = RETENTION_OF_BACKGROUND
    values = start
    for _ in range(MOST_ITERATIONS):
        received = np.empty(size + 1)
        received[:-1] = shares @ values[:-1] + values[-1] / size
        received[-1] = BACKGROUND_SHARE * values[:-1].sum()
        settled = retention * start + (1.0 - retention) * received
        if np.abs(settled - values).max() < TOLERANCE:
            return settled
        values = settled
    return values


def openrank_by_month(edges: "pa.Table") -> "pa.Table":
    """Month, kind of node (person or repository), its id and its OpenRank, in that order.

    `edges` has one row per month (`month_start`, a date), `person_id` and `repository_id` with its
    `edge_weight` and the person's `activity` in that month. The same rows in any order give the same.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    edges = edges.filter(pc.greater(edges["edge_weight"], 0.0))
    if not edges.num_rows:
        return _nothing()
    person_ids, people = _coded(edges["person_id"])
    repository_ids, repositories = _coded(edges["repository_id"])
    starts = edges["month_start"].to_numpy().astype("datetime64[M]").astype(np.int64)
    order = np.lexsort((repositories, people, starts))
    months = _months(
        starts[order],
        people[order],
        repositories[order],
        edges["edge_weight"].to_numpy()[order],
        edges["activity"].to_numpy()[order],
    )
    tables = []
    for ranks in rank_months(
        months, people_count=len(person_ids), repository_count=len(repository_ids)
    ):
        for kind, ids, values in (
            ("person", person_ids.take(pa.array(ranks.people)), ranks.person_values),
            (
                "repository",
                repository_ids.take(pa.array(ranks.repositories)),
                ranks.repository_values,
            ),
        ):
            month = np.full(len(ids), np.datetime64(ranks.number, "M").astype("datetime64[D]"))
            kinds = pa.repeat(pa.scalar(kind), len(ids))
            tables.append(pa.table([pa.array(month), kinds, ids, values], _COLUMNS))
    return pa.concat_tables(tables)


def _nothing() -> "pa.Table":
    import pyarrow as pa

    types = (pa.date32(), pa.string(), pa.string(), pa.float64())
    return pa.table([pa.array([], kind) for kind in types], _COLUMNS)


def _coded(column: "pa.ChunkedArray") -> "tuple[pa.Array, Codes]":
    """The distinct ids in their order, and each row's place among them."""
    import pyarrow.compute as pc

    encoded = column.combine_chunks().dictionary_encode()
    order = pc.sort_indices(encoded.dictionary)
    places = np.empty(len(order), dtype=np.int64)
    places[order.to_numpy()] = np.arange(len(order))
    return encoded.dictionary.take(order), places[encoded.indices.to_numpy()]


def _months(
    starts: Codes, people: Codes, repositories: Codes, weights: Numbers, activities: Numbers
) -> Iterator[Month]:
    numbers, firsts = np.unique(starts, return_index=True)
    for number, first, after in zip(numbers, firsts, [*firsts[1:], len(starts)], strict=True):
        part = slice(first, after)
        yield Month(
            number=int(number),
            people=people[part],
            repositories=repositories[part],
            weights=weights[part],
            activities=activities[part],
        )
