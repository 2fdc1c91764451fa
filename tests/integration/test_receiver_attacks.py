"""What strangers may try costs them more than us (P7), measured on the process itself."""

import contextlib
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from receiver_harness import github_headers, read_answer, request_bytes
from receiver_process import ReceiverProcess, a_delivery, a_receiver_process

from osspulse.settings import Settings
from producers.webhook.intake import MAX_BODY_BYTES

MOST_RESIDENT_BYTES = 512 * 1024 * 1024
HOOK = "/webhooks/github"


@pytest.fixture(params=[1, 2], ids=["one process", "two workers"])
def receiver(
    request: pytest.FixtureRequest, kafka_settings: Settings, tmp_path: Path
) -> Iterator[ReceiverProcess]:
    workers: int = request.param
    with a_receiver_process(kafka_settings, folder=tmp_path, workers=workers) as running:
        before = running.wait_for_workers(workers) if workers > 1 else []
        yield running
        assert isinstance(running.process, subprocess.Popen)
        assert running.process.poll() is None
        assert running.workers == before  # none of them had to be replaced
        family = [running.process.pid, *(worker.pid for worker in before)]
        most = sum(map(_most_resident_bytes, family))
        assert most < MOST_RESIDENT_BYTES, most
        assert running.send(a_delivery(1)[2]).status == 202


def _most_resident_bytes(pid: int) -> int:
    """The most memory that the process ever had."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    pytest.skip("this system does not tell a process's peak memory")


def test_p7_large_bodies_from_many_strangers(receiver: ReceiverProcess) -> None:
    body = b"x" * MAX_BODY_BYTES
    request = request_bytes("POST", HOOK, github_headers(b""), body)
    with ThreadPoolExecutor(6) as senders:
        statuses = {answer.status for answer in senders.map(receiver.send, [request] * 12)}
    assert statuses <= {403, 503}


def test_p7_large_signed_bodies_at_once(receiver: ReceiverProcess) -> None:
    body = b'{"a":"' + b"x" * (MAX_BODY_BYTES - 8) + b'"}'
    request = request_bytes("POST", HOOK, github_headers(body), body)
    with ThreadPoolExecutor(6) as senders:
        statuses = {answer.status for answer in senders.map(receiver.send, [request] * 12)}
    assert statuses <= {202, 503}


def test_p7_five_hundred_slow_connections(receiver: ReceiverProcess) -> None:
    headers = [*github_headers(b""), ("Content-Length", "100000")]
    begun = request_bytes("POST", HOOK, headers, b"x" * 50_000)
    connections: list[socket.socket] = []
    try:
        for _ in range(500):
            connection = socket.create_connection(("127.0.0.1", receiver.port), timeout=20)
            connections.append(connection)
            connection.sendall(begun)
        assert receiver.send(a_delivery(2)[2]).status == 202
        assert {read_answer(connection).status for connection in connections} == {408}
    finally:
        for connection in connections:
            connection.close()


def test_p7_a_compressed_bomb_is_not_inflated(receiver: ReceiverProcess) -> None:
    headers = [*github_headers(b"\x1f\x8b"), ("Content-Encoding", "gzip")]
    assert receiver.send(request_bytes("POST", HOOK, headers, b"\x1f\x8b")).status == 415


def test_p7_requests_sent_far_ahead_of_their_answers(receiver: ReceiverProcess) -> None:
    small = request_bytes("POST", HOOK, github_headers(b"other"), b"{}")
    with ThreadPoolExecutor(8) as senders:
        answered = list(senders.map(lambda _: _answers_to(receiver, small * 100_000), range(8)))
    assert max(answered) < 10_000


def _answers_to(receiver: ReceiverProcess, sent: bytes) -> int:
    """How many answers come until the receiver ends the connection, or cuts it off."""
    received = bytearray()
    with (
        socket.create_connection(("127.0.0.1", receiver.port), timeout=20) as connection,
        contextlib.suppress(ConnectionError),
    ):
        connection.sendall(sent)
        while piece := connection.recv(65_536):
            received += piece
    return received.count(b"HTTP/1.1 ")
