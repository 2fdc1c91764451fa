"""Do the published numbers say what the simulator knows?"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from producers.simulator.truth import Metric

_TOLERANCE = 1e-9
"""Relative: sums of the same hours in another order may differ in their last digits."""

_PUBLISHED = """
    select scope_type, scope_id, metric, window_days, value, sample_size
    from community_health.fct_health_metrics
    where as_of_date = ? and dialect = 'chaoss'
"""

_Key = tuple[str, str, str, int | None]
_Found = tuple[float | None, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """How many numbers were compared, and one line for each that differs."""

    compared: int
    differences: tuple[str, ...]


def check_published(published: Path, truth: Iterable[Metric], *, as_of: date) -> Checked:
    """Compare every number of the truth with the published one, value and sample size.

    A number of a metric that the truth knows, but not for that scope and window, is a difference,
    too. What the truth has no word on is proven elsewhere (tests/conformance).
    """
    truth = tuple(truth)
    known_metrics = {known.metric for known in truth}
    with duckdb.connect(str(published.resolve()), read_only=True) as connection:
        rows = connection.execute(_PUBLISHED, [as_of]).fetchall()
    found: dict[_Key, _Found] = {
        (scope_type, scope_id, metric, window): (value, sample_size)
        for scope_type, scope_id, metric, window, value, sample_size in rows
        if metric in known_metrics
    }
    expected: dict[_Key, _Found] = {
        (known.scope_type, known.scope_id, known.metric, known.window_days): (
            known.value,
            known.sample_size,
        )
        for known in truth
    }
    different = [
        f"{_named(key)}: published {found.get(key)}, true {expected.get(key)}"
        for key in sorted(found.keys() | expected.keys(), key=str)
        if not _same(found.get(key), expected.get(key))
    ]
    return Checked(compared=len(expected), differences=tuple(different))


def _named(key: _Key) -> str:
    scope_type, scope_id, metric, window = key
    return f"{scope_type} {scope_id} {metric}" + (f" over {window} days" if window else "")


def _same(one: _Found | None, other: _Found | None) -> bool:
    if one is None or other is None or one[1] != other[1]:
        return one == other
    if one[0] is None or other[0] is None:
        return one[0] is other[0]
    return math.isclose(one[0], other[0], rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)
