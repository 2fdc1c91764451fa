"""Requests as strangers may write them (R01-R03, R20-R26), byte by byte over a real socket."""

from collections.abc import Iterator

import pytest
from receiver_harness import (
    Answer,
    FakeProducer,
    RunningReceiver,
    a_receiver,
    eventually,
    github_headers,
    read_answer,
    request_bytes,
)

from producers.refusals import Refusal
from producers.webhook.intake import MAX_BODY_BYTES, HttpBounds

BODY = b'{"repository":{"id":7}}'
HOOKS = ["/webhooks/github", "/webhooks/gitee"]


@pytest.fixture(scope="module")
def producer() -> FakeProducer:
    return FakeProducer()


@pytest.fixture(scope="module")
def receiver(producer: FakeProducer) -> Iterator[RunningReceiver]:
    with a_receiver(producer) as running:
        yield running


@pytest.fixture(autouse=True)
def _nothing_is_stored(producer: FakeProducer) -> Iterator[None]:
    before = len(producer.records)
    yield
    assert len(producer.records) == before


def _ends(receiver: RunningReceiver, request: bytes) -> Answer:
    """The answer to a request after which the receiver closes the connection."""
    with receiver.connect() as connection:
        connection.sendall(request)
        answer = read_answer(connection)
        assert connection.recv(1) == b""
    assert answer.headers["connection"] == "close"
    return answer


@pytest.mark.parametrize("path", HOOKS)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_r01_a_hook_takes_post_only(receiver: RunningReceiver, method: str, path: str) -> None:
    answer = receiver.send(request_bytes(method, path, []))
    assert (answer.status, answer.error) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "POST"


def test_r01_head_is_refused_without_a_body(receiver: RunningReceiver) -> None:
    with receiver.connect() as connection:
        connection.sendall(request_bytes("HEAD", HOOKS[0], [("Connection", "close")]))
        received = b""
        while more := connection.recv(4096):
            received += more
    assert received.startswith(b"HTTP/1.1 405 ")
    assert received.endswith(b"\r\n\r\n")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/webhooks",
        "/webhooks/gitlab",
        "/webhooks/github/",
        "//webhooks/github",
        "//hooks",
        "/webhooks/github/../gitee",
        "/webhooks/GITHUB",
        "/canary-in-path",
    ],
)
def test_r02_another_path_is_not_found(receiver: RunningReceiver, path: str) -> None:
    answer = receiver.post(path, github_headers(BODY), BODY)
    assert (answer.status, answer.error) == (404, "not_found")
    assert answer.body == Refusal.NOT_FOUND.body()
    assert "location" not in answer.headers


def test_r02_a_target_that_is_no_path_is_refused(receiver: RunningReceiver) -> None:
    answer = _ends(receiver, request_bytes("POST", "@host/path", []))
    assert (answer.status, answer.error) == (400, "bad_request")


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS"])
def test_r03_no_method_tells_more(receiver: RunningReceiver, method: str) -> None:
    answer = receiver.send(request_bytes(method, HOOKS[0], [("X-Canary", "canary")]))
    assert (answer.status, answer.error) == (405, "method_not_allowed")
    assert b"canary" not in answer.body


@pytest.mark.parametrize("target", ["host:443", HOOKS[0]])
def test_r03_connect_is_refused(receiver: RunningReceiver, target: str) -> None:
    answer = _ends(receiver, request_bytes("CONNECT", target, []))
    assert (answer.status, answer.error) == (405, "method_not_allowed")


def test_r20_a_body_announced_too_large_is_refused_before_it_is_sent(
    receiver: RunningReceiver,
) -> None:
    headers = [*github_headers(b""), ("Content-Length", str(26 * 1024 * 1024 + 1))]
    answer = receiver.post(HOOKS[0], headers, b"")
    assert (answer.status, answer.error) == (413, "too_large")


def test_r20_the_refusal_is_readable_after_the_whole_body_was_sent(
    receiver: RunningReceiver,
) -> None:
    body = b"x" * (MAX_BODY_BYTES + 1)
    with receiver.connect() as connection:
        connection.sendall(request_bytes("POST", HOOKS[0], github_headers(b""), body))
        answer = read_answer(connection)
    assert answer.status == 413


def test_r21_an_endless_body_is_refused_when_it_passes_the_limit(
    receiver: RunningReceiver,
) -> None:
    headers = [*github_headers(b""), ("Transfer-Encoding", "chunked")]
    chunk = b"%x\r\n" % 1_048_576 + b"x" * 1_048_576 + b"\r\n"
    with receiver.connect() as connection:
        connection.sendall(request_bytes("POST", HOOKS[0], headers))
        for _ in range(26):
            connection.sendall(chunk)
        answer = read_answer(connection)
        assert connection.recv(1) == b""
    assert (answer.status, answer.error) == (413, "too_large")


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ([("Content-Length", "3"), ("Transfer-Encoding", "chunked")], b"0\r\n\r\n"),
        ([("Transfer-Encoding", "chunked")], b"3\r\nabcXX0\r\n\r\n"),
        ([("Transfer-Encoding", "chunked")], b"zz\r\n"),
        ([("Transfer-Encoding", "xchunked")], b"0\r\n\r\n"),
        ([("Transfer-Encoding", "chunked, identity")], b"0\r\n\r\n"),
    ],
)
def test_r22_a_body_of_two_lengths_is_refused(
    receiver: RunningReceiver, headers: list[tuple[str, str | bytes]], body: bytes
) -> None:
    request = request_bytes("POST", HOOKS[0], [*github_headers(BODY), *headers], body)
    answer = _ends(receiver, request)
    assert (answer.status, answer.error) == (400, "bad_request")


