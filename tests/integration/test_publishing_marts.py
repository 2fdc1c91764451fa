from datetime import date
from pathlib import Path

import duckdb
import pytest
from gate_marts_builder import AS_OF, change_warehouse, write_warehouse

from osspulse.errors import GateRefused
from osspulse.publishing import publish_marts
from osspulse.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(home=tmp_path)
    write_warehouse(settings.warehouse_file)
    return settings


def _read(settings: Settings, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(settings.published_file.resolve()), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_published_marts_are_what_the_warehouse_holds(settings: Settings) -> None:
    published = publish_marts(settings, run_id="run-1", as_of=AS_OF)

    assert published.path == settings.published_folder / "marts-run-1.duckdb"
    assert settings.published_file.resolve() == published.path.resolve()
    assert _read(settings, "select count(*) from core.fct_activities") == [(8,)]


def test_a_refused_publication_leaves_the_previous_one(settings: Settings) -> None:
    publish_marts(settings, run_id="run-1", as_of=AS_OF)
    change_warehouse(settings.warehouse_file, "delete from core.fct_activities")

    with pytest.raises(GateRefused, match=r"core\.fct_activities has_rows"):
        publish_marts(settings, run_id="run-2", as_of=AS_OF)

    assert _read(settings, "select run_id from quality.publication") == [("run-1",)]
    assert sorted(p.name for p in settings.published_folder.iterdir()) == [
        "marts-run-1.duckdb",
        "marts.duckdb",
        "marts.duckdb.lock",
        "refused.duckdb",
    ]


def test_marts_of_another_day_are_refused(settings: Settings) -> None:
    with pytest.raises(GateRefused, match=r"fct_health_metrics is_of_the_day"):
        publish_marts(settings, run_id="run-1", as_of=date(2026, 6, 6))

    assert not settings.published_file.exists()
