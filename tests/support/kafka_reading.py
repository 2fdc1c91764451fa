"""Everything that a topic holds."""

from dataclasses import dataclass

from osspulse.deliveries import RecordFacts, read_headers
from osspulse.kafka import Cluster, Consumer, Record
from osspulse.settings import Settings


@dataclass(frozen=True, slots=True)
class StoredRecord:
    facts: RecordFacts
    value: bytes


def records_of(settings: Settings, topic: str) -> list[StoredRecord]:
    """The topic's records with the facts of their headers, in order within each partition."""
    return [
        StoredRecord(read_headers(record.headers), record.value or b"")
        for record in raw_records_of(settings, topic)
    ]


def raw_records_of(settings: Settings, topic: str) -> list[Record]:
    """The topic's records as they lie there, in order within each partition."""
    with Cluster(settings) as cluster:
        partitions = cluster.partitions([topic])
        ends = cluster.end_offsets(partitions)
    consumer = Consumer(settings, dict.fromkeys(partitions, 0))
    found: list[Record] = []
    try:
        while any(consumer.position(part) < end for part, end in ends.items()):
            found += consumer.poll(timeout_ms=1_000)
    finally:
        consumer.close()
    return found
