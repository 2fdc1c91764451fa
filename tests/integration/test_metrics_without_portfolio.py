from datetime import date

import pytest
from community_history import HealthMarts, health_marts

HISTORY = """
2026-03-10 00:00  lamp  ann  pushes
2026-03-10 00:00  lamp  ann  commits shared
2026-03-11 00:00  desk  bob  pushes
2026-03-11 00:00  desk  ann  commits shared
"""


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> HealthMarts:
    folder = tmp_path_factory.mktemp("everything")
    return health_marts(HISTORY, folder=folder, as_of=date(2026, 3, 12))


def test_everything_is_one_portfolio_without_projects(marts: HealthMarts) -> None:
    scopes = marts.rows(
        "select distinct scope_type, scope_id, scope_name "
        "from community_health.fct_health_metrics order by all"
    )

    assert scopes == [
        ("portfolio", "all", "All repositories"),
        ("repository", "desk", "owner/desk"),
        ("repository", "lamp", "owner/lamp"),
    ]
    assert marts.rows("select * from core.dim_projects") == []
    assert marts.rows("select * from core.dim_portfolios") == [
        ("all", "All repositories", "全部仓库", 0)
    ]


def test_a_commit_in_two_repositories_is_one_of_all(marts: HealthMarts) -> None:
    assert marts.values("all", "commit_count", "push_count") == {
        "commit_count": 1,
        "push_count": 2,
    }
