"""What the receiver relies on in a producer; the fake of the tests keeps it like the real one."""

import random
from collections.abc import Iterator, Sequence
from queue import SimpleQueue

import pytest
from kafka import KafkaAdminClient
from kafka_reading import records_of
from receiver_harness import FakeProducer, eventually

from osspulse.deliveries import Delivery, Outgoing
from osspulse.errors import Unavailable
from osspulse.kafka import Producer
from osspulse.settings import Settings
from producers.publisher import RecordSender
from producers.webhook.app import now


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


class Told:
    """Whom the producer tells of records that were sent together."""

    def __init__(self) -> None:
        self._told: SimpleQueue[tuple[Outgoing, BaseException | None]] = SimpleQueue()

    def __call__(self, records: Sequence[Outgoing], error: BaseException | None) -> None:
        for record in records:
            self._told.put((record, error))

    def of(self, count: int) -> dict[Outgoing, BaseException | None]:
        return dict(self._told.get(timeout=30) for _ in range(count))


def _records(settings: Settings, bodies: Sequence[bytes]) -> list[Outgoing]:
    deliveries = [
        Delivery(
            source="github",
            event="issues",
            delivery_id=f"id-{number}",
            received_at=now(),
            content_type="application/json",
            body=body,
            platform="github",
            repository_id=str(number % 4) if number % 5 else None,
        )
        for number, body in enumerate(bodies)
    ]
    return [
        Outgoing(settings.kafka_topic_github, one.key, one.body, one.headers())
        for one in deliveries
    ]


def test_each_record_that_is_sent_together_is_told_of_once(
    producer: RecordSender, kafka_settings: Settings
) -> None:
    sent = _records(kafka_settings, [b"%d" % number for number in range(200)])
    told = Told()
    learn(producer, kafka_settings)
    producer.send_together(sent, on_done=told)
    assert told.of(200) == dict.fromkeys(sent)


def learn(producer: RecordSender, settings: Settings) -> None:
    if isinstance(producer, Producer):
        producer.learn([settings.kafka_topic_github])


@pytest.fixture
def real(kafka_settings: Settings) -> Iterator[Producer]:
    producer = Producer(kafka_settings)
    yield producer
    producer.close()


@pytest.mark.parametrize(
    "lengths",
    [[0, 1, 63, 64, 127, 128, 8_191, 8_192], [700_000, 700_000, 10, 3_000_000, 10]],
    ids=["small", "more than a batch holds"],
)
def test_what_is_sent_together_is_stored_as_it_was(
    real: Producer, kafka_settings: Settings, lengths: list[int]
) -> None:
    chance = random.Random(7)
    bodies = [chance.randbytes(length) for length in lengths] + [
        b"x" * length for length in lengths
    ]
    sent = _records(kafka_settings, bodies)
    told = Told()
    learn(real, kafka_settings)
    real.send_together(sent, on_done=told)
    assert told.of(len(sent)) == dict.fromkeys(sent)
    stored = {
        record.facts.delivery_id: record.value
        for record in records_of(kafka_settings, kafka_settings.kafka_topic_github)
    }
    assert stored == {f"id-{number}": body for number, body in enumerate(bodies)}


def test_records_of_one_key_keep_their_order(real: Producer, kafka_settings: Settings) -> None:
    told = Told()
    learn(real, kafka_settings)
    bodies = [b"%d" % number for number in range(300)]
    sent = [
        Outgoing(record.topic, b"github:1", record.value, record.headers)
        for record in _records(kafka_settings, bodies)
    ]
    for first in range(0, 300, 7):
        real.send_together(sent[first : first + 7], on_done=told)
    told.of(300)
    stored = records_of(kafka_settings, kafka_settings.kafka_topic_github)
    assert [record.value for record in stored] == bodies


@pytest.fixture
def narrow(kafka_settings: Settings) -> Settings:
    """Settings whose topic of GitHub takes batches of 20 kB at most."""
    topic = f"{kafka_settings.kafka_topic_github}.narrow"
    client = KafkaAdminClient(bootstrap_servers=kafka_settings.kafka_bootstrap_servers)
    options = {
        "num_partitions": 3,
        "replication_factor": 1,
        "configs": {"max.message.bytes": "20000"},
    }
    client.create_topics({topic: options}, wait_for_metadata=True)
    client.close()
    return kafka_settings.model_copy(update={"kafka_topic_github": topic})


def test_a_batch_that_is_too_large_for_the_topic_is_stored_in_parts(
    real: Producer, narrow: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(7)
    sent = _records(narrow, [chance.randbytes(4_000) for _ in range(40)])
    told = Told()
    learn(real, narrow)
    real.send_together(sent, on_done=told)
    assert told.of(40) == dict.fromkeys(sent)
    assert "splitting batch" in caplog.text
    stored = [record.value for record in records_of(narrow, narrow.kafka_topic_github)]
    assert sorted(stored) == sorted(record.value for record in sent)


def test_a_record_that_the_topic_cannot_take_fails(real: Producer, narrow: Settings) -> None:
    (record,) = _records(narrow, [random.Random(7).randbytes(30_000)])
    told = Told()
    learn(real, narrow)
    real.send_together([record], on_done=told)
    assert "MessageSizeTooLarge" in repr(told.of(1)[record])


def test_a_topic_that_is_not_known_is_asked_for(real: Producer, kafka_settings: Settings) -> None:
    told = Told()
    sent = _records(kafka_settings, [b"{}", b"{}"])
    with pytest.raises(Unavailable, match="told nothing of topic"):
        real.send_together(sent, on_done=told)
    assert records_of(kafka_settings, kafka_settings.kafka_topic_github) == []
    eventually(lambda: _is_taken(real, sent, told))
    assert told.of(2) == dict.fromkeys(sent)


def _is_taken(producer: Producer, sent: list[Outgoing], told: Told) -> bool:
    try:
        producer.send_together(sent, on_done=told)
    except Unavailable:
        return False
    return True
