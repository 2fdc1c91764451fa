"""Whether the brokers answer, asked every few seconds, so that readiness goes false before refusals begin."""

import asyncio
import logging

from osspulse.errors import OsspulseError
from osspulse.kafka import Cluster
from osspulse.settings import Settings

logger = logging.getLogger(__name__)


class BrokerWatch:
    """Asks for the live topics over and over; `is_well` is the last answer."""

    def __init__(self, settings: Settings) -> None:
        """Ask the brokers of the settings; raises what `check` raises, so that a start can fail."""
        self._settings = settings
        self._topics = (settings.kafka_topic_github, settings.kafka_topic_gitee)
        self._cluster: Cluster | None = None
        self.is_well = False
        self.check()

    def check(self) -> None:
        """Ask once; raises Unavailable when no broker answers, WrongUsage when a topic is missing."""
        try:
            if self._cluster is None:
                self._cluster = Cluster(self._settings)
            self._cluster.topics(self._topics)
        except OsspulseError:
            self.is_well = False
            self.close()
            raise
        self.is_well = True

    async def watch(self, *, every_seconds: float = 2.0) -> None:
        """Ask for ever; a change is logged."""
        while True:
            await asyncio.sleep(every_seconds)
            was_well = self.is_well
            try:
                async with asyncio.timeout(2 * every_seconds):
                    await asyncio.to_thread(self.check)
            except (OsspulseError, TimeoutError) as error:
                self.is_well = False
                if was_well:
                    logger.warning("brokers do not answer", extra={"problem": str(error)})
            else:
                if not was_well:
                    logger.info("brokers answer again")

    def close(self) -> None:
        """Close the connections."""
        if self._cluster is not None:
            self._cluster.close()
            self._cluster = None
