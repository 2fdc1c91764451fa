"""Whatever lies in the log: what can be used lands, the rest is set aside, nothing stops a partition."""

import time
from collections.abc import Iterator
from random import Random

import pytest
from kafka import KafkaProducer
from poison import Case, a_raw_producer, spoil_last_batch, the_cases, told_of
from whole_thread import rows

from osspulse.kafka import Cluster, Consumer, Partition
from osspulse.landing import land_new_events
from osspulse.settings import Settings

GOOD = 10_000
SET_ASIDE = 'select partition, "offset", reason from raw.quarantine order by all'
Place = tuple[int, int]


def good(number: int) -> Case:
    body = b'{"number":%d}' % number
    return Case(value=body, headers=told_of(body, name=f"good-{number}"))


class Log:
    """Sends records to the topic's two partitions by turns and remembers what becomes of each."""

    def __init__(self, settings: Settings, producer: KafkaProducer) -> None:
        self.topic = settings.kafka_topic_github
        self._producer = producer
        self._waiting: list[tuple[Case, object]] = []
        self.landing = 0
        self.set_aside: dict[Place, str] = {}

    def send(self, case: Case, *, number: int) -> None:
        """Send it; `settle` says where it came to lie."""
        future = self._producer.send(
            self.topic,
            partition=number % 2,
            key=b"any",
            value=case.value,
            headers=case.headers,
            timestamp_ms=case.timestamp_ms,
        )
        self._waiting.append((case, future))

    def settle(self, *, spoilt: bool = False) -> None:
        """Wait until the broker has everything."""
        self._producer.flush(timeout=60)
        for case, future in self._waiting:
            place = future.get(timeout=60)  # type: ignore[attr-defined]
            reason = "corrupt_batch" if spoilt else case.reason
            if reason is None:
                self.landing += 1
            else:
                self.set_aside[place.partition, place.offset] = reason
        self._waiting.clear()


@pytest.fixture
def producer(kafka_settings: Settings) -> Iterator[KafkaProducer]:
    with a_raw_producer(kafka_settings, linger_ms=20, compression_type="lz4") as producer:
        yield producer


@pytest.mark.parametrize("seed", [13])
def test_p13_l01_l02_l03_l04_l08_l17_l18_l19_l20_l21_l22_l23_l31_poison_among_good_records(
    seed: int, embedded_broker: Settings, kafka_settings: Settings, producer: KafkaProducer
) -> None:
    rng = Random(seed)
    cases = [*(good(number) for number in range(GOOD)), *the_cases()]
    rng.shuffle(cases)
    spoilt_at = rng.randrange(len(cases))
    log = Log(kafka_settings, producer)
    for number, case in enumerate(cases):
        log.send(case, number=number)
        if number == spoilt_at:
            log.settle()
            for doomed in range(5):
                log.send(good(GOOD + doomed), number=0)
            log.settle(spoilt=True)
            spoil_last_batch(embedded_broker, Partition(log.topic, 0))
    log.settle()

    landed = land_new_events(kafka_settings)

    assert landed.new == log.landing, f"seed {seed}"
    set_aside = {(part, offset): reason for part, offset, reason in found(kafka_settings)}
    assert set_aside == log.set_aside, f"seed {seed}"
    assert "corrupt_batch" in log.set_aside.values()
    assert landed.gaps == 0
    assert land_new_events(kafka_settings).new == 0
    assert busy_share(kafka_settings) < 0.2


def found(settings: Settings) -> list[tuple[int, int, str]]:
    return rows(settings.warehouse_file, SET_ASIDE)


def busy_share(settings: Settings) -> float:
    """Which share of a core reading all of the log once more and then waiting takes, while it waits."""
    with Cluster(settings) as cluster:
        parts = cluster.partitions([settings.kafka_topic_github])
        ends = cluster.end_offsets(parts)
    consumer = Consumer(settings, dict.fromkeys(parts, 0))
    try:
        while any(consumer.position(part) < end for part, end in ends.items()):
            consumer.poll(timeout_ms=500)
        begun, used = time.monotonic(), time.process_time()
        while time.monotonic() - begun < 3:
            consumer.poll(timeout_ms=500)
        return (time.process_time() - used) / (time.monotonic() - begun)
    finally:
        consumer.close()


