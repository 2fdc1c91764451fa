"""The metrics of the scopes that a report shows, with the window before, and their past year."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import duckdb

from osspulse.reporting.models import ENOUGH_COVERAGE, WINDOWS, Figure, Point, Scope

CHARTED = {
    "active_contributors": 30,
    "new_contributors": 30,
    "issue_first_response_hours_median": 90,
    "pr_time_to_merge_hours_median": 90,
}
"""Metrics that are drawn over time, with the window of each point in days."""

ScopeKey = tuple[str, str]


def figures_of(
    connection: duckdb.DuckDBPyConnection, scopes: Sequence[Scope], *, as_of: date
) -> Mapping[ScopeKey, Mapping[tuple[str, int | None], Figure]]:
    """By scope: every metric of the day beside its value on the last day a whole window earlier."""
    _remember_scopes(connection, scopes)
    rows = connection.execute(
        """
        with days_before as (
            select lengths.window_days, max(days.as_of_date) as as_of_date
            from (select unnest($windows) as window_days) as lengths
            inner join (
                select distinct as_of_date from community_health.fct_health_metrics
            ) as days on days.as_of_date <= $as_of - lengths.window_days
            group by all
        )
        select now.scope_type, now.scope_id, now.metric, now.window_days, now.value, now.unit,
            now.sample_size, now.coverage, now.unknown_reason,
            case when before.coverage >= $enough then before.value end as previous,
            days_before.as_of_date as previous_as_of
        from community_health.fct_health_metrics as now
        semi join shown_scopes
            on shown_scopes.scope_type = now.scope_type and shown_scopes.scope_id = now.scope_id
        left join days_before on days_before.window_days = now.window_days
        left join community_health.fct_health_metrics as before
            on before.scope_type = now.scope_type and before.scope_id = now.scope_id
            and before.metric = now.metric and before.dialect = now.dialect
            and before.window_days = now.window_days and before.as_of_date = days_before.as_of_date
        where now.as_of_date = $as_of and now.dialect = 'chaoss'
        """,
        {"as_of": as_of, "windows": list(WINDOWS), "enough": ENOUGH_COVERAGE},
    ).fetchall()
    figures: dict[ScopeKey, dict[tuple[str, int | None], Figure]] = defaultdict(dict)
    for scope_type, scope_id, metric, window, *facts in rows:
        figures[scope_type, scope_id][metric, window] = Figure(metric, window, *facts)
    return figures


def points_of(
    connection: duckdb.DuckDBPyConnection, scopes: Sequence[Scope], *, as_of: date
) -> Mapping[ScopeKey, tuple[Point, ...]]:
    """By scope: the charted metrics on each as-of date of the 364 days up to the day."""
    _remember_scopes(connection, scopes)
    connection.execute("create or replace temp table charted(metric varchar, window_days integer)")
    connection.executemany("insert into charted values (?, ?)", list(CHARTED.items()))
    rows = connection.execute(
        """
        select scope_type, scope_id, as_of_date, metric, value
        from community_health.fct_health_metrics
        semi join shown_scopes using (scope_type, scope_id)
        semi join charted using (metric, window_days)
        where dialect = 'chaoss' and as_of_date <= $as_of and as_of_date >= $as_of - 364
        order by as_of_date, metric
        """,
        {"as_of": as_of},
    ).fetchall()
    points: dict[ScopeKey, list[Point]] = defaultdict(list)
    for scope_type, scope_id, day, metric, value in rows:
        points[scope_type, scope_id].append(Point(day, metric, value))
    return {key: tuple(found) for key, found in points.items()}


def _remember_scopes(connection: duckdb.DuckDBPyConnection, scopes: Sequence[Scope]) -> None:
    connection.execute(
        "create or replace temp table shown_scopes(scope_type varchar, scope_id varchar)"
    )
    keys = sorted({(scope.scope_type, scope.scope_id) for scope in scopes})
    connection.executemany("insert into shown_scopes values (?, ?)", keys)
