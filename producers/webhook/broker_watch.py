"""Whether the brokers answer, asked every few seconds, so that readiness goes false before refusals begin."""

import asyncio
import logging

from osspulse.errors import OsspulseError
from osspulse.kafka import Cluster
from osspulse.settings import Settings

logger = logging.getLogger(__name__)


class BrokerWatch:
    """Asks for the live topics over and over, with one client; `is_well` is the last answer."""

    def __init__(self, settings: Settings) -> None:
        """Ask the first time; raises Unavailable when no broker answers, WrongUsage without the topics."""
        self._topics = (
            settings.kafka_topic_github,
            settings.kafka_topic_gitee,
            settings.kafka_topic_hook_health,
        )
        self._cluster = Cluster(settings)
        try:
            self._cluster.topics(self._topics)
        except BaseException:
            self._cluster.close()
            raise
        self.is_well = True

    async def watch(self, *, every_seconds: float = 2.0) -> None:
        """Ask for ever; an answer that takes longer than the pause between two is none."""
        while True:
            await asyncio.sleep(every_seconds)
            asking = asyncio.ensure_future(asyncio.to_thread(self._problem))
            done, _ = await asyncio.wait({asking}, timeout=every_seconds)
            if not done:
                self._note(f"no answer within {every_seconds:g} seconds")
            self._note(await asking)

    def close(self) -> None:
        """Close the connections."""
        self._cluster.close()

    def _problem(self) -> str | None:
        try:
            self._cluster.topics(self._topics)
        except OsspulseError as error:
            return str(error)
        return None

    def _note(self, problem: str | None) -> None:
        was_well, self.is_well = self.is_well, problem is None
        if was_well and problem is not None:
            logger.warning("brokers do not answer", extra={"problem": problem})
        if not was_well and problem is None:
            logger.info("brokers answer again")