@pytest.mark.parametrize("lengths", [["3", "4"], ["3", "3"], ["-3"], ["+5"], ["0x3"], ["3, 3"]])
def test_r23_a_length_that_is_none_is_refused(
    receiver: RunningReceiver, lengths: list[str]
) -> None:
    headers = [*github_headers(BODY), *(("Content-Length", length) for length in lengths)]
    answer = _ends(receiver, request_bytes("POST", HOOKS[0], headers))
    assert (answer.status, answer.error) == (400, "bad_request")


@pytest.mark.parametrize(
    "sent",
    [
        b"POST /webhooks/github HTT",
        b"POST /webhooks/github HTTP/1.1\r\nHost: receiver\r\nX-Slow: ",
        request_bytes("POST", HOOKS[0], [*github_headers(BODY), ("Content-Length", "9")], b"x"),
    ],
    ids=["slow first line", "slow header", "slow body"],
)
def test_r24_a_slow_request_is_given_up(sent: bytes) -> None:
    with a_receiver(FakeProducer(), http_bounds=HttpBounds(request_seconds=0.2)) as receiver:
        answer = _ends(receiver, sent)
    assert (answer.status, answer.error) == (408, "too_slow")


def test_r24_a_connection_that_says_nothing_is_closed() -> None:
    with (
        a_receiver(FakeProducer(), http_bounds=HttpBounds(request_seconds=0.2)) as receiver,
        receiver.connect() as connection,
    ):
        assert connection.recv(1) == b""


def test_r24_one_connection_too_many_is_refused() -> None:
    with (
        a_receiver(FakeProducer(), http_bounds=HttpBounds(connections=2)) as receiver,
        receiver.connect() as first,
        receiver.connect() as second,
    ):
        for connection in (first, second):
            connection.sendall(request_bytes("GET", "/healthz", []))
            assert read_answer(connection).status == 200
        with receiver.connect() as third:
            answer = read_answer(third)
        assert (answer.status, answer.error) == (503, "overloaded")
        first.close()
        probe = request_bytes("GET", "/healthz", [])
        eventually(lambda: receiver.send(probe).status == 200)


def test_r25_a_sender_that_leaves_has_sent_nothing(receiver: RunningReceiver) -> None:
    def broken_off() -> float:
        return float(receiver.metrics.broken_off.labels("github")._value.get())

    before = broken_off()
    headers = [*github_headers(BODY), ("Content-Length", str(len(BODY)))]
    with receiver.connect() as connection:
        connection.sendall(request_bytes("POST", HOOKS[0], headers, BODY[:-1]))
    eventually(lambda: broken_off() > before)
    assert broken_off() == before + 1


@pytest.mark.parametrize(
    "headers",
    [
        [("X-Large", "x" * 100_000)],
        [(f"X-Many-{number}", "x") for number in range(500)],
        [("X-Large", "x" * 3_000_000)],
    ],
    ids=["100 KB", "500 headers", "3 MB"],
)
def test_r26_too_much_head_is_refused(
    receiver: RunningReceiver, headers: list[tuple[str, str | bytes]]
) -> None:
    request = request_bytes("POST", HOOKS[0], headers)
    with receiver.connect() as connection:
        try:
            connection.sendall(request)
        except OSError:
            assert len(request) > 1_000_000
        answer = read_answer(connection)
    assert (answer.status, answer.error) == (431, "headers_too_large")


def test_an_upgrade_is_refused(receiver: RunningReceiver) -> None:
    headers = [*github_headers(BODY), ("Connection", "upgrade"), ("Upgrade", "h2c")]
    answer = _ends(receiver, request_bytes("POST", HOOKS[0], headers, BODY))
    assert (answer.status, answer.error) == (400, "bad_request")


@pytest.mark.parametrize(
    "noise", [b"\x16\x03\x01\x02\x00\x01", b"PRI * HTTP/2.0\r\n\r\n", b"\r\n\r\n\0"]
)
def test_what_is_no_http_is_refused(receiver: RunningReceiver, noise: bytes) -> None:
    answer = _ends(receiver, noise + b"\r\n\r\n")
    assert (answer.status, answer.error) == (400, "bad_request")


def test_garbage_after_a_request_ends_the_connection_after_its_answer() -> None:
    producer = FakeProducer(acknowledge=False)
    request = request_bytes("POST", HOOKS[0], github_headers(BODY), BODY)
    with a_receiver(producer) as receiver, receiver.connect() as connection:
        connection.sendall(request + b"\0garbage")
        eventually(lambda: len(producer.records) == 1)
        producer.records[0].stored.set_result(0)
        assert read_answer(connection).status == 202
        assert connection.recv(1) == b""


def test_the_probes_answer(receiver: RunningReceiver) -> None:
    statuses = [
        receiver.send(request_bytes("GET", path, [])).status
        for path in ("/healthz", "/readyz", "/metrics")
    ]
    assert statuses == [200, 200, 200]
