"""What the DAGs share: assets, the lag watcher, the warehouse's pool, when to retry.

DAG files import this while they are parsed, so nothing heavy is imported here.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk import (
    Asset,
    AssetWatcher,
    CronTriggerTimetable,
    ExceptionRetryPolicy,
    RetryAction,
    RetryRule,
)
from airflow.sdk.exceptions import AirflowSkipException
from airflow.sdk.types import DagRunProtocol
from airflow.triggers.base import BaseEventTrigger, TriggerEvent

from osspulse.errors import OsspulseError, Unavailable
from osspulse.lag import LagWatch, Patience, unlanded
from osspulse.settings import Settings

if TYPE_CHECKING:
    from osspulse.kafka import Partition

logger = logging.getLogger(__name__)

WAREHOUSE_POOL = "warehouse"
"""A pool of one slot, made by `airflow pools set warehouse 1 …`: the warehouse has one writer.

Airflow never starts a task whose pool does not exist, and says so in the scheduler's log only.
"""

TASK_DEFAULTS: Mapping[str, Any] = {
    "owner": "data-platform",
    "retries": 5,
    "retry_delay": timedelta(seconds=10),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=5),
    "execution_timeout": timedelta(minutes=30),
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
"""What every task has: an owner, and retries for what may pass by itself."""


def cron(expression: str) -> CronTriggerTimetable:
    """A timetable in UTC whose first run is the next one that is due.

    `run_immediately=False` would make up for one that was due up to a tenth of the period ago.
    """
    return CronTriggerTimetable(expression, timezone="UTC", run_immediately=timedelta(0))


class LagTrigger(BaseEventTrigger):
    """Fires when records wait in Kafka that landing has not committed yet.

    An event is only a nudge: it carries a count, the run that it starts drains the log. Needs no
    arguments but its patience; where Kafka is, it learns from the settings of the triggerer.
    """

    def __init__(
        self,
        *,
        max_count: int = 500,
        settle_seconds: float = 1,
        refire_seconds: float = 300,
        poll_seconds: float = 1,
        away_seconds: float = 15,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.patience = Patience(
            max_count=max_count, settle_seconds=settle_seconds, refire_seconds=refire_seconds
        )
        self.poll_seconds = poll_seconds
        self.away_seconds = away_seconds
        self._log_end: _LogEnd | None = None

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Where to find this class, and the arguments that make an equal trigger."""
        return (
            f"{type(self).__module__}.{type(self).__qualname__}",
            {
                "max_count": self.patience.max_count,
                "settle_seconds": self.patience.settle_seconds,
                "refire_seconds": self.patience.refire_seconds,
                "poll_seconds": self.poll_seconds,
                "away_seconds": self.away_seconds,
            },
        )

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """An event each time that landing should run; never ends by itself."""
        watch, is_away = LagWatch(self.patience), False
        while True:
            try:
                ends, landed = await asyncio.to_thread(self._look)
            except OsspulseError as error:
                if not is_away:
                    logger.warning("lag cannot be seen for now", extra={"reason": str(error)})
                is_away = True
                await asyncio.sleep(self.away_seconds)
                continue
            if is_away:
                logger.info("lag can be seen again")
            is_away = False
            if watch.should_fire(now=time.monotonic(), ends=ends, landed=landed):
                count = unlanded(ends=ends, landed=landed)
                yield TriggerEvent({"unlanded": count})  # type: ignore[no-untyped-call]
            await asyncio.sleep(self.poll_seconds)

    async def cleanup(self) -> None:
        """Close the connection to Kafka."""
        await asyncio.to_thread(self._forget)

    def _look(self) -> "tuple[dict[Partition, int], dict[Partition, int]]":
        if self._log_end is None:
            self._log_end = _LogEnd(Settings.load())
        try:
            return self._log_end.offsets()
        except OsspulseError:
            self._forget()
            raise

    def _forget(self) -> None:
        if self._log_end is not None:
            self._log_end.close()
        self._log_end = None


class _LogEnd:
    """The ends of the event topics and how far landing came; one client, kept."""

    def __init__(self, settings: Settings) -> None:
        from osspulse.kafka import Cluster

        self._cluster = Cluster(settings)
        try:
            self._partitions = self._cluster.partitions(settings.event_topics)
        except OsspulseError:
            self._cluster.close()
            raise

    def offsets(self) -> "tuple[dict[Partition, int], dict[Partition, int]]":
        return self._cluster.end_offsets(self._partitions), self._cluster.landed_offsets()

    def close(self) -> None:
        self._cluster.close()


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


def skip_where_none(*counts: int) -> None:
    """End the task as skipped where all counts are zero, so that no asset changes."""
    if not any(counts):
        raise AirflowSkipException("nothing new")
