"""Several requests on one connection: each answered in its turn, and none leaves anything held."""

import hashlib
import socket
from collections.abc import Iterator

import psutil
import pytest
from receiver_harness import (
    GUID,
    FakeProducer,
    RunningReceiver,
    a_receiver,
    eventually,
    github_headers,
    read_answer,
    request_bytes,
)

BODY = b'{"repository": {"id": 1, "full_name": "acme/robot"}}'
HELD = "osspulse_held_bytes"


@pytest.fixture
def producer() -> FakeProducer:
    return FakeProducer()


@pytest.fixture
def receiver(producer: FakeProducer) -> Iterator[RunningReceiver]:
    with a_receiver(producer) as running:
        yield running


def _request(number: int, body: bytes = BODY) -> bytes:
    headers = github_headers(body, guid=f"{GUID[:-3]}{number:03}")
    return request_bytes("POST", "/webhooks/github", headers, body)


def _held(receiver: RunningReceiver) -> float:
    receiver.metrics.exposed()
    return receiver.count(HELD)


class _Answers:
    """Reads one answer after another, however the receiver's pieces come."""

    def __init__(self, connection: socket.socket) -> None:
        self._lines = connection.makefile("rb")

    def status(self) -> int:
        status = int(self._lines.readline().split()[1])
        length = 0
        while (line := self._lines.readline().lower()) != b"\r\n":
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        self._lines.read(length)
        return status


def test_requests_sent_at_once_are_answered_and_stored_in_their_order(
    receiver: RunningReceiver, producer: FakeProducer
) -> None:
    forged = request_bytes("POST", "/webhooks/github", github_headers(b"other"), BODY)
    probe = request_bytes("GET", "/healthz", [])
    with receiver.connect() as connection:
        connection.sendall(_request(1) + forged + probe + _request(2) + _request(3))
        answers = _Answers(connection)
        assert [answers.status() for _ in range(5)] == [202, 403, 200, 202, 202]
    assert [record.header("ce_id")[-3:] for record in producer.records] == ["001", "002", "003"]


def test_too_many_requests_sent_at_once_end_the_connection(receiver: RunningReceiver) -> None:
    forged = request_bytes("POST", "/webhooks/github", github_headers(b"other"), BODY)
    with receiver.connect() as connection:
        connection.sendall(forged * 200)
        connection.shutdown(socket.SHUT_WR)
        answers = connection.makefile("rb").read()
    assert 33 <= answers.count(b"HTTP/1.1 403") < 200
    assert answers.count(b"connection: close") == 1
    assert receiver.count("osspulse_requests_refused_total", source="none", error="overloaded") == 1


def test_a_later_request_waits_for_the_answer_to_an_earlier_one() -> None:
    producer = FakeProducer(acknowledge=False)
    with a_receiver(producer) as receiver, receiver.connect() as connection:
        connection.sendall(_request(1) + _request(2))
        eventually(lambda: len(producer.records) == 1)
        eventually(lambda: _held(receiver) == 2 * len(BODY))
        producer.records[0].stored.set_result(0)
        answers = _Answers(connection)
        assert answers.status() == 202
        eventually(lambda: len(producer.records) == 2)
        producer.records[1].stored.set_result(1)
        assert answers.status() == 202
        assert _held(receiver) == 0


def test_a_sender_that_leaves_with_requests_waiting_leaves_nothing_held() -> None:
    producer = FakeProducer(acknowledge=False)
    with a_receiver(producer) as receiver:
        with receiver.connect() as connection:
            connection.sendall(_request(1) + _request(2) + _request(3)[:-5])
            eventually(lambda: len(producer.records) == 1)
            eventually(lambda: _held(receiver) == 3 * len(BODY) - 5)
        producer.acknowledge = True
        producer.records[0].stored.set_result(0)
        eventually(lambda: _held(receiver) == 0)
        assert "003" not in {record.header("ce_id")[-3:] for record in producer.records}


@pytest.mark.slow
def test_a_sender_that_reads_no_answers_is_cut_off(receiver: RunningReceiver) -> None:
    forged = request_bytes("POST", "/webhooks/github", github_headers(b"other"), BODY)
    sent = 0
    with receiver.connect() as connection:
        while _refused(receiver) == sent:
            connection.sendall(forged * 30)
            sent += 30
            eventually(lambda: _refused(receiver) == sent or not _is_connected(receiver))  # noqa: B023
        assert not _is_connected(receiver)


def _refused(receiver: RunningReceiver) -> float:
    labels = {"source": "github", "error": "bad_signature"}
    return receiver.count("osspulse_requests_refused_total", **labels)


def _is_connected(receiver: RunningReceiver) -> bool:
    """Whether the receiver holds a connection; the system may still deliver what it wrote."""
    return any(
        found.status == psutil.CONN_ESTABLISHED and found.laddr.port == receiver.port
        for found in psutil.Process().net_connections("tcp")
    )


def test_a_sender_that_asks_whether_to_continue_is_told_to(
    receiver: RunningReceiver, producer: FakeProducer
) -> None:
    headers = [*github_headers(BODY), ("Expect", "100-continue")]
    head = request_bytes("POST", "/webhooks/github", headers, BODY)[: -len(BODY)]
    with receiver.connect() as connection:
        connection.sendall(head)
        assert read_answer(connection).status == 100
        connection.sendall(BODY)
        assert read_answer(connection).status == 202
    assert producer.records[0].header("ce_bodysha256") == hashlib.sha256(BODY).hexdigest()


def test_a_sender_that_asks_whether_to_continue_is_told_not_to(receiver: RunningReceiver) -> None:
    headers = [*github_headers(BODY)[:-1], ("Expect", "100-continue"), ("Content-Length", "9")]
    answer = receiver.send(request_bytes("POST", "/webhooks/github", headers))
    assert (answer.status, answer.error) == (403, "bad_signature")


@pytest.mark.parametrize(
    "target", ["/webhooks/github?from=acme", "/webhooks/%67ithub", "http://host/webhooks/github"]
)
def test_a_hook_is_found_however_its_path_is_written(
    receiver: RunningReceiver, target: str
) -> None:
    assert receiver.post(target, github_headers(BODY), BODY).status == 202


def test_http_1_0_gets_its_answer_and_the_end(receiver: RunningReceiver) -> None:
    with receiver.connect() as connection:
        connection.sendall(_request(1).replace(b"HTTP/1.1", b"HTTP/1.0"))
        assert read_answer(connection).status == 202
        assert connection.recv(1) == b""


def test_a_mistake_of_ours_is_logged_and_ends_the_connection(
    receiver: RunningReceiver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("producers.webhook.forges.subject_of", fail)
    with receiver.connect() as connection:
        connection.sendall(_request(1))
        assert read_answer(connection).status == 500
        assert connection.recv(1) == b""
    assert "request failed" in caplog.text
    assert _held(receiver) == 0
