"""Kafka → raw, each record once: in one run, in many, and when landing is killed over and over."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import duckdb
import pytest
from landing_ledger import CLEAN, Ledger, audit, send
from landing_process import start_landing
from whole_thread import rows

from osspulse.errors import LostHistory, Unavailable
from osspulse.kafka import Cluster, Partition
from osspulse.landing import land_new_events
from osspulse.settings import Settings
from osspulse.warehouse import open_warehouse


def test_what_is_in_the_log_lands_once_and_kafka_is_told_how_far(kafka_settings: Settings) -> None:
    sent = send(kafka_settings, range(300), poison_every=50)

    first = land_new_events(kafka_settings)
    again = land_new_events(kafka_settings)

    assert (first.new, first.quarantined) == (294, 6)
    assert (again.new, again.quarantined) == (0, 0)
    assert audit(kafka_settings, sent) == CLEAN
    with Cluster(kafka_settings) as cluster:
        ends = cluster.end_offsets(list(first.positions))
        told = cluster.landed_offsets()
    assert {part: told[part] for part in ends} == ends == first.positions


def test_landing_goes_on_with_what_came_later(kafka_settings: Settings) -> None:
    sent = send(kafka_settings, range(10))
    land_new_events(kafka_settings)
    sent |= send(kafka_settings, range(10, 25))

    assert land_new_events(kafka_settings).new == 15
    assert audit(kafka_settings, sent) == CLEAN


def test_what_lands_later_has_a_later_landing_time_even_if_the_clock_went_back(
    kafka_settings: Settings,
) -> None:
    times = [datetime(2026, 6, 2, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)]
    for place, now in enumerate(times):
        send(kafka_settings, range(place, place + 1))
        land_new_events(kafka_settings, clock=lambda now=now: now)  # type: ignore[misc]

    (landed_at,) = zip(
        *rows(
            kafka_settings.warehouse_file,
            "select landed_at from raw.events order by delivery_id",
        ),
        strict=True,
    )
    assert landed_at[0] < landed_at[1]


def test_a_landing_that_another_one_overtook_stores_nothing(kafka_settings: Settings) -> None:
    send(kafka_settings, range(10))
    land_new_events(kafka_settings)
    send(kafka_settings, range(10, 20))

    def overtake(_done: int, _total: int) -> None:
        raise AssertionError("it stored a batch although a position had moved")

    stolen = "update raw.positions set next_offset = next_offset + 1"
    with pytest.MonkeyPatch.context() as patch:

        def read_then_steal(connection: duckdb.DuckDBPyConnection) -> dict[Partition, object]:
            from osspulse.landing.storing import read_positions

            positions = read_positions(connection)
            connection.execute(stolen)
            return dict(positions)

        patch.setattr("osspulse.landing.landing.read_positions", read_then_steal)
        with pytest.raises(LostHistory, match="another landing went on meanwhile"):
            land_new_events(kafka_settings, on_progress=overtake)
    assert rows(kafka_settings.warehouse_file, "select count(*) from raw.events") == [(10,)]


def test_a_second_landing_is_told_who_holds_the_warehouse(kafka_settings: Settings) -> None:
    with (
        open_warehouse(kafka_settings.warehouse_file),
        pytest.raises(Unavailable, match=r"in use by process \d+; wait until it is done"),
        open_warehouse(kafka_settings.warehouse_file, wait_seconds=0.2),
    ):
        raise AssertionError("two processes were in the warehouse")


@pytest.mark.parametrize(
    "kills", [12, pytest.param(200, marks=[pytest.mark.slow, pytest.mark.timeout(1800)])]
)
def test_killing_landing_over_and_over_loses_and_doubles_nothing(
    kills: int, kafka_settings: Settings
) -> None:
    rng = Random(kills)
    sent: Ledger = {}
    for kill in range(kills):
        sent |= send(kafka_settings, range(kill * 400, (kill + 1) * 400), poison_every=90)
        landing = start_landing(kafka_settings)
        wait_until_it_writes(kafka_settings, landing.poll)
        time.sleep(rng.uniform(0, 0.25))
        landing.kill()
        landing.wait(timeout=30)

    land_new_events(kafka_settings)

    assert audit(kafka_settings, sent) == CLEAN, f"seed {kills}"


def wait_until_it_writes(settings: Settings, ended: Callable[[], int | None]) -> None:
    """Return when the write-ahead log changes, or the process has ended: around a commit."""
    log = Path(f"{settings.warehouse_file}.wal")
    before = _state(log)
    while _state(log) == before and ended() is None:
        time.sleep(0.001)


def _state(log: Path) -> tuple[int, int] | None:
    try:
        found = log.stat()
    except FileNotFoundError:
        return None
    return (found.st_size, found.st_mtime_ns)
