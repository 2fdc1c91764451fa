"""What the receiver says when the broker is slow, gone or overrun (R55-R60)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from receiver_harness import (
    FakeProducer,
    RunningReceiver,
    a_receiver,
    eventually,
    github_headers,
    read_answer,
    request_bytes,
)

from osspulse.errors import Unavailable
from osspulse.kafka import MAX_RECORD_BYTES
from producers.webhook.hooks import Bounds
from producers.webhook.intake import MAX_BODY_BYTES
from producers.webhook.replays import ReplayGuard

BODY = b'{"repository":{"id":7}}'
REQUEST = request_bytes("POST", "/webhooks/github", github_headers(BODY), BODY)


def _ready(receiver: RunningReceiver) -> int:
    return receiver.send(request_bytes("GET", "/readyz", [])).status


def test_r55_a_broker_that_is_gone_is_never_a_success() -> None:
    producer = FakeProducer()
    producer.error = Unavailable("no broker answers")
    with a_receiver(producer) as receiver:
        answer = receiver.send(REQUEST)
    assert (answer.status, answer.error) == (503, "not_stored")
    assert int(answer.headers["retry-after"]) <= 5


def test_r55_a_record_that_fails_is_never_a_success() -> None:
    producer = FakeProducer(acknowledge=False)
    with a_receiver(producer) as receiver, ThreadPoolExecutor(1) as sender:
        answering = sender.submit(receiver.send, REQUEST)
        eventually(lambda: len(producer.records) == 1)
        producer.records[0].stored.set_exception(Unavailable("not enough replicas"))
        answer = answering.result()
    assert (answer.status, answer.error) == (503, "not_stored")


def test_r56_a_late_acknowledgement_finds_its_sender_told_to_come_again() -> None:
    producer = FakeProducer(acknowledge=False)
    bounds = Bounds(acknowledgement_seconds=0.1)
    with a_receiver(producer, bounds=bounds) as receiver:
        assert receiver.send(REQUEST).status == 503
        assert (
            b"osspulse_held_bytes 23.0" in receiver.send(request_bytes("GET", "/metrics", [])).body
        )
        producer.acknowledge = True
        producer.records[0].stored.set_result(0)
        eventually(lambda: receiver.send(REQUEST).status == 202)
        assert (
            b"osspulse_held_bytes 0.0" in receiver.send(request_bytes("GET", "/metrics", [])).body
        )


def test_r56_while_the_broker_hangs_refusals_come_at_once() -> None:
    producer = FakeProducer(acknowledge=False)
    with a_receiver(producer, bounds=Bounds(acknowledgement_seconds=0.1)) as receiver:
        answers = [receiver.send(REQUEST) for _ in range(20)]
    assert {answer.status for answer in answers} == {503}
    assert len(producer.records) == 1


def test_readiness_goes_false_before_the_first_refusal() -> None:
    producer = FakeProducer(acknowledge=False)
    bounds = Bounds(acknowledgement_seconds=30)
    with a_receiver(producer, bounds=bounds) as receiver, receiver.connect() as waiting:
        assert _ready(receiver) == 200
        waiting.sendall(REQUEST)
        eventually(lambda: _ready(receiver) == 503)
        producer.records[0].stored.set_result(0)
        assert read_answer(waiting).status == 202
        assert _ready(receiver) == 200


def test_readiness_follows_the_brokers() -> None:
    well = threading.Event()
    with a_receiver(FakeProducer(), is_ready=well.is_set) as receiver:
        assert _ready(receiver) == 503
        well.set()
        assert _ready(receiver) == 200


def test_r57_every_legal_body_fits_a_record() -> None:
    assert MAX_BODY_BYTES + 1_000_000 < MAX_RECORD_BYTES


def test_r59_more_than_fits_is_refused_and_then_taken() -> None:
    producer = FakeProducer(acknowledge=False)
    bounds = Bounds(sending_bytes=3 * len(BODY), acknowledgement_seconds=30)
    with a_receiver(producer, bounds=bounds) as receiver:
        waiting = [receiver.connect() for _ in range(3)]
        for connection in waiting:
            connection.sendall(REQUEST)
        eventually(lambda: len(producer.records) == 3)
        refused = receiver.send(REQUEST)
        assert (refused.status, refused.error) == (503, "overloaded")
        assert int(refused.headers["retry-after"]) <= 5
        for record in producer.records:
            record.stored.set_result(0)
        for connection in waiting:
            assert read_answer(connection).status == 202
            connection.close()
        producer.acknowledge = True
        assert receiver.send(REQUEST).status == 202


def test_r59_bodies_that_are_being_read_are_bounded_too() -> None:
    producer = FakeProducer()
    with (
        a_receiver(producer, bounds=Bounds(reading_bytes=1_000)) as receiver,
        receiver.connect() as slow,
    ):
        headers = [*github_headers(BODY), ("Content-Length", "2000")]
        slow.sendall(request_bytes("POST", "/webhooks/github", headers, b"x" * 999))
        eventually(lambda: receiver.send(REQUEST).status == 503)
        slow.close()
        eventually(lambda: receiver.send(REQUEST).status == 202)


def test_r60_a_delivery_in_flight_is_answered_before_the_end() -> None:
    producer = FakeProducer(acknowledge=False)
    with a_receiver(producer, bounds=Bounds(acknowledgement_seconds=30)) as receiver:
        connection = receiver.connect()
        connection.sendall(REQUEST)
        eventually(lambda: len(producer.records) == 1)
        threading.Timer(0.3, producer.records[0].stored.set_result, [0]).start()
    with connection:
        assert read_answer(connection).status == 202
        assert connection.recv(1) == b""
    with pytest.raises(OSError, match="refused"):
        receiver.connect()


def test_a_broken_replay_guard_refuses_and_stores_nothing() -> None:
    guard = ReplayGuard()
    guard.close()
    with pytest.raises(Unavailable, match="replay guard failed"):
        guard.check(
            timestamp=b"1", signature=b"s", body=b"b", moment=datetime(2026, 1, 1, tzinfo=UTC)
        )
