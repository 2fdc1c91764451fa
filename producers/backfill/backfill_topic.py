"""The topic that history goes to, as the brokers know it: the truth about what was sent."""

from collections.abc import Mapping
from types import TracebackType
from typing import Self

from osspulse.deliveries import read_headers
from osspulse.errors import InvalidEvent, Unavailable
from osspulse.kafka import Cluster, Consumer, Partition, partitions_of
from osspulse.settings import Settings
from producers.backfill.ledger import Offsets

_POLL_MS = 1_000
_MOST_IDLE_POLLS = 30


class BackfillTopic:
    """The backfill topic of the settings; close it after use."""

    def __init__(self, settings: Settings) -> None:
        """Connect; raises Unavailable, or WrongUsage when the topic does not exist."""
        self._settings = settings
        self._name = settings.kafka_topic_backfill
        self._cluster = Cluster(settings)
        try:
            topics = self._cluster.topics([self._name])
        except BaseException:
            self._cluster.close()
            raise
        self.id = topics[self._name].topic_id
        self._partitions = partitions_of(topics)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._cluster.close()

    def ends(self) -> Offsets:
        """The offset after the last record of each partition."""
        found = self._cluster.end_offsets(self._partitions)
        return {part.number: offset for part, offset in found.items()}

    def delivery_ids(self, starts: Mapping[int, int], ends: Mapping[int, int]) -> set[str]:
        """The ids of the records between these offsets that the topic still holds.

        Raises Unavailable when the brokers stop answering meanwhile.
        """
        oldest = self._cluster.start_offsets(self._partitions)
        begin = {part: max(starts.get(part.number, 0), oldest[part]) for part in self._partitions}
        open_parts = {part for part in self._partitions if begin[part] < ends.get(part.number, 0)}
        if not open_parts:
            return set()
        consumer = Consumer(self._settings, {part: begin[part] for part in open_parts})
        try:
            return self._read(consumer, open_parts, ends)
        finally:
            consumer.close()

    def _read(
        self, consumer: Consumer, open_parts: set[Partition], ends: Mapping[int, int]
    ) -> set[str]:
        found: set[str] = set()
        idle = 0
        while open_parts:
            records = consumer.poll(timeout_ms=_POLL_MS)
            idle = 0 if records else idle + 1
            if idle > _MOST_IDLE_POLLS:
                raise Unavailable(
                    f"topic {self._name} on {self._settings.kafka_bootstrap_servers} cannot be "
                    "read to its end; try again when the brokers are well"
                )
            for record in records:
                found.update(_id_of(record.headers))
            open_parts = {
                part for part in open_parts if consumer.position(part) < ends[part.number]
            }
        return found


def _id_of(headers: list[tuple[str, bytes | None]]) -> tuple[str, ...]:
    try:
        return (read_headers(headers).delivery_id,)
    except InvalidEvent:  # nothing of ours: landing quarantines it
        return ()
