"""Telling the topic of dead letters what was put in quarantine.

Rows of raw.quarantine are the truth; the topic is for whoever wants to hear of them at once. It is
told before they are stored: killed in between, landing tells it again, and the header
`ce_deadletterof` says that it is the same record.
"""

import logging
from collections.abc import Iterable
from types import TracebackType
from typing import Self

from osspulse.errors import Unavailable
from osspulse.kafka import Producer, Record
from osspulse.landing.batches import Quarantined
from osspulse.settings import Settings

logger = logging.getLogger(__name__)

_WAIT_SECONDS = 30


class DeadLetters:
    """The topic of dead letters; connects when the first one is told."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._producer: Producer | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._producer is None:
            return
        try:
            self._producer.close()
        except Unavailable as unsent:
            _say_untold(unsent)

    def tell(self, quarantined: Iterable[Quarantined]) -> None:
        """Send each record with its reason; where that fails, say so and let landing go on."""
        try:
            self._tell(list(quarantined))
        except (Unavailable, TimeoutError) as error:
            _say_untold(error)

    def _tell(self, quarantined: list[Quarantined]) -> None:
        if not quarantined:
            return
        if self._producer is None:
            self._producer = Producer(self._settings)
        waiting = [
            self._producer.send(
                self._settings.kafka_topic_dead_letters,
                key=place_of(lost.record).encode(),  # without a body, the client wants a key
                value=lost.record.value,
                headers=[
                    *((name, value or b"") for name, value in lost.record.headers),
                    ("ce_deadletterof", place_of(lost.record).encode()),
                    ("ce_deadletterreason", lost.reason.encode()),
                ],
            )
            for lost in quarantined
        ]
        for stored in waiting:
            stored.result(timeout=_WAIT_SECONDS)


def _say_untold(error: Exception) -> None:
    logger.warning("dead letters not told to their topic", extra={"reason": str(error)})


def place_of(record: Record) -> str:
    """Where the record lies, as `topic/partition/offset`."""
    return f"{record.partition.topic}/{record.partition.number}/{record.offset}"
