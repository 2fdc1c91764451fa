"""A backlog to land, and the bare client that reads it."""

import json
import random
import time
from collections.abc import Iterable
from datetime import UTC, datetime

from kafka import KafkaConsumer, TopicPartition

from osspulse.deliveries import Delivery
from osspulse.kafka import MAX_RECORD_BYTES, Cluster, Producer
from osspulse.settings import Settings

_BODIES = 400
_IN_FLIGHT = 5_000
_MEGABYTE = 1024 * 1024


def _body(number: int, size: int) -> bytes:
    """JSON that compresses about as well as a forge's."""
    chance = random.Random(number)  # noqa: S311 - a load, no secret
    urls = {
        f"member_{place}_url": f"https://forge.example/repositories/{chance.getrandbits(64)}/{place}"
        for place in range(size // 85)
    }
    body = {"action": "opened", "repository": {"id": number % 20, **urls}}
    missing = size - len(json.dumps(body)) - len(', "note": ""')
    note = "".join(chance.choices("etaoin shrdlu", k=max(0, missing)))
    return json.dumps({**body, "note": note}).encode()


def bodies_of(body_bytes: int, *, count: int) -> Iterable[bytes]:
    """JSON of this size, a few hundred different ones over and over."""
    bodies = [_body(number, body_bytes) for number in range(_BODIES)]
    return (bodies[number % _BODIES] for number in range(count))


def send_all(settings: Settings, topic: str, bodies: Iterable[bytes]) -> int:
    """Send each body as a delivery; returns their bytes in all when every one is acknowledged."""
    producer = Producer(settings, linger_ms=50)
    waiting = []
    sent = 0
    for number, body in enumerate(bodies):
        sent += len(body)
        delivery = Delivery(
            source="github",
            event="issues",
            delivery_id=f"{number:036}",
            received_at=datetime(2026, 6, 1, tzinfo=UTC),
            content_type="application/json",
            body=body,
            platform="github",
            repository_id=str(number % 97),
        )
        waiting.append(
            producer.send(topic, key=delivery.key, value=delivery.body, headers=delivery.headers())
        )
        if len(waiting) == _IN_FLIGHT:
            for stored in waiting:
                stored.result(timeout=60)
            waiting.clear()
    for stored in waiting:
        stored.result(timeout=60)
    producer.close()
    return sent


def bare_rate(settings: Settings, topic: str) -> float:
    """Events per second of a loop that reads the topic from its start to its end."""
    with Cluster(settings) as cluster:
        ends = cluster.end_offsets(cluster.partitions([topic]))
    begun = time.perf_counter()
    consumer = KafkaConsumer(
        bootstrap_servers=settings.kafka_bootstrap_servers,
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="none",
        isolation_level="read_committed",
        metrics_enabled=False,
        max_poll_records=20_000,
        fetch_max_bytes=2 * MAX_RECORD_BYTES,
        max_partition_fetch_bytes=8 * _MEGABYTE,
        receive_message_max_bytes=4 * MAX_RECORD_BYTES,
    )
    consumer.assign([TopicPartition(*part) for part in ends])
    for part in ends:
        consumer.seek(TopicPartition(*part), 0)
    count = left = sum(ends.values())
    while left > 0:
        left -= sum(map(len, consumer.poll(timeout_ms=500).values()))
    seconds = time.perf_counter() - begun
    consumer.close()
    return count / seconds
