"""Statistics in plain Python, each as metrics.md words it; written apart from the marts on purpose."""

from collections.abc import Iterable, Sequence
from math import floor


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value below which that share lies, interpolated linearly; None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def mean(values: Sequence[float]) -> float | None:
    """The arithmetic mean; None of nothing."""
    return sum(values) / len(values) if values else None


def ratio(part: float, whole: float, *, at_least: int = 1) -> float | None:
    """Part by whole; None where the whole is less than `at_least`."""
    return part / whole if whole >= at_least else None


def absence_factor(counts: Iterable[int]) -> int | None:
    """The fewest people who authored at least half of the commits; None without commits."""
    ordered = sorted(counts, reverse=True)
    total, covered = sum(ordered), 0
    for people, count in enumerate(ordered, start=1):
        covered += count
        if 2 * covered >= total > 0:
            return people
    return None


def kaplan_meier_median(observed: Iterable[float], *, censored: Iterable[float]) -> float | None:
    """The first time at which at most half are still waiting; None where more than half wait on.

    `observed` are waits that ended, `censored` are waits so far. A wait that ends at the same time
    as another is cut off counts before it.
    """
    marks = sorted([(wait, 0) for wait in observed] + [(wait, 1) for wait in censored])
    at_risk, surviving = len(marks), 1.0
    place = 0
    while place < len(marks):
        wait = marks[place][0]
        tied = [is_censored for at, is_censored in marks[place:] if at == wait]
        ended = tied.count(0)
        if ended:
            surviving *= 1 - ended / at_risk
            if surviving <= 0.5 + 1e-12:
                return wait
        at_risk -= len(tied)
        place += len(tied)
    return None
