"""Sending many deliveries at once, each acknowledged, in bounded memory."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

from osspulse.deliveries import Delivery, Outgoing
from osspulse.errors import Unavailable
from osspulse.kafka import Producer
from osspulse.settings import Settings
from producers.publisher import Publisher

_MOST_BYTES = 64 * 1024 * 1024
_TOGETHER_BYTES = 1024 * 1024
_OVERHEAD_BYTES = 1024
"""A record costs about this much beside its body while it waits."""


@contextmanager
def bulk_publisher(settings: Settings) -> Iterator[Publisher]:
    """Publishes to the backfill topic, which the brokers are asked about first; raises Unavailable."""
    with closing(Producer(settings)) as producer:
        producer.learn([settings.kafka_topic_backfill])
        yield Publisher(settings, producer)


class BulkSending:
    """Sends in large batches, as many of them in flight as fit; fails as soon as one has failed."""

    def __init__(
        self,
        publisher: Publisher,
        *,
        most_bytes: int = _MOST_BYTES,
        together_bytes: int = _TOGETHER_BYTES,
    ) -> None:
        """Send over `publisher` with at most `most_bytes` unacknowledged, or a single batch.

        Deliveries gather until they have `together_bytes`.
        """
        self._publisher = publisher
        self._most_bytes = most_bytes
        self._together_bytes = together_bytes
        self._gathered: list[Outgoing] = []
        self._gathered_bytes = 0
        self._changed = threading.Condition()
        self._in_flight = 0
        self._failed: BaseException | None = None

    def send(self, delivery: Delivery) -> None:
        """Hand the delivery over, waiting for room; raises what the first failed one failed with."""
        record = self._publisher.record(delivery)
        self._gathered.append(record)
        self._gathered_bytes += _size(record)
        if self._gathered_bytes >= self._together_bytes:
            self._send_gathered()

    def finish(self) -> None:
        """Wait until everything is acknowledged; raises what the first failed one failed with."""
        self._send_gathered()
        with self._changed:
            self._changed.wait_for(lambda: self._failed is not None or self._in_flight == 0)
            self._raise_failure()

    def _send_gathered(self) -> None:
        records, size = self._gathered, self._gathered_bytes
        self._gathered, self._gathered_bytes = [], 0
        with self._changed:
            self._changed.wait_for(
                lambda: (
                    self._failed is not None
                    or self._in_flight == 0
                    or self._in_flight + size <= self._most_bytes
                )
            )
            self._raise_failure()
            self._in_flight += size
        if records:
            self._publisher.send_together(records, on_done=self._settle)

    def _settle(self, records: Sequence[Outgoing], error: BaseException | None) -> None:
        with self._changed:
            self._in_flight -= sum(map(_size, records))
            self._failed = self._failed or error
            self._changed.notify()

    def _raise_failure(self) -> None:
        if self._failed is not None:
            raise Unavailable(f"Kafka did not acknowledge what was sent: {self._failed}")


def _size(record: Outgoing) -> int:
    return len(record.value) + _OVERHEAD_BYTES
