"""The consumer's own promise: what one poll gave is nothing to the next."""

import gc

from kafka import KafkaProducer

from osspulse.kafka import Consumer, Partition, Record
from osspulse.settings import Settings

BODY = b"x" * 1_000
COUNT = 600
POLL_BYTES = 20 * len(BODY)


def test_polls_hold_on_to_nothing_of_those_before(kafka_settings: Settings) -> None:
    topic = kafka_settings.kafka_topic_github
    with KafkaProducer(bootstrap_servers=kafka_settings.kafka_bootstrap_servers) as producer:
        for _ in range(COUNT):
            producer.send(topic, partition=0, value=BODY)
    read, most_held = 0, 0
    consumer = Consumer(kafka_settings, {Partition(topic, 0): 0})
    try:
        while read < COUNT:
            read += len(consumer.poll(timeout_ms=500, most_bytes=POLL_BYTES))
            most_held = max(most_held, _records_held(topic))
    finally:
        consumer.close()
    assert most_held <= 2 * POLL_BYTES // len(BODY), "records of earlier polls are held"


def _records_held(topic: str) -> int:
    """How many records of the topic anything in this process refers to."""
    # By type, for `isinstance` asks a weak proxy for its object, which may be gone.
    records = [found for found in gc.get_objects() if type(found) is Record]
    return sum(record.partition.topic == topic for record in records)
