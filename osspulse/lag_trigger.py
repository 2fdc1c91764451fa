"""The watcher that lives in Airflow's triggerer: it nudges landing when records wait in Kafka.

DAG files import this while they are parsed, so nothing heavy is imported here.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from airflow.triggers.base import BaseEventTrigger, TriggerEvent

from osspulse.errors import OsspulseError
from osspulse.lag import LagWatch, Patience, unlanded
from osspulse.settings import Settings

if TYPE_CHECKING:
    from osspulse.kafka import Partition

logger = logging.getLogger(__name__)

_PARTITIONS_KNOWN_SECONDS = 60
"""After so long the topics are asked whether they got more partitions."""


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

        self._topics = settings.event_topics
        self._cluster = Cluster(settings)
        try:
            self._learn_partitions()
        except OsspulseError:
            self._cluster.close()
            raise

    def offsets(self) -> "tuple[dict[Partition, int], dict[Partition, int]]":
        if time.monotonic() - self._learned_at > _PARTITIONS_KNOWN_SECONDS:
            self._learn_partitions()
        return self._cluster.end_offsets(self._partitions), self._cluster.landed_offsets()

    def close(self) -> None:
        self._cluster.close()

    def _learn_partitions(self) -> None:
        self._partitions = self._cluster.partitions(self._topics)
        self._learned_at = time.monotonic()
