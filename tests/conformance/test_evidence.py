"""The queries of `docs/querying.md` list what the numbers were made of, in every repository of the cases."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import pytest
from conformance_cases import all_cases
from conformance_telling import Told
from raw_events import land_raw_events

from osspulse.settings import Settings
from osspulse.transformation import build_marts

PAGE = Path(__file__).parents[2] / "docs" / "querying.md"
AS_OF = date(2026, 4, 6)

Row = dict[str, Any]
Evidence = tuple[str, str, int | None, Callable[[list[Row]], float | None]]


def documented() -> dict[str, str]:
    """The queries by the name in their first line."""
    text = PAGE.read_text(encoding="utf-8")
    return dict(re.findall(r"```sql\n-- ([a-z ]+)\n(.*?)```", text, flags=re.DOTALL))


def people(rows: list[Row]) -> float:
    return len({row["person_id"] for row in rows} - {None})


def acts(*kinds: str) -> Callable[[list[Row]], float]:
    return lambda rows: sum(row["kind"] in kinds for row in rows)


def stars_and_forks(rows: list[Row]) -> float:
    return acts("repository_starred")(rows) + 2 * acts("repository_forked")(rows)


def fewest_with_half(rows: list[Row]) -> float | None:
    held: dict[str, int] = {}
    for row in rows:
        if row["person_id"] is not None:
            held[row["person_id"]] = held.get(row["person_id"], 0) + row["commit_count"]
    so_far = 0
    for place, count in enumerate(sorted(held.values(), reverse=True), 1):
        so_far += count
        if 2 * so_far >= sum(held.values()):
            return place
    return None


def hours(end: str) -> Callable[[list[Row]], float | None]:
    def of(rows: list[Row]) -> float | None:
        took = [(r[end] - r["opened_at"]).total_seconds() / 3600 for r in rows if r[end]]
        return median(took) if took else None

    return of


def unanswered(rows: list[Row]) -> float:
    return sum(row["answered_at"] is None for row in rows)


def reviewed(rows: list[Row]) -> float | None:
    first = [row["first_review_at"] and row["first_review_at"] <= row["merged_at"] for row in rows]
    return sum(map(bool, first)) / len(rows) if rows else None


def score(rows: list[Row]) -> float | None:
    """Of a composite whose parts are all known: the sum, rescaled between the worst and the best."""
    if any(row["unknown_reason"] for row in rows):
        return None
    weights = sum(row["weight"] for row in rows)
    worst = sum(min(row["weight"], 0.0) for row in rows) / weights
    return float((sum(row["score"] for row in rows) / weights - worst) / (1 - 2 * worst))


EVIDENCE: list[Evidence] = [
    ("contributions", "active_contributors", 90, people),
    ("acts", "commit_count", 30, acts("commit_authored")),
    ("acts", "issue_opened_count", 90, acts("issue_opened")),
    ("acts", "pull_request_merged_count", 90, acts("pull_request_merged")),
    ("acts", "attention", 365, stars_and_forks),
    ("commits by person", "contributor_absence_factor", 90, fewest_with_half),
    ("first answers", "issue_first_response_hours_median", 90, hours("answered_at")),
    ("first answers", "issue_first_response_hours_unanswered_count", 90, unanswered),
    ("resolved issues", "issue_resolution_hours_median", 90, hours("closed_at")),
    ("open issues", "open_issue_count", None, len),
    ("merged pull requests", "pr_reviewed_ratio", 90, reviewed),
    ("newcomers", "newcomer_funnel_d1_people", 90, len),
    ("parts", "starter_project_health_index", 90, score),
    ("ranks", "openrank", None, lambda rows: rows[0]["openrank"] if rows else None),
]


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    home = tmp_path_factory.mktemp("evidence")
    told = Told(all_cases())
    portfolio = home / "portfolio.yml"
    portfolio.write_text(told.portfolio(), encoding="utf-8")
    settings = Settings(home=home, warehouse=home / "warehouse.duckdb", portfolio=portfolio)
    land_raw_events(home / "warehouse.duckdb", told.events)
    build_marts(settings, as_of=AS_OF)
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        connection.execute(f"set variable as_of = date '{AS_OF}'")
        yield connection


def test_every_query_is_held_to_a_number() -> None:
    assert documented().keys() == {name for name, *_ in EVIDENCE}


@pytest.mark.parametrize(("query", "metric", "days", "of"), EVIDENCE)
def test_a_query_lists_what_a_number_is_made_of(
    marts: duckdb.DuckDBPyConnection,
    query: str,
    metric: str,
    days: int | None,
    of: Callable[[list[Row]], float | None],
) -> None:
    published = marts.execute(
        "select scope_id, value from community_health.fct_health_metrics where metric = ? and "
        "window_days is not distinct from ? and as_of_date = ? and dialect = 'chaoss' "
        "and scope_type = 'repository' and value is not null",
        [metric, days, AS_OF],
    ).fetchall()
    marts.execute(f"set variable days = {days or 0}")
    different, compared = [], 0
    for scope, value in published:
        marts.execute(f"set variable scope = '{scope}'")
        found = of(_rows(marts, documented()[query]))
        compared += found is not None
        if found is not None and found != pytest.approx(value):
            different.append((scope, value, found))

    assert different == []
    assert compared > 0


def _rows(marts: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    result = marts.execute(query)
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def test_the_list_of_people_behind_the_numbers_runs(marts: duckdb.DuckDBPyConnection) -> None:
    (query,) = re.findall(
        r"```sql\n(select person_id, standing.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL
    )
    scopes = marts.execute(
        "select distinct scope_id from community_health.fct_contributor_standings"
    )
    listed = [
        _rows(marts, query.replace("'lantern'", f"'{scope}'")) for (scope,) in scopes.fetchall()
    ]

    assert all(listed)
