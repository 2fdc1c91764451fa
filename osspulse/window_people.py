"""How many people did as much as each other, in many windows at once.

A scope's days of work are sorted by person and day. What somebody did in a window is then the difference
of two running sums, at the places where the window's first and last day lie among the person's rows; the
same places serve everything that is counted.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from osspulse.window_arrays import Flags, Tally, Whole, added, runs, tallied, whole

if TYPE_CHECKING:
    import pyarrow as pa

_MOST_CELLS = 1_000_000
"""Dates times people looked at together: it bounds the memory."""
_MOST_WEEKS = 64
_LEAST_OFFSET = 5000
"""Added to a clock's offset in minutes: below it nothing is, and nought stands for none."""


@dataclass(frozen=True, slots=True)
class Windows:
    """The windows of one scope, in days since 1970."""

    numbers: Whole
    starts: Whole
    ends: Whole

    @property
    def first_whole_weeks(self) -> Whole:
        """Weeks are counted back from the end; a day beyond the last whole week is in none."""
        return self.ends - (self.ends - self.starts) // 7 * 7


@dataclass(frozen=True, slots=True)
class WorkDays:
    """Days of work of some people, sorted by person and day, a value per day."""

    people: Whole
    days: Whole
    amounts: dict[str, Whole]
    """What was done, by measure."""
    offsets: Whole
    """Of the clock, in minutes after `_LEAST_OFFSET`; 0 where it is not known."""
    is_employed: Flags
    """Whether the person ever has an employer in the scope."""

    def sliced(self, first: int, last: int) -> "WorkDays":
        """Those of a stretch of rows."""
        return WorkDays(
            self.people[first:last],
            self.days[first:last],
            {measure: amounts[first:last] for measure, amounts in self.amounts.items()},
            self.offsets[first:last],
            self.is_employed[first:last],
        )


@dataclass(frozen=True, slots=True)
class Stays:
    """A row per window and person with days in it: which of the person's rows those are."""

    windows: Whole
    first: Whole
    first_of_whole_weeks: Whole
    end: Whole
    """One past the last."""


MEASURES = {
    "contributions": "contribution_count",
    "commits": "commit_count",
    "reviews": "review_count",
    "code_contributions": "code_contribution_count",
    "opendigger_credit": "opendigger_credit",
}
"""What is counted, and the column that says how much of it was done on a day."""
_GROUPS = {"contributions": 2 * _MOST_WEEKS, "commits": 2, "reviews": 2}
"""Into how many groups those who did as much fall, if any: ever employed or not, times weeks."""


def window_equals(windows: "pa.Table", work_days: "pa.Table") -> "pa.RecordBatchReader":
    """One row per window, measure and amount, with how many people did as much; made as they are read.

    Of `contributions` people are told apart by the weeks that they were there in too; of those and of
    commits and reviews by whether they ever had an employer. `utc_offset_minutes` has a row per clock
    of those who contributed, null where none is known.

    Windows have a number, a scope, a start and an as-of date; days of work are sorted by scope, person
    and day.
    """
    import pyarrow as pa

    none = np.empty(0, dtype=np.int64)
    empty = _table(none, "", none, none)
    tables = _tables(windows, work_days)
    batches = (batch for table in tables for batch in table.to_batches())
    return pa.RecordBatchReader.from_batches(empty.schema, batches)


def _tables(windows: "pa.Table", work_days: "pa.Table") -> "Iterator[pa.Table]":
    numbers, scopes = whole(windows["window_number"]), whole(windows["scope_number"])
    starts, ends = whole(windows["starts_on"]), whole(windows["as_of_date"])
    by_scope = np.argsort(scopes, kind="stable")
    scopes_of_windows = scopes[by_scope]
    for scope, of_scope in _by_scope(work_days):
        first, last = np.searchsorted(scopes_of_windows, [scope, scope + 1])
        chosen = by_scope[first:last]
        its_windows = Windows(numbers[chosen], starts[chosen], ends[chosen])
        if len(chosen):
            yield from _equals_of_scope(its_windows, of_scope)


def _by_scope(work_days: "pa.Table") -> Iterator[tuple[int, WorkDays]]:
    scopes = whole(work_days["scope_number"])
    for first, last in runs(scopes):
        rows = work_days.slice(first, last - first)
        yield (
            int(scopes[first]),
            WorkDays(
                whole(rows["person_number"]),
                whole(rows["activity_date"]),
                {measure: whole(rows[column]) for measure, column in MEASURES.items()},
                whole(rows["utc_offset_minutes"].fill_null(-_LEAST_OFFSET)) + _LEAST_OFFSET,
                rows["is_ever_employed"].to_numpy(),
            ),
        )


