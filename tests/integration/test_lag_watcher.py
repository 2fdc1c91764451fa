"""The watcher of the lag, on a real broker."""

import asyncio
import importlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from log_surgery import widen

from osspulse.deliveries import Delivery
from osspulse.errors import Unavailable
from osspulse.kafka import Cluster, Producer
from osspulse.landing import land_new_events
from osspulse.settings import Settings

_PATIENT = {"settle_seconds": 0.0, "poll_seconds": 0.05, "away_seconds": 0.05}


@pytest.fixture(scope="module")
def watcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """`osspulse.lag_trigger`, imported where Airflow may write its settings file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRFLOW_HOME", str(tmp_path_factory.mktemp("airflow")))
        yield importlib.import_module("osspulse.lag_trigger")


def test_the_trigger_can_be_made_again_from_what_it_tells_and_tells_no_secret(
    watcher: ModuleType,
) -> None:
    path, arguments = watcher.LagTrigger(max_count=7).serialize()

    assert path == "osspulse.lag_trigger.LagTrigger"
    assert watcher.LagTrigger(**arguments).serialize() == (path, arguments)
    assert sorted(json.loads(json.dumps(arguments))) == [
        "away_seconds",
        "max_count",
        "poll_seconds",
        "refire_seconds",
        "settle_seconds",
    ]


@pytest.fixture
def settings(kafka_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Topics of this test's own, as the triggerer would read them from its environment."""
    for name in ("home", "kafka_bootstrap_servers"):
        monkeypatch.setenv(f"OSSPULSE_{name.upper()}", str(getattr(kafka_settings, name)))
    for kind in ("github", "gitee", "backfill", "dead_letters"):
        name = f"kafka_topic_{kind}"
        monkeypatch.setenv(f"OSSPULSE_{name.upper()}", getattr(kafka_settings, name))
    return kafka_settings


def _send(settings: Settings, count: int) -> None:
    producer = Producer(settings)
    for number in range(count):
        delivery = Delivery(
            source="github",
            event="ping",
            delivery_id=f"{count}-{number}",
            received_at=datetime(2026, 6, 5, tzinfo=UTC),
            content_type="application/json",
            body=b"{}",
            platform="github",
        )
        producer.send(
            settings.kafka_topic_github,
            key=delivery.key,
            value=delivery.body,
            headers=delivery.headers(),
        ).result(timeout=30)
    producer.close()


def test_the_watcher_fires_once_for_what_waits_and_again_after_it_landed(
    watcher: ModuleType, settings: Settings
) -> None:
    async def watch() -> list[Any]:
        trigger = watcher.LagTrigger(**_PATIENT)
        events = trigger.run()
        await asyncio.to_thread(_send, settings, 3)
        first = await anext(events)
        following = asyncio.ensure_future(anext(events))
        await asyncio.to_thread(land_new_events, settings)
        await asyncio.to_thread(_send, settings, 2)
        second = await following
        await events.aclose()
        await trigger.cleanup()
        return [first.payload, second.payload]

    first, second = asyncio.run(asyncio.wait_for(watch(), timeout=120))

    assert first == {"unlanded": 3}
    assert 1 <= second["unlanded"] <= 2


def test_the_watcher_outlives_brokers_that_are_away_and_says_so_once(
    watcher: ModuleType,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    real, failures = watcher._LogEnd, iter([Unavailable("away")] * 3)

    def flaky(settings: Settings) -> Any:
        for failure in failures:
            raise failure
        return real(settings)

    monkeypatch.setattr(watcher, "_LogEnd", flaky)
    caplog.set_level("INFO", logger="osspulse.lag_trigger")

    async def watch() -> Any:
        trigger = watcher.LagTrigger(**_PATIENT)
        await asyncio.to_thread(_send, settings, 1)
        events = trigger.run()
        event = await anext(events)
        await events.aclose()
        await trigger.cleanup()
        return event.payload

    assert asyncio.run(asyncio.wait_for(watch(), timeout=120)) == {"unlanded": 1}
    assert [m for m in caplog.messages if m.startswith("lag")] == [
        "lag cannot be seen for now",
        "lag can be seen again",
    ]
    assert list(tmp_path.glob("*.duckdb")) == []


def test_the_watcher_sees_partitions_that_were_added(
    watcher: ModuleType, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P16, in the triggerer: without a new client, and without a restart."""
    monkeypatch.setattr(watcher, "_PARTITIONS_KNOWN_SECONDS", 0)
    log_end = watcher._LogEnd(settings)
    before, _ = log_end.offsets()
    widen(settings, settings.kafka_topic_github, partitions=5)

    while len(log_end.offsets()[0]) < len(before) + 3:
        continue  # the broker tells of new partitions a moment later
    log_end.close()


@pytest.mark.usefixtures("settings")
def test_the_watcher_keeps_one_client_to_kafka(
    watcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    class Counted(Cluster):
        def __init__(self, settings: Settings) -> None:
            made.append(self)
            super().__init__(settings)

    monkeypatch.setattr("osspulse.kafka.Cluster", Counted)
    trigger = watcher.LagTrigger(**_PATIENT)
    for _ in range(20):
        trigger._look()
    asyncio.run(trigger.cleanup())

    assert len(made) == 1
