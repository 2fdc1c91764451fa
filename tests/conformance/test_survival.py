"""The Kaplan-Meier median of the marts against lifelines, on whatever waits hypothesis thinks of."""

import warnings
from math import inf

import pytest
from compiled_models import Tables
from hypothesis import given, settings
from hypothesis import strategies as st

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from lifelines import KaplanMeierFitter

COLUMNS = "window_number integer, kind varchar, wait_hours double, is_over boolean"
waits = st.lists(st.tuples(st.integers(0, 30).map(float), st.booleans()), min_size=1, max_size=60)


@pytest.fixture(scope="module")
def tables() -> Tables:
    made = Tables()
    made.fill("intermediate.int_window_waits", COLUMNS, [])
    made.build("int_window_survival_medians")
    return made


def median_of(tables: Tables, told: list[tuple[float, bool]]) -> float:
    one = {"window_number": 1, "kind": "issue_first_response"}
    rows = [{**one, "wait_hours": hours, "is_over": is_over} for hours, is_over in told]
    tables.fill("intermediate.int_window_waits", COLUMNS, rows)
    tables.build("int_window_survival_medians")
    found = tables.rows(
        "select kaplan_meier_median_hours from intermediate.int_window_survival_medians"
    )
    return float(found[0]["kaplan_meier_median_hours"]) if found else inf


@settings(deadline=None, max_examples=300)
@given(waits)
def test_it_is_the_median_of_lifelines(tables: Tables, told: list[tuple[float, bool]]) -> None:
    fitter = KaplanMeierFitter().fit([t for t, _ in told], [over for _, over in told])

    # One half exactly counts as reached, whatever the last digit of a product of floats says.
    survival = fitter.survival_function_.iloc[:, 0]
    reached = survival.index[survival <= 0.5 + 1e-9]
    assert median_of(tables, told) == (reached[0] if len(reached) else inf)
