"""Sending records, each with its own acknowledgement."""

import math
from concurrent.futures import Future

from kafka import KafkaProducer

from osspulse.deliveries import Headers
from osspulse.errors import Unavailable
from osspulse.kafka.connection import MAX_RECORD_BYTES, connection, kafka_errors_named
from osspulse.settings import Settings

_BATCH_BYTES = 1024 * 1024


class Producer:
    """Sends records; each future resolves with the record's offset once all replicas have it."""

    def __init__(self, settings: Settings, *, linger_ms: int = 2) -> None:
        """Connect. A receiver lingers little, a backfill (50 ms) a lot."""
        self._settings = settings
        with kafka_errors_named(settings):
            self._client = KafkaProducer(
                client_id="osspulse-producer",
                acks="all",
                enable_idempotence=True,
                retries=math.inf,
                delivery_timeout_ms=30_000,
                request_timeout_ms=10_000,
                max_block_ms=4_000,
                max_request_size=MAX_RECORD_BYTES,
                batch_size=_BATCH_BYTES,
                linger_ms=linger_ms,
                compression_type="zstd",
                allow_auto_create_topics=False,
                metrics_enabled=False,
                **connection(settings),
            )

    def send(self, topic: str, *, key: bytes | None, value: bytes, headers: Headers) -> Future[int]:
        """The future offset of the record; it fails with Unavailable when the broker has not got it."""
        stored: Future[int] = Future()
        with kafka_errors_named(self._settings):
            sent = self._client.send(topic, value=value, key=key, headers=headers)
        sent.add_callback(lambda place: stored.set_result(place.offset))
        sent.add_errback(
            lambda error: stored.set_exception(
                Unavailable(f"Kafka did not acknowledge a record for topic {topic}: {error}")
            )
        )
        return stored

    def close(self, *, timeout_seconds: float = 10) -> None:
        """Send what is buffered, then close the connections."""
        self._client.close(timeout=timeout_seconds)
