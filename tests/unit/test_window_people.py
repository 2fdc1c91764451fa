"""People over many windows at once against one window and one person at a time."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from windows import WINDOW, WORK_DAY, day, table

from osspulse import window_people
from osspulse.window_people import window_equals

Window = tuple[int, int, date, date]
WorkDay = tuple[int, int, date, int, int, int, int, int, int | None, bool]
Equals = dict[tuple[int, str, bool, int | None, int], int]

windows = st.lists(
    st.tuples(st.integers(1, 2), st.sampled_from([30, 90]), st.integers(0, 130)), max_size=10
).map(
    lambda told: [
        (n, scope, day(end - length), day(end)) for n, (scope, length, end) in enumerate(told)
    ]
)
# A person and day has contributions, a merge that gives credit, or both; in a scope somebody has an
# employer or has not.
work_days = st.lists(
    st.tuples(
        *(st.integers(1, 2), st.integers(1, 4), st.integers(-20, 120)),
        st.tuples(*[st.integers(0, 2)] * 4),
        st.sampled_from([None, -300, 0, 480]),
        st.booleans(),
    ),
    max_size=30,
).map(lambda told: sorted(map(_told, told), key=lambda row: row[:3]))


def _told(one: tuple[int, int, int, tuple[int, int, int, int], int | None, bool]) -> WorkDay:
    scope, person, number, (commits, reviews, code, credit), offset, is_merge = one
    if is_merge:
        return (scope, person, day(number), 0, 0, 0, 0, credit, None, False)
    done, is_employed = 1 + commits + reviews, (scope + person) % 2 == 0
    return (scope, person, day(number), done, commits, reviews, code, credit, offset, is_employed)


def one_by_one(told_windows: list[Window], told: list[WorkDay]) -> Equals:
    found: Counter[tuple[int, str, bool, int | None, int]] = Counter()
    for number, scope, starts_on, as_of in told_windows:
        for person in {row[1] for row in told if row[0] == scope}:
            rows = [r for r in told if r[:2] == (scope, person) and starts_on <= r[2] < as_of]
            done, commits, reviews, code, credit = (sum(r[3:8][i] for r in rows) for i in range(5))
            employed = any(r[9] for r in rows)
            whole_weeks = as_of - timedelta(days=(as_of - starts_on).days // 7 * 7)
            weeks = {(as_of - r[2]).days - 1 for r in rows if r[3] and r[2] >= whole_weeks}
            clocks = [r[8] for r in rows if r[8] is not None]
            if done:
                active = len({w // 7 for w in weeks})
                found[number, "contributions", employed, done, active] += 1
                clock = clocks[-1] if clocks else None
                found[number, "utc_offset_minutes", False, clock, 0] += 1
            for measure, amount, told_apart in (
                ("commits", commits, employed),
                ("reviews", reviews, employed),
                ("code_contributions", code, False),
                ("opendigger_credit", credit, False),
            ):
                if amount:
                    found[number, measure, told_apart, amount, 0] += 1
    return found


def counted(told_windows: list[Window], told: list[WorkDay]) -> Equals:
    names = ("window_number", "measure", "is_ever_employed", "amount", "active_week_count")
    found_rows = window_equals(table(WINDOW, told_windows), table(WORK_DAY, told))
    rows = found_rows.read_all().to_pylist()
    found = {tuple(row[name] for name in names): row["people_count"] for row in rows}
    assert len(found) == len(rows)
    return found


@pytest.mark.parametrize("most_cells", [10, 1_000_000])
@settings(deadline=None, max_examples=100)
@given(windows, work_days)
def test_all_at_once_is_one_by_one(
    most_cells: int, told_windows: list[Window], told: list[WorkDay]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(window_people, "_MOST_CELLS", most_cells)

        assert counted(told_windows, told) == one_by_one(told_windows, told)


def test_who_did_as_much_is_one_row() -> None:
    window = (1, 1, date(2026, 3, 7), date(2026, 4, 6))
    ann_first = (1, 1, date(2026, 3, 10), 1, 1, 0, 1, 0, 480, False)
    ann_later = (1, 1, date(2026, 3, 18), 2, 1, 1, 2, 0, 60, False)
    bob = (1, 2, date(2026, 3, 11), 3, 0, 0, 0, 66705, None, True)
    merge = (1, 3, date(2026, 3, 10), 0, 0, 0, 0, 20339, None, False)

    assert counted([window], [ann_first, ann_later, bob, merge]) == {
        (1, "contributions", False, 3, 2): 1,
        (1, "contributions", True, 3, 1): 1,
        (1, "commits", False, 2, 0): 1,
        (1, "reviews", False, 1, 0): 1,
        (1, "code_contributions", False, 3, 0): 1,
        (1, "opendigger_credit", False, 66705, 0): 1,
        (1, "opendigger_credit", False, 20339, 0): 1,
        (1, "utc_offset_minutes", False, 60, 0): 1,
        (1, "utc_offset_minutes", False, None, 0): 1,
    }
