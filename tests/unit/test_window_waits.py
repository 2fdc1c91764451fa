"""Waits over many windows at once against one window and one wait at a time."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from windows import WAIT, WINDOW, day, table

from osspulse import window_waits
from osspulse.window_waits import wait_statistics

HOUR = 3_600_000_000
Spell = tuple[int, str, bool, int, date, date, date]
Window = tuple[int, int, date, date]

hours = st.integers(0, 400).map(lambda tenths: tenths * HOUR // 10 + tenths % 7)
spells = st.lists(
    st.builds(
        lambda scope, kind, took, counted, ended, undone: (
            *(scope, kind, True, took),
            *(day(counted), day(counted + 1 + ended), day(counted + ended + undone)),
        ),
        st.integers(1, 3),
        st.sampled_from(["issue_first_response", "pr_time_to_merge"]),
        hours,
        *[st.integers(0, 60)] * 3,
    ),
    max_size=40,
)
windows = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from([30, 90]), st.integers(0, 130)), max_size=12
).map(
    lambda told: [
        (n, scope, day(end - length), day(end)) for n, (scope, length, end) in enumerate(told)
    ]
)


def percentile(values: list[int], share: Fraction) -> float:
    """Between neighbours, in hours."""
    place = (len(values) - 1) * share
    below, part = values[int(place)], place - int(place)
    above = values[min(int(place) + 1, len(values) - 1)]
    return float((below + (above - below) * part) / HOUR)


def one_by_one(
    told_windows: list[Window], told: list[Spell]
) -> dict[tuple[int, str], dict[str, float]]:
    found = {}
    for number, scope, starts_on, as_of in told_windows:
        for kind in {spell[1] for spell in told}:
            took = sorted(
                spell[3]
                for spell in told
                if spell[:2] == (scope, kind)
                and starts_on <= spell[4]
                and spell[5] <= as_of <= spell[6]
            )
            if took:
                found[number, kind] = {
                    "all_count": len(took),
                    "over_count": len(took),
                    "waiting_count": 0,
                    "median_hours": percentile(took, Fraction(1, 2)),
                    "p90_hours": percentile(took, Fraction(9, 10)),
                    "mean_hours": sum(took) / len(took) / HOUR,
                    "within_24h_ratio": sum(t <= 24 * HOUR for t in took) / len(took),
                    "within_7d_ratio": sum(t <= 168 * HOUR for t in took) / len(took),
                }
    return found


@pytest.mark.parametrize("most_cells", [10, 1_000_000])
@settings(deadline=None, max_examples=100)
@given(windows, spells)
def test_all_at_once_is_one_by_one(
    most_cells: int, told_windows: list[Window], told: list[Spell]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(window_waits, "_MOST_CELLS", most_cells)
        rows = wait_statistics(table(WINDOW, told_windows), table(WAIT, sorted(told))).to_pylist()

    expected = one_by_one(told_windows, told)
    found = {(row["window_number"], row["kind"]): row for row in rows}
    assert found.keys() == expected.keys()
    for key, statistics in expected.items():
        assert {name: found[key][name] for name in statistics} == statistics


def test_what_goes_on_is_counted_and_has_no_length() -> None:
    window = (7, 1, day(0), day(30))
    over = (1, "pr_first_review", True, 5 * HOUR, day(3), day(4), day(900))
    goes_on = (1, "pr_first_review", False, -(2**50), day(3), day(4), day(30))

    (row,) = wait_statistics(table(WINDOW, [window]), table(WAIT, [goes_on, over])).to_pylist()

    assert (row["all_count"], row["over_count"], row["waiting_count"]) == (2, 1, 1)
    assert (row["median_hours"], row["within_24h_ratio"]) == (5.0, 0.5)
    # One of two who waited has an answer: one half exactly.
    assert row["kaplan_meier_median_hours"] == 5.0


def test_where_none_is_over_there_is_no_length() -> None:
    goes_on = (1, "pr_first_review", False, -(2**50), day(3), day(4), day(30))

    (row,) = wait_statistics(
        table(WINDOW, [(7, 1, day(0), day(30))]), table(WAIT, [goes_on])
    ).to_pylist()

    assert row["median_hours"] is row["mean_hours"] is row["kaplan_meier_median_hours"] is None
    assert row["within_24h_ratio"] == 0.0


def test_a_sum_of_long_waits_is_exact() -> None:
    years = [10 * 365 * 24 * HOUR + n for n in range(3000)]
    told = [(1, "pr_time_to_merge", True, took, day(3), day(4), day(900)) for took in years]

    (row,) = wait_statistics(
        table(WINDOW, [(1, 1, day(0), day(30))]), table(WAIT, told)
    ).to_pylist()

    assert row["mean_hours"] == sum(years) / len(years) / HOUR
