"""What DAGs share, with Airflow's own classes."""

import importlib
import json
import logging
from collections.abc import Iterator
from datetime import date, datetime
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from osspulse.errors import GateRefused, InvalidEvent, LostHistory, Unavailable, WrongUsage
from osspulse.kafka import Partition


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


def test_a_failure_for_good_is_one_line_that_names_task_run_and_reason(
    shared: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    task = SimpleNamespace(dag_id="land_events", task_id="land", run_id="asset__1")

    with caplog.at_level(logging.ERROR, logger="osspulse.orchestration"):
        shared.tell_failure({"task_instance": task, "exception": LostHistory("truncated")})

    (record,) = caplog.records
    assert record.message.startswith("task failed for good; its DAG's page says what to do")
    facts = vars(record)
    assert (facts["dag"], facts["task"], facts["run"]) == ("land_events", "land", "asset__1")
    assert facts["reason"] == "truncated"


def test_offsets_are_told_by_topic_in_order_of_partition(shared: ModuleType) -> None:
    positions = {Partition("b", 1): 7, Partition("a", 0): 3, Partition("b", 0): 5}

    assert shared.offsets_told(positions) == {"a": [3], "b": [5, 7]}


def test_l52_an_asset_event_stays_small_however_many_partitions_there_are(
    shared: ModuleType,
) -> None:
    positions = {
        Partition(f"osspulse.events.{name}", number): 2**40 + number
        for name in ("github", "gitee", "backfill")
        for number in range(1_000)
    }

    told = shared.offsets_told(positions)

    assert told["osspulse.events.gitee"] == sum(2**40 + number for number in range(1_000))
    counts = dict.fromkeys(("new", "quarantined", "gaps", "bytes"), 2**63)
    assert len(json.dumps({**counts, "offsets": told})) < shared.MOST_EXTRA_BYTES
