"""The Kaplan-Meier median of the marts against lifelines, on whatever waits hypothesis thinks of."""

import warnings
from datetime import UTC, datetime
from math import inf

from hypothesis import given, settings
from hypothesis import strategies as st
from windows import WAIT, WINDOW, day, table

from osspulse.window_waits import wait_statistics

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from lifelines import KaplanMeierFitter

HOUR = 3_600_000_000
waits = st.lists(st.tuples(st.integers(0, 30).map(float), st.booleans()), min_size=1, max_size=60)


def median_of(told: list[tuple[float, bool]]) -> float:
    as_of = day(100)
    now = int(datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC).timestamp()) * 1_000_000
    spells = sorted(
        # Of what goes on: minus the instant since which it does.
        (1, "issue_first_response", over, int(hours) * HOUR - (0 if over else now))
        for hours, over in told
    )
    found = wait_statistics(
        table(WINDOW, [(1, 1, day(10), as_of)]),
        table(WAIT, [(*spell, day(50), day(51), day(200)) for spell in spells]),
    )
    (median,) = found["kaplan_meier_median_hours"].to_pylist()
    return inf if median is None else float(median)


@settings(deadline=None, max_examples=300)
@given(waits)
def test_it_is_the_median_of_lifelines(told: list[tuple[float, bool]]) -> None:
    fitter = KaplanMeierFitter().fit([t for t, _ in told], [over for _, over in told])

    # One half exactly counts as reached, whatever the last digit of a product of floats says.
    survival = fitter.survival_function_.iloc[:, 0]
    reached = survival.index[survival <= 0.5 + 1e-9]
    assert median_of(told) == (reached[0] if len(reached) else inf)
