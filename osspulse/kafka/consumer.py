"""Reading assigned partitions from given offsets."""

from collections.abc import Mapping
from functools import partial

from kafka import KafkaConsumer, TopicPartition

from osspulse.kafka.connection import MAX_RECORD_BYTES, Partition, connecting, kafka_errors_named
from osspulse.kafka.fetching import EnoughRead, Hole, Reading, TolerantRecords
from osspulse.kafka.records import Record
from osspulse.settings import Settings

POLL_BYTES = 16 * 1024 * 1024
"""A poll gives about as much at most, or one record that is larger."""


class Consumer:
    """Reads assigned partitions from given offsets; never commits, never rebalances."""

    def __init__(
        self, settings: Settings, starts: Mapping[Partition, int], *, least_bytes: bool = False
    ) -> None:
        """Connect and go to `starts`; with `least_bytes` the brokers send one batch at a time."""
        self._settings = settings
        self._reading = Reading()
        with connecting(settings) as connection:
            self._client = KafkaConsumer(
                client_id="osspulse-consumer",
                group_id=None,
                enable_auto_commit=False,
                auto_offset_reset="none",
                isolation_level="read_committed",
                allow_auto_create_topics=False,
                metrics_enabled=False,
                max_poll_records=20_000,
                fetch_max_bytes=2 * MAX_RECORD_BYTES,
                max_partition_fetch_bytes=1 if least_bytes else 8 * 1024 * 1024,
                **connection,
            )
            fetcher = self._client._fetcher  # noqa: SLF001 - the client offers no other way
            fetcher.PartitionRecords = partial(TolerantRecords, reading=self._reading)
            self._client.assign([TopicPartition(*part) for part in starts])
            for part, offset in starts.items():
                self._client.seek(TopicPartition(*part), offset)

    def poll(self, *, timeout_ms: int, most_bytes: int = POLL_BYTES) -> list[Record]:
        """The next records, in order within each partition; empty when none came in time.

        They are about `most_bytes` in all at most - `POLL_BYTES` where that is less -, or one larger record.

        What cannot be read comes too, as records with a problem: nothing stops a partition but a
        batch whose end cannot be found, which raises Unavailable.
        """
        self._reading.bytes_left = min(most_bytes, POLL_BYTES)
        with kafka_errors_named(self._settings):
            try:
                polled = self._client.poll(timeout_ms=timeout_ms)
            except EnoughRead as left_over:  # from the poll before, which it ended
                left_over.__traceback__ = None  # its frames hold that poll's records
                polled = None
            if polled is None:  # not above, where the next error would hold on to this one
                polled = self._client.poll(timeout_ms=timeout_ms)
        return [record for records in polled.values() for record in records]

    def holes(self) -> list[Hole]:
        """What was missing between the records polled since this was last asked."""
        found, self._reading.holes = self._reading.holes, []
        return found

    def position(self, partition: Partition) -> int:
        """The offset that `poll` reads next, past whatever is invisible to readers."""
        with kafka_errors_named(self._settings):
            return int(self._client.position(TopicPartition(*partition)))

    def seek(self, partition: Partition, offset: int) -> None:
        """Read this partition from `offset` on."""
        self._client.seek(TopicPartition(*partition), offset)

    def stop(self, partition: Partition) -> None:
        """Fetch no more of this partition."""
        self._client.pause(TopicPartition(*partition))

    def close(self) -> None:
        """Close the connections; nothing is committed."""
        self._client.close(autocommit=False)
