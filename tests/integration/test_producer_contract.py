"""What the receiver relies on in a producer; the fake of the tests keeps it like the real one."""

from collections.abc import Iterator

import pytest
from receiver_harness import FakeProducer

from osspulse.kafka import Producer
from osspulse.settings import Settings
from producers.publisher import RecordSender


@pytest.fixture(params=["fake", "real"])
def producer(request: pytest.FixtureRequest, kafka_settings: Settings) -> Iterator[RecordSender]:
    if request.param == "fake":
        yield FakeProducer()
        return
    real = Producer(kafka_settings)
    yield real
    real.close()


def test_records_of_one_key_are_acknowledged_with_rising_offsets(
    producer: RecordSender, kafka_settings: Settings
) -> None:
    sent = [
        producer.send(
            kafka_settings.kafka_topic_github,
            key=b"github:7",
            value=b"%d" % number,
            headers=[("ce_id", b"1")],
        )
        for number in range(3)
    ]
    assert [stored.result(timeout=30) for stored in sent] == [0, 1, 2]


def test_whoever_asks_is_told_of_the_acknowledgement(
    producer: RecordSender, kafka_settings: Settings
) -> None:
    told: list[int] = []
    stored = producer.send(kafka_settings.kafka_topic_gitee, key=None, value=b"{}", headers=[])
    stored.add_done_callback(lambda done: told.append(done.result()))
    stored.result(timeout=30)
    stored.add_done_callback(lambda done: told.append(done.result()))
    assert told[-1] == 0
