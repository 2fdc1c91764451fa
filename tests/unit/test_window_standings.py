"""Standings over many windows at once against one window and one person at a time."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from windows import MEASURED_WINDOW, PERSON_DAY, day, table

from osspulse.window_standings import window_standings

Window = tuple[int, int, int, date]
PersonDay = tuple[int, int, date]

windows = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from([30, 90]), st.integers(0, 400)), max_size=12
).map(lambda told: [(n, scope, length, day(end)) for n, (scope, length, end) in enumerate(told)])
person_days = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(-40, 300)), max_size=30, unique=True
).map(lambda told: [(scope, person, day(number)) for scope, person, number in told])


def one_by_one(window: Window, told: list[PersonDay]) -> dict[str, int]:
    number, scope, length, as_of = window
    start, start_before = (as_of - timedelta(days=n * length) for n in (1, 2))
    found = dict.fromkeys(
        (
            *("active_count", "active_before_count", "new_count", "returning_count"),
            *("newcomer_before_count", "newcomer_retained_count", "ever_count"),
        ),
        0,
    )
    for person in {row[1] for row in told if row[0] == scope}:
        days = [row[2] for row in told if row[:2] == (scope, person)]
        active = any(start <= one < as_of for one in days)
        before = any(start_before <= one < start for one in days)
        newcomer_before = start_before <= min(days) < start
        found["active_count"] += active
        found["active_before_count"] += before
        found["new_count"] += start <= min(days) < as_of
        found["returning_count"] += active and before
        found["ever_count"] += min(days) < as_of
        found["newcomer_before_count"] += newcomer_before
        found["newcomer_retained_count"] += newcomer_before and active
    return {"window_number": number, **found}


@settings(deadline=None, max_examples=300)
@given(windows, person_days)
def test_all_at_once_is_one_by_one(told_windows: list[Window], told: list[PersonDay]) -> None:
    rows = window_standings(table(MEASURED_WINDOW, told_windows), table(PERSON_DAY, told))

    assert rows.to_pylist() == [one_by_one(window, told) for window in told_windows]


def test_a_day_counts_on_as_many_dates_as_the_window_is_long() -> None:
    told = [(1, 1, day(0)), (1, 2, day(0)), (1, 1, day(30)), (1, 2, day(31))]
    dates = [0, 1, 30, 31, 32, 60, 61]

    rows = window_standings(
        table(MEASURED_WINDOW, [(n, 1, 30, day(n)) for n in dates]), table(PERSON_DAY, told)
    ).to_pylist()

    assert [row["active_count"] for row in rows] == [0, 2, 2, 1, 2, 2, 1]
    assert [row["new_count"] for row in rows] == [0, 2, 2, 0, 0, 0, 0]
    assert [row["returning_count"] for row in rows] == [0, 0, 0, 1, 2, 2, 0]
