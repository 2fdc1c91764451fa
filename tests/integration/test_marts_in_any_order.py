"""Order, delay, repetition and the size of batches do not show in the marts."""

import random
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from arrivals import Arrivals
from raw_events import RawEvent
from simulated_events import settings_of, simulated

from osspulse import transformation
from producers.simulator import Simulation

LATEST = timedelta(hours=72)
DELIVERIES = 300


@pytest.fixture(scope="module")
def told() -> tuple[Simulation, list[RawEvent]]:
    return simulated(deliveries=DELIVERIES)


@pytest.fixture(scope="module")
def at_once(
    told: tuple[Simulation, list[RawEvent]], tmp_path_factory: pytest.TempPathFactory
) -> Arrivals:
    simulation, events = told
    arrivals = Arrivals(settings_of(tmp_path_factory.mktemp("at_once"), simulation))
    arrivals.land(events)
    arrivals.build(simulation.as_of, full_refresh=True)
    return arrivals


def batches_in_any_order(events: list[RawEvent], *, seed: int) -> list[list[RawEvent]]:
    """The events in another order, some late and some twice, in batches of any size."""
    rng = random.Random(seed)
    arriving = events + rng.choices(events, k=len(events) // 5)
    if seed % 2:
        rng.shuffle(arriving)
    else:
        arriving.sort(key=lambda event: event.received_at + rng.random() * LATEST)
    cuts = sorted(rng.sample(range(1, len(arriving)), k=rng.randint(1, 3)))
    return [arriving[start:end] for start, end in zip([0, *cuts], [*cuts, None], strict=True)]


def days_of_builds(last: date, *, count: int, seed: int) -> list[date]:
    """A day for each build, none after the one that follows; the last one is given."""
    rng = random.Random(seed)
    earlier = sorted(last - timedelta(days=rng.choice((0, 0, 1, 7, 40))) for _ in range(count - 1))
    return [*earlier, last]


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 101))]
)
def test_any_order_of_arrival_gives_the_marts_of_one_full_refresh(
    told: tuple[Simulation, list[RawEvent]], at_once: Arrivals, tmp_path: Path, seed: int
) -> None:
    simulation, events = told
    batches = batches_in_any_order(events, seed=seed)
    arrivals = Arrivals(settings_of(tmp_path, simulation))

    for batch, day in zip(
        batches, days_of_builds(simulation.as_of, count=len(batches), seed=seed), strict=True
    ):
        arrivals.land(batch)
        arrivals.build(day)

    assert arrivals.digests() == at_once.digests()


def test_another_time_zone_and_another_number_of_threads_give_the_same_marts(
    told: tuple[Simulation, list[RawEvent]],
    at_once: Arrivals,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    simulation, events = told
    arrivals = Arrivals(settings_of(tmp_path, simulation))
    arrivals.land(events)
    arguments = transformation._arguments

    def on_one_thread(*given: Any, **named: Any) -> list[str]:
        return [*arguments(*given, **named), "--threads", "1"]

    monkeypatch.setattr(transformation, "_arguments", on_one_thread)
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "Asia/Shanghai")
        time.tzset()
        arrivals.build(simulation.as_of, full_refresh=True)
    time.tzset()

    assert arrivals.digests() == at_once.digests()


def test_a_build_without_news_restates_nothing_and_a_late_event_only_what_it_touches(
    told: tuple[Simulation, list[RawEvent]], tmp_path: Path
) -> None:
    simulation, events = told
    late = next(event for event in reversed(events) if event.event == "push")
    arrivals = Arrivals(settings_of(tmp_path, simulation))
    arrivals.land([event for event in events if event is not late])
    arrivals.build(simulation.as_of)

    arrivals.build(simulation.as_of)
    unchanged = arrivals.rows("select * from quality.restatements")
    arrivals.land([late])
    arrivals.build(simulation.as_of)

    assert unchanged == []
    happened = late.received_at.date()
    restated = arrivals.rows(
        "select distinct scope_type, changed_from_date, first_restated_date > changed_from_date, "
        "last_restated_date, restated_value_count > 0 from quality.restatements order by all"
    )
    assert restated == [
        (scope, happened, True, simulation.as_of, True)
        for scope in ("portfolio", "project", "repository")
    ]
