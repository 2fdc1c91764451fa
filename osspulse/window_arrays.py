"""What the steps over windows share: columns as arrays, runs of equal values, tallies of numbers."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pyarrow as pa

Whole = npt.NDArray[np.int64]
Days = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Tally = tuple[Whole, Whole]
"""Distinct numbers, and how many there are of each."""

_MOST_EMPTY = 8
"""Numbers up to so many times their count are counted in place, without sorting."""


def days(column: "pa.ChunkedArray") -> Days:
    """Dates or moments as days since 1970."""
    import pyarrow as pa

    found: Days = column.cast(pa.date32()).cast(pa.int32()).to_numpy()
    return found


def whole(column: "pa.ChunkedArray") -> Whole:
    """Whole numbers, of dates and moments the days since 1970."""
    import pyarrow as pa

    if pa.types.is_temporal(column.type):
        return days(column).astype(np.int64)
    values: Whole = column.cast(pa.int64()).to_numpy()
    return values


def runs(values: Whole) -> Iterator[tuple[int, int]]:
    """First place and one past the last of each stretch of equal values."""
    if len(values):
        bounds = [0, *(np.flatnonzero(np.diff(values)) + 1).tolist(), len(values)]
        yield from pairwise(bounds)


def tallied(numbers: Whole) -> Tally:
    """The distinct numbers, and how many of each: the small ones in place, the few others by sorting."""
    is_small = numbers < _MOST_EMPTY * len(numbers)
    counts = np.bincount(numbers[is_small])
    small = np.flatnonzero(counts)
    large, large_counts = np.unique(numbers[~is_small], return_counts=True)
    return np.concatenate([small, large]), np.concatenate([counts[small], large_counts])


def added(tallies: list[Tally]) -> Tally:
    """One tally of all of them."""
    if len(tallies) == 1:
        return tallies[0]
    numbers = np.concatenate([tally[0] for tally in tallies])
    counts = np.concatenate([tally[1] for tally in tallies])
    distinct, places = np.unique(numbers, return_inverse=True)
    return distinct, np.bincount(places, counts).astype(np.int64)
