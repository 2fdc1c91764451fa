"""What DAGs share: assets, the warehouse's pool, when to retry, what a failure says.

DAG files import this while they are parsed, so nothing heavy is imported here.
"""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk import (
    Asset,
    AssetWatcher,
    Context,
    CronTriggerTimetable,
    ExceptionRetryPolicy,
    RetryAction,
    RetryRule,
)
from airflow.sdk.exceptions import AirflowSkipException
from airflow.sdk.observability import stats
from airflow.sdk.types import DagRunProtocol

from osspulse.errors import OsspulseError, Unavailable
from osspulse.lag_trigger import LagTrigger
from osspulse.settings import Settings

if TYPE_CHECKING:
    from pydantic import JsonValue

    from osspulse.kafka import Partition

logger = logging.getLogger(__name__)

WAREHOUSE_POOL = "warehouse"
"""A pool of one slot, made by `airflow pools set warehouse 1 …`: the warehouse has one writer.

Airflow never starts a task whose pool does not exist, and says so in the scheduler's log only.
"""

MOST_EXTRA_BYTES = 1_000
"""An asset event is a nudge with counts; Airflow keeps it in its database for ever."""


def tell_failure(context: Context) -> None:
    """Say in one line which task failed for good and where to read what to do; count it."""
    task = context["task_instance"]
    logger.error(
        "task failed for good; its DAG's page says what to do under *If it fails*",
        extra={
            "dag": task.dag_id,
            "task": task.task_id,
            "run": task.run_id,
            "reason": str(context.get("exception")),
        },
    )
    stats.incr("osspulse.task_failures", tags={"dag_id": task.dag_id, "task_id": task.task_id})


TASK_DEFAULTS: Mapping[str, Any] = {
    "owner": "data-platform",
    "retries": 5,
    "retry_delay": timedelta(seconds=10),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=5),
    "execution_timeout": timedelta(minutes=30),
    "on_failure_callback": tell_failure,
    "retry_policy": ExceptionRetryPolicy(
        rules=[
            RetryRule(exception=Unavailable, reason="away for now; the same call may succeed"),
            RetryRule(
                exception=OsspulseError,
                action=RetryAction.FAIL,
                reason="trying again changes nothing; the message says what does",
            ),
        ]
    ),
}
"""What every task has: an owner, a limit, retries for what may pass by itself, a last word."""


def cron(expression: str) -> CronTriggerTimetable:
    """A timetable in UTC whose first run is the next one that is due.

    `run_immediately=False` would make up for one that was due up to a tenth of the period ago.
    """
    return CronTriggerTimetable(expression, timezone="UTC", run_immediately=timedelta(0))


UNLANDED_EVENTS = Asset(
    name="unlanded_events",
    uri="osspulse://kafka/unlanded",
    watchers=[AssetWatcher(name="lag", trigger=LagTrigger())],
)
RAW_EVENTS = Asset(name="raw_events", uri="osspulse://warehouse/raw")
MARTS = Asset(name="marts", uri="osspulse://warehouse/marts")
PUBLISHED_MARTS = Asset(name="published_marts", uri="osspulse://published/marts")
REPORT = Asset(name="report", uri="osspulse://reports/site")
WAREHOUSE_BACKUP = Asset(name="warehouse_backup", uri="osspulse://backups/warehouse")


def settings_and_day(run: DagRunProtocol) -> tuple[Settings, date]:
    """The settings of this task, and the day (UTC) that the run's marts speak of.

    That is the day the settings fix, else the one that the events which started the run tell, else
    the day of the run: a run that is repeated tomorrow speaks of the same day.
    """
    settings = Settings.load()
    told = [event.extra["as_of"] for event in run.consumed_asset_events if "as_of" in event.extra]
    if settings.as_of is not None:
        return settings, settings.as_of
    if told:
        return settings, max(date.fromisoformat(str(day)) for day in told)
    return settings, run.run_after.astimezone(UTC).date()


def offsets_told(positions: "Mapping[Partition, int]") -> "dict[str, JsonValue]":
    """The next offset of each partition, by topic and in order of number; shown on Airflow's page.

    Where that makes more than an asset event should carry, the sum over each topic's partitions.
    """
    told: dict[str, list[int]] = {}
    for part, offset in sorted(positions.items()):
        told.setdefault(part.topic, []).append(offset)
    if len(json.dumps(told)) <= MOST_EXTRA_BYTES // 2:
        return {topic: list(offsets) for topic, offsets in told.items()}
    return {topic: sum(offsets) for topic, offsets in told.items()}


def skip_where_none(*counts: int) -> None:
    """End the task as skipped where all counts are zero, so that no asset changes."""
    if not any(counts):
        raise AirflowSkipException("nothing new")
