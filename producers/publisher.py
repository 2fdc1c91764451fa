"""Deliveries to Kafka: each on its topic, each with its own acknowledgement."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Protocol

from osspulse.deliveries import Delivery, Headers, Outgoing
from osspulse.settings import Settings

OnDone = Callable[[Sequence[Outgoing], BaseException | None], None]


class RecordSender(Protocol):
    """What `osspulse.kafka.Producer` offers, and the tests' fake with it."""

    def send(self, topic: str, *, key: bytes | None, value: bytes, headers: Headers) -> Future[int]:
        """The future offset of the record; it fails with Unavailable when the broker has not got it."""

    def send_together(self, records: Sequence[Outgoing], *, on_done: OnDone) -> None:
        """Send at once and never wait; `on_done` hears of each record once, of many at a time."""


class Publisher:
    """Puts deliveries on the topic of their source: live ones on their forge's, all others on backfill."""

    def __init__(self, settings: Settings, producer: RecordSender) -> None:
        """Publish over `producer`, which the caller closes."""
        self._producer = producer
        self._backfill = settings.kafka_topic_backfill
        self._live = {"github": settings.kafka_topic_github, "gitee": settings.kafka_topic_gitee}

    def publish(self, delivery: Delivery) -> Future[int]:
        """The record's future offset; it, or this call, fails with Unavailable."""
        record = self.record(delivery)
        return self._producer.send(
            record.topic, key=record.key, value=record.value, headers=record.headers
        )

    def record(self, delivery: Delivery) -> Outgoing:
        """The record that this delivery becomes."""
        return Outgoing(
            self._live.get(delivery.source, self._backfill),
            delivery.key,
            delivery.body,
            delivery.headers(),
        )

    def send_together(self, records: Sequence[Outgoing], *, on_done: OnDone) -> None:
        """Send the records at once; see `osspulse.kafka.Producer.send_together`."""
        self._producer.send_together(records, on_done=on_done)
