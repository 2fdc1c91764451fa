"""Sending records, each with its own acknowledgement."""

import math
import time
from collections.abc import Sequence
from concurrent.futures import Future
from functools import lru_cache
from typing import Any

from kafka import KafkaProducer
from kafka.errors import KafkaError, KafkaTimeoutError
from kafka.partitioner.default import DefaultPartitioner, murmur2
from kafka.producer.future import RecordMetadata

from osspulse.deliveries import Headers
from osspulse.errors import Unavailable
from osspulse.kafka.connection import (
    CONNECT_MS,
    MAX_RECORD_BYTES,
    connecting,
    kafka_errors_named,
)
from osspulse.settings import Settings

_BATCH_BYTES = 1024 * 1024


_remembered_hash = lru_cache(maxsize=16_384)(murmur2)


class _RememberingPartitioner(DefaultPartitioner):  # type: ignore[misc]
    """The default choice; the hash of a key, made in Python, is made once for each repository."""

    def partition(  # noqa: PLR0917 - the client calls it so
        self,
        topic: str,
        key: bytes | None,
        serialized_key: bytes | None,
        value: bytes,
        serialized_value: bytes,
        cluster: Any,
    ) -> int:
        if serialized_key is None:
            chosen: int = super().partition(
                topic, key, serialized_key, value, serialized_value, cluster
            )
            return chosen
        partitions = sorted(cluster.partitions_for_topic(topic))
        number: int = partitions[(_remembered_hash(serialized_key) & 0x7FFFFFFF) % len(partitions)]
        return number


class Producer:
    """Sends records; each future resolves with the record's offset once all replicas have it."""

    def __init__(
        self, settings: Settings, *, linger_ms: int = 2, topic_wait_ms: int = 4_000
    ) -> None:
        """Connect. A receiver lingers little, a backfill (50 ms) a lot.

        `send` holds its caller up for at most `topic_wait_ms` where it does not know the topic yet.
        """
        self._settings = settings
        with connecting(settings) as connection:
            self._client = KafkaProducer(
                client_id="osspulse-producer",
                acks="all",
                enable_idempotence=True,
                retries=math.inf,
                delivery_timeout_ms=30_000,
                request_timeout_ms=10_000,
                max_block_ms=topic_wait_ms,
                max_request_size=MAX_RECORD_BYTES,
                batch_size=_BATCH_BYTES,
                linger_ms=linger_ms,
                compression_type="zstd",
                allow_auto_create_topics=False,
                partitioner=_RememberingPartitioner(),
                metrics_enabled=False,
                **connection,
            )

    def send(
        self,
        topic: str,
        *,
        key: bytes | None,
        value: bytes | None,
        headers: Headers,
        partition: int | None = None,
    ) -> Future[int]:
        """The future offset of the record; it fails with Unavailable when the broker has not got it.

        The key chooses the partition where none is named.
        """
        try:
            sent = self._client.send(
                topic, value=value, key=key, headers=headers, partition=partition
            )
        except KafkaError:
            with kafka_errors_named(self._settings):
                raise
        stored: Future[int] = Future()

        def store(place: RecordMetadata) -> None:
            stored.set_result(place.offset)

        def fail(error: BaseException) -> None:
            stored.set_exception(
                Unavailable(f"Kafka did not acknowledge a record for topic {topic}: {error}")
            )

        sent.add_callback(store)
        sent.add_errback(fail)
        return stored

    def learn(self, topics: Sequence[str]) -> None:
        """Get to know the topics, so that no `send` has to wait; raises Unavailable when that fails."""
        with kafka_errors_named(self._settings):
            for topic in topics:
                self._learn(topic)

    def _learn(self, topic: str) -> None:
        deadline = time.monotonic() + CONNECT_MS / 1000
        while True:
            try:
                self._client.partitions_for(topic)
            except KafkaTimeoutError:
                if time.monotonic() > deadline:
                    raise
            else:
                return

    def close(self, *, timeout_seconds: float = 10) -> None:
        """Send what is buffered, then close the connections."""
        self._client.close(timeout=timeout_seconds)
