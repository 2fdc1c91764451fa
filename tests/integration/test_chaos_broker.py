"""P12: the broker dies or hangs again and again under load, and nothing is lost or doubled."""

import importlib
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from chaos import Lander, Load, Watcher
from embedded_broker import own_topics
from landing_ledger import CLEAN
from tiny_children import wait_for

from osspulse.embedded import down, status, up
from osspulse.kafka import ensure_topics
from osspulse.landing import land_new_events
from osspulse.settings import Settings

_MOST_FROZEN_SECONDS = 6


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    """A broker of this test's own."""
    home = tmp_path / "home"
    try:
        stack = up(Settings.load(home=home), parts=["kafka"])
        settings = own_topics(stack.settings, home=home)
        ensure_topics(settings)
        yield settings
    finally:
        down(Settings.load(home=home))


@pytest.fixture
def trigger(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The watcher, which learns from its environment where Kafka is."""
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path / "airflow"))
    names = [name for name in type(settings).model_fields if name.startswith("kafka_topic_")]
    for name in ("home", "kafka_bootstrap_servers", *names):
        monkeypatch.setenv(f"OSSPULSE_{name.upper()}", str(getattr(settings, name)))
    return importlib.import_module("osspulse.lag_trigger").LagTrigger(
        settle_seconds=0.1, poll_seconds=0.2, away_seconds=0.5
    )


@pytest.mark.parametrize(
    "faults", [3, pytest.param(45, marks=[pytest.mark.slow, pytest.mark.timeout(2400)])]
)
def test_p12_a_broker_that_dies_and_hangs_loses_and_doubles_nothing(
    faults: int, settings: Settings, trigger: Any, chaos_seed: int
) -> None:
    rng = Random(chaos_seed)
    with (
        Load(settings, per_second=400, poison_every=97) as load,
        Watcher(trigger) as watcher,
        Lander(settings) as lander,
    ):
        for fault in range(faults):
            time.sleep(rng.uniform(0.2, 2))
            if fault % 3 == 1:
                freeze(settings, seconds=rng.uniform(0.5, _MOST_FROZEN_SECONDS))
            else:
                kill(settings)
            sys.stdout.write(f"fault {fault}: {len(load.acknowledged)} acknowledged\n")
        fired = watcher.fired
        wait_for(lambda: watcher.fired > fired, seconds=60)  # it outlived them all
    land_new_events(settings)

    assert load.audit() == CLEAN
    assert len(load.acknowledged) > 100 * faults
    assert lander.landed > 0


def broker_pid(settings: Settings) -> int:
    (kafka,) = (part for part in status(settings) if part.name == "kafka")
    assert kafka.pid is not None
    return kafka.pid


def kill(settings: Settings) -> None:
    os.kill(broker_pid(settings), signal.SIGKILL)
    wait_for(lambda: status(settings)[0].state == "dead")
    again = up(settings, parts=["kafka"]).settings
    assert again.kafka_bootstrap_servers == settings.kafka_bootstrap_servers


def freeze(settings: Settings, *, seconds: float) -> None:
    pid = broker_pid(settings)
    os.kill(pid, signal.SIGSTOP)
    time.sleep(seconds)
    os.kill(pid, signal.SIGCONT)
