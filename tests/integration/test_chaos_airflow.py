"""P20 and P21 on the real Airflow: killed again and again, nudged too little and too much, rerun."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from airflow_stack import Airflow
from chaos import Load
from embedded_broker import own_topics
from landing_ledger import CLEAN
from tiny_children import wait_for

from osspulse.embedded import down, up
from osspulse.kafka import Cluster, ensure_topics
from osspulse.landing import land_new_events
from osspulse.settings import Settings

_PARTS = ("scheduler", "triggerer", "api-server", "dag-processor")
_CRON_PERIOD_SECONDS = 600


@pytest.fixture
def settings(tmp_path: Path, embedded_broker: Settings) -> Iterator[Settings]:
    """An Airflow of this test's own, with topics of its own on the shared broker."""
    settings = own_topics(embedded_broker, home=tmp_path / "home")
    ensure_topics(settings)
    try:
        up(settings, parts=["airflow"])
        yield settings
    finally:
        down(settings)


def has_landed_all(settings: Settings) -> bool:
    with Cluster(settings) as cluster:
        ends = cluster.end_offsets(cluster.partitions(settings.event_topics))
        landed = cluster.landed_offsets()
    return all(landed.get(part, 0) >= end for part, end in ends.items())


@pytest.mark.parametrize(
    "kills",
    [
        pytest.param(2, marks=pytest.mark.timeout(1200)),
        pytest.param(30, marks=[pytest.mark.slow, pytest.mark.timeout(3600)]),
    ],
)
def test_p20_an_airflow_that_dies_in_part_and_whole_loses_and_doubles_nothing(
    kills: int, settings: Settings, chaos_seed: int
) -> None:
    rng, airflow = Random(chaos_seed), Airflow(settings)
    airflow.pause("build_marts")  # this is about landing
    with Load(settings, per_second=40, poison_every=97) as load:
        for kill in range(kills):
            time.sleep(rng.uniform(1, 6))
            victim = "whole" if kill % 6 == 5 else _PARTS[kill % 6 % 4]
            if victim == "whole":
                airflow.kill_whole()
            else:
                airflow.kill_part(victim)
            sys.stdout.write(f"kill {kill}: {victim}, {len(load.acknowledged)} acknowledged\n")

    wait_for(lambda: has_landed_all(settings), seconds=_CRON_PERIOD_SECONDS + 60)
    down(settings)
    assert load.audit() == CLEAN
    assert land_new_events(settings).new == 0
    assert len(load.acknowledged) > 20 * kills
