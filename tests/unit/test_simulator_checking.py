"""Comparing published numbers with the truth: every number of a metric that the truth knows."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from producers.simulator.checking import check_published
from producers.simulator.truth import Metric

DAY = date(2026, 6, 29)
ROW = ("project", "lantern", DAY, 30, "commit_count", "chaoss", 5.0, 5)
TRUE = Metric(
    scope_type="project",
    scope_id="lantern",
    window_days=30,
    metric="commit_count",
    value=5.0,
    sample_size=5,
)


def published(folder: Path, *rows: tuple[object, ...]) -> Path:
    path = folder / "marts.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create schema community_health; create table community_health.fct_health_metrics"
            "(scope_type varchar, scope_id varchar, as_of_date date, window_days integer,"
            " metric varchar, dialect varchar, value double, sample_size bigint)"
        )
        for row in rows:
            connection.execute(
                "insert into community_health.fct_health_metrics values (?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
    return path


@pytest.mark.parametrize(
    ("rows", "difference"),
    [
        ([ROW], None),
        ([ROW, (*ROW[:4], "burstiness", *ROW[5:])], None),
        ([ROW, (*ROW[:5], "compass", 9.0, 9)], None),
        ([], "project lantern commit_count over 30 days: published None, true (5.0, 5)"),
        (
            [(*ROW[:6], 6.0, 5)],
            "project lantern commit_count over 30 days: published (6.0, 5), true (5.0, 5)",
        ),
        (
            [(*ROW[:6], 5.0, 4)],
            "project lantern commit_count over 30 days: published (5.0, 4), true (5.0, 5)",
        ),
        (
            [ROW, (*ROW[:3], 90, *ROW[4:])],
            "project lantern commit_count over 90 days: published (5.0, 5), true None",
        ),
    ],
    ids=["same", "unknown metric", "dialect", "missing", "value", "sample", "extra"],
)
def test_every_number_of_a_known_metric_is_compared(
    tmp_path: Path, rows: list[tuple[object, ...]], difference: str | None
) -> None:
    checked = check_published(published(tmp_path, *rows), [TRUE], as_of=DAY)

    assert checked.compared == 1
    assert checked.differences == (() if difference is None else (difference,))
