"""Every case of `cases/`: deliveries as its history would cause them, through the whole dbt project."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pytest
from conformance_cases import Case, Expected, all_cases
from conformance_telling import Told
from raw_events import land_raw_events

from osspulse.settings import Settings
from osspulse.transformation import build_marts

ALL_CASES = all_cases()

Found = dict[tuple[date, str, int | None, str, str], tuple[float | None, str | None, int]]


@dataclass(frozen=True, slots=True)
class Computed:
    """What the marts say, and what they call the scopes of the cases."""

    told: Told
    found: Found

    def of(self, case: Case, number: Expected) -> tuple[float | str | None, int] | None:
        """Value or reason, and sample size; null where the marts have no such row."""
        scope_id = self.told.scope_id(case.name, number.scope)
        key = (number.as_of, scope_id, number.days, number.metric, number.dialect)
        if key not in self.found:
            return None
        value, reason, sample_size = self.found[key]
        return (reason if value is None else value), sample_size


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Computed:
    home = tmp_path_factory.mktemp("conformance")
    told = Told(ALL_CASES)
    portfolio = home / "portfolio.yml"
    portfolio.write_text(told.portfolio(), encoding="utf-8")
    settings = Settings(home=home, warehouse=home / "warehouse.duckdb", portfolio=portfolio)
    land_raw_events(home / "warehouse.duckdb", told.events)
    build_marts(settings, as_of=max(n.as_of for case in ALL_CASES for n in case.expected))
    return Computed(told, _found(home / "warehouse.duckdb"))


def _found(warehouse: Path) -> Found:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select as_of_date, scope_id, window_days, metric, dialect, value, unknown_reason, "
            "sample_size from community_health.fct_health_metrics"
        ).fetchall()
    return {tuple(row[:5]): tuple(row[5:]) for row in rows}


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: case.name)
def test_the_numbers_of_the_case_come_out(computed: Computed, case: Case) -> None:
    different = [
        f"{number.metric} ({number.dialect}) of {number.scope}, {number.days} days, "
        f"{number.as_of}: expected {number.value} of {number.sample_size}, found {found}"
        for number in case.expected
        if not _same(number, found := computed.of(case, number))
    ]

    assert case.expected
    assert different == []


def _same(number: Expected, found: tuple[float | str | None, int] | None) -> bool:
    if found is None or number.sample_size not in (None, found[1]):
        return False
    if isinstance(number.value, str) or isinstance(found[0], str) or found[0] is None:
        return number.value == found[0]
    return found[0] == pytest.approx(number.value, rel=1e-9, abs=1e-9)
