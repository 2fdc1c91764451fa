"""What DAGs share, with Airflow's own classes and, for the watcher, a real broker."""

import asyncio
import importlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from osspulse.deliveries import Delivery
from osspulse.errors import GateRefused, InvalidEvent, LostHistory, Unavailable, WrongUsage
from osspulse.kafka import Producer
from osspulse.landing import land_new_events
from osspulse.settings import Settings

_PATIENT = {"settle_seconds": 0.0, "poll_seconds": 0.05, "away_seconds": 0.05}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """`osspulse.orchestration`, imported where Airflow may write its settings file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRFLOW_HOME", str(tmp_path_factory.mktemp("airflow")))
        yield importlib.import_module("osspulse.orchestration")


def _run(*, run_after: str, told: tuple[dict[str, str], ...] = ()) -> Any:
    return SimpleNamespace(
        run_after=datetime.fromisoformat(run_after),
        consumed_asset_events=[SimpleNamespace(extra=extra) for extra in told],
    )


@pytest.mark.parametrize(
    ("run", "day"),
    [
        (_run(run_after="2026-06-05T23:59:59Z"), date(2026, 6, 5)),
        (_run(run_after="2026-06-05T07:00:00+08:00"), date(2026, 6, 4)),
        (_run(run_after="2026-06-06T00:00:01Z", told=({"as_of": "2026-06-05"},)), date(2026, 6, 5)),
        (_run(run_after="2026-06-06T00:00:01Z", told=({"new": "3"},)), date(2026, 6, 6)),
    ],
)
def test_a_run_speaks_of_the_day_it_was_told_or_was_due(
    shared: ModuleType, monkeypatch: pytest.MonkeyPatch, run: Any, day: date
) -> None:
    monkeypatch.delenv("OSSPULSE_AS_OF", raising=False)

    assert shared.settings_and_day(run)[1] == day


def test_the_day_of_the_settings_beats_all_others(
    shared: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OSSPULSE_AS_OF", "2015-01-02")
    run = _run(run_after="2026-06-06T00:00:01Z", told=({"as_of": "2026-06-05"},))

    assert shared.settings_and_day(run)[1] == date(2015, 1, 2)


@pytest.mark.parametrize(
    ("error", "action"),
    [
        (Unavailable("away"), "retry"),
        (WrongUsage("wrong"), "fail"),
        (InvalidEvent("bad"), "fail"),
        (GateRefused("no"), "fail"),
        (LostHistory("lost"), "fail"),
        (RuntimeError("unforeseen"), "default"),
    ],
)
def test_only_what_may_pass_by_itself_is_tried_again(
    shared: ModuleType, error: Exception, action: str
) -> None:
    policy = shared.TASK_DEFAULTS["retry_policy"]

    assert policy.evaluate(error, try_number=1, max_tries=5).action.value == action


def test_landing_that_finds_nothing_ends_as_skipped(shared: ModuleType) -> None:
    from airflow.sdk.exceptions import AirflowSkipException

    shared.skip_where_none(0, 0, 1)
    with pytest.raises(AirflowSkipException):
        shared.skip_where_none(0, 0, 0)


def test_the_trigger_can_be_made_again_from_what_it_tells_and_tells_no_secret(
    shared: ModuleType,
) -> None:
    path, arguments = shared.LagTrigger(max_count=7).serialize()

    assert path == "osspulse.orchestration.LagTrigger"
    assert shared.LagTrigger(**arguments).serialize() == (path, arguments)
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
    shared: ModuleType, settings: Settings
) -> None:
    async def watch() -> list[Any]:
        trigger = shared.LagTrigger(**_PATIENT)
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
    shared: ModuleType,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    real, failures = shared._LogEnd, iter([Unavailable("away")] * 3)

    def flaky(settings: Settings) -> Any:
        for failure in failures:
            raise failure
        return real(settings)

    monkeypatch.setattr(shared, "_LogEnd", flaky)
    caplog.set_level("INFO", logger="osspulse.orchestration")

    async def watch() -> Any:
        trigger = shared.LagTrigger(**_PATIENT)
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