def test_l03_the_bytes_of_a_header_that_is_no_text_are_kept(
    kafka_settings: Settings, producer: KafkaProducer
) -> None:
    log = Log(kafka_settings, producer)
    for number, case in enumerate(
        case for case in the_cases() if case.reason == "undecodable_header"
    ):
        log.send(case, number=number)
    log.settle()

    land_new_events(kafka_settings)

    kept = "select distinct json_extract_string(headers, '$[0][0]'), body from raw.quarantine"
    assert rows(kafka_settings.warehouse_file, kept) == [("base64://7A", b'{"number":1}')]


def test_l08_a_corrupt_batch_is_kept_whole_under_its_first_offset(
    embedded_broker: Settings, kafka_settings: Settings, producer: KafkaProducer
) -> None:
    log = Log(kafka_settings, producer)
    for number in range(6):
        log.send(good(number), number=0)
    log.settle(spoilt=True)
    spoil_last_batch(embedded_broker, Partition(log.topic, 0))
    log.send(good(6), number=0)
    log.settle()

    landed = land_new_events(kafka_settings)

    assert (landed.new, landed.quarantined) == (1, 6)
    kept = 'select "offset", octet_length(body) > 61 from raw.quarantine order by "offset"'
    assert rows(kafka_settings.warehouse_file, kept) == [
        (0, True),
        *((n, None) for n in range(1, 6)),
    ]


@pytest.mark.parametrize("codec", ["gzip", "snappy", "lz4", "zstd"])
def test_l06_l07_each_codec_lands_and_a_bomb_in_it_is_set_aside(
    codec: str, kafka_settings: Settings
) -> None:
    bomb = b'{"a":"' + b"0" * 70_000_000 + b'"}'
    # Kafka's own framing of snappy makes no bombs: it packs twenty to one, and the topic takes 27 MB.
    bombs = [] if codec == "snappy" else [Case(value=bomb, headers=told_of(bomb, name="bomb"))]
    with a_raw_producer(kafka_settings, compression_type=codec) as producer:
        log = Log(kafka_settings, producer)
        for case in (good(1), *bombs, good(2)):
            log.send(case, number=0)
            log.settle()

    landed = land_new_events(kafka_settings)

    assert (landed.new, landed.quarantined) == (2, len(bombs))
    assert {reason for *_, reason in found(kafka_settings)} == {"compression_bomb" for _ in bombs}


def test_l05_a_record_larger_than_a_fetch_lands_whole(
    kafka_settings: Settings, producer: KafkaProducer
) -> None:
    rng = Random(5)
    body = b'{"noise":"' + rng.randbytes(12_900_000).hex().encode() + b'"}'
    large = Case(value=body, headers=told_of(body, name="large"))
    log = Log(kafka_settings, producer)
    for number in range(50):
        log.send(large if number == 25 else good(number), number=0)
    log.settle()

    assert land_new_events(kafka_settings).new == 50
    stored = "select strlen(body), sha256(body) = body_sha256 from raw.events where delivery_id = 'large'"
    assert rows(kafka_settings.warehouse_file, stored) == [(len(body), True)]


def test_l09_aborted_and_control_records_are_invisible_and_no_holes(
    kafka_settings: Settings,
) -> None:
    with a_raw_producer(
        kafka_settings, transactional_id=kafka_settings.kafka_topic_github
    ) as producer:
        producer.init_transactions()
        log = Log(kafka_settings, producer)
        aborted = Log(kafka_settings, producer)
        for turn in range(4):
            producer.begin_transaction()
            for number in range(10):
                (aborted if turn % 2 else log).send(good(turn * 10 + number), number=number)
            log.settle()
            if turn % 2:
                producer.abort_transaction()
            else:
                producer.commit_transaction()

    landed = land_new_events(kafka_settings)

    assert (landed.new, landed.quarantined, landed.gaps) == (20, 0, 0)
    with Cluster(kafka_settings) as cluster:
        assert cluster.end_offsets(list(landed.positions)) == landed.positions
    with a_raw_producer(kafka_settings) as producer:
        after = Log(kafka_settings, producer)
        after.send(good(100), number=0)
        after.settle()
    assert land_new_events(kafka_settings).new == 1, "the anchor lies before control records"
