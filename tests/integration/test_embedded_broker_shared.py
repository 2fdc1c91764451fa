"""The broker that the other tests rely on."""

import os

from osspulse.kafka import Cluster, Producer
from osspulse.settings import Settings


def test_a_test_has_topics_of_its_own_on_the_shared_broker(kafka_settings: Settings) -> None:
    with Cluster(kafka_settings) as cluster:
        topics = cluster.topics(kafka_settings.event_topics)

    assert [facts.partitions for facts in topics.values()] == [(0, 1)] * 3


def test_the_largest_body_a_forge_sends_fits_through_the_broker(kafka_settings: Settings) -> None:
    producer = Producer(kafka_settings)
    try:
        body = os.urandom(25 * 1024 * 1024)  # it does not compress
        sent = producer.send(kafka_settings.kafka_topic_github, key=None, value=body, headers=[])
        assert sent.result(timeout=60) is not None
    finally:
        producer.close()
