"""Burstiness of any history equals the formula of Goh and Barabási 2008, written down plainly."""

import itertools
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from math import sqrt

import duckdb
import pytest
from community_history import health_marts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

AS_OF = date(2026, 4, 6)
STARTS_ON = datetime(2026, 3, 7)  # noqa: DTZ001 - every time of the marts is UTC without a zone
MODELS = ("int_scope_day_rhythms", "int_metrics__rhythm")

Burstiness = Callable[[list[int]], tuple[float | None, int]]


def plainly(seconds: list[int]) -> tuple[float | None, int]:
    """(deviation - mean) / (deviation + mean) of the gaps, and how many there are."""
    inside = sorted(second for second in seconds if 0 <= second < 30 * 24 * 3600)
    gaps = [later - earlier for earlier, later in itertools.pairwise(inside)]
    if not any(gaps):
        return None, len(gaps)
    mean = sum(gaps) / len(gaps)
    deviation = sqrt(sum((gap - mean) ** 2 for gap in gaps) / len(gaps))
    return (deviation - mean) / (deviation + mean), len(gaps)


@pytest.fixture(scope="module")
def burstiness(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Burstiness]:
    """What the models' own SQL makes of contributions, told as seconds since the window began."""
    folder = tmp_path_factory.mktemp("burstiness")
    history = "2026-03-10 00:00  lamp  ann  commits a"
    health_marts(history, folder=folder, as_of=AS_OF)
    models = [next(folder.rglob(f"compiled/**/{model}.sql")).read_text() for model in MODELS]
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as warehouse; create schema warehouse.intermediate")
        connection.execute(
            "create table warehouse.intermediate.int_metric_windows as select 1 as window_number,"
            " 1 as scope_number, 30 as window_days, date '2026-03-07' as starts_on,"
            " date '2026-04-06' as as_of_date"
        )

        def of(seconds: list[int]) -> tuple[float | None, int]:
            rows = [(STARTS_ON + timedelta(seconds=second),) for second in seconds]
            connection.execute(
                "create or replace table warehouse.intermediate.int_scope_activities"
                " (occurred_at timestamp, scope_number integer default 1,"
                " is_contribution boolean default true, is_bot boolean default false,"
                " utc_offset_minutes integer, activity_date date as (cast(occurred_at as date)))"
            )
            connection.executemany(
                "insert into warehouse.intermediate.int_scope_activities (occurred_at) values (?)",
                rows,
            )
            connection.execute(
                f"create or replace table warehouse.intermediate.{MODELS[0]} as {models[0]}"
            )
            connection.execute(
                f"select value, sample_size from ({models[1]}) where metric = 'burstiness'"  # noqa: S608
            )
            value, gap_count = connection.fetchall()[0]
            return value, gap_count

        yield of


MOMENTS = st.lists(
    st.one_of(
        st.integers(-40 * 24 * 3600, 31 * 24 * 3600),
        st.integers(0, 720).map(lambda hour: hour * 3600),
        st.just(5),
    ),
    min_size=1,
    max_size=60,
)


@given(seconds=MOMENTS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_history_has_the_burstiness_of_the_formula(
    burstiness: Burstiness, seconds: list[int]
) -> None:
    value, gap_count = burstiness(seconds)
    expected, expected_count = plainly(seconds)

    assert gap_count == max(expected_count, 0)
    assert (value is None) == (expected is None)
    if value is not None and expected is not None:
        assert value == pytest.approx(expected, abs=1e-9)
        assert -1 <= value <= 1
