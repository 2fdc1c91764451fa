"""Everything this project says to Kafka; the only package that imports `kafka`.

Bytes in, bytes out. The explicit settings are there because the client's defaults lose data or
take ten times as long: see docs/architecture.md.
"""

from osspulse.kafka.cluster import (
    LANDING_GROUP,
    Cluster,
    TopicFacts,
    broker_reachable,
    ensure_topics,
    partitions_of,
)
from osspulse.kafka.connection import MAX_RECORD_BYTES, Partition
from osspulse.kafka.consumer import Consumer
from osspulse.kafka.fetching import Hole
from osspulse.kafka.producer import Producer
from osspulse.kafka.records import Record

__all__ = [
    "LANDING_GROUP",
    "MAX_RECORD_BYTES",
    "Cluster",
    "Consumer",
    "Hole",
    "Partition",
    "Producer",
    "Record",
    "TopicFacts",
    "broker_reachable",
    "ensure_topics",
    "partitions_of",
]
