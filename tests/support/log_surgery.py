"""What happens to topics behind landing's back: deleted, made again, shortened, widened."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from kafka import KafkaAdminClient, TopicPartition
from kafka.errors import TopicAlreadyExistsError

from osspulse.kafka import Partition, ensure_topics
from osspulse.settings import Settings


@contextmanager
def an_admin(settings: Settings) -> Iterator[KafkaAdminClient]:
    """A client for administration, closed in the end."""
    client = KafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap_servers)
    try:
        yield client
    finally:
        client.close()


def recreate(settings: Settings, topic: str) -> None:
    """Delete the topic and make an empty one of the same name."""
    with an_admin(settings) as admin:
        admin.delete_topics([topic])
        while topic in admin.list_topics():
            time.sleep(0.05)
    for _ in range(100):
        try:
            ensure_topics(settings)
        except TopicAlreadyExistsError:  # the old one is still going
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"topic {topic} could not be made again")


def drop_records(settings: Settings, before: Mapping[Partition, int]) -> None:
    """Let the log begin at these offsets, as retention would."""
    with an_admin(settings) as admin:
        admin.delete_records({TopicPartition(*part): offset for part, offset in before.items()})


def widen(settings: Settings, topic: str, *, partitions: int) -> None:
    """Give the topic more partitions."""
    with an_admin(settings) as admin:
        admin.create_partitions({topic: partitions})
