"""A clone that is sent after the hook was there restates the years before it, and nothing else."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from conformance_cases import CASES, read_case
from conformance_telling import Told
from raw_events import LANDED_AT, RawEvent, land_raw_events

from osspulse.settings import Settings
from osspulse.transformation import build_marts
from osspulse.warehouse import open_warehouse

AS_OF = date(2026, 4, 6)


def _metrics(home: Path, batches: list[list[RawEvent]]) -> list[tuple[object, ...]]:
    settings = Settings(home=home)
    for number, events in enumerate(batches):
        landed_at = LANDED_AT + timedelta(hours=number)
        land_raw_events(settings.warehouse_file, events, landed_at=landed_at)
        build_marts(settings, as_of=AS_OF)
    with open_warehouse(settings.warehouse_file, read_only=True) as connection:
        return connection.execute(
            "from community_health.fct_health_metrics order by all"
        ).fetchall()


@pytest.mark.slow
def test_a_history_that_comes_later_gives_what_one_build_gives(tmp_path: Path) -> None:
    told = Told([read_case(CASES / "clone.md")]).events
    hooked = [event for event in told if event.source != "git"]
    cloned = [event for event in told if event.source == "git"]

    whole = _metrics(tmp_path / "whole", [told])

    assert len(whole) > 1000
    assert _metrics(tmp_path / "later", [hooked, cloned]) == whole
