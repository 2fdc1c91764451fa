"""How many people were active, new or back, in many windows at once.

A day of work makes a person active on the as-of dates of the next `window_days` days; days that are no
further apart than that make one spell of such dates. Each standing - active, new, active in the window
before, and so on - is one stretch of dates of a spell, so that those who have it on a date are the
stretches begun by then less those that ended before it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from osspulse.window_arrays import Flags, Whole, whole

if TYPE_CHECKING:
    import pyarrow as pa

Stretches = tuple[Whole, Whole]
"""First and last as-of dates; one that ends before it begins is none."""


@dataclass(frozen=True, slots=True)
class _Spells:
    """Unbroken spells of activity, sorted by person and day, in days since 1970."""

    first_days: Whole
    last_days: Whole
    is_first: Flags
    """Whether it is the person's first spell."""

    @property
    def follows_first(self) -> Flags:
        """Whether it is the person's second spell."""
        return np.concatenate([[False], self.is_first[:-1]]) & ~self.is_first

    def before(self) -> "tuple[Whole, Whole, Flags]":
        """First and last day of the same person's spell before, and where there is one."""
        return np.roll(self.first_days, 1), np.roll(self.last_days, 1), ~self.is_first


def window_standings(windows: "pa.Table", person_days: "pa.Table") -> "pa.Table":
    """One row per window, with how many people have each standing on its as-of date.

    Windows have a number, a scope, a length in days and an as-of date; days of work a scope, a person and
    a day, each once, in any order. `newcomer_retained_count` are those who were new in the window before
    and are active in this one; a spell after the second never reaches back to when one was new.
    """
    import pyarrow as pa

    numbers, scopes = whole(windows["window_number"]), whole(windows["scope_number"])
    lengths, dates = whole(windows["window_days"]), whole(windows["as_of_date"])
    counts = {standing: np.zeros(len(numbers), dtype=np.int64) for standing in _STANDINGS}
    order = np.lexsort((lengths, scopes))
    sorted_scopes = scopes[order]
    for scope, people, days in _by_scope(person_days):
        of_scope = order[slice(*np.searchsorted(sorted_scopes, [scope, scope + 1]))]
        for length in np.unique(lengths[of_scope]).tolist():
            chosen = of_scope[lengths[of_scope] == length]
            for standing, (first, last) in _stretches(_spells(people, days, length), length):
                counts[standing][chosen] += _on(first, last, dates[chosen])
    return pa.table({"window_number": numbers, **counts})


_STANDINGS = (
    *("active_count", "active_before_count", "new_count", "returning_count"),
    *("newcomer_before_count", "newcomer_retained_count", "ever_count"),
)
_NEVER = 10_000_000
"""Beyond every date, in days."""


def _by_scope(person_days: "pa.Table") -> Iterator[tuple[int, Whole, Whole]]:
    """Scope, people and days of each scope, sorted by person and day."""
    if not person_days.num_rows:
        return
    days = whole(person_days["activity_date"])
    people = whole(person_days["person_number"])
    first_day, day_count = days.min(), int(days.max() - days.min()) + 1
    person_count = int(people.max()) + 1
    # One number for all three: sorting whole numbers is what a processor is fastest at.
    keys = whole(person_days["scope_number"]) * (person_count * day_count)
    keys += people * day_count + (days - first_day)
    keys.sort()
    scopes = keys // (person_count * day_count)
    firsts = np.flatnonzero(np.diff(scopes, prepend=-1))
    for first, last in zip(firsts, [*firsts[1:], len(keys)], strict=True):
        rest = keys[first:last] % (person_count * day_count)
        yield int(scopes[first]), rest // day_count, rest % day_count + first_day


def _spells(people: Whole, days: Whole, length: int) -> _Spells:
    is_first = np.diff(people, prepend=-1) != 0
    begins = is_first | (np.diff(days, prepend=days[0]) > length)
    ends = np.concatenate([begins[1:], [True]])
    return _Spells(days[begins], days[ends], is_first[begins])


def _stretches(spells: _Spells, length: int) -> Iterator[tuple[str, Stretches]]:
    first, last = spells.first_days + 1, spells.last_days + length
    yield "active_count", (first, last)
    yield "active_before_count", (first + length, last + length)
    new = first[spells.is_first]
    yield "ever_count", (new, np.full(len(new), _NEVER))
    yield "new_count", (new, new + (length - 1))
    yield "newcomer_before_count", (new + length, new + (2 * length - 1))
    # Now and before within the same spell, or now in one and before in the one before it.
    yield "returning_count", (first + length, last)
    days_before, last_days_before, has_before = spells.before()
    first_before, last_before = days_before + 1, last_days_before + length
    yield (
        "returning_count",
        (
            np.maximum(first, first_before + length)[has_before],
            np.minimum(last, last_before + length)[has_before],
        ),
    )
    is_second = spells.follows_first
    was_new = np.where(spells.is_first, first, first_before)
    is_early = spells.is_first | is_second
    yield (
        "newcomer_retained_count",
        (
            np.maximum(first, was_new + length)[is_early],
            np.minimum(last, was_new + (2 * length - 1))[is_early],
        ),
    )


def _on(first: Whole, last: Whole, dates: Whole) -> Whole:
    """How many of the stretches hold each of the dates."""
    is_one = first <= last
    earliest = dates.min()
    size = int(dates.max() - earliest) + 2
    changes = _counts(first[is_one] - earliest, size) - _counts(last[is_one] + 1 - earliest, size)
    found: Whole = np.cumsum(changes)[dates - earliest]
    return found


def _counts(days: Whole, size: int) -> Whole:
    """How often there is each day, the first one and whatever is before it, ..., what is after all."""
    return np.bincount(np.clip(days, 0, size - 1), minlength=size)
