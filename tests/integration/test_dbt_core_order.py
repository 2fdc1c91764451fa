"""Whatever the order, delay and repetition of deliveries, the core marts are the same."""

import random
from datetime import timedelta
from pathlib import Path

import pytest
from core_marts_builder import CoreMarts
from raw_events import LANDED_AT, RawEvent, gitee_samples, github_samples, land_raw_events


@pytest.fixture(scope="module")
def events() -> list[RawEvent]:
    return [*github_samples(), *gitee_samples()]


def _marts(folder: Path) -> CoreMarts:
    return CoreMarts(folder / "warehouse.duckdb", folder)


@pytest.mark.slow  # one seed of test_marts_in_any_order.py is enough where time is short
def test_late_repeated_and_shuffled_deliveries_give_the_same_marts(
    events: list[RawEvent], tmp_path_factory: pytest.TempPathFactory
) -> None:
    at_once = _marts(tmp_path_factory.mktemp("at_once"))
    land_raw_events(at_once.warehouse, events)
    at_once.build()

    shuffled = events.copy()
    random.Random(11).shuffle(shuffled)
    late = _marts(tmp_path_factory.mktemp("late"))
    land_raw_events(late.warehouse, shuffled[:150])
    late.build()
    land_raw_events(late.warehouse, shuffled[100:], landed_at=LANDED_AT + timedelta(hours=72))
    late.build()

    assert late.contents() == at_once.contents()
