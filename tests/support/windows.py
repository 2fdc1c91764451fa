"""Windows, waits and days of work as the tables that the steps in Python read."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

FIRST_DAY = date(2026, 1, 1)
_TYPES = {
    "scope_number": pa.int64(),
    "window_number": pa.int64(),
    "starts_on": pa.date32(),
    "window_days": pa.int32(),
    "as_of_date": pa.date32(),
    "kind": pa.string(),
    "is_over": pa.bool_(),
    "microseconds": pa.int64(),
    "counted_date": pa.date32(),
    "known_from": pa.date32(),
    "known_until": pa.date32(),
    "person_number": pa.int64(),
    "activity_date": pa.date32(),
    "contribution_count": pa.int64(),
    "commit_count": pa.int64(),
    "code_contribution_count": pa.int64(),
    "review_count": pa.int64(),
    "opendigger_credit": pa.int64(),
    "utc_offset_minutes": pa.int32(),
    "is_ever_employed": pa.bool_(),
}
WINDOW = ("window_number", "scope_number", "starts_on", "as_of_date")
MEASURED_WINDOW = ("window_number", "scope_number", "window_days", "as_of_date")
PERSON_DAY = ("scope_number", "person_number", "activity_date")
WAIT = (
    *("scope_number", "kind", "is_over", "microseconds"),
    *("counted_date", "known_from", "known_until"),
)
WORK_DAY = (
    *("scope_number", "person_number", "activity_date", "contribution_count", "commit_count"),
    *("review_count", "code_contribution_count", "opendigger_credit", "utc_offset_minutes"),
    "is_ever_employed",
)


def day(number: int) -> date:
    """So many days after the first of 2026."""
    return FIRST_DAY + timedelta(days=number)


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> pa.Table:
    """Rows of these columns, in this order."""
    told = list(rows)
    arrays = [pa.array([row[i] for row in told], _TYPES[c]) for i, c in enumerate(columns)]
    return pa.table(arrays, names=list(columns))
