"""Deliveries to Kafka: each on its topic, each with its own acknowledgement."""

from concurrent.futures import Future
from typing import Protocol

from osspulse.deliveries import Delivery, Headers
from osspulse.settings import Settings


class RecordSender(Protocol):
    """What `osspulse.kafka.Producer` offers, and the tests' fake with it."""

    def send(self, topic: str, *, key: bytes | None, value: bytes, headers: Headers) -> Future[int]:
        """The future offset of the record; it fails with Unavailable when the broker has not got it."""


class Publisher:
    """Puts deliveries on the topic of their source: live ones on their forge's, all others on backfill."""

    def __init__(self, settings: Settings, producer: RecordSender) -> None:
        """Publish over `producer`, which the caller closes."""
        self._producer = producer
        self._backfill = settings.kafka_topic_backfill
        self._live = {"github": settings.kafka_topic_github, "gitee": settings.kafka_topic_gitee}

    def publish(self, delivery: Delivery) -> Future[int]:
        """The record's future offset; it, or this call, fails with Unavailable."""
        return self._producer.send(
            self._live.get(delivery.source, self._backfill),
            key=delivery.key,
            value=delivery.body,
            headers=delivery.headers(),
        )
