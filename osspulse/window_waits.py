"""How long people waited, summed up over many windows at once.

A wait is one thing on a stretch of as-of dates: waiting until it ends, over from then on. Whether it
belongs to a window is three comparisons of days, so that all windows of a scope are one matrix; sorted
by length, a percentile is a place in its row.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from osspulse.window_arrays import Days, Flags, Whole, days, runs

if TYPE_CHECKING:
    import pyarrow as pa

KINDS_WITH_SURVIVAL = frozenset({"issue_first_response", "pr_first_response", "pr_first_review"})
"""The kinds for which those who still wait tell something: their Kaplan-Meier median is estimated."""

_DAY = 86_400_000_000
_HOUR = 3_600_000_000
_MOST_CELLS = 500_000
"""Windows times waits looked at together: it bounds the memory."""
_HALF = -math.log(0.5) - 1e-9
"""One half exactly counts, whatever the last digit of the logarithms says."""

Reals = npt.NDArray[np.float64]
Columns = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Spells:
    """Waits on the as-of dates on which they are over, or on which they go on; the shortest first.

    Of those that are over `microseconds` is how long they took, of the others minus the instant since
    which they wait.
    """

    microseconds: Whole
    counted_on: Days
    known_from: Days
    known_until: Days

    def within(self, starts: Days, ends: Days) -> Flags:
        """A row per window: which spells are in it."""
        found: Flags = self.known_from <= ends[:, None]
        found &= self.known_until >= ends[:, None]
        found &= self.counted_on >= starts[:, None]
        return found

    def seen_from(self, starts: Days, ends: Days) -> "Spells":
        """Those that any of the windows may hold: windows that lie close together share few."""
        is_seen = self.known_from <= ends.max()
        is_seen &= self.known_until >= ends.min()
        is_seen &= self.counted_on >= starts.min()
        return self.at(is_seen)

    def at(self, rows: Flags | slice) -> "Spells":
        """Those of some rows."""
        return Spells(
            self.microseconds[rows],
            self.counted_on[rows],
            self.known_from[rows],
            self.known_until[rows],
        )

    def __len__(self) -> int:
        """How many there are."""
        return len(self.microseconds)


def wait_statistics(windows: "pa.Table", spells: "pa.Table") -> "pa.Table":
    """One row per window and kind of wait that it has, with counts, ratios and hours.

    Windows have a number, a scope, a start and an as-of date; spells a scope, a kind, whether they are
    over, and what `Spells` holds, all sorted by scope, kind, being over, and microseconds.
    Percentiles lie between neighbours; the survival median is Kaplan and Meier's, null where half are
    not answered.
    """
    import pyarrow as pa

    numbers = windows["window_number"].to_numpy()
    starts, ends = days(windows["starts_on"]), days(windows["as_of_date"])
    scopes = windows["scope_number"].to_numpy()
    # Windows of one length that follow each other are looked at together.
    by_scope = np.lexsort((ends, ends - starts, scopes))
    sorted_scopes = scopes[by_scope]
    parts = []
    for scope, kind, over, waiting in _groups(spells):
        first, last = np.searchsorted(sorted_scopes, [scope, scope + 1])
        of_scope = by_scope[first:last]
        step = max(1, _MOST_CELLS // max(len(over), len(waiting)))
        for place in range(0, len(of_scope), step):
            chosen = of_scope[place : place + step]
            of_windows = starts[chosen], ends[chosen]
            found = _summarised(
                over.seen_from(*of_windows), waiting.seen_from(*of_windows), *of_windows, kind=kind
            )
            has_any = found["all_count"] > 0
            columns = {name: values[has_any] for name, values in found.items()}
            parts.append(_table(numbers[chosen][has_any], kind, columns))
    none = _no_spells()
    empty = _table(numbers[:0], "", _summarised(none, none, starts[:0], ends[:0], kind=""))
    return pa.concat_tables([empty, *parts])


def _table(numbers: Whole, kind: str, columns: Columns) -> "pa.Table":
    import pyarrow as pa

    arrays = {
        # Not a number stands for what is not known.
        name: pa.array(values, from_pandas=values.dtype == np.float64)
        for name, values in columns.items()
    }
    return pa.table(
        {
            "window_number": pa.array(numbers),
            "kind": pa.array([kind] * len(numbers), pa.string()),
            **arrays,
        }
    )


def _groups(spells: "pa.Table") -> Iterator[tuple[int, str, Spells, Spells]]:
    """Scope, kind, what is over and what goes on, of each scope and kind that has any."""
    import pyarrow as pa

    kinds = spells["kind"].combine_chunks().dictionary_encode()
    if isinstance(kinds, pa.ChunkedArray):
        kinds = kinds.combine_chunks()
    names, codes = kinds.dictionary.to_pylist(), kinds.indices.to_numpy()
    scopes = spells["scope_number"].to_numpy()
    is_over = spells["is_over"].to_numpy()
    all_spells = Spells(
        spells["microseconds"].to_numpy(),
        *(days(spells[name]) for name in ("counted_date", "known_from", "known_until")),
    )
    keys = scopes.astype(np.int64) * (2 * len(names) + 2) + 2 * codes
    for first, last in runs(keys):
        # What goes on comes first: false before true.
        middle = first + int(np.searchsorted(is_over[first:last], True))
        yield (
            int(scopes[first]),
            names[codes[first]],
            all_spells.at(slice(middle, last)),
            all_spells.at(slice(first, middle)),
        )


def _no_spells() -> Spells:
    no_days = np.empty(0, dtype=np.int32)
    return Spells(np.empty(0, dtype=np.int64), no_days, no_days, no_days)


def _summarised(over: Spells, waiting: Spells, starts: Days, ends: Days, *, kind: str) -> Columns:
    """Each statistic, a value per window."""
    over_within, waiting_within = over.within(starts, ends), waiting.within(starts, ends)
    over_count = np.count_nonzero(over_within, axis=1)
    waiting_count = np.count_nonzero(waiting_within, axis=1)
    all_count = over_count + waiting_count
    day, week = np.searchsorted(over.microseconds, [24 * _HOUR, 7 * 24 * _HOUR], side="right")
    places = np.flatnonzero(over_within)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean_hours = _sums(over_within, over.microseconds) / over_count / _HOUR
        within_day = np.count_nonzero(over_within[:, :day], axis=1) / all_count
        within_week = np.count_nonzero(over_within[:, :week], axis=1) / all_count
    survival = np.full(len(ends), np.nan)
    if kind in KINDS_WITH_SURVIVAL:
        survival = _survival_medians(over, waiting, over_within, waiting_within, ends)
    return {
        "all_count": all_count,
        "over_count": over_count,
        "waiting_count": waiting_count,
        "median_hours": _percentiles(over.microseconds, places, over_count, 1, 2),
        "p90_hours": _percentiles(over.microseconds, places, over_count, 9, 10),
        "mean_hours": mean_hours,
        "kaplan_meier_median_hours": survival,
        "within_24h_ratio": within_day,
        "within_7d_ratio": within_week,
    }


def _sums(within: Flags, microseconds: Whole) -> Reals:
    """The sum of each row, exact: of two halves, each of which a float holds to the last digit."""
    halves = np.stack([microseconds >> 26, microseconds & (2**26 - 1)], axis=1).astype(np.float64)
    sums = within.astype(np.float64) @ halves
    summed: Reals = sums[:, 0] * 2.0**26 + sums[:, 1]
    return summed


def _percentiles(
    microseconds: Whole, places: Whole, counts: Whole, numerator: int, denominator: int
) -> Reals:
    """Between neighbours, in whole numbers up to the last division: no digit depends on a machine."""
    found = np.full(len(counts), np.nan)
    has_any = counts > 0
    firsts = (np.cumsum(counts) - counts)[has_any]
    rank, part = np.divmod((counts[has_any] - 1) * numerator, denominator)
    above = np.minimum(rank + 1, counts[has_any] - 1)
    low, high = (
        microseconds[places[firsts + place] % len(microseconds)] for place in (rank, above)
    )
    found[has_any] = (low * (denominator - part) + high * part) / (denominator * _HOUR)
    return found


def _survival_medians(
    over: Spells, waiting: Spells, over_within: Flags, waiting_within: Flags, ends: Days
) -> Reals:
    """Kaplan and Meier: of n who wait until an answer comes, 1 - 1/n wait on.

    The share that still waits after a time is the product over all answers so far. Who waits until the
    as-of date leaves the count without an answer, after those answered in the same instant.
    """
    found = np.full(len(ends), np.nan)
    rows, places = np.nonzero(over_within)
    counts = np.count_nonzero(over_within, axis=1)
    firsts = np.cumsum(counts) - counts
    took = over.microseconds[places]
    # Minus the latest instant since which one has to wait for having waited as long.
    bound = took - (ends.astype(np.int64) * _DAY)[rows]
    shorter = np.zeros((len(ends), len(waiting) + 1), dtype=np.int32)
    np.cumsum(waiting_within, axis=1, out=shorter[:, 1:])
    at_risk = (firsts + counts)[rows] - np.arange(len(rows))
    # Who waits since then or before comes last: the smaller the instant, the larger its minus.
    at_risk += shorter[rows, -1] - shorter[rows, np.searchsorted(waiting.microseconds, bound)]
    with np.errstate(divide="ignore"):
        logarithms = np.log(1.0 - 1.0 / at_risk)
    # After the answer to the last one nobody waits; any sum below one half says so.
    logarithms[at_risk == 1] = -1.0
    for row, (first, count) in enumerate(zip(firsts.tolist(), counts.tolist(), strict=True)):
        sums = np.cumsum(logarithms[first : first + count])
        place = int(np.searchsorted(-sums, _HALF))
        if place < count:
            found[row] = took[first + place] / _HOUR
    return found