def _equals_of_scope(windows: Windows, work: WorkDays) -> "Iterator[pa.Table]":
    found: dict[str, list[Tally]] = defaultdict(list)
    for part in _people_at_a_time(work, most=max(1, _MOST_CELLS // len(windows.numbers))):
        stays = _stays(windows, part)
        for measure, keys in _keys(windows, part, stays):
            found[measure].append(tallied(keys))
    for measure, tallies in found.items():
        yield _table(windows.numbers, measure, *added(tallies))


def _people_at_a_time(work: WorkDays, *, most: int) -> Iterator[WorkDays]:
    firsts = np.flatnonzero(np.diff(work.people, prepend=-1))
    bounds = [*firsts[::most].tolist(), len(work.people)]
    for first, last in pairwise(bounds):
        yield work.sliced(first, last)


def _stays(windows: Windows, work: WorkDays) -> Stays:
    dates = np.unique(np.concatenate([windows.starts, windows.first_whole_weeks, windows.ends]))
    is_first = np.diff(work.people, prepend=-1) != 0
    firsts = np.flatnonzero(is_first)
    size = len(firsts)
    # How many of each person's rows come to each date, then how many came before it.
    cells = np.searchsorted(dates, work.days, side="right") * size + np.cumsum(is_first) - 1
    before = np.bincount(cells, minlength=size * (len(dates) + 1)).reshape(-1, size)[:-1]
    np.cumsum(before, axis=0, out=before)
    before += firsts
    first, first_of_whole_weeks, end = (
        before[np.searchsorted(dates, asked)].ravel()
        for asked in (windows.starts, windows.first_whole_weeks, windows.ends)
    )
    present = np.flatnonzero(first != end)
    return Stays(present // size, first[present], first_of_whole_weeks[present], end[present])


def _keys(windows: Windows, work: WorkDays, stays: Stays) -> Iterator[tuple[str, Whole]]:
    """By measure a number per stay with some of it: the same for those that are counted as one row."""
    count = len(windows.numbers)
    contributed = _within(work.amounts["contributions"], stays) > 0
    employed = _within(work.is_employed.astype(np.int64), stays) > 0
    for measure, amounts in work.amounts.items():
        amount = _within(amounts, stays)
        groups = _GROUPS.get(measure, 1)
        group = amount * groups + employed * (groups // 2)
        if measure == "contributions":
            group += _active_weeks(windows, work, stays)
        yield measure, (group * count + stays.windows)[amount > 0]
    offsets = _latest_known(work.offsets, stays)
    yield "utc_offset_minutes", (offsets * count + stays.windows)[contributed]


def _within(amounts: Whole, stays: Stays) -> Whole:
    """The sum over each stay."""
    sums = np.concatenate([[0], np.cumsum(amounts)])
    found: Whole = sums[stays.end] - sums[stays.first]
    return found


def _active_weeks(windows: Windows, work: WorkDays, stays: Stays) -> Whole:
    """In how many whole weeks of the window there was a contribution.

    Weeks begin on the weekday on which the window ends, so that there are seven ways to number them.
    """
    rows = np.flatnonzero(work.amounts["contributions"] > 0)
    people, days = work.people[rows], work.days[rows]
    begun = np.zeros((7, len(work.days) + 1), dtype=np.int64)
    for weekday in set((windows.ends % 7).tolist()):
        is_new = np.diff((days - weekday) // 7, prepend=-1) != 0
        is_new |= np.diff(people, prepend=-1) != 0
        begun[weekday, rows + 1] = is_new
    np.cumsum(begun, axis=1, out=begun)
    weekdays = (windows.ends % 7)[stays.windows]
    found: Whole = begun[weekdays, stays.end] - begun[weekdays, stays.first_of_whole_weeks]
    return found


def _latest_known(offsets: Whole, stays: Stays) -> Whole:
    latest = np.maximum.accumulate(np.where(offsets > 0, np.arange(len(offsets)), -1))
    places = latest[stays.end - 1]
    return np.where(places >= stays.first, offsets[places], 0)


def _table(numbers: Whole, measure: str, keys: Whole, counts: Whole) -> "pa.Table":
    import pyarrow as pa

    rest, windows = np.divmod(keys, max(1, len(numbers)))
    amounts, groups = np.divmod(rest, _GROUPS.get(measure, 1))
    half = max(1, _GROUPS.get(measure, 1) // 2)
    mask = None
    if measure == "utc_offset_minutes":
        mask, amounts = amounts == 0, amounts - _LEAST_OFFSET
    return pa.table(
        {
            "window_number": numbers[windows] if len(numbers) else windows,
            "measure": pa.array([measure] * len(keys), pa.string()),
            "is_ever_employed": groups >= half,
            "amount": pa.array(amounts, mask=mask),
            "active_week_count": groups % half,
            "people_count": counts,
        }
    )
