"""Kafka → raw, each record once: in one run, in many, and when landing is killed over and over."""

import time
from datetime import UTC, datetime
from random import Random

import pytest
from landing_ledger import CLEAN, Ledger, audit, send
from landing_process import start_landing
from landing_waiting import wait_until_it_writes
from whole_thread import rows

from osspulse.kafka import Cluster
from osspulse.landing import land_new_events
from osspulse.settings import Settings


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


@pytest.mark.parametrize(
    "kills", [12, pytest.param(200, marks=[pytest.mark.slow, pytest.mark.timeout(1800)])]
)
def test_p10_killing_landing_over_and_over_loses_and_doubles_nothing(
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
