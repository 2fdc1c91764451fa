"""Sending records, each with its own acknowledgement."""

import math
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from functools import lru_cache
from typing import Any

from kafka import KafkaProducer, TopicPartition
from kafka.errors import KafkaError, KafkaTimeoutError
from kafka.partitioner.default import DefaultPartitioner, murmur2
from kafka.producer.future import RecordMetadata
from zstandard import ZstdCompressor

from osspulse.deliveries import Headers, Outgoing
from osspulse.errors import Unavailable
from osspulse.kafka.batches import OnDone, write_batch
from osspulse.kafka.connection import (
    CONNECT_MS,
    MAX_RECORD_BYTES,
    connecting,
    kafka_errors_named,
)
from osspulse.settings import Settings

_BATCH_BYTES = 1024 * 1024
_RECORD_OVERHEAD_BYTES = 1024
"""A record's headers and framing come to less."""

_COMPRESSION_LEVEL = 1
"""The client's own 3 takes half as long again, for nothing on deliveries."""

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
        self._partitioner = _RememberingPartitioner()
        self._compressor = ZstdCompressor(level=_COMPRESSION_LEVEL)
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
                partitioner=self._partitioner,
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

    def send_together(self, records: Sequence[Outgoing], *, on_done: OnDone) -> None:
        """Send records of known topics at once, without lingering, and never wait.

        `on_done` is called in the sender's thread, once for each record and for many at a time: with
        what the broker has, or with the error that kept it from having them. Raises Unavailable
        where a topic is not known, and asks for it; then none of the records is sent.
        """
        together: dict[TopicPartition, list[Outgoing]] = defaultdict(list)
        for record in records:
            together[self._place(record)].append(record)
        for place, group in together.items():
            for batch in _batches(group):
                write_batch(
                    batch,
                    to=place,
                    through=self._client._accumulator,  # noqa: SLF001 - see batches.py
                    compressor=self._compressor,
                    on_done=on_done,
                )
        self._client._sender.wakeup()  # noqa: SLF001

    def _place(self, record: Outgoing) -> TopicPartition:
        cluster = self._client._metadata  # noqa: SLF001
        try:
            number = self._partitioner.partition(
                record.topic, record.key, record.key, record.value, record.value, cluster
            )
        except (TypeError, ValueError):  # the client's ways to say that it knows no partition
            self._client._sender.add_topic(record.topic)  # noqa: SLF001
            cluster.request_update()
            self._client._sender.wakeup()  # noqa: SLF001
            raise Unavailable(f"Kafka has told nothing of topic {record.topic} yet") from None
        return TopicPartition(record.topic, number)

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
        """Send what is buffered, then close the connections; Unavailable where that cannot be sent."""
        with kafka_errors_named(self._settings):
            self._client.close(timeout=timeout_seconds)


def _batches(records: list[Outgoing]) -> Iterator[list[Outgoing]]:
    """The records in their order, in groups that one batch can hold."""
    first = 0
    size = 0
    for place, record in enumerate(records):
        length = len(record.value) + _RECORD_OVERHEAD_BYTES
        if size and size + length > _BATCH_BYTES:
            yield records[first:place]
            first, size = place, 0
        size += length
    yield records[first:]
